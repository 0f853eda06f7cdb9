import type { RunReport } from "../contract/report.ts";
import { deadlineMs, headline } from "./headline.ts";
import { needsAttention, OUTCOME_WORDS, runTitle } from "./outcome.ts";
import { tellingOf } from "./telling.ts";
import { moment } from "./time.ts";
import { plain } from "./words.ts";

/**
 * The last lines of the log, outside of any group: what became of each rotation. A single one that needs attention has
 * its sentence in the error that ends the log. Pure.
 */
export function closingLines(report: RunReport, nowMs: number): readonly string[] {
  const [only, ...others] = report.rotations;
  if (only && others.length === 0 && needsAttention(only)) return [];
  return report.rotations.map((rotation) => {
    const words = plain(headline(rotation, tellingOf(rotation, nowMs)));
    return `${rotation.name}: ${OUTCOME_WORDS[rotation.outcome].toLowerCase()}. ${words}`;
  });
}

/** The one sentence that fails the step. Pure. */
export function failureSentence(report: RunReport, nowMs: number): string {
  const [only, ...others] = report.rotations;
  if (!only || others.length > 0) return `${capital(runTitle(report))}.`;
  const words = plain(headline(only, tellingOf(only, nowMs)));
  const sentence = words.replace(/\.(\s.*)?$/s, "");
  const endsAtMs = deadlineMs(only);
  const running =
    endsAtMs !== undefined && endsAtMs > nowMs ? `; the old key works until ${moment(endsAtMs, nowMs)}` : "";
  return `${only.name}: ${OUTCOME_WORDS[only.outcome].toLowerCase()}: ${sentence}${running}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
