import type { Decision } from "../contract/decision.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { op } from "./observe.ts";
import { ownerByUse, patience, use } from "./owner.ts";
import { claim, markerOf } from "./ownership.ts";
import type { Record } from "./record.ts";
import { retry } from "./retry.ts";
import { translate } from "./times.ts";
import { type CurrentIdentity, type Observation, staleness } from "./view.ts";

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
  const where = { place: ground.place, keyId: newest.id };
  const at = { rotation, crew, record };
  const owner = alone || ask ? await use(value, where, at) : await ownerByUse(value, where, observation.keys, at);
  if (owner === "refused") return { is: "refused", snapshotIsOlder: snapshotIsOlder(observation, rotation) };
  if (owner === "accepted" && alone && !ask) return undefined;
  return name(typeof owner === "string" ? undefined : owner?.keyId, newest, ours, observation, rotation);
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

function name(
  id: string | undefined,
  newest: KeyRecord,
  ours: readonly KeyRecord[],
  observation: Observation,
  rotation: OpenedRotation,
): CurrentIdentity {
  if (id === newest.id && mayBeOlder(newest, observation, rotation)) return { is: "unidentified" };
  if (id === newest.id) return { is: "current", keyId: newest.id };
  if (id === undefined || !ours.some((key) => key.id === id)) return { is: "unidentified" };
  return { is: "predecessor", keyId: id, snapshotIsOlder: snapshotIsOlder(observation, rotation) };
}

/**
 * Where an old value lives on under the id of the new one, neither the service's answer nor a use tells them apart. What
 * a home held that was not written since, or that lags behind another place, may be the old one.
 */
function mayBeOlder(newest: KeyRecord, observation: Observation, rotation: OpenedRotation): boolean {
  const minting = rotation.keyService.strategies[rotation.policy.strategy];
  if (!minting?.keepsId || minting.overlap.mode === "none") return false;
  const lags = staleness(newest, observation);
  return snapshotIsOlder(observation, rotation) || observation.targets.some((target) => target.home && lags(target));
}

/** Whether the home may have been written after this run was handed the value: then the value says nothing of today. */
function snapshotIsOlder(observation: Observation, { snapshotAtMs, keyService }: OpenedRotation): boolean {
  if (snapshotAtMs === undefined) return true;
  const takenAtMs = translate(snapshotAtMs, undefined, keyService.clock());
  const homes = observation.targets.filter((target) => target.home).flatMap((target) => target.writtenAtMs ?? []);
  return homes.length === 0 || Math.max(...homes) >= takenAtMs;
}
