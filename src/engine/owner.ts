import type { KeyRecord, Proof } from "../contract/key-service.ts";
import type { Secret } from "../contract/secret.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { listKeys, op, serviceNow } from "./observe.ts";
import type { Record } from "./record.ts";
import { type Patience, retry } from "./retry.ts";

/** How long a key's own traffic is watched before the value is used. */
const WATCH_MS = 1500;
/** Waits before the list is read again after the use: last-used times may lag. */
const LOOK_AGAIN_MS = [0, 2000, 5000] as const;
/** Once is not enough: another consumer may use its key at the very moment of ours, and ours may not be listed. */
const ROUNDS = 2;
/** Times are cut to whole seconds by some services. */
const SECOND_MS = 1000;
/** With a clock known worse than this, no use can be told from another. */
const MOST_DOUBT_MS = 5000;

interface Place {
  readonly place: string;
  readonly keyId: string;
}

interface At {
  readonly rotation: OpenedRotation;
  readonly crew: Crew;
  readonly record: Record;
}

/** Waits as long as the run is not cancelled. */
export function patience(crew: Crew): Patience {
  return { clock: crew.clock, signal: crew.cancelled };
}

/** Uses a value once, as a consumer would. Moves a last-used time. */
export function use(value: Secret, where: Place, { rotation, crew }: At): Promise<Proof> {
  return retry(() => rotation.keyService.probe(value, where, op(crew)), patience(crew));
}

/**
 * Finds the key that a value belongs to by what moves: a key that was still before, and whose last use is ours, twice.
 * @returns the key's id; `refused` or `inconclusive` if the value was not accepted; undefined if nothing can be told
 */
export async function ownerByUse(
  value: Secret,
  where: Place,
  seen: readonly KeyRecord[],
  at: At,
): Promise<{ readonly keyId: string } | Exclude<Proof, "accepted"> | undefined> {
  let keyId: string | undefined;
  let last = seen;
  for (let round = 0; round < ROUNDS; round++) {
    const still = await stillKeys(last, at);
    const fromMs = serviceNow(at.rotation, at.crew);
    const answer = await use(value, where, at);
    if (answer !== "accepted") return answer;
    const moved = await findMoved(still, { fromMs, toMs: serviceNow(at.rotation, at.crew) }, at);
    if (!moved || (keyId !== undefined && keyId !== moved.keyId)) return undefined;
    keyId = moved.keyId;
    last = moved.keys;
  }
  return keyId === undefined ? undefined : { keyId };
}

/** The keys whose last-used time does not move by itself, as they were last seen. */
async function stillKeys(
  seen: readonly KeyRecord[],
  { rotation, crew, record }: At,
): Promise<ReadonlyMap<string, number | undefined>> {
  await crew.clock.sleep(WATCH_MS, crew.cancelled);
  const before = new Map(seen.map((key) => [key.id, key.lastUsedAtMs]));
  const again = await listKeys(rotation, crew, record);
  return new Map(
    again
      .filter((key) => before.has(key.id) && before.get(key.id) === key.lastUsedAtMs)
      .map((key) => [key.id, key.lastUsedAtMs]),
  );
}

/**
 * The one key that moved, was still before, and moved to the time of our use; undefined if none or several did. Times
 * that show late are the uses of others: which key they moved says nothing of our value.
 */
async function findMoved(
  still: ReadonlyMap<string, number | undefined>,
  window: { readonly fromMs: number; readonly toMs: number },
  { rotation, crew, record }: At,
): Promise<{ readonly keyId: string; readonly keys: readonly KeyRecord[] } | undefined> {
  for (const waitMs of LOOK_AGAIN_MS) {
    await crew.clock.sleep(waitMs, crew.cancelled);
    const keys = await listKeys(rotation, crew, record);
    const moved = keys.filter((key) => !still.has(key.id) || still.get(key.id) !== key.lastUsedAtMs);
    const [only, ...more] = moved;
    if (!only) continue;
    const isOurUse = more.length === 0 && still.has(only.id) && isWithin(only, window, rotation);
    return isOurUse ? { keyId: only.id, keys } : undefined;
  }
  return undefined;
}

/** Whether a last use can be ours, as well as the service's clock is known. */
function isWithin(
  { lastUsedAtMs }: KeyRecord,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { keyService }: OpenedRotation,
): boolean {
  const doubtMs = keyService.clock()?.uncertaintyMs ?? Number.POSITIVE_INFINITY;
  if (lastUsedAtMs === undefined || doubtMs > MOST_DOUBT_MS) return false;
  return lastUsedAtMs >= fromMs - doubtMs - SECOND_MS && lastUsedAtMs <= toMs + doubtMs;
}
