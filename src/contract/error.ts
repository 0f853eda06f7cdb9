/** What went wrong, in words a program can switch on. `contract`: the other side broke its own documentation. */
export type Fault =
  | "config"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "rate-limited"
  | "unavailable"
  | "timeout"
  | "cancelled"
  | "contract";

/**
 * Whether the failed call may have changed something at the other side. `none`: provably not (refused by a
 * definite answer, or never sent). `unknown`: the answer was lost, late or unreadable.
 */
export type Effect = "none" | "unknown";

export interface RotationErrorOptions {
  /** What a person should do about it: one sentence, no secret. */
  readonly hint?: string | undefined;
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Default `none` for definite faults, `unknown` for `unavailable`, `timeout` and `contract`. */
  readonly effect?: Effect | undefined;
  /** Id of a key that exists although this call failed (its value is lost or unusable). */
  readonly keyId?: string | undefined;
  /** Whose call it was, for people; absent: the one who made the error does not know. */
  readonly on?: string | undefined;
  readonly cause?: unknown;
}

const UNSETTLED: ReadonlySet<Fault> = new Set(["unavailable", "timeout", "contract", "cancelled"]);

/**
 * The one error class. The message says what was tried, on what, and what came back; it holds ids but never a
 * secret, never a response body that was not redacted and cut.
 */
export class RotationError extends Error {
  override readonly name = "RotationError";
  readonly fault: Fault;
  readonly hint: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly effect: Effect;
  readonly keyId: string | undefined;
  readonly on: string | undefined;

  constructor(fault: Fault, message: string, options: RotationErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.fault = fault;
    this.hint = options.hint;
    this.retryAfterMs = options.retryAfterMs;
    this.effect = options.effect ?? (UNSETTLED.has(fault) ? "unknown" : "none");
    this.keyId = options.keyId;
    this.on = options.on;
  }
}
