import type { RotationReport, RunReport } from "../contract/report.ts";
import { tally } from "./headline.ts";
import { codeSpan, escapeMarkdown, escapeMarkdownLine } from "./markdown.ts";
import { needsAttention, runTitle } from "./outcome.ts";
import { fill, openRoom } from "./room.ts";
import { iconOf, outcomeLabel, section } from "./summary-section.ts";
import { moment } from "./time.ts";
import { count, plural } from "./words.ts";

const KIB = 1024;

/**
 * GitHub drops a summary above 1 MiB altogether. A page of one rotation has 800 KiB for findings and rows; with
 * several, the overview and the sections share 620 KiB, and 20 sections have at most 10 KiB each beside their rows.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits
 */
const ROOM = { alone: 800 * KIB, sections: 500 * KIB, overview: 120 * KIB, problems: 100 * KIB } as const;
const MOST_SECTIONS = 20;

/** The job summary in GitHub-flavoured Markdown, below 1 MiB whatever the number of targets. Pure. */
export function summary(report: RunReport, nowMs: number): string {
  const title = `## ${iconOf(report)} rekey · ${escapeMarkdown(runTitle(report), 600)}`;
  const [only, ...others] = report.rotations;
  const parts = [title, ...problemList(report)];
  if (only && others.length === 0) {
    parts.push(...section(only, { nowMs, room: openRoom(ROOM.alone), folded: false }));
  } else if (only) {
    parts.push(...overview(report, nowMs), ...sections(report, nowMs));
  }
  return `${parts.join("\n")}\n`;
}

function problemList({ problems }: RunReport): readonly string[] {
  if (problems.length === 0) return [];
  const items = problems.map((problem) => `- ${escapeMarkdownLine(problem)}`);
  const { lines, rest } = fill(items, openRoom(ROOM.problems));
  return ["", "Nothing was changed.", "", ...lines, ...(rest > 0 ? [`- … and ${count(rest)} more`] : [])];
}

function overview(report: RunReport, nowMs: number): readonly string[] {
  const rows = worstFirst(report.rotations).map((rotation) => {
    const { holding, of } = tally(rotation);
    const due = rotation.nextDueAtMs === undefined ? "" : moment(rotation.nextDueAtMs, nowMs);
    return `| ${codeSpan(rotation.name, 100)} | ${outcomeLabel(rotation)} | ${count(holding)} of ${count(of)} | ${due} |`;
  });
  const { lines, rest } = fill(rows, openRoom(ROOM.overview));
  const table = ["", "| Rotation | Outcome | Destinations | Next rotation |", "|---|---|---|---|", ...lines];
  return rest > 0 ? [...table, "", `… and ${plural(rest, "more rotation")}, all in the JSON report.`] : table;
}

function sections(report: RunReport, nowMs: number): readonly string[] {
  const shown = worstFirst(report.rotations).slice(0, MOST_SECTIONS);
  const lines: string[] = [];
  for (const rotation of shown) {
    const folded = !needsAttention(rotation);
    const room = openRoom(Math.floor(ROOM.sections / shown.length));
    const body = section(rotation, { nowMs, room, folded });
    const name = escapeMarkdown(rotation.name, 100);
    if (folded) {
      const title = `<b>${name}</b>: ${outcomeLabel(rotation)}`;
      lines.push("", `<details><summary>${title}</summary>`, ...body, "", "</details>");
    } else {
      lines.push("", `### ${name}: ${outcomeLabel(rotation)}`, ...body);
    }
  }
  const rest = report.rotations.length - shown.length;
  if (rest > 0) lines.push("", `${plural(rest, "more rotation")}: see the overview above and the JSON report.`);
  return lines;
}

function worstFirst(rotations: readonly RotationReport[]): readonly RotationReport[] {
  return [...rotations.filter(needsAttention), ...rotations.filter((rotation) => !needsAttention(rotation))];
}
