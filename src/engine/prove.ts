import { RotationError } from "../contract/error.ts";
import type { KeyRecord, Proof } from "../contract/key-service.ts";
import type { Secret } from "../contract/secret.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import type { Minted } from "./minted.ts";
import { op } from "./observe.ts";
import type { Record } from "./record.ts";
import { asRotationError, retry } from "./retry.ts";

/** A new key may need a while to work everywhere (seconds to a minute have been seen at other services). */
const PROPAGATION_MS = [1000, 2000, 4000, 8000, 15_000, 30_000] as const;

/**
 * Uses the new key once as a consumer would, with back-off for propagation.
 * @returns whether the service accepts it and, if it works but is not what was asked for, what is wrong with it; a
 * refusal is told by the caller
 */
export async function prove(
  minted: Minted,
  place: string,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<{ readonly accepted: boolean; readonly why?: string }> {
  record.phase("prove");
  const where = { place, keyId: minted.key.id };
  const answer = await untilAccepted(minted.key.value, where, rotation, crew);
  if (answer instanceof RotationError) return { accepted: false, why: answer.message };
  if (answer !== "accepted") return { accepted: false };
  crew.emit({ rotation: rotation.policy.name, type: "key.proved", keyId: minted.key.id, place });
  return { accepted: true };
}

async function untilAccepted(
  value: Secret,
  where: { readonly place: string; readonly keyId: string },
  rotation: OpenedRotation,
  crew: Crew,
): Promise<Proof | RotationError> {
  for (const waitMs of [...PROPAGATION_MS, 0]) {
    const answer = await attempt(value, where, rotation, crew);
    if (answer === "accepted" || answer instanceof RotationError || waitMs === 0 || crew.cancelled.aborted)
      return answer;
    await crew.clock.sleep(waitMs, crew.cancelled).catch(() => undefined);
  }
  return "inconclusive";
}

/** One use; an answer that never comes proves nothing, and a key that works but is the wrong one is an error. */
async function attempt(
  value: Secret,
  where: { readonly place: string; readonly keyId: string },
  { keyService }: OpenedRotation,
  crew: Crew,
): Promise<Proof | RotationError> {
  const patience = { clock: crew.clock, signal: crew.cancelled };
  return retry(() => keyService.probe(value, where, op(crew)), patience).catch((error: unknown) =>
    error instanceof RotationError && error.keyId !== undefined ? error : ("inconclusive" as const),
  );
}

/** One use of a key of which only life and death matter. */
async function use(
  value: Secret,
  where: { readonly place: string; readonly keyId: string },
  rotation: OpenedRotation,
  crew: Crew,
): Promise<Proof> {
  const answer = await attempt(value, where, rotation, crew);
  return answer instanceof RotationError ? "inconclusive" : answer;
}

/** Whether a value is refused at a place, by one use. */
export async function isRefused(
  value: Secret,
  where: { readonly place: string; readonly keyId: string },
  rotation: OpenedRotation,
  crew: Crew,
): Promise<boolean> {
  return (await use(value, where, rotation, crew)) === "refused";
}

/**
 * Uses the value that consumers hold once, to see that the service keeps its word about the overlap. From here on
 * rekey never uses a predecessor. A broken promise is told; it never stops the roll-out, which is now urgent.
 * @returns whether the value was accepted, so that its refusal later means something
 */
export async function checkOverlap(
  replaces: KeyRecord,
  minted: Minted,
  place: string,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean> {
  const value = rotation.policy.key.current;
  if (!value) return false;
  const where = { place, keyId: replaces.id };
  const answer = await use(value, where, rotation, crew);
  if (answer !== "refused") return answer === "accepted";
  const promised = minted.key.predecessorExpiresAtMs;
  record.find({
    level: "error",
    code: "overlap-broken",
    keyId: replaces.id,
    ...(promised !== undefined && { promisedUntilMs: promised }),
  });
  return false;
}

/**
 * Waits until a revoked key's value is refused.
 * @returns the last answer: anything but `refused` means that the key may be alive
 */
export async function awaitRefusal(
  value: Secret,
  where: { readonly place: string; readonly keyId: string },
  rotation: OpenedRotation,
  crew: Crew,
): Promise<Proof> {
  let answer: Proof = "inconclusive";
  for (const waitMs of [0, ...PROPAGATION_MS]) {
    const woken = await crew.clock.sleep(waitMs, crew.cancelled).catch(asRotationError);
    if (woken !== undefined) return answer;
    answer = await use(value, where, rotation, crew);
    if (answer === "refused") return answer;
  }
  return answer;
}
