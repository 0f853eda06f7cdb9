import type { Clock } from "../contract/clock.ts";
import type { Tidy } from "../contract/plug-in.ts";

/** What is left to do when the rotations of a run are over. */
export interface Ending {
  /** Has something done at the end. */
  add(tidy: Tidy): void;
  /**
   * Does all of it side by side, for a few seconds at most, and ends at once with the signal. Never throws.
   * @returns what could not be done, a sentence each
   */
  run(aborted: AbortSignal): Promise<readonly string[]>;
}

/** The end of a run is no time to wait for a server that is slow or wants no requests. */
const LONGEST_MS = 10_000;

/** Opens the end of a run: nothing to do yet. */
export function ending(clock: Pick<Clock, "sleep">): Ending {
  const all: Tidy[] = [];
  return {
    add: (tidy) => void all.push(tidy),
    async run(aborted) {
      if (all.length === 0) return [];
      const [late, done] = [new AbortController(), new AbortController()];
      const alarm = clock.sleep(LONGEST_MS, done.signal).then(
        () => late.abort(),
        () => undefined,
      );
      const op = { signal: AbortSignal.any([aborted, late.signal]) };
      const undone = await Promise.all(all.map((tidy) => tidy(op).catch(sentences)));
      done.abort();
      await alarm;
      return undone.flat();
    },
  };
}

function sentences(error: unknown): readonly string[] {
  return [error instanceof Error ? error.message : String(error)];
}
