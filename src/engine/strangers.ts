import type { Finding } from "../contract/finding.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { RotationPolicy } from "../contract/policy.ts";
import { baseOf, isMarkedByOther, markerOf } from "./ownership.ts";
import { dueReason, EXPIRY_MARGIN_MS, YOUNG_MS } from "./times.ts";
import { aged, lastWrite, type Observation, stalestWrite } from "./view.ts";

/**
 * A key like ours that carries the marker of another home: two homes on one account hold, or they would chase each other.
 * Pure.
 */
export function otherHome(
  current: KeyRecord,
  foreign: readonly KeyRecord[],
  policy: RotationPolicy,
): Finding | undefined {
  const marker = markerOf(policy);
  const other = foreign.find(
    (key) =>
      isMarkedByOther(key, marker) && (policy.key.dedicated || baseOf(key.description) === baseOf(current.description)),
  );
  if (!other) return undefined;
  return { level: "error", code: "key-appeared", keyId: other.id, description: other.description, whose: "other-home" };
}

/**
 * A newer key that is not ours by its description but seems to have replaced ours: ours is ending, or every
 * destination was written just after that key appeared. Rotating again would only add to the confusion. Pure.
 */
export function foreignSuccessor(
  current: KeyRecord,
  foreign: readonly KeyRecord[],
  observation: Observation,
  policy: RotationPolicy,
): Finding | undefined {
  const { nowMs, targets } = observation;
  const ending = current.expiresAtMs !== undefined && nowMs > current.expiresAtMs - EXPIRY_MARGIN_MS - policy.graceMs;
  const since = aged(current, observation);
  const due = dueReason(since, nowMs, policy) !== undefined;
  const successor = foreign.find((key) => {
    if ((key.createdAtMs ?? 0) <= (since.createdAtMs ?? 0)) return false;
    return ending || (due && seemsDistributed(key, policy, targets));
  });
  if (!successor) return undefined;
  return {
    level: "error",
    code: "foreign-successor",
    keyId: successor.id,
    description: successor.description,
    currentId: current.id,
    ...(current.expiresAtMs !== undefined && { currentExpiresAtMs: current.expiresAtMs }),
  };
}

function seemsDistributed(key: KeyRecord, policy: RotationPolicy, targets: Observation["targets"]): boolean {
  if (isMarkedByOther(key, markerOf(policy))) return false;
  const first = stalestWrite(targets);
  const last = lastWrite(targets);
  const createdAtMs = key.createdAtMs ?? 0;
  return first !== undefined && last !== undefined && first > createdAtMs && last < createdAtMs + YOUNG_MS;
}
