import type { RotationReport } from "../contract/report.ts";
import type { Telling } from "./sentence.ts";

/** What the sentences need, taken from a report. */
export function tellingOf(rotation: RotationReport, nowMs: number): Telling {
  const labels = new Map(rotation.targets.map((target) => [target.id, target.label]));
  return { nowMs, label: (target) => labels.get(target) ?? target };
}
