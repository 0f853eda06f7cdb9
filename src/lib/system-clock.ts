import type { Clock } from "../contract/clock.ts";

/** The machine's own clock. Its sleep keeps the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep(ms, signal) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (signal?.aborted) {
      reject(signal.reason);
      return promise;
    }
    const wake = () => {
      signal?.removeEventListener("abort", abandon);
      resolve();
    };
    const timer = setTimeout(wake, Math.max(0, ms));
    const abandon = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abandon, { once: true });
    return promise;
  },
};

/**
 * Lets the event loop go round so many times: what was handed to the network before is on the wire afterwards, even
 * if the caller blocks from then on.
 */
export async function loopTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
