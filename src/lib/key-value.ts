import { isRecord } from "./http-failure.ts";
import { safeText } from "./safe-text.ts";

/** Keys seen so far have 32 characters and more; anything this short is a placeholder or a mistake. */
const MIN_LENGTH = 16;

/** Marks of a value that somebody replaced or cut on the way. */
const REDACTED = /\*{3}|…|\.{3}/;

/**
 * Why the value of a new key cannot be used, to be put after "the answer"; undefined if it can. `others` are texts
 * that must not stand in its place: its id, its name. Pure.
 */
export function valueFlaw(raw: unknown, others: readonly string[] = [], minLength = MIN_LENGTH): string | undefined {
  if (raw === undefined) return "has no key";
  if (typeof raw !== "string") return `holds ${shapeOf(raw)} where the key should be`;
  if (raw === "") return "holds an empty key";
  if (raw.length < minLength) return `holds a key of only ${raw.length} characters`;
  if (!/^[\x21-\x7e]+$/.test(raw)) return "holds a key with blanks or control characters";
  if (others.includes(raw)) return "holds the id where the key should be";
  return REDACTED.test(raw) ? "holds a key that somebody replaced or cut" : undefined;
}

/** Ids stand in paths and in messages: nothing that a path resolves, nothing that starts a line. */
export function isUsableId(id: unknown): id is string {
  return typeof id === "string" && /^(?!\.{1,2}$)[\x21-\x7e]{1,128}$/.test(id);
}

/** What a parsed body is, for messages: `an array`, `an object (with id, name)`; never what it holds. */
export function shapeOf(value: unknown): string {
  if (value === undefined) return "something that is not JSON";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (!isRecord(value)) return `a ${typeof value}`;
  const names = Object.keys(value).slice(0, 5).join(", ");
  return names === "" ? "an empty object" : `an object (with ${safeText(names)})`;
}
