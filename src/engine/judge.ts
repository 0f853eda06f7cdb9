import type { RetireWait } from "../contract/finding.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { Mode, RotationPolicy } from "../contract/policy.ts";
import { isMarked, markerOf } from "./ownership.ts";
import { YOUNG_MS } from "./times.ts";
import { lastWrite, type Observation, staleness, type TargetView } from "./view.ts";

/**
 * What may become of a key that is ours and not current. `quiet`: only once no consumer that may hold it is active.
 * `overstays`: past the time that the policy allows.
 */
export type Judgement =
  | {
      readonly keyId: string;
      readonly verdict: "revoke";
      readonly quiet: boolean;
      readonly because: "policy" | "overstay" | "incident";
    }
  | {
      readonly keyId: string;
      readonly verdict: "wait";
      readonly why: RetireWait;
      readonly untilMs?: number;
      readonly overstays: boolean;
    };

export interface Bench {
  readonly observation: Observation;
  readonly ours: readonly KeyRecord[];
  readonly policy: RotationPolicy;
  readonly mode: Mode;
  /** This run minted the current key. */
  readonly mintedNow: boolean;
  /** The current key where this run knows it; otherwise the newest of ours. */
  readonly currentId?: string;
}

/** Judges every key of ours that is older than the current one. Pure; never names that one nor a foreign one. */
export function judge(bench: Bench): readonly Judgement[] {
  const at = bench.currentId === undefined ? -1 : bench.ours.findIndex((key) => key.id === bench.currentId);
  const current = bench.ours.at(at);
  if (!current || (bench.currentId !== undefined && at === -1)) return [];
  const predecessors = bench.ours.slice(0, bench.ours.indexOf(current));
  return predecessors.map((key) => judgeOne(key, { ...bench, current, predecessors }));
}

interface Trial extends Bench {
  readonly current: KeyRecord;
  readonly predecessors: readonly KeyRecord[];
}

function judgeOne(key: KeyRecord, bench: Trial): Judgement {
  const keyId = key.id;
  const { policy, observation, current } = bench;
  if (bench.mode === "incident") return { keyId, verdict: "revoke", quiet: false, because: "incident" };
  const overstays = observation.nowMs > overstaysAt(current, policy);
  const wait = (reason: Wait): Judgement => ({ keyId, verdict: "wait", overstays, ...reason });
  const barred = bar(key, bench);
  if (barred) return wait(barred);
  const lingering = linger(key, bench);
  const overridden = overstays && policy.retire.policy === "when-idle" && policy.retire.onOverstay === "revoke";
  if (lingering && !overridden) return wait(lingering);
  const patience = byPolicy(key, bench);
  if (patience && !(overridden && patience.why === "not-idle")) return wait(patience);
  return {
    keyId,
    verdict: "revoke",
    quiet: policy.retire.policy !== "expire",
    because: overridden ? "overstay" : "policy",
  };
}

interface Wait {
  readonly why: RetireWait;
  readonly untilMs?: number;
}

/** What forbids revoking under every policy. */
function bar(key: KeyRecord, bench: Trial): Wait | undefined {
  const { observation, current, predecessors, policy } = bench;
  if (key.createdAtMs === undefined || current.createdAtMs === undefined) return { why: "no-creation-time" };
  if (isUnexplained(key, predecessors, policy)) return { why: "unexplained" };
  if (observation.current?.is === "predecessor") return { why: "current-disagrees" };
  // Each attempt to mend what is refused must stay, or nothing would count them.
  if (observation.current?.is === "refused" && observation.keepsId) return { why: "current-disagrees" };
  const required = observation.targets.filter((target) => target.required);
  const isStale = staleness(current, observation);
  if (required.some((target) => isStale(target) || target.state === "unreadable")) {
    return { why: "destinations-unwritten" };
  }
  const lost = observation.blocked.length > 0;
  if (lost || observation.targets.every(isStale)) return { why: "destinations-unwritten" };
  if (required.some((target) => target.state === "untold" && !target.confirmed)) return { why: "destinations-untold" };
  // What is replaced in place does not show its age: a run that wrote of late may have made the value.
  const madeAtMs = observation.keepsId ? (lastWrite(observation.targets) ?? 0) : 0;
  const oldEnoughAt = Math.max(key.createdAtMs, madeAtMs) + YOUNG_MS;
  if (observation.nowMs < oldEnoughAt) return { why: "too-young", untilMs: oldEnoughAt };
  return undefined;
}

/** Of several predecessors without our marker only the newest is one that rekey can have replaced. */
export function isUnexplained(key: KeyRecord, predecessors: readonly KeyRecord[], policy: RotationPolicy): boolean {
  const marker = markerOf(policy);
  if (policy.key.dedicated || isMarked(key, marker)) return false;
  const unmarked = predecessors.filter((other) => !isMarked(other, marker));
  return unmarked.at(-1)?.id !== key.id;
}

/** Use of a predecessor after every destination had been written, and not long ago. */
export function isLingering(key: KeyRecord, bench: Pick<Bench, "observation" | "policy">): boolean {
  return linger(key, bench) !== undefined;
}

function linger(key: KeyRecord, { observation, policy }: Pick<Bench, "observation" | "policy">): Wait | undefined {
  const written = lastWrite(observation.targets);
  const used = key.lastUsedAtMs;
  if (used === undefined || written === undefined || used <= written) return undefined;
  const idleAt = used + policy.retire.idleForMs;
  return observation.nowMs < idleAt ? { why: "lingering-use", untilMs: idleAt } : undefined;
}

function byPolicy(key: KeyRecord, bench: Trial): Wait | undefined {
  const { observation, policy, current } = bench;
  const bornAt = current.createdAtMs ?? observation.nowMs;
  const before = (untilMs: number, why: RetireWait) => (observation.nowMs < untilMs ? { why, untilMs } : undefined);
  switch (policy.retire.policy) {
    case "after-verify":
      return undefined;
    case "expire":
      return before(bornAt + policy.graceMs, "grace");
    case "when-idle": {
      if (bench.mintedNow) return { why: "later-run" };
      return before(bornAt + policy.retire.atLeastMs, "at-least") ?? notIdle(key, bench);
    }
    default:
      return policy.retire.policy satisfies never;
  }
}

function notIdle(key: KeyRecord, { observation, policy }: Bench): Wait | undefined {
  if (!observation.tellsLastUse) return { why: "not-idle" };
  if (key.lastUsedAtMs === undefined) return undefined;
  const idleAt = key.lastUsedAtMs + policy.retire.idleForMs;
  return observation.nowMs < idleAt ? { why: "not-idle", untilMs: idleAt } : undefined;
}

const HOUR_MS = 3_600_000;

/** When a predecessor begins to overstay, on the service's clock. */
export function overstaysAt(current: KeyRecord, policy: RotationPolicy): number {
  const bornAt = current.createdAtMs ?? Number.POSITIVE_INFINITY;
  switch (policy.retire.policy) {
    case "expire":
      return bornAt + policy.graceMs + HOUR_MS;
    case "after-verify":
      return bornAt + 24 * HOUR_MS;
    case "when-idle":
      return bornAt + policy.retire.atMostMs;
    default:
      return policy.retire.policy satisfies never;
  }
}

/** A key that no destination can hold: newer than every write. Unknown where a target cannot tell. */
export function isOrphan(key: KeyRecord, targets: readonly TargetView[]): boolean {
  if (key.createdAtMs === undefined || targets.length === 0) return false;
  if (targets.some((target) => target.state === "untold" || target.state === "unreadable")) return false;
  const written = lastWrite(targets);
  return written !== undefined && key.createdAtMs > written;
}
