import { randomBytes } from "node:crypto";
import { RotationError } from "../../contract/error.ts";
import type { KeyRecord, Op, Proof, ProvingGround } from "../../contract/key-service.ts";
import { Secret } from "../../contract/secret.ts";
import { faultOf, type HttpAnswer } from "../../lib/http.ts";
import type { Call } from "./call.ts";
import { failure } from "./failing.ts";
import { fits, refuses, same } from "./judging.ts";
import { refersTo } from "./names.ts";
import { at } from "./pointer.ts";
import { addressOf } from "./requests.ts";
import type { Description, Verify } from "./schema.ts";
import type { Session } from "./session.ts";
import { asText, renderText, type Scope } from "./templates.ts";

/** Sends a made-up key to where the description says that keys can be tried. Read only. */
export async function findProvingGround(
  session: Session,
  sample: KeyRecord | undefined,
  op: Op,
): Promise<ProvingGround> {
  const { verify } = session.description;
  if (!verify) return { answers: [] };
  const place = placeOf(session, verify);
  if (!verify.control) return { place, answers: [] };
  const answer = await prove(session, { value: madeUpKey(session.description), keyId: sample?.id ?? madeUpId() }, op);
  const answers = [{ place, answer }];
  return answer === "refused" ? { place, answers } : { answers };
}

/** What the place is called: method and path, without what identifies a key. */
function placeOf({ options }: Session, { request }: Verify): string {
  const scope: Scope = (name) => (name === "key.id" ? "key" : options.params[name.slice("params.".length)]);
  return `${request.method} ${decodeURI(addressOf({ path: request.path }, scope))}`;
}

/** A key that nobody issued, of the form that a new one would have. */
function madeUpKey({ key }: Description): Secret {
  const raw = (key.prefix ?? "") + randomBytes(24).toString("hex");
  const made = asText(renderText(key.value ?? "${secret}", (name) => (name === "secret" ? raw : madeUpId())) ?? raw);
  return made instanceof Secret ? made : new Secret(made);
}

function madeUpId(): string {
  return randomBytes(10).toString("hex");
}

/**
 * Uses a key once. Accepted and refused are what the description says; all else proves neither. Throws RotationError
 * for what passes by itself (429, 5xx, no answer), so that the caller can try again.
 */
export async function prove(
  session: Session,
  { value, keyId }: { readonly value: Secret; readonly keyId: string },
  op: Op,
): Promise<Proof> {
  const { verify, issue } = session.description;
  if (!verify)
    throw new RotationError("config", `the description of ${session.title} has no verify`, { effect: "none" });
  const call = callFor(verify, { value, keyId });
  const answer = await session.send(call, op);
  if (fits(answer, verify.accept, call.scope)) {
    const isOther = verify.id !== undefined && issue.id !== "none" && !same(at(answer.json, verify.id), keyId);
    return isOther ? "inconclusive" : "accepted";
  }
  if (refuses(answer, verify.reject, call.scope)) return "refused";
  if (isPassing(answer)) throw failure(session, answer, call);
  return "inconclusive";
}

function callFor(verify: Verify, { value, keyId }: { readonly value: Secret; readonly keyId: string }): Call {
  return {
    request: verify.request,
    scope: (name) => (name === "key.value" ? value : name === "key.id" ? keyId : undefined),
    as: verify.auth === "key" ? { value, id: keyId } : verify.auth,
    what: "trying a key",
  };
}

function isPassing({ status }: HttpAnswer): boolean {
  const { fault } = faultOf(status);
  return fault === "rate-limited" || fault === "unavailable" || fault === "timeout";
}

/** Whether the service says which key a value belongs to, without being told first. */
export function canIdentify({ verify, key }: Description): boolean {
  return verify?.id !== undefined && !refersTo([verify, key["presented-as"] ?? ""], "key.id");
}

/** The id behind a value by the service's own answer; undefined where it does not accept the value. Moves its last-used time. */
export async function identify(session: Session, value: Secret, op: Op): Promise<string | undefined> {
  const { verify } = session.description;
  if (verify?.id === undefined) return undefined;
  const call = callFor(verify, { value, keyId: "" });
  const answer = await session.send(call, op);
  if (isPassing(answer)) throw failure(session, answer, call);
  if (!fits(answer, verify.accept, call.scope)) return undefined;
  const id = at(answer.json, verify.id);
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}
