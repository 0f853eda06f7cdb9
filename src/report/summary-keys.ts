import type { KeyWindow } from "../contract/report.ts";
import { codeSpan } from "./markdown.ts";
import { cellTime } from "./summary-targets.ts";
import { timeline } from "./timeline.ts";
import { plural } from "./words.ts";

const ROLE_WORDS: Readonly<Record<KeyWindow["role"], string>> = {
  current: "current",
  predecessor: "old",
  orphan: "held by nobody",
  foreign: "not ours",
  revoked: "revoked",
};

const MOST_ROWS = 12;

/** The keys as a table, ours first, and as a timeline. Empty without keys. */
export function keyTable(keys: readonly KeyWindow[], nowMs: number): readonly string[] {
  if (keys.length === 0) return [];
  const lines = ["| Key | Role | Made (UTC) | Ends (UTC) | Last used (UTC) |", "|---|---|---|---|---|"];
  const isForeign = ({ role }: KeyWindow) => role === "foreign";
  const rows = [...keys.filter((key) => !isForeign(key)), ...keys.filter(isForeign)];
  lines.push(...rows.slice(0, MOST_ROWS).map(rowOf));
  const rest = rows.length - MOST_ROWS;
  if (rest > 0) lines.push("", `… and ${plural(rest, "more key")}, all in the JSON report.`);
  const chart = timeline(keys, nowMs);
  return chart === undefined ? lines : [...lines, "", chart];
}

function rowOf(key: KeyWindow): string {
  const { keyId, role, mintedByThisRun, createdAtMs, endsAtMs, lastUsedAtMs, lastUsedFrom } = key;
  const told = `${ROLE_WORDS[role]}${mintedByThisRun ? ", new" : ""}`;
  const times = [createdAtMs, endsAtMs, lastUsedAtMs].map((ms) => (ms === undefined ? "–" : cellTime(ms)));
  const from = lastUsedFrom === undefined ? "" : `, ${codeSpan(lastUsedFrom, 45)}`;
  return `| ${codeSpan(keyId, 60)} | ${told} | ${times.join(" | ")}${from} |`;
}
