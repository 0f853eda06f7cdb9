import { RotationError } from "../../contract/error.ts";
import { failureOf, type HttpAnswer } from "../../lib/http.ts";
import type { Call } from "./call.ts";
import { at } from "./pointer.ts";
import type { Session } from "./session.ts";

/** The error for an answer that is not what the description calls success; its words are redacted and cut. */
export function failure(session: Session, answer: HttpAnswer, call: Call): RotationError {
  const { title, tools } = session;
  const failed = failureOf(delayed(session, answer), {
    service: title,
    what: call.what,
    hint: hintFor(session, answer),
    words: wordsIn(session, answer),
    secrets: session.secrets(call),
    nowMs: tools.clock.now(),
  });
  if (answer.status >= 300) return failed;
  const hint =
    "The status says success, and the body does not: look at the service's words, and at what the description expects.";
  return new RotationError("contract", failed.message, { hint });
}

/** The words that the description points at; undefined: whatever looks like a message. */
function wordsIn({ description }: Session, answer: HttpAnswer): string | undefined {
  const found = (description.errors?.message ?? []).map((pointer) => at(answer.json, pointer));
  const words = found.filter((value) => typeof value === "string" && value !== "");
  return words.length === 0 ? undefined : words.join(" ");
}

/** The answer with the first of the service's own headers that says how long to wait as its Retry-After. */
function delayed({ description }: Session, answer: HttpAnswer): HttpAnswer {
  const names = [...(description.errors?.["retry-after"] ?? []), "retry-after"];
  return {
    ...answer,
    header: (name) =>
      name === "retry-after"
        ? names.map((one) => answer.header(one.toLowerCase())).find((value) => value !== undefined)
        : answer.header(name),
  };
}

function hintFor({ options }: Session, { status }: HttpAnswer): string | undefined {
  const { params, credentials, baseUrl } = options;
  const names = Object.keys(credentials).join(", ");
  const given = Object.entries(params).map(([name, value]) => `${name}: ${String(value)}`);
  if (status === 401) {
    return names === ""
      ? `The key is wrong, revoked or expired, or belongs to another address than ${baseUrl}.`
      : `The credential (${names}) is wrong, revoked or expired, or belongs to another address than ${baseUrl}: store a live one.`;
  }
  if (status === 403)
    return `The credential (${names || "the key itself"}) may not do this: give it the right to manage keys.`;
  if (status === 404) return `Check params (${given.join(", ") || "none"}) and the address ${baseUrl}.`;
  if (status === 409) return "Another change was under way, or the service has a key of this name: run again.";
  return undefined;
}
