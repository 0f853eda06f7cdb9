import type { KeyRecord } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { listKeys, op } from "./observe.ts";
import { claim, markerOf } from "./ownership.ts";
import type { Record } from "./record.ts";
import { retry } from "./retry.ts";
import { translate } from "./times.ts";
import { type CurrentIdentity, isStale, type Observation } from "./view.ts";

/** How long a key's own traffic is watched before the value is used. */
const WATCH_MS = 1500;
/** Waits before the list is read again after the use: last-used times may lag. */
const LOOK_AGAIN_MS = [0, 2000, 5000] as const;

/**
 * Finds out which key the value given as `current` belongs to, if that matters to this observation: by the
 * service's own answer, or because one key's last-used time moves when the value is used once. A key that moves by
 * itself cannot be told this way. Moves last-used times; changes nothing else. Undefined: not given, or of no matter.
 */
export async function identifyCurrent(
  observation: Observation,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<CurrentIdentity | undefined> {
  const { policy, mode, keyService } = rotation;
  const value = policy.key.current;
  const { ours } = claim(observation.keys, policy.key, markerOf(policy));
  const newest = ours.at(-1);
  if (!value || !newest || !matters(observation, newest, ours.length, mode)) return undefined;
  if (keyService.identify) {
    const id = await keyService.identify(value, op(crew));
    return name(id, newest, ours, observation, rotation);
  }
  const ground = await retry(() => keyService.provingGround(newest, op(crew)), patience(crew));
  if (ground.place === undefined) return { is: "unidentified" };
  const quiet = await stillKeys(observation.keys, rotation, crew, record);
  const where = { place: ground.place, keyId: newest.id };
  const answer = await retry(() => keyService.probe(value, where, op(crew)), patience(crew));
  if (answer === "refused") return { is: "refused" };
  if (answer === "inconclusive") return { is: "unidentified" };
  const id = await findMoved(quiet, rotation, crew, record);
  return name(id, newest, ours, observation, rotation);
}

/** The value is used only when it can change the decision: a use moves a last-used time. */
function matters(observation: Observation, newest: KeyRecord, live: number, mode: OpenedRotation["mode"]): boolean {
  if (mode === "incident" || mode === "force") return false;
  const stale = observation.targets.some((target) => isStale(target, newest));
  return stale || (live > 1 && mode === "auto");
}

function patience(crew: Crew) {
  return { clock: crew.clock, signal: crew.cancelled };
}

/** The keys whose last-used time does not move by itself, as they were last seen. */
async function stillKeys(
  seen: readonly KeyRecord[],
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
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

/** The one key that moved, and was still before; undefined if none or several did. */
async function findMoved(
  quiet: ReadonlyMap<string, number | undefined>,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<string | undefined> {
  for (const waitMs of LOOK_AGAIN_MS) {
    await crew.clock.sleep(waitMs, crew.cancelled);
    const moved = (await listKeys(rotation, crew, record)).filter(
      (key) => !quiet.has(key.id) || quiet.get(key.id) !== key.lastUsedAtMs,
    );
    const [only, ...more] = moved;
    if (only) return more.length === 0 && quiet.has(only.id) ? only.id : undefined;
  }
  return undefined;
}

function name(
  id: string | undefined,
  newest: KeyRecord,
  ours: readonly KeyRecord[],
  observation: Observation,
  rotation: OpenedRotation,
): CurrentIdentity {
  if (id === newest.id) return { is: "current", keyId: newest.id };
  if (id === undefined || !ours.some((key) => key.id === id)) return { is: "unidentified" };
  return { is: "predecessor", keyId: id, snapshotIsOlder: snapshotIsOlder(observation, rotation) };
}

/** Whether the home may have been written after this run was handed the value: then the value says nothing of today. */
function snapshotIsOlder(observation: Observation, { snapshotAtMs, keyService }: OpenedRotation): boolean {
  if (snapshotAtMs === undefined) return true;
  const takenAtMs = translate(snapshotAtMs, undefined, keyService.clock());
  const homes = observation.targets.filter((target) => target.home).flatMap((target) => target.writtenAtMs ?? []);
  return homes.length === 0 || Math.max(...homes) >= takenAtMs;
}
