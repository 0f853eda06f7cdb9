import type { ServerClock } from "../contract/clock.ts";

/** One answer of a server, timed by the local clock. */
export interface TimedAnswer {
  /** The `Date` header, as it came. */
  readonly date: string | null | undefined;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
}

/** Learns a server's clock from the `Date` headers of its answers. */
export interface ClockLearner {
  /** Takes note of an answer; an absent or unreadable date is ignored. */
  learn(answer: TimedAnswer): void;
  /** The best reading so far; undefined before the first. */
  reading(): ServerClock | undefined;
}

/** The header has whole seconds: the true time is up to a second later than it says. */
const HALF_SECOND_MS = 500;

/** A reading older than this is replaced by any newer one, as clocks drift and machines are suspended. */
const KEEP_MS = 10 * 60_000;

/** Keeps the reading with the shortest round trip, as that bounds the error best (the rule that NTP uses). */
export function learnClock(): ClockLearner {
  let best: { clock: ServerClock; takenAtMs: number } | undefined;
  return {
    learn({ date, sentAtMs, receivedAtMs }) {
      const told = date ? Date.parse(date) : Number.NaN;
      if (Number.isNaN(told)) return;
      const clock = {
        offsetMs: told + HALF_SECOND_MS - (sentAtMs + receivedAtMs) / 2,
        uncertaintyMs: HALF_SECOND_MS + (receivedAtMs - sentAtMs) / 2,
      };
      const outdated = best && receivedAtMs - best.takenAtMs > KEEP_MS;
      if (!best || outdated || clock.uncertaintyMs <= best.clock.uncertaintyMs) {
        best = { clock, takenAtMs: receivedAtMs };
      }
    },
    reading: () => best?.clock,
  };
}
