import type { Crew } from "./crew.ts";
import type { Record } from "./record.ts";

/** The time in which consumers have a dead key. */
export interface Gap {
  readonly sinceMs: number;
  written: number;
  untilMs: number;
  noteWrite(): void;
}

/** Opens the gap at the call that killed the old value. */
export function openGap(sinceMs: number, { clock }: Crew): Gap {
  return {
    sinceMs,
    untilMs: sinceMs,
    written: 0,
    noteWrite() {
      this.written += 1;
      this.untilMs = clock.now();
    },
  };
}

/** Tells how long consumers were without a key, once there was a write. */
export function tellGap(
  { sinceMs, untilMs, written }: Gap,
  { keyId, missed }: { readonly keyId: string; readonly missed: number },
  record: Record,
): void {
  if (written === 0) return;
  record.find({ level: missed > 0 ? "warning" : "notice", code: "gap", keyId, gapMs: untilMs - sinceMs, written });
}
