import type { Target } from "../contract/destination.ts";
import type { Quota, Work } from "../contract/quota.ts";
import type { OpenedRotation } from "./crew.ts";
import type { Record } from "./record.ts";
import { WRITE_DEADLINE_MS } from "./times.ts";

/** Requests of some targets that count against one limit. */
interface Bill {
  readonly quota: Quota;
  readonly count: number;
  readonly work: Work;
}

/** Adds up what targets still send, by the limit that it counts against. Asked after preflight. */
export function bills(targets: readonly Target[]): readonly Bill[] {
  const all = new Map<Quota, Bill>();
  for (const { quota, work } of targets.map((target) => ({ quota: target.quota, work: target.work?.() }))) {
    if (!quota || !work) continue;
    const { count, work: sum } = all.get(quota) ?? { count: 0, work: { reads: 0, writes: 0 } };
    const total = { reads: sum.reads + work.reads, writes: sum.writes + work.writes };
    all.set(quota, { quota, count: count + 1, work: total });
  }
  return [...all.values()];
}

/**
 * Whether writing and checking the targets can end in time, by what their servers have told: within what is left of
 * the hour and, where minting starts the old key's clock, within the grace period. Sends nothing.
 * @returns false after it was told. In incident mode it is told and passed over
 */
export function canFinish(
  targets: readonly Target[],
  strategy: "rotate" | "create",
  { policy, mode }: OpenedRotation,
  record: Record,
): boolean {
  const level = mode === "incident" ? "warning" : "error";
  const graceFirst = strategy === "rotate" && policy.graceMs < WRITE_DEADLINE_MS;
  const end = graceFirst
    ? ({ before: "grace", limitMs: policy.graceMs } as const)
    : ({ before: "deadline", limitMs: WRITE_DEADLINE_MS } as const);
  let fits = true;
  for (const { quota, count, work } of bills(targets)) {
    const { ms = 0, shortfall } = quota.outlook(work);
    const common = { level, code: "cannot-finish", on: quota.label, count } as const;
    if (shortfall) record.find({ ...common, before: "hour", ...shortfall });
    else if (ms > end.limitMs) record.find({ ...common, ...end, needsMs: ms });
    else continue;
    fits = false;
  }
  return fits || mode === "incident";
}

/** Tells how long the limits make the rest of some writes last. */
export interface Countdown {
  /** One target is done with. */
  done(target: Target): void;
  /** Milliseconds; undefined where no limit is known. */
  leftMs(): number | undefined;
}

/** Opens a countdown of writes. */
export function countdown(targets: readonly Target[]): Countdown {
  const left = new Map(bills(targets).map(({ quota, work }) => [quota, work.writes]));
  return {
    done(target) {
      const { quota } = target;
      if (quota && target.work) left.set(quota, (left.get(quota) ?? 0) - target.work().writes);
    },
    leftMs() {
      let longest: number | undefined;
      for (const [quota, writes] of left) {
        const { ms } = quota.outlook({ reads: 0, writes });
        if (ms !== undefined) longest = Math.max(longest ?? 0, ms);
      }
      return longest;
    },
  };
}
