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
