import type { KeyRecord } from "../contract/key-service.ts";
import { FRESH_MARGIN_MS } from "./times.ts";

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
  /** Named targets that cannot be written, required ones only: nothing may be minted. */
  readonly blocked: readonly string[];
  readonly current?: CurrentIdentity;
}

/** Whether a target does not hold the key: never written, or written before the key existed. */
export function isStale(target: TargetView, key: KeyRecord): boolean {
  if (target.confirmed) return false;
  if (target.state === "missing") return true;
  if (target.state !== "written" || target.writtenAtMs === undefined || key.createdAtMs === undefined) return false;
  return target.writtenAtMs <= key.createdAtMs + FRESH_MARGIN_MS;
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
