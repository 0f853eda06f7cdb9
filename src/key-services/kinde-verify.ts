import { randomBytes } from "node:crypto";
import { RotationError } from "../contract/error.ts";
import type { Op, Proof, ProvingGround } from "../contract/key-service.ts";
import { Secret } from "../contract/secret.ts";
import type { HttpAnswer } from "../lib/http.ts";
import { faultOf } from "../lib/http.ts";
import type { KindeApi, KindeCall } from "./kinde-api.ts";
import type { KeyVerdict } from "./kinde-keys.ts";
import { readVerdict } from "./kinde-keys.ts";

/** The one place where Kinde judges keys; consumers' APIs ask there too. */
export const PLACE = "the verify endpoint";

/** What the verifications of a run have in common. */
export interface Verifier {
  readonly api: KindeApi;
  /** What keys must be able to do, by their id, where rekey made them. */
  readonly expected: Map<string, readonly string[]>;
  /** Values that were called valid in this run, by the id of their key. */
  readonly valid: Map<string, Secret>;
}

/** Opens the verifications of a run. No request. */
export function kindeVerifier(api: KindeApi): Verifier {
  return { api, expected: new Map(), valid: new Map() };
}

/** Sends a made-up key to the verify endpoint. Read only: no key is touched. */
export async function findProvingGround(verifier: Verifier, op: Op): Promise<ProvingGround> {
  const stranger = new Secret(`k_live_${randomBytes(24).toString("hex")}`);
  const answer = await prove(verifier, { value: stranger, keyId: undefined }, op);
  const answers = [{ place: PLACE, answer }];
  return answer === "refused" ? { place: PLACE, answers } : { answers };
}

/**
 * Asks Kinde whether a value is a live key, and the one that it should be. Moves the key's last-verified time. Throws
 * RotationError `contract` for a live key with other scopes than it was made with, and for what passes by itself
 * (429, 5xx, no answer), so that the caller can try again.
 */
export async function prove(
  verifier: Verifier,
  { value, keyId }: { readonly value: Secret; readonly keyId: string | undefined },
  op: Op,
): Promise<Proof> {
  const { answer, verdict } = await verify(verifier.api, value, op);
  if (!verdict) return refusalOrNothing(verifier, { answer, value }, op);
  if (!verdict.isLive) return "refused";
  if (verdict.keyId !== undefined) verifier.valid.set(verdict.keyId, value);
  if (keyId === undefined) return "accepted";
  if (verdict.keyId !== keyId) return "inconclusive";
  const flaw = scopesFlaw(verdict, verifier.expected.get(keyId));
  if (flaw !== undefined) throw new RotationError("contract", `Kinde says that the key ${keyId} ${flaw}`, { keyId });
  return "accepted";
}

/** The id of the live key behind a value; undefined if it is none, or Kinde does not say. */
export async function identify(verifier: Verifier, value: Secret, op: Op): Promise<string | undefined> {
  const { answer, verdict } = await verify(verifier.api, value, op);
  if (!verdict && passes(answer)) throw verifier.api.failure(answer, callOf(verifier.api, value), [value]);
  if (!verdict?.isLive || verdict.keyId === undefined) return undefined;
  verifier.valid.set(verdict.keyId, value);
  return verdict.keyId;
}

function callOf(api: KindeApi, value: Secret): KindeCall {
  const json = { api_key: value };
  return { method: "POST", path: api.paths.verify, what: `trying a key at ${PLACE}`, scope: "read:api_keys", json };
}

async function verify(
  api: KindeApi,
  value: Secret,
  op: Op,
): Promise<{ readonly answer: HttpAnswer; readonly verdict: KeyVerdict | undefined }> {
  const answer = await api.send(callOf(api, value), op);
  return { answer, verdict: answer.status === 200 ? readVerdict(answer.json) : undefined };
}

function passes({ status }: HttpAnswer): boolean {
  const { fault } = faultOf(status);
  return fault === "rate-limited" || fault === "unavailable" || fault === "timeout";
}

/**
 * What Kinde answers for a dead value is not documented, so 400 and 401 may speak of the value or of the request. They
 * are about the value if Kinde takes the same request for a key that is known to live, or, where none is known, takes
 * the same token for the list of keys.
 */
async function refusalOrNothing(
  { api, valid }: Verifier,
  { answer, value }: { readonly answer: HttpAnswer; readonly value: Secret },
  op: Op,
): Promise<Proof> {
  if (passes(answer)) throw api.failure(answer, callOf(api, value), [value]);
  if (answer.status !== 400 && answer.status !== 401) return "inconclusive";
  const live = [...valid.values()].findLast((other) => !other.equals(value));
  if (live) {
    const control = await verify(api, live, op);
    if (control.verdict?.isLive === true) return "refused";
  }
  const what = "checking that the access token is taken";
  const call: KindeCall = { method: "GET", path: api.paths.glance, what, scope: "read:api_keys" };
  const control = await api.send(call, op);
  if (passes(control)) throw api.failure(control, call);
  return control.status === 200 && !live ? "refused" : "inconclusive";
}

function scopesFlaw({ scopes }: KeyVerdict, expected: readonly string[] | undefined): string | undefined {
  if (scopes === undefined || expected === undefined) return undefined;
  const [lacks, exceeds] = [without(expected, scopes), without(scopes, expected)];
  if (lacks.length > 0) return `lacks the scopes ${lacks.join(", ")}`;
  return exceeds.length > 0 ? `has scopes that nobody asked for: ${exceeds.join(", ")}` : undefined;
}

function without(all: readonly string[], these: readonly string[]): readonly string[] {
  return all.filter((scope) => !these.includes(scope));
}
