import type { Clock } from "../contract/clock.ts";
import { type Fault, RotationError } from "../contract/error.ts";

const TRANSIENT: ReadonlySet<Fault> = new Set(["rate-limited", "unavailable", "timeout", "conflict"]);
const DELAYS_MS = [1000, 4000] as const;
const LONGEST_WAIT_MS = 5 * 60_000;

export interface Patience {
  readonly clock: Clock;
  /** Aborts the waiting; the call under way has its own signal. */
  readonly signal: AbortSignal;
  /** Whose call it is, for the report, where it is not the key service's. */
  readonly on?: string;
}

/**
 * Runs an idempotent call up to three times, with the waits that its server asks for. The only place where
 * transience is decided. Never used for minting.
 * @throws the last error
 */
export async function retry<T>(call: () => Promise<T>, { clock, signal, on }: Patience): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const delayMs = DELAYS_MS[attempt];
      if (delayMs === undefined || !isTransient(error) || signal.aborted)
        throw on === undefined ? error : named(error, on);
      await clock.sleep(Math.min(error.retryAfterMs ?? delayMs, LONGEST_WAIT_MS), signal);
    }
  }
}

/** The same error, with whose call it was. */
function named(error: unknown, on: string): unknown {
  if (!(error instanceof RotationError) || error.on !== undefined) return error;
  const { fault, message, hint, retryAfterMs, effect, keyId, cause } = error;
  return new RotationError(fault, message, { hint, retryAfterMs, effect, keyId, cause, on });
}

/** Whether the same call may succeed a moment later. */
export function isTransient(error: unknown): error is RotationError {
  return error instanceof RotationError && TRANSIENT.has(error.fault);
}

/** Any thrown thing as a RotationError, so that the report can name a fault. */
export function asRotationError(error: unknown): RotationError {
  if (error instanceof RotationError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RotationError("contract", message, { cause: error });
}
