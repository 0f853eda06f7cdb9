import type { RunReport } from "../contract/report.ts";
import { worstRotation } from "./outcome.ts";
import { iso } from "./time.ts";

/**
 * The outputs of the action, by name; what is unknown is empty. Of several rotations the ids are those of the worst
 * one, `next-due` is the earliest. Never a key. Pure.
 */
export function outputsOf(report: RunReport, reportPath: string | undefined): Readonly<Record<string, string>> {
  const worst = worstRotation(report);
  const dueTimes = report.rotations.flatMap(({ nextDueAtMs }) => nextDueAtMs ?? []);
  return {
    outcome: report.outcome,
    rotated: String(report.rotations.some(({ rotated }) => rotated)),
    "key-id": worst?.keyId ?? "",
    "predecessor-id": worst?.predecessorId ?? "",
    "predecessor-expires-at": iso(worst?.predecessorExpiresAtMs) ?? "",
    "next-due": iso(earliest(dueTimes)) ?? "",
    due: JSON.stringify(report.rotations.filter(({ due }) => due).map(({ name }) => name)),
    report: reportPath ?? "",
  };
}

function earliest(times: readonly number[]): number | undefined {
  let first: number | undefined;
  for (const time of times) first = first === undefined ? time : Math.min(first, time);
  return first;
}
