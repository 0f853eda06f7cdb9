import type { RotationEvent } from "../contract/event.ts";
import { span } from "./time.ts";
import { say, type Words } from "./words.ts";

const EVERY_MS = 10_000;
const EVERY_SHARE = 0.05;

/** Decides which of many steps are worth a line. */
export interface Progress {
  /**
   * A line for this step, or none: one per 5 % or 10 s, whichever comes first, and one at the end. `isNamed`: every
   * step has a line of its own anyway, so only slowness is told.
   */
  step(event: RotationEvent & { type: "progress" }, isNamed: boolean): Words | undefined;
  /** Whether a note about this wait is due: the first one, then one per 10 s. Time that was waited is no slowness. */
  wait(event: RotationEvent & { type: "waiting" }): boolean;
}

/** Opens the progress of one phase. `now` is the local clock. */
export function openProgress(now: () => number): Progress {
  let beganAtMs = now();
  const notedAtMs = new Map<string, number>();
  let told = { done: 0, atMs: beganAtMs };
  return {
    step({ done, total, leftMs }, isNamed) {
      const atMs = now();
      const isLate = atMs - told.atMs >= EVERY_MS;
      const isFar = !isNamed && (done - told.done >= Math.max(1, total * EVERY_SHARE) || done === total);
      if (done <= told.done || !(isLate || isFar)) return undefined;
      told = { done, atMs };
      return say`${done} of ${total} (${Math.floor((100 * done) / total)} %)${rest(leftMs ?? guess(atMs - beganAtMs, done, total))}`;
    },
    wait({ why, ms }) {
      const atMs = now();
      if (told.done === 0) beganAtMs = atMs + ms;
      told = { ...told, atMs: Math.max(told.atMs, atMs + ms) };
      const last = notedAtMs.get(why);
      if (last !== undefined && atMs - last < EVERY_MS) return false;
      notedAtMs.set(why, atMs);
      return true;
    },
  };
}

/** What is left at the speed so far, once that can be told. */
function guess(spentMs: number, done: number, total: number): number {
  return spentMs < EVERY_MS ? 0 : (spentMs / done) * (total - done);
}

function rest(leftMs: number): string {
  return leftMs < EVERY_MS ? "" : `, about ${span(leftMs)} left`;
}
