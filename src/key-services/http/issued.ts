import { RotationError } from "../../contract/error.ts";
import type { IssuedKey, MintRequest } from "../../contract/key-service.ts";
import { Secret } from "../../contract/secret.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import { isUsableId, valueFlaw } from "../../lib/key-value.ts";
import type { Call } from "./call.ts";
import { descriptionIn } from "./key-names.ts";
import { MADE_NOW, timeOf } from "./keyring.ts";
import { graceLimits } from "./lifetimes.ts";
import { namesOf, refersTo } from "./names.ts";
import { at } from "./pointer.ts";
import type { Description } from "./schema.ts";
import type { Session } from "./session.ts";
import { asText, renderText, type Scope } from "./templates.ts";

/** The request for a key, and the call that made it. */
export interface Issuing {
  readonly asked: MintRequest;
  readonly call: Call;
}

/**
 * The new key as the answer has it. Masks its value before anything else is done with it.
 * @throws RotationError `contract`, with the id of the new key where the answer names it, for a value that is of no use
 */
export function readIssued(session: Session, answer: HttpAnswer, { asked, call }: Issuing): IssuedKey {
  const { issue, key } = session.description;
  const raw = issue.secret === "text" ? textIn(answer) : at(answer.json, issue.secret);
  const id = idOf(session, answer, { asked, call });
  const value =
    typeof raw === "string" && raw !== "" ? composed(session.description, { raw, id, answer }) : new Secret("");
  if (typeof raw === "string" && raw.length >= key["min-length"]) {
    session.tools.mask(new Secret(raw));
    session.tools.mask(value);
  }
  if (id !== undefined && id === asked.replaces?.id && !keepsId(session.description)) throw sameId(session, call, id);
  const flaw = flawOf(session, raw, { id, value, call });
  if (flaw === undefined && id !== undefined) return { ...recordOf(session, answer, { asked, call }, id), value };
  // A key without an id cannot be named, so that nobody takes another one for it.
  const named = id === undefined || issue.id === "none" ? undefined : id;
  const which = named === undefined ? "" : ` (new key ${named})`;
  throw new RotationError(
    "contract",
    `the answer of ${session.title} ${flaw ?? "names no key"}, while ${call.what}${which}`,
    {
      ...(named !== undefined && { keyId: named }),
      hint: "Nobody has the value of the new key: look at the keys of the service, and at issue.secret and issue.id of the description.",
    },
  );
}

/** The whole body, and what is in the quotes if it is a text of JSON. */
function textIn({ json, text }: HttpAnswer): string {
  return typeof json === "string" ? json : text.trim();
}

/** Whether a rotation leaves one key where one was, under its id or without any: then nothing is there to be told apart. */
export function keepsId({ issue }: Description): boolean {
  return issue.kind === "rotate" && (issue.id === "same" || issue.id === "none");
}

function idOf(session: Session, answer: HttpAnswer, { asked }: Issuing): string | undefined {
  const { issue } = session.description;
  if (keepsId(session.description)) return asked.replaces?.id;
  if (issue.id === "none") return MADE_NOW;
  const raw = at(answer.json, issue.id);
  const id = typeof raw === "number" ? String(raw) : raw;
  return isUsableId(id) ? id : undefined;
}

/** What consumers get: the secret itself, or a text with it. */
function composed(
  { key, issue }: Description,
  { raw, id, answer }: { readonly raw: string; readonly id: string | undefined; readonly answer: HttpAnswer },
): Secret {
  const secret = new Secret(raw);
  if (key.value === undefined) return secret;
  const scope: Scope = (name) => {
    if (name === "secret") return secret;
    if (name === "id") return id ?? "";
    const output = at(answer.json, issue.outputs?.[name.slice("outputs.".length)] ?? "/");
    return typeof output === "string" || typeof output === "number" ? output : "";
  };
  const value = asText(renderText(key.value, scope) ?? "");
  return value instanceof Secret ? value : new Secret(value);
}

interface Checked {
  readonly id: string | undefined;
  readonly value: Secret;
  readonly call: Call;
}

function flawOf(session: Session, raw: unknown, { id, value, call }: Checked): string | undefined {
  const { key } = session.description;
  const flaw = valueFlaw(raw, id === undefined ? [] : [id], key["min-length"]);
  if (flaw !== undefined || typeof raw !== "string") return flaw;
  if (key.prefix !== undefined && !raw.startsWith(key.prefix))
    return `holds a key that does not begin with ${key.prefix}`;
  if (key.pattern !== undefined && !new RegExp(key.pattern, "u").test(raw))
    return "holds a key that is not like key.pattern";
  const known = session.secrets(call);
  return known.some((one) => one.equals(value) || one.equals(new Secret(raw)))
    ? "holds a key that was there before"
    : undefined;
}

function recordOf(session: Session, answer: HttpAnswer, { asked }: Issuing, id: string): Omit<IssuedKey, "value"> {
  const { issue, list } = session.description;
  const told = issue.name === undefined ? undefined : at(answer.json, issue.name);
  const expected = refersTo(issue.request, "run.name") ? asked.description : (asked.replaces?.description ?? "");
  const form = list?.time ?? "auto";
  const created = timeOf(answer.json, issue.created, form);
  const expires = issue.expires === undefined ? promisedEnd(session, asked) : timeOf(answer.json, issue.expires, form);
  const deadline = predecessorEnd(session, answer, asked);
  return {
    id,
    description: typeof told === "string" ? descriptionIn(told, session.description) : expected,
    createdAtMs: typeof created === "number" ? created : session.now(),
    ...(typeof expires === "number" && { expiresAtMs: expires }),
    ...(deadline !== undefined && { predecessorExpiresAtMs: deadline }),
  };
}

/** An end that was asked for counts as kept where the answer does not tell: the list will. */
function promisedEnd({ description }: Session, asked: MintRequest): number | undefined {
  return namesOf(description.issue.request, "expires").size > 0 ? asked.expiresAtMs : undefined;
}

/** When the old key will die, as far as it is known. A clock that starts with the first use has no date yet. */
function predecessorEnd(session: Session, answer: HttpAnswer, asked: MintRequest): number | undefined {
  if (!asked.replaces) return undefined;
  const { issue } = session.description;
  const told = timeOf(answer.json, issue["old-until"], "auto");
  if (typeof told === "number") return told;
  const ownEnd = asked.replaces.expiresAtMs ?? Infinity;
  const { maxMs } = graceLimits(session.description);
  switch (issue["old-key"]) {
    case "dies-at-once":
      return session.now();
    case "dies-after-grace":
      return Math.min(ownEnd, session.now() + asked.graceMs);
    case "dies-later":
      return Math.min(ownEnd, session.now() + maxMs);
    default:
      return undefined;
  }
}

function sameId({ title }: Session, call: Call, id: string): RotationError {
  return new RotationError(
    "contract",
    `${title} answered with the id of the old key (${id}) while ${call.what}: whether there is a new key cannot be told`,
    { hint: "Nothing may be revoked: look at the keys of the service first, and at issue.id of the description." },
  );
}
