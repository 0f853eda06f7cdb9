import type { Decision } from "../contract/decision.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { listKeys, op, serviceNow } from "./observe.ts";
import { claim, markerOf } from "./ownership.ts";
import type { Record } from "./record.ts";
import { retry } from "./retry.ts";
import { translate } from "./times.ts";
import type { CurrentIdentity, Observation } from "./view.ts";

/** How long a key's own traffic is watched before the value is used. */
const WATCH_MS = 1500;
const SECOND_MS = 1000;
/** Waits before the list is read again after the use: last-used times may lag. */
const LOOK_AGAIN_MS = [0, 2000, 5000] as const;

/**
 * Finds out which key the value given as `current` belongs to, if that matters to what would be decided without it:
 * by the service's own answer, or because one key's last-used time moves to the moment at which the value is used. A
 * key that moves by itself cannot be told this way. Moves last-used times; changes nothing else. Undefined: not
 * given, of no matter, or it is accepted and there is only one key that it can be.
 */
export async function identifyCurrent(
  { observation, decision }: { readonly observation: Observation; readonly decision: Decision },
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<CurrentIdentity | undefined> {
  const { policy, mode, keyService } = rotation;
  const value = policy.key.current;
  const { ours } = claim(observation.keys, policy.key, markerOf(policy));
  const newest = ours.at(-1);
  if (!value || !newest || !matters(decision, mode)) return undefined;
  const alone = decision.action === "nothing" && ours.length === 1 && !lags(decision);
  const ask = keyService.identify?.bind(keyService);
  const told = ask && (await retry(() => ask(value, op(crew)), patience(crew)));
  if (told !== undefined) return name(told, newest, ours, observation, rotation);
  const ground = await retry(() => keyService.provingGround(newest, op(crew)), patience(crew));
  if (ground.place === undefined) return { is: "unidentified" };
  const quiet = alone || ask ? new Map() : await stillKeys(observation.keys, rotation, crew, record);
  const where = { place: ground.place, keyId: newest.id };
  const window = { fromMs: serviceNow(rotation, crew), toMs: 0 };
  const answer = await retry(() => keyService.probe(value, where, op(crew)), patience(crew));
  if (answer === "refused") return { is: "refused", snapshotIsOlder: snapshotIsOlder(observation, rotation) };
  if (answer === "inconclusive" || ask) return { is: "unidentified" };
  if (alone) return undefined;
  window.toMs = serviceNow(rotation, crew);
  const id = await findMoved(quiet, window, rotation, crew, record);
  return name(id, newest, ours, observation, rotation);
}

/** The value is used only where that can change what is decided. */
function matters(decision: Decision, mode: OpenedRotation["mode"]): boolean {
  if (mode === "incident" || mode === "force") return false;
  if (decision.action === "nothing") return mode !== "plan" || lags(decision);
  return lags(decision) || (decision.action === "rotate" && decision.reason === "stale");
}

function lags({ findings }: Decision): boolean {
  return findings.some(({ code }) => code === "stale" || code === "attempts-exhausted");
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

/**
 * The one key that moved, was still before, and moved to the time of our use; undefined if none or several did. Times
 * that show late are the uses of others: which key they moved says nothing of our value.
 */
async function findMoved(
  quiet: ReadonlyMap<string, number | undefined>,
  window: { readonly fromMs: number; readonly toMs: number },
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
    if (only) return more.length === 0 && quiet.has(only.id) && isWithin(only, window, rotation) ? only.id : undefined;
  }
  return undefined;
}

/** Whether a last use can be ours: times may be cut to whole seconds, and clocks are known only so well. */
function isWithin(
  { lastUsedAtMs }: KeyRecord,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { keyService }: OpenedRotation,
): boolean {
  const doubtMs = keyService.clock()?.uncertaintyMs ?? 0;
  return lastUsedAtMs !== undefined && lastUsedAtMs >= fromMs - doubtMs - SECOND_MS && lastUsedAtMs <= toMs + doubtMs;
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
