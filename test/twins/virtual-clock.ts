import type { Clock } from "../../src/contract/clock.ts";

/** A clock that stands still until it is told to move. */
export interface VirtualClock extends Clock {
  /** Moves time on; whoever sleeps that long wakes up, in the order of their times. */
  advance(ms: number): void;
}

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Makes a clock that shows `startMs`, epoch milliseconds. */
export function virtualClock(startMs = Date.parse("2026-11-21T12:00:00.250Z")): VirtualClock {
  let nowMs = startMs;
  let sleepers: Sleeper[] = [];
  return {
    now: () => nowMs,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (ms <= 0) return Promise.resolve();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { atMs: nowMs + ms, wake: resolve };
      sleepers.push(sleeper);
      signal?.addEventListener("abort", () => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      });
      return promise;
    },
    advance(ms) {
      nowMs += ms;
      const due = sleepers.filter((sleeper) => sleeper.atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
      sleepers = sleepers.filter((sleeper) => sleeper.atMs > nowMs);
      for (const sleeper of due) sleeper.wake();
    },
  };
}
