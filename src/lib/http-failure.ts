import type { Effect, Fault } from "../contract/error.ts";
import { RotationError } from "../contract/error.ts";
import type { Secret } from "../contract/secret.ts";
import type { HttpAnswer } from "./http.ts";
import { safeText } from "./safe-text.ts";

/** What a status means for the caller. 5xx and 408 leave open whether the request took effect. */
export function faultOf(status: number): { readonly fault: Fault; readonly effect: Effect } {
  const unsettled: Effect = "unknown";
  if (status === 401) return { fault: "unauthenticated", effect: "none" };
  if (status === 403) return { fault: "forbidden", effect: "none" };
  if (status === 404 || status === 410) return { fault: "not-found", effect: "none" };
  if (status === 409 || status === 412 || status === 423) return { fault: "conflict", effect: "none" };
  if (status === 429) return { fault: "rate-limited", effect: "none" };
  if (status === 408 || status === 504) return { fault: "timeout", effect: unsettled };
  if (status >= 500) return { fault: "unavailable", effect: unsettled };
  if (status >= 400) return { fault: "config", effect: "none" };
  return { fault: "contract", effect: unsettled };
}

/** How a failed answer is told. */
export interface FailureContext {
  /** Who answered: `Kosli`. */
  readonly service: string;
  /** What was tried, as a gerund: `listing the keys of acme/ci`. */
  readonly what: string;
  readonly hint?: string | undefined;
  /** What the other side said, where it is known better than {@link wordsOf} knows. */
  readonly words?: string | undefined;
  /** Values that the answer may echo. */
  readonly secrets?: readonly Secret[];
  /** Local time, to read a Retry-After date where the answer has no Date. */
  readonly nowMs: number;
}

/** The error for an answer that is none of those that the caller expects: status, and the words of the other side. */
export function failureOf(answer: HttpAnswer, context: FailureContext): RotationError {
  const { fault, effect } = faultOf(answer.status);
  const words = context.words ?? wordsOf(answer);
  const told = words ? `: ${safeText(words, context.secrets)}` : "";
  return new RotationError(fault, `${context.service} answered ${answer.status} while ${context.what}${told}`, {
    hint: context.hint,
    effect,
    retryAfterMs: retryAfterMs(answer, context.nowMs),
  });
}

/**
 * Milliseconds that an answer asks to wait: `Retry-After` in seconds, or as a date by the clock of the server that
 * sent it. Undefined without such a header, or with one that cannot be read.
 */
export function retryAfterMs(answer: Pick<HttpAnswer, "header">, nowMs: number): number | undefined {
  const told = answer.header("retry-after")?.trim();
  if (!told) return undefined;
  if (/^\d+(\.\d+)?$/.test(told)) return Math.ceil(Number(told) * 1000);
  const until = Date.parse(told);
  if (Number.isNaN(until)) return undefined;
  const serverNow = Date.parse(answer.header("date") ?? "");
  return Math.max(0, until - (Number.isNaN(serverNow) ? nowMs : serverNow));
}

/** The message in an error body, unredacted: JSON of the usual shapes, a JSON string, plain text, a page's title. */
export function wordsOf(answer: Pick<HttpAnswer, "json" | "text" | "header">): string {
  if (typeof answer.json === "string") return answer.json;
  if (isRecord(answer.json)) return wordsOfRecord(answer.json);
  if (answer.json !== undefined || answer.text.trim() === "") return "";
  const type = answer.header("content-type")?.split(";")[0]?.trim() ?? "no content type";
  if (type === "text/plain") return answer.text;
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(answer.text)?.[1]?.trim();
  return title ? `a page titled "${title}"` : `a body that is not JSON (${type})`;
}

function wordsOfRecord(body: Readonly<Record<string, unknown>>): string {
  const nested = isRecord(body.error) ? body.error.message : undefined;
  const candidates = [body.message, nested, body.error_description, body.error, body.detail, body.title];
  const main = candidates.find((candidate) => typeof candidate === "string" && candidate !== "");
  const details = body.errors ?? (Array.isArray(body.detail) ? body.detail : undefined);
  const parts = [typeof main === "string" ? main : "", details === undefined ? "" : detailsOf(details)];
  return parts.filter((part) => part !== "").join(" ");
}

/** `message (CODE)` for one or several errors that have a message; anything else as JSON. */
function detailsOf(details: unknown): string {
  const all: readonly unknown[] = Array.isArray(details) ? details : [details];
  const told = all.map((one) => (isRecord(one) && typeof one.message === "string" ? wordsOfError(one) : undefined));
  return told.length === 0 || told.includes(undefined) ? JSON.stringify(details) : told.join(", ");
}

function wordsOfError({ code, message }: Readonly<Record<string, unknown>>): string {
  return typeof code === "string" && code !== "" ? `${String(message)} (${code})` : String(message);
}

/** Whether a value is an object with fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
