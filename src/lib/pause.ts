import type { Clock } from "../contract/clock.ts";
import { RotationError } from "../contract/error.ts";
import type { Op } from "../contract/key-service.ts";

/**
 * Waits on the clock, or until the run ends.
 * @throws RotationError `cancelled`
 */
export async function pause(clock: Clock, ms: number, op: Op): Promise<void> {
  try {
    await clock.sleep(ms, op.signal);
  } catch (error) {
    if (!op.signal.aborted) throw error;
    throw new RotationError("cancelled", "the run ended during a wait", { effect: "none" });
  }
}
