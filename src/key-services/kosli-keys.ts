import { RotationError } from "../contract/error.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import { Secret } from "../contract/secret.ts";
import { isRecord } from "../lib/http.ts";
import { safeText } from "../lib/safe-text.ts";

/** Keys seen so far have 43 characters and more; anything this short is a placeholder or a mistake. */
const MIN_VALUE_LENGTH = 16;

/** Marks of a value that somebody replaced or cut on the way. */
const REDACTED = /\*{3}|…|\.{3}/;

/** Ids stand in paths and in messages: nothing that a path resolves, nothing that starts a line. */
const ID = /^(?!\.{1,2}$)[\x21-\x7e]{1,128}$/;

/** A key that was minted, with the value as it came. */
export interface MintedKey {
  readonly record: KeyRecord;
  /** Why the value cannot be used; absent: it can. */
  readonly flaw?: string;
  readonly value: Secret;
  readonly predecessorExpiresAtMs?: number;
}

/** Reads the list of keys: a bare array. Throws RotationError `contract` for anything else. */
export function readKeys(body: unknown, what: string): readonly KeyRecord[] {
  if (!Array.isArray(body)) {
    throw new RotationError("contract", `Kosli sent ${shapeOf(body)} instead of an array while ${what}`, {
      effect: "none",
      hint: "Check that host is Kosli itself and not a proxy or a login page.",
    });
  }
  return body.map((entry: unknown) => {
    const record = readRecord(entry);
    if (record) return record;
    throw new RotationError("contract", `Kosli sent an entry without a usable id (${shapeOf(entry)}) while ${what}`, {
      effect: "none",
    });
  });
}

/** Reads the answer of create and rotate. Undefined if it names no key at all. */
export function readMinted(body: unknown): MintedKey | undefined {
  const record = readRecord(body);
  if (!record || !isRecord(body)) return undefined;
  const raw = body.key ?? body.api_key;
  const predecessorExpiresAtMs = toMs(body.grace_period_expires_at);
  const flaw = flawOf(raw, record.id);
  return {
    record,
    value: new Secret(typeof raw === "string" ? raw : ""),
    ...(flaw === undefined ? {} : { flaw }),
    ...(predecessorExpiresAtMs === undefined ? {} : { predecessorExpiresAtMs }),
  };
}

/** The documented field is `key`; the vendor's tutorial reads `api_key` and so loses the value. */
function flawOf(raw: unknown, id: string): string | undefined {
  if (raw === undefined) return "has neither key nor api_key";
  if (typeof raw !== "string") return `holds ${shapeOf(raw)} where the key should be`;
  if (raw === "") return "holds an empty key";
  if (raw.length < MIN_VALUE_LENGTH) return `holds a key of only ${raw.length} characters`;
  if (!/^[\x21-\x7e]+$/.test(raw)) return "holds a key with blanks or control characters";
  if (raw === id) return "holds the id where the key should be";
  return REDACTED.test(raw) ? "holds a key that somebody replaced or cut" : undefined;
}

/**
 * One key. `{"id":"01JD","description":"ci","created_at":1787443200.5,"expires_at":0,"last_used_at":null}`: seconds,
 * integer or float; 0, null and absent all mean never.
 */
function readRecord(entry: unknown): KeyRecord | undefined {
  if (!isRecord(entry) || typeof entry.id !== "string" || !ID.test(entry.id)) return undefined;
  const createdAtMs = toMs(entry.created_at);
  const expiresAtMs = toMs(entry.expires_at);
  const lastUsedAtMs = toMs(entry.last_used_at);
  return {
    id: entry.id,
    description: typeof entry.description === "string" ? entry.description : "",
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
  };
}

function toMs(seconds: unknown): number | undefined {
  return typeof seconds === "number" && seconds > 0 ? Math.round(seconds * 1000) : undefined;
}

function shapeOf(value: unknown): string {
  if (value === undefined) return "something that is not JSON";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (isRecord(value)) {
    const names = Object.keys(value).slice(0, 5).join(", ");
    return names === "" ? "an empty object" : `an object (with ${safeText(names)})`;
  }
  return `a ${typeof value}`;
}
