import type { KeyRecord } from "../../src/contract/key-service.ts";
import type { RotationPolicy } from "../../src/contract/policy.ts";
import type { Observation, TargetView } from "../../src/engine/view.ts";
import { POLICY } from "../simulation/run.ts";
import { DAY, HOUR } from "../simulation/world.ts";

export const NOW = Date.UTC(2026, 5, 1, 5, 17);
export const MARKER = " [rekey:kosli-ci@acme/ops]";
export const OTHER_MARKER = " [rekey:kosli-ci@acme/other]";

/** A live key `ageDays` old. */
export function key(id: string, ageDays: number, more: Partial<KeyRecord> = {}): KeyRecord {
  return { id, description: "ci", createdAtMs: NOW - ageDays * DAY, ...more };
}

/** A required, existing target that was written `agoDays` ago. */
export function target(id: string, agoDays: number, more: Partial<TargetView> = {}): TargetView {
  const common = { id, label: id, required: true, create: false, home: id === "home" } as const;
  return { ...common, state: "written", writtenAtMs: NOW - agoDays * DAY, ...more };
}

/** A target in a state that has no time. */
export function timeless(id: string, state: TargetView["state"], more: Partial<TargetView> = {}): TargetView {
  return { id, label: id, required: true, create: false, home: id === "home", state, ...more };
}

/** What was observed: one key, ten days old, in two places, unless told otherwise. */
export function observed(more: Partial<Observation> = {}): Observation {
  return {
    nowMs: NOW,
    keys: [key("k1", 10)],
    targets: [target("home", 9.9), target("api", 9.9)],
    tellsLastUse: true,
    canCreate: true,
    canRotate: true,
    blocked: [],
    ...more,
  };
}

/** The policy of the tests: max-age 90 d, grace 48 h. */
export function policy(
  more: Partial<Omit<RotationPolicy, "retire" | "key">> = {},
  parts: { readonly retire?: Partial<RotationPolicy["retire"]>; readonly key?: Partial<RotationPolicy["key"]> } = {},
): RotationPolicy {
  return {
    ...POLICY,
    ...more,
    retire: { ...POLICY.retire, ...parts.retire },
    key: { ...POLICY.key, ...parts.key },
  };
}

export { DAY, HOUR };
