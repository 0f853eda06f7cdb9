import type { Clock } from "../contract/clock.ts";
import { type Fault, RotationError } from "../contract/error.ts";

const TRANSIENT: ReadonlySet<Fault> = new Set(["rate-limited", "unavailable", "timeout", "conflict"]);
const DELAYS_MS = [1000, 4000] as const;
const LONGEST_WAIT_MS = 5 * 60_000;

export interface Patience {
  readonly clock: Clock;
  /** Aborts the waiting; the call under way has its own signal. */
  readonly signal: AbortSignal;
}

/**
 * Runs an idempotent call up to three times, with the waits that its server asks for. The only place where
 * transience is decided. Never used for minting.
 * @throws the last error
 */
export async function retry<T>(call: () => Promise<T>, { clock, signal }: Patience): Promise<T> {
  for (const delayMs of DELAYS_MS) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
      await clock.sleep(Math.min(error.retryAfterMs ?? delayMs, LONGEST_WAIT_MS), signal);
    }
  }
  return call();
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
