import type { Evidence } from "./destination.ts";
import type { Finding } from "./finding.ts";
import type { Mode, Strategy } from "./policy.ts";

/** Outcomes from best to worst. `partial`, `held` and `failed` fail the step. */
export const OUTCOMES = ["not-due", "planned", "retired", "rotated", "held", "partial", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The worse of two outcomes: the one of several rotations in one run is their worst. */
export function worse(a: Outcome, b: Outcome): Outcome {
  return OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b;
}

/**
 * What became of a target. `accepted`: written, and the write-only store shows a fresh time. `verified`: written and
 * read back. `fresh`: held the current key already. `stale`: does not hold it. `ready`: would be written (plan).
 */
export type TargetStatus =
  | "verified"
  | "accepted"
  | "written"
  | "fresh"
  | "stale"
  | "ready"
  | "blocked"
  | "failed"
  | "withheld"
  | "skipped";

export interface TargetReport {
  readonly id: string;
  readonly label: string;
  readonly status: TargetStatus;
  readonly required: boolean;
  readonly home: boolean;
  readonly evidence?: Evidence;
  readonly created?: boolean;
  /** Last write, epoch milliseconds by the destination's clock. */
  readonly writtenAtMs?: number;
  /** Why it is not as it should be. */
  readonly why?: string;
}

/** One key's life, for the timeline. Times are epoch milliseconds by the service's clock. */
export interface KeyWindow {
  readonly keyId: string;
  readonly description: string;
  readonly role: "current" | "predecessor" | "orphan" | "foreign" | "revoked";
  readonly createdAtMs?: number;
  /** Known or promised end: revocation, end of grace, expiry. Absent: open. */
  readonly endsAtMs?: number;
  readonly lastUsedAtMs?: number;
  /** The address from which it was used last, where the service tells it. */
  readonly lastUsedFrom?: string;
  readonly mintedByThisRun: boolean;
}

/** Everything that one rotation has to tell. No secret. */
export interface RotationReport {
  readonly name: string;
  readonly mode: Mode;
  readonly outcome: Outcome;
  readonly keyService: string;
  readonly strategy: Strategy;
  readonly retirePolicy: string;
  /** Whether work is left that `auto` would do: a key that is due, stale destinations, a predecessor to retire. */
  readonly due: boolean;
  /** True when a key was minted and written somewhere. */
  readonly rotated: boolean;
  readonly reason?: string;
  readonly keyId?: string;
  readonly predecessorId?: string;
  readonly predecessorExpiresAtMs?: number;
  readonly nextDueAtMs?: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly targets: readonly TargetReport[];
  readonly keys: readonly KeyWindow[];
  readonly findings: readonly Finding[];
}

/** The whole run: what the JSON report, the summary, the outputs and the notifications are made from. */
export interface RunReport {
  readonly outcome: Outcome;
  readonly mode: Mode;
  readonly repository: string;
  readonly runUrl: string;
  readonly rotations: readonly RotationReport[];
  /** Problems before any rotation began (bad configuration). */
  readonly problems: readonly string[];
}
