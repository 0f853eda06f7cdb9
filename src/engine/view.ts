import type { KeyRecord } from "../contract/key-service.ts";
import { FRESH_MARGIN_MS, IN_PLACE_DOUBT_MS, TOGETHER_MS } from "./times.ts";

/**
 * A target as the decision sees it. `untold`: it exists and cannot say when it was written. `unreadable`: asking
 * failed. `writtenAtMs` is on the key service's clock.
 */
export interface TargetView {
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
  readonly create: boolean;
  readonly home: boolean;
  readonly state: "written" | "missing" | "untold" | "unreadable";
  readonly writtenAtMs?: number;
  /** This run wrote the current key there and verified it. */
  readonly confirmed?: boolean;
}

/** What the value given as `current` turned out to be. */
export type CurrentIdentity =
  | { readonly is: "current"; readonly keyId: string }
  | { readonly is: "predecessor"; readonly keyId: string; readonly snapshotIsOlder: boolean }
  | { readonly is: "refused"; readonly snapshotIsOlder: boolean }
  | { readonly is: "unidentified" };

/** The world as read in one run; all times on the key service's clock. Plain data. */
export interface Observation {
  readonly nowMs: number;
  readonly keys: readonly KeyRecord[];
  readonly targets: readonly TargetView[];
  readonly tellsLastUse: boolean;
  readonly canCreate: boolean;
  readonly canRotate: boolean;
  /** The configured strategy replaces the value in place: the key's id and creation time say nothing of its value. */
  readonly keepsId?: boolean;
  /** Named targets that cannot be written, required ones only: nothing may be minted. */
  readonly blocked: readonly string[];
  readonly current?: CurrentIdentity;
}

/**
 * Tells whether a target does not hold the key: never written, or written before the key existed. Where the value is
 * replaced in place, or nobody tells when the key was made, also a target that was written long before the others.
 */
export function staleness(key: KeyRecord, observation: Pick<Observation, "targets" | "keepsId">) {
  const born = key.createdAtMs ?? Number.NEGATIVE_INFINITY;
  const isUntold = observation.keepsId || key.createdAtMs === undefined;
  const freshFrom = isUntold ? freshInPlace(born, observation.targets) : born + FRESH_MARGIN_MS + 1;
  return (target: TargetView): boolean => {
    if (target.confirmed) return false;
    if (target.state === "missing") return true;
    return target.state === "written" && target.writtenAtMs !== undefined && target.writtenAtMs < freshFrom;
  };
}

function freshInPlace(createdAtMs: number, targets: readonly TargetView[]): number {
  const required = targets.filter((target) => target.required);
  const last = lastWrite(required.length > 0 ? required : targets) ?? Number.NEGATIVE_INFINITY;
  return Math.max(createdAtMs - IN_PLACE_DOUBT_MS, last - TOGETHER_MS);
}

/**
 * The key with the creation time that its age counts from: where the value is replaced in place, or nobody tells when
 * it was made, its oldest write.
 */
export function aged(key: KeyRecord, { targets, keepsId }: Pick<Observation, "targets" | "keepsId">): KeyRecord {
  const isUntold = keepsId || key.createdAtMs === undefined;
  const writtenAtMs = isUntold ? stalestWrite(targets) : undefined;
  if (writtenAtMs === undefined) return key;
  return { ...key, createdAtMs: Math.max(writtenAtMs, key.createdAtMs ?? writtenAtMs) };
}

/** The latest write of any target; absent if no target was ever written. */
export function lastWrite(targets: readonly TargetView[]): number | undefined {
  const times = targets.flatMap((target) => target.writtenAtMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The earliest write of the required targets that exist; absent if none was ever written. */
export function stalestWrite(targets: readonly TargetView[]): number | undefined {
  const times = targets.filter((target) => target.required).flatMap((target) => target.writtenAtMs ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
