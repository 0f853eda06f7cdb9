import type { Secret } from "./secret.ts";

export type Mode = "auto" | "plan" | "check" | "force" | "incident";
export type Strategy = "rotate" | "create";

/** When and how predecessors are retired. All durations in milliseconds. */
export interface RetirePolicy {
  readonly policy: "expire" | "after-verify" | "when-idle";
  readonly idleForMs: number;
  readonly atLeastMs: number;
  readonly atMostMs: number;
  readonly onOverstay: "hold" | "revoke";
  readonly waitForRunsMs: number;
}

/** Whose keys are ours (design: "ours"). */
export interface KeySelector {
  readonly label?: string;
  readonly id?: string;
  readonly dedicated: boolean;
  /** What our key should be able to do; a current key that differs is replaced. */
  readonly scopes?: readonly string[];
  /** The account holds keys of others by design: what is not like ours is nobody's business and never stops a run. */
  readonly manyOwners?: boolean;
  /** The value that consumers hold now. Never written anywhere but to targets that lag behind. */
  readonly current?: Secret;
}

/** One rotation as configured: everything the engine needs to know, nothing of any vendor. */
export interface RotationPolicy {
  readonly name: string;
  /** `owner/repo` that runs rekey: half of the marker. */
  readonly home: string;
  readonly strategy: Strategy;
  readonly graceMs: number;
  readonly maxAgeMs: number;
  readonly retire: RetirePolicy;
  /** Prove the new key before anyone gets it; false also waives the negative control. */
  readonly prove: boolean;
  readonly allowDowntime: boolean;
  readonly key: KeySelector;
}
