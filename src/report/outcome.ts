import { OUTCOMES, type Outcome, type RotationReport, type RunReport } from "../contract/report.ts";
import { count, plural } from "./words.ts";

/** The outcomes in words. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  "not-due": "Nothing to do",
  planned: "Planned",
  retired: "Retired",
  rotated: "Rotated",
  held: "On hold",
  partial: "Partly done",
  failed: "Failed",
};

/** What became of the whole run, in one line: `kosli-ci: rotated`, `2 of 5 rotations need attention: a (failed) …`. */
export function runTitle(report: RunReport): string {
  const [only, ...others] = report.rotations;
  if (!only) return report.problems.length > 0 ? "the configuration cannot be used" : "nothing to do";
  if (others.length === 0) return `${only.name}: ${OUTCOME_WORDS[only.outcome].toLowerCase()}`;
  const bad = report.rotations.filter(needsAttention);
  if (bad.length === 0) return `${plural(report.rotations.length, "rotation")}: ${tallyOutcomes(report.rotations)}`;
  const listed = bad
    .slice(0, 5)
    .map((rotation) => `${rotation.name} (${OUTCOME_WORDS[rotation.outcome].toLowerCase()})`);
  const rest = bad.length > listed.length ? ` and ${count(bad.length - listed.length)} more` : "";
  return `${count(bad.length)} of ${plural(report.rotations.length, "rotation")} ${bad.length === 1 ? "needs" : "need"} attention: ${listed.join(", ")}${rest}`;
}

/** Whether the outcome fails the step. */
export function needsAttention(report: { readonly outcome: Outcome }): boolean {
  return OUTCOMES.indexOf(report.outcome) >= OUTCOMES.indexOf("held");
}

/** The rotation that the outputs speak of: the first of the worst outcome. */
export function worstRotation(report: RunReport): RotationReport | undefined {
  let worst: RotationReport | undefined;
  for (const rotation of report.rotations) {
    if (!worst || OUTCOMES.indexOf(rotation.outcome) > OUTCOMES.indexOf(worst.outcome)) worst = rotation;
  }
  return worst;
}

function tallyOutcomes(rotations: readonly RotationReport[]): string {
  const parts: string[] = [];
  for (const outcome of OUTCOMES.toReversed()) {
    const amount = rotations.filter((rotation) => rotation.outcome === outcome).length;
    if (amount > 0) parts.push(`${count(amount)} ${OUTCOME_WORDS[outcome].toLowerCase()}`);
  }
  return parts.join(", ");
}
