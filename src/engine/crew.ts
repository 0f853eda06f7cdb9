import type { Clock } from "../contract/clock.ts";
import type { Canary, ConsumerWatch, Destination } from "../contract/destination.ts";
import type { RotationEvent } from "../contract/event.ts";
import type { KeyService } from "../contract/key-service.ts";
import type { Mode, RotationPolicy } from "../contract/policy.ts";
import type { Secret } from "../contract/secret.ts";

/** What the engine needs of the world beside the plug-ins. */
export interface Crew {
  readonly clock: Clock;
  /** Takes note of what happened, at once. Never throws. */
  emit(event: RotationEvent): void;
  /** Masks a value and its derived forms. Synchronous. */
  mask(secret: Secret): void;
  /** Aborts requests in flight: the process is about to be killed. */
  readonly signal: AbortSignal;
  /** Asks for an orderly end: what is in hand is finished or undone, nothing new begins. */
  readonly cancelled: AbortSignal;
  /** Unique to this run; tells its canary from any other. */
  readonly nonce: string;
}

/** One rotation with its plug-ins opened. */
export interface OpenedRotation {
  readonly policy: RotationPolicy;
  readonly mode: Mode;
  readonly keyService: KeyService;
  readonly destinations: readonly Destination[];
  readonly canary?: Canary;
  readonly watch?: ConsumerWatch;
  /**
   * The earliest local time at which this run may have read the secret behind `key.current`: a platform hands out
   * the value as it was when the run was queued.
   */
  readonly snapshotAtMs?: number;
  /** Most targets that its destinations may lead to together: a guard against patterns too wide. */
  readonly maxTargets?: number;
}
