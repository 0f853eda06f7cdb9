import type { Blocker } from "./blocker.ts";
import type { ServerClock } from "./clock.ts";
import type { Inventory, InventoryQuery } from "./inventory.ts";
import type { Op } from "./key-service.ts";
import type { Quota, Work } from "./quota.ts";
import type { Secret } from "./secret.ts";

/** What was read of a target without changing anything. */
export interface TargetState {
  readonly exists: boolean;
  /** Last write, epoch milliseconds by the destination's clock; absent: it does not exist or cannot tell. */
  readonly writtenAtMs?: number;
}

/** Proof that a write was taken. */
export interface Receipt {
  /** When the write was answered, by the destination's clock. */
  readonly writtenAtMs: number;
  /** Whether the place was made by this write. */
  readonly created: boolean;
  /** The destination's own version of the value, where it has one. */
  readonly version?: string;
}

/**
 * What speaks for a written value. `value`: read back and equal. `version`: a write-only store shows a fresh
 * version or time (called *accepted*, never *verified*).
 */
export type Evidence = "value" | "version";

export type Verdict =
  | { readonly ok: true; readonly evidence: Evidence; readonly writtenAtMs: number }
  | { readonly ok: false; readonly why: string };

/** One place that holds the key, already resolved from patterns to a concrete name. */
export interface Target {
  /** Unique and stable over runs: kind, host, scope, store, name. Two targets with the same id are the same place. */
  readonly id: string;
  /** For people: `acme/api · actions · KOSLI_API_TOKEN`. */
  readonly label: string;
  /** The unit of roll-out and of waiting for running consumers: `acme/api`; absent where there is none. */
  readonly place?: string;
  /** Named outright in the configuration (a pattern matched it: false). A named target that is blocked stops the run. */
  readonly named: boolean;
  readonly required: boolean;
  /** Whether rekey may create it where nothing of that name exists. */
  readonly create: boolean;
  /** Marked as, or found to be, the destination in the repository that runs rekey. */
  readonly home: boolean;
  /** The limit that requests about this target count against, where there is one. */
  readonly quota?: Quota;
  /** What `write` and `verify` together send. Asked after `preflight`. */
  work?(): Work;
  /** The server's clock as known so far. */
  clock(): ServerClock | undefined;
  /** Reads existence and last write. Read only. A missing place is a state, not an error. */
  observe(op: Op): Promise<TargetState>;
  /** Finds out, as far as it can be known without writing, whether a write would succeed. Read only; undefined = ready. */
  preflight(op: Op): Promise<Blocker | undefined>;
  /**
   * Does local work for a write of this value ahead of it, such as encrypting, while the run waits anyway. Sends
   * nothing, is idempotent, and may be skipped or stopped for: `write` depends on none of it, and does again what
   * failed here. Asked after `preflight`.
   */
  prepare?(value: Secret): Promise<void>;
  /**
   * Writes the value: an idempotent upsert that leaves unowned settings and siblings alone. Never creates a place
   * that was not there unless `create`.
   * @throws RotationError unauthenticated | forbidden | not-found | conflict | rate-limited | unavailable | timeout
   */
  write(value: Secret, op: Op): Promise<Receipt>;
  /** Checks that the write arrived, with the strongest evidence that the store allows. Read only. */
  verify(value: Secret, receipt: Receipt, op: Op): Promise<Verdict>;
}

/** A name or pattern that leads to no target, and why. */
export interface Skipped {
  readonly label: string;
  readonly why: string;
}

/** A name in the configuration that cannot be resolved to a target: stops the run unless its entry is `required: false`. */
export interface Unresolved {
  readonly label: string;
  readonly required: boolean;
  readonly blocker: Blocker;
}

/** What one pattern led to, for people. */
export interface Match {
  readonly pattern: string;
  readonly places: readonly string[];
}

/** A credential that may do more than this run needs. */
export interface WideCredential {
  /** For people: `the GitHub App's token for acme`. */
  readonly credential: string;
  /** What it may do and why, as a clause without a full stop. */
  readonly why: string;
}

export interface Resolution {
  readonly targets: readonly Target[];
  readonly skipped: readonly Skipped[];
  readonly unresolved: readonly Unresolved[];
  readonly matches?: readonly Match[];
  readonly wide?: readonly WideCredential[];
}

/** One entry of `destinations`: it may stand for hundreds of targets. */
export interface Destination {
  readonly label: string;
  /** Turns names and patterns into targets. Read only. Called once a run. */
  resolve(op: Op): Promise<Resolution>;
  /**
   * Looks for what else holds the name around the targets that the last `resolve` found. Read only. Where the
   * credential may not look is part of the result, not an error.
   * @throws RotationError for what may pass by itself
   */
  inventory?(query: InventoryQuery, op: Op): Promise<Inventory>;
}

/** A consumer that may still hold a value that it read earlier. */
export interface ActiveConsumer {
  readonly label: string;
  readonly url?: string;
}

/** Tells which consumers may still hold a value read before `sinceMs` (local time), at the given places. Read only. */
export interface ConsumerWatch {
  active(
    places: readonly { readonly place: string; readonly writtenBeforeMs: number }[],
    op: Op,
  ): Promise<readonly ActiveConsumer[]>;
}

export type CanaryResult =
  | { readonly ok: true; readonly url?: string }
  | { readonly ok: false; readonly why: string; readonly url?: string };

/** A workflow that uses the new key for real: a red one stops the roll-out. */
export interface Canary {
  readonly label: string;
  /** The place whose targets are written just before it runs. */
  readonly place: string;
  /** Checks that it can be started. Read only. */
  preflight(op: Op): Promise<Blocker | undefined>;
  /** Starts it, tells its own run apart from any other, waits for its end or its time-out. `nonce` is unique to this run. */
  run(nonce: string, op: Op): Promise<CanaryResult>;
}
