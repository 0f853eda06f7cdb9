import type { Outcome, RotationReport, RunReport } from "../contract/report.ts";
import { groupFindings, tellGroup } from "./grouping.ts";
import { headline, needsAttention, OUTCOME_WORDS, runTitle, tally } from "./headline.ts";
import { codeSpan, escapeMarkdown, markdown } from "./markdown.ts";
import type { Telling } from "./sentence.ts";
import { openRoom, type Room, targetTable } from "./summary-targets.ts";
import { tellingOf } from "./telling.ts";
import { moment, span, utc } from "./time.ts";
import { timeline } from "./timeline.ts";
import { count, plural } from "./words.ts";

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
    parts.push(...section(only, { nowMs, room: openRoom(ROOM_BYTES) }));
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
    const body = section(rotation, { nowMs, room });
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
  readonly room: Room;
}

function section(rotation: RotationReport, { nowMs, room }: Place): readonly string[] {
  const telling = tellingOf(rotation, nowMs);
  return [
    "",
    markdown(headline(rotation, telling)),
    ...findingList(rotation, telling, room),
    ...spaced(targetTable(rotation, room)),
    ...spaced(keyTable(rotation, nowMs)),
    "",
    `<sub>${footer(rotation)}</sub>`,
  ];
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

const MARKERS = { error: "CAUTION", warning: "WARNING", notice: "NOTE" } as const;

/** Findings as GitHub's alerts: one box per level, errors first. */
function findingList(rotation: RotationReport, telling: Telling, room: Room): readonly string[] {
  const lines: string[] = [];
  let level: string | undefined;
  let untold = 0;
  for (const group of groupFindings(rotation.findings, telling)) {
    const { title, message, todo } = tellGroup(group, telling, 30);
    const advice = todo ? `<br>**What to do:** ${markdown(todo)}` : "";
    const item = `> - **${escapeMarkdown(title)}.** ${markdown(message)}${advice}`;
    if (!room.take(item)) {
      untold += 1;
      continue;
    }
    if (group.level !== level) lines.push("", `> [!${MARKERS[group.level]}]`);
    level = group.level;
    lines.push(item);
  }
  return untold > 0 ? [...lines, "", `… and ${plural(untold, "more finding")}, all in the JSON report.`] : lines;
}

const ROLE_WORDS = {
  current: "current",
  predecessor: "old",
  orphan: "held by nobody",
  foreign: "not ours",
  revoked: "revoked",
} as const;

const MOST_KEY_ROWS = 20;

function keyTable(rotation: RotationReport, nowMs: number): readonly string[] {
  if (rotation.keys.length === 0) return [];
  const lines = ["| Key | Role | Made (UTC) | Ends (UTC) | Last used (UTC) |", "|---|---|---|---|---|"];
  const rows = [
    ...rotation.keys.filter(({ role }) => role !== "foreign"),
    ...rotation.keys.filter(({ role }) => role === "foreign"),
  ];
  for (const key of rows.slice(0, MOST_KEY_ROWS)) {
    const role = `${ROLE_WORDS[key.role]}${key.mintedByThisRun ? ", made by this run" : ""}`;
    const cells = [key.createdAtMs, key.endsAtMs, key.lastUsedAtMs].map((ms) =>
      ms === undefined ? "–" : utc(ms).replace(" UTC", ""),
    );
    lines.push(`| ${codeSpan(key.keyId, 60)} | ${role} | ${cells.join(" | ")} |`);
  }
  const rest = rows.length - MOST_KEY_ROWS;
  if (rest > 0) lines.push("", `… and ${plural(rest, "more key")}, all in the JSON report.`);
  return [...lines, ...spaced([timeline(rotation.keys, nowMs) ?? []].flat())];
}

function footer(rotation: RotationReport): string {
  const parts = [
    escapeMarkdown(rotation.keyService),
    `mode ${rotation.mode}`,
    `strategy ${rotation.strategy}`,
    `retire ${escapeMarkdown(rotation.retirePolicy)}`,
    `took ${span(rotation.endedAtMs - rotation.startedAtMs)}`,
  ];
  return parts.join(" · ");
}
