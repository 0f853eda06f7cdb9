import type { RotationEvent } from "../contract/event.ts";
import { span } from "./time.ts";
import { say, type Words } from "./words.ts";

const EVERY_MS = 10_000;
const EVERY_SHARE = 0.05;

/** Decides which of many steps are worth a line. */
export interface Progress {
  /** A line for this step, or none: one per 5 % or 10 s, whichever comes first, and one at the end. */
  step(event: RotationEvent & { type: "progress" }): Words | undefined;
  /** Whether the phase takes so long already that even a short list deserves lines. */
  isSlow(): boolean;
  /** Whether a note about this wait is due: the first one, then one per 10 s. */
  wait(why: string): boolean;
}

/** Opens the progress of one phase. `now` is the local clock. */
export function openProgress(now: () => number): Progress {
  const beganAtMs = now();
  const notedAtMs = new Map<string, number>();
  let told = { done: 0, atMs: beganAtMs };
  return {
    step({ done, total }) {
      const atMs = now();
      const isLate = atMs - told.atMs >= EVERY_MS && done > told.done;
      const isFar = done - told.done >= Math.max(1, total * EVERY_SHARE);
      if (done <= told.done || !(isLate || isFar || done === total)) return undefined;
      told = { done, atMs };
      return say`${done} of ${total} (${Math.floor((100 * done) / total)} %)${rest(atMs - beganAtMs, done, total)}`;
    },
    isSlow: () => now() - beganAtMs >= EVERY_MS,
    wait(why) {
      const atMs = now();
      const last = notedAtMs.get(why);
      if (last !== undefined && atMs - last < EVERY_MS) return false;
      notedAtMs.set(why, atMs);
      return true;
    },
  };
}

/** A guess at what is left, once it can be made and is worth telling. */
function rest(spentMs: number, done: number, total: number): string {
  const leftMs = (spentMs / done) * (total - done);
  return spentMs < EVERY_MS || leftMs < EVERY_MS ? "" : `, about ${span(leftMs)} left`;
}
