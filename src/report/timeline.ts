import type { KeyWindow } from "../contract/report.ts";
import { iso } from "./time.ts";
import { oneLine, shortId } from "./words.ts";

const DAY_MS = 86_400_000;

/** More bars than this are no picture any more. */
const MOST_KEYS = 12;

/** What is drawn first where there are too many. */
const PRIORITY = ["current", "predecessor", "orphan", "revoked", "foreign"] as const;

/** From top to bottom: the windows come down like stairs, as one key hands over to the next. */
const ORDER = ["foreign", "revoked", "orphan", "predecessor", "current"] as const;

const SECTIONS: Readonly<Record<KeyWindow["role"], string>> = {
  current: "Current",
  predecessor: "Old",
  orphan: "Held by nobody",
  revoked: "Revoked",
  foreign: "Not ours",
};

/** Colours of Mermaid: blue for active, grey for done, red for crit. */
const TAGS: Readonly<Record<KeyWindow["role"], string>> = {
  current: "active, ",
  predecessor: "done, ",
  orphan: "crit, ",
  revoked: "done, ",
  foreign: "",
};

interface Bar {
  readonly window: KeyWindow;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The windows of keys as a Mermaid Gantt chart in a code block, or undefined where no key has a known beginning.
 * Times are UTC. The chart starts where the oldest key of ours does, at most a year back. Pure.
 * @see https://mermaid.js.org/syntax/gantt.html
 */
export function timeline(keys: readonly KeyWindow[], nowMs: number): string | undefined {
  const known = keys.filter((key) => key.createdAtMs !== undefined && iso(key.createdAtMs) !== undefined);
  if (known.length === 0) return undefined;
  const shown = PRIORITY.flatMap((role) => known.filter((key) => key.role === role)).slice(0, MOST_KEYS);
  const bars = toBars(shown, nowMs);
  const spanMs = Math.max(...bars.map((bar) => bar.toMs)) - Math.min(...bars.map((bar) => bar.fromMs));
  const lines = [
    "gantt",
    "    dateFormat YYYY-MM-DD HH:mm",
    `    axisFormat ${spanMs > 3 * DAY_MS ? "%d %b" : "%d %b %H:%M"}`,
    `    tickInterval ${tickInterval(spanMs)}`,
    "    todayMarker off",
  ];
  for (const role of ORDER) {
    const ofRole = bars.filter((bar) => bar.window.role === role);
    if (ofRole.length > 0) lines.push(`    section ${SECTIONS[role]}`, ...ofRole.map(barLine));
  }
  lines.push("    section Run", `    this run :milestone, ${minute(nowMs)}, 0d`);
  return ["```mermaid", ...lines, "```"].join("\n");
}

function toBars(keys: readonly KeyWindow[], nowMs: number): readonly Bar[] {
  const starts = keys.map((key) => Math.max(key.createdAtMs ?? nowMs, nowMs - 365 * DAY_MS));
  const firstMs = Math.min(nowMs, ...starts);
  const ends = keys.flatMap((key) => (isDrawable(key.endsAtMs) ? key.endsAtMs : []));
  const lastMs = Math.min(Math.max(nowMs, ...ends), nowMs + 365 * DAY_MS);
  const openMs = lastMs + Math.max(DAY_MS, (lastMs - firstMs) * 0.1);
  const shortest = (openMs - firstMs) / 50;
  return keys.map((window, index) => {
    const fromMs = starts[index] ?? nowMs;
    const endsAtMs = isDrawable(window.endsAtMs) ? Math.min(window.endsAtMs, openMs) : openMs;
    return { window, fromMs, toMs: Math.max(endsAtMs, fromMs + shortest) };
  });
}

function isDrawable(ms: number | undefined): ms is number {
  return ms !== undefined && iso(ms) !== undefined;
}

function barLine({ window, fromMs, toMs }: Bar): string {
  return `    ${barLabel(window)} :${TAGS[window.role]}${minute(fromMs)}, ${minute(toMs)}`;
}

/** Only characters that Mermaid's grammar has no use for, after a word that is none of its own. */
function barLabel({ keyId, mintedByThisRun, endsAtMs }: KeyWindow): string {
  const short = shortId(oneLine(keyId).replace(/[^A-Za-z0-9._-]/g, "_")).replace("…", "..");
  const notes = [mintedByThisRun ? "new" : "", endsAtMs === undefined ? "open end" : ""].filter((note) => note !== "");
  return `key ${short}${notes.length === 0 ? "" : ` - ${notes.join(", ")}`}`;
}

function minute(ms: number): string {
  return (iso(ms) ?? "1970-01-01T00:00").slice(0, 16).replace("T", " ");
}

function tickInterval(spanMs: number): string {
  const days = spanMs / DAY_MS;
  if (days <= 3) return "12hour";
  if (days <= 14) return "1day";
  if (days <= 70) return "1week";
  return days <= 400 ? "1month" : "3month";
}
