import type { RotationReport, TargetReport, TargetStatus } from "../contract/report.ts";
import { codeSpan, escapeMarkdown } from "./markdown.ts";
import { fill, type Room } from "./room.ts";
import { withheldBecause } from "./sentences-of-targets.ts";
import { utc } from "./time.ts";
import { count, plural } from "./words.ts";

/** Keeps a table's narrow columns on one line. */
const NO_BREAK = "\u00a0";

/** A time for a column whose heading says UTC. */
export function cellTime(ms: number): string {
  return utc(ms).replace(" UTC", "").replace(" ", NO_BREAK);
}

/** Worst first: what a person has to look at comes on top; what was never meant to be written comes last. */
const ORDER = [
  "failed",
  "blocked",
  "stale",
  "withheld",
  "written",
  "ready",
  "accepted",
  "verified",
  "fresh",
  "skipped",
] as const satisfies readonly TargetStatus[];

const STATUS_WORDS: Readonly<Record<TargetStatus, string>> = {
  failed: "❌ failed",
  blocked: "❌ cannot be written",
  stale: "⚠️ holds an older key",
  withheld: "⚠️ left unwritten",
  skipped: "⏭️ skipped",
  written: "⚠️ written, not verified",
  ready: "📝 would be written",
  accepted: "✅ accepted",
  verified: "✅ verified",
  fresh: "✅ up to date",
};

const TROUBLED: ReadonlySet<TargetStatus> = new Set(["failed", "blocked", "stale", "withheld", "written"]);

/** So many rows stand open where nothing is wrong; more would push the rest of the summary off the screen. */
const MOST_OPEN = 12;

/** So many rows of trouble stand open. */
const MOST_TROUBLE_OPEN = 100;

/** The table of targets: troubled ones first and open, a long rest folded and, where the room ends, counted. */
export function targetTable(rotation: RotationReport, room: Room): readonly string[] {
  if (rotation.targets.length === 0) return [];
  const homeFirst = rotation.targets.toSorted((a, b) => Number(b.home) - Number(a.home));
  const sorted = ORDER.flatMap((status) => homeFirst.filter((target) => target.status === status));
  const troubled = sorted.filter((target) => TROUBLED.has(target.status)).length;
  const openRows = sorted.length <= MOST_OPEN ? sorted.length : Math.min(troubled, MOST_TROUBLE_OPEN);
  const lines = openRows > 0 ? table(sorted.slice(0, openRows), room) : [];
  const folded = sorted.slice(openRows);
  if (folded.length === 0) return lines;
  return [
    ...lines,
    "",
    `<details><summary>${foldTitle(folded, openRows > 0)}</summary>`,
    "",
    ...table(folded, room),
    "",
    "</details>",
  ];
}

function foldTitle(folded: readonly TargetReport[], isRest: boolean): string {
  const noun = isRest ? more(folded.length) : plural(folded.length, "destination");
  const parts: string[] = [];
  for (const status of ORDER) {
    const amount = folded.filter((target) => target.status === status).length;
    if (amount === folded.length) return `${noun}, ${amount === 1 ? "" : "all "}${STATUS_WORDS[status]}`;
    if (amount > 0) parts.push(`${count(amount)} ${STATUS_WORDS[status]}`);
  }
  return `${noun}: ${parts.join(", ")}`;
}

function table(targets: readonly TargetReport[], room: Room): readonly string[] {
  const hasNotes = targets.some((target) => noteOf(target) !== "");
  const head = hasNotes
    ? ["| Destination | Status | Last write (UTC) | Note |", "|---|---|---|---|"]
    : ["| Destination | Status | Last write (UTC) |", "|---|---|---|"];
  const { lines, rest } = fill(
    targets.map((target) => rowOf(target, hasNotes)),
    room,
  );
  const untold = rest === 0 ? [] : ["", `… and ${more(rest)}, all in the JSON report.`];
  return lines.length === 0 ? untold : [...head, ...lines, ...untold];
}

function more(amount: number): string {
  return amount === 1 ? "one more destination" : `${count(amount)} more destinations`;
}

function rowOf(target: TargetReport, hasNotes: boolean): string {
  const written = target.writtenAtMs === undefined ? "" : cellTime(target.writtenAtMs);
  const cells = [codeSpan(target.label), STATUS_WORDS[target.status].replace(" ", NO_BREAK), written];
  if (hasNotes) cells.push(noteOf(target));
  return `| ${cells.join(" | ")} |`;
}

const BECAUSE: ReadonlyMap<string, string> = new Map(Object.entries(withheldBecause));

function noteOf({ home, created, required, why }: TargetReport): string {
  const notes = [home ? "home" : "", created ? "created" : "", required ? "" : "optional"].filter(
    (note) => note !== "",
  );
  const reason = why === undefined ? "" : escapeMarkdown(BECAUSE.get(why) ?? why, 300);
  return [notes.join(", "), reason].filter((part) => part !== "").join(": ");
}
