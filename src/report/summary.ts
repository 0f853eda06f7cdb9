import type { Outcome, RotationReport, RunReport } from "../contract/report.ts";
import { groupFindings } from "./grouping.ts";
import { headline, needsAttention, OUTCOME_WORDS, runTitle, tally } from "./headline.ts";
import { codeSpan, escapeMarkdown, markdown } from "./markdown.ts";
import { findingList } from "./summary-findings.ts";
import { keyTable } from "./summary-keys.ts";
import { openRoom, type Room, targetTable } from "./summary-targets.ts";
import { tellingOf } from "./telling.ts";
import { moment, span } from "./time.ts";
import { code, count, plural, type Words } from "./words.ts";

/** GitHub drops a summary above 1 MiB altogether; the tables may fill so much, which leaves room for the rest. */
const ROOM_BYTES = 700 * 1024;

/** Whole rotations beyond these are told in the overview alone. */
const MOST_SECTIONS = 50;

const ICONS: Readonly<Record<Outcome, string>> = {
  "not-due": "✅",
  planned: "📝",
  retired: "✅",
  rotated: "✅",
  held: "✋",
  partial: "⚠️",
  failed: "❌",
};

/** The job summary in GitHub-flavoured Markdown, below 1 MiB whatever the number of targets. Pure. */
export function summary(report: RunReport, nowMs: number): string {
  const title = `## ${ICONS[report.outcome]} rekey · ${escapeMarkdown(runTitle(report))}`;
  const [only, ...others] = report.rotations;
  const parts = [title, ...problemList(report)];
  if (only && others.length === 0) {
    parts.push(...section(only, { nowMs, room: openRoom(ROOM_BYTES), folded: false }));
  } else if (only) {
    parts.push(...overview(report, nowMs), ...sections(report, nowMs));
  }
  return `${parts.join("\n")}\n`;
}

function problemList(report: RunReport): readonly string[] {
  if (report.problems.length === 0) return [];
  const shown = report.problems.slice(0, 200).map((problem) => `- ${escapeMarkdown(problem)}`);
  const rest = report.problems.length - shown.length;
  return ["", "Nothing was changed.", "", ...shown, ...(rest > 0 ? [`- … and ${count(rest)} more`] : [])];
}

function overview(report: RunReport, nowMs: number): readonly string[] {
  const rows = worstFirst(report.rotations).slice(0, 1000);
  const lines = ["", "| Rotation | Outcome | Destinations | Next rotation |", "|---|---|---|---|"];
  for (const rotation of rows) {
    const { holding, of } = tally(rotation);
    const due = rotation.nextDueAtMs === undefined ? "" : moment(rotation.nextDueAtMs, nowMs);
    const outcome = `${ICONS[rotation.outcome]} ${OUTCOME_WORDS[rotation.outcome].toLowerCase()}`;
    lines.push(`| ${codeSpan(rotation.name)} | ${outcome} | ${count(holding)} of ${count(of)} | ${due} |`);
  }
  const rest = report.rotations.length - rows.length;
  return rest > 0 ? [...lines, "", `… and ${count(rest)} more rotations, all in the JSON report.`] : lines;
}

function sections(report: RunReport, nowMs: number): readonly string[] {
  const shown = worstFirst(report.rotations).slice(0, MOST_SECTIONS);
  const lines: string[] = [];
  for (const rotation of shown) {
    const room = openRoom(Math.floor(ROOM_BYTES / shown.length));
    const body = section(rotation, { nowMs, room, folded: !needsAttention(rotation) });
    const name = escapeMarkdown(rotation.name);
    if (needsAttention(rotation)) {
      lines.push(
        "",
        `### ${ICONS[rotation.outcome]} ${name}: ${OUTCOME_WORDS[rotation.outcome].toLowerCase()}`,
        ...body,
      );
    } else {
      const title = `${ICONS[rotation.outcome]} <b>${name}</b>: ${OUTCOME_WORDS[rotation.outcome].toLowerCase()}`;
      lines.push("", `<details><summary>${title}</summary>`, ...body, "", "</details>");
    }
  }
  const rest = report.rotations.length - shown.length;
  return rest > 0
    ? [...lines, "", `${plural(rest, "more rotation")} in the overview above and in the JSON report.`]
    : lines;
}

function worstFirst(rotations: readonly RotationReport[]): readonly RotationReport[] {
  return [...rotations.filter(needsAttention), ...rotations.filter((rotation) => !needsAttention(rotation))];
}

interface Place {
  readonly nowMs: number;
  /** Inside a fold, where GitHub renders no alerts. */
  readonly folded: boolean;
  readonly room: Room;
}

function section(rotation: RotationReport, { nowMs, room, folded }: Place): readonly string[] {
  const telling = tellingOf(rotation, nowMs);
  const groups = groupFindings(rotation.findings, telling);
  const place = { telling, room, folded };
  return [
    "",
    markdown(withShortIds(headline(rotation, telling), rotation)),
    ...findingList(
      groups.filter(({ level }) => level !== "notice"),
      place,
    ),
    ...spaced(targetTable(rotation, room)),
    ...spaced(keyTable(rotation.keys, nowMs)),
    ...findingList(
      groups.filter(({ level }) => level === "notice"),
      place,
    ),
    "",
    `<sub>${footer(rotation, nowMs)}</sub>`,
  ];
}

/** The full ids stand in the table of keys; in running text their beginning is easier to read. */
function withShortIds(words: Words, rotation: RotationReport): Words {
  const listed = new Set(rotation.keys.map(({ keyId }) => keyId));
  return words.map((word) =>
    typeof word === "string" || word.code.length <= 16 || !listed.has(word.code)
      ? word
      : code(`${word.code.slice(0, 8)}…`),
  );
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

function footer(rotation: RotationReport, nowMs: number): string {
  const parts = [
    escapeMarkdown(rotation.keyService),
    `mode ${rotation.mode}`,
    `strategy ${rotation.strategy}`,
    `retire ${escapeMarkdown(rotation.retirePolicy)}`,
    `took ${span(rotation.endedAtMs - rotation.startedAtMs)}`,
  ];
  const { nextDueAtMs } = rotation;
  if (nextDueAtMs !== undefined) parts.push(`next rotation ${moment(nextDueAtMs, nowMs)}`);
  return parts.join(" · ");
}
