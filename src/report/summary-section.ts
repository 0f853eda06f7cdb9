import type { Outcome, RotationReport } from "../contract/report.ts";
import { groupFindings } from "./grouping.ts";
import { headline } from "./headline.ts";
import { escapeMarkdown, markdown } from "./markdown.ts";
import { OUTCOME_WORDS } from "./outcome.ts";
import type { Room } from "./room.ts";
import { findingList } from "./summary-findings.ts";
import { keyTable } from "./summary-keys.ts";
import { targetTable } from "./summary-targets.ts";
import { tellingOf } from "./telling.ts";
import { moment, span } from "./time.ts";
import { code, oneLine, shortId, type Words } from "./words.ts";

const ICONS: Readonly<Record<Outcome, string>> = {
  "not-due": "✅",
  planned: "📝",
  retired: "✅",
  rotated: "✅",
  held: "✋",
  partial: "⚠️",
  failed: "❌",
};

/** The sign of an outcome; never without its words. */
export function iconOf({ outcome }: { readonly outcome: Outcome }): string {
  return ICONS[outcome];
}

/** `✅ rotated`. */
export function outcomeLabel({ outcome }: { readonly outcome: Outcome }): string {
  return `${ICONS[outcome]} ${OUTCOME_WORDS[outcome].toLowerCase()}`;
}

export interface SectionPlace {
  readonly nowMs: number;
  /** Inside a fold, where GitHub renders no alerts. */
  readonly folded: boolean;
  /** What findings and rows may fill. The rest of a section has at most 10 KiB. */
  readonly room: Room;
}

/** What one rotation has to tell: what a person must know first, then the tables. */
export function section(rotation: RotationReport, { nowMs, room, folded }: SectionPlace): readonly string[] {
  const telling = tellingOf(rotation, nowMs);
  const groups = groupFindings(rotation.findings, telling);
  const place = { telling, room, folded };
  const isNote = ({ level }: { readonly level: string }) => level === "notice";
  return [
    "",
    markdown(withShortIds(headline(rotation, telling), rotation)),
    ...findingList(
      groups.filter((group) => !isNote(group)),
      place,
    ),
    ...spaced(targetTable(rotation, room)),
    ...spaced(keyTable(rotation.keys, nowMs)),
    ...findingList(groups.filter(isNote), place),
    "",
    `<sub>${footer(rotation, nowMs)}</sub>`,
  ];
}

/** The full ids stand in the table of keys; in running text their ends are easier to read. */
function withShortIds(words: Words, rotation: RotationReport): Words {
  const listed = new Set(rotation.keys.map(({ keyId }) => keyId));
  return words.map((word) =>
    typeof word === "string" || !listed.has(word.code) ? word : code(shortId(oneLine(word.code))),
  );
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

function footer(rotation: RotationReport, nowMs: number): string {
  const parts = [
    escapeMarkdown(rotation.keyService, 200),
    `mode ${rotation.mode}`,
    `strategy ${rotation.strategy}`,
    `retire ${escapeMarkdown(rotation.retirePolicy, 50)}`,
    `took ${span(rotation.endedAtMs - rotation.startedAtMs)}`,
  ];
  const { nextDueAtMs } = rotation;
  if (nextDueAtMs !== undefined) {
    parts.push(`${nextDueAtMs > nowMs ? "next rotation" : "due since"} ${moment(nextDueAtMs, nowMs)}`);
  }
  return parts.join(" · ");
}
