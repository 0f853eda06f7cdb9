import { type FindingGroup, tellGroup } from "./grouping.ts";
import { escapeMarkdown, markdown } from "./markdown.ts";
import type { Room } from "./room.ts";
import type { Telling } from "./sentence.ts";
import { plural } from "./words.ts";

/** So many targets are named in one finding; the table below has all. */
const MOST_NAMES = 12;

const ALERTS = { error: "[!CAUTION]", warning: "[!WARNING]", notice: "[!NOTE]" } as const;

/** Alerts cannot be nested, so a fold has plain quotes. */
const HEADINGS = { error: "**Errors**", warning: "**Warnings**", notice: "**Notes**" } as const;

/** Findings as one box per level, in the given order. What finds no room is counted. */
export function findingList(
  groups: readonly FindingGroup[],
  { telling, room, folded }: { readonly telling: Telling; readonly room: Room; readonly folded: boolean },
): readonly string[] {
  const lines: string[] = [];
  let level: string | undefined;
  let untold = 0;
  for (const group of groups) {
    const item = itemOf(group, telling);
    if (!room.take(item)) {
      untold += 1;
      continue;
    }
    if (group.level !== level) lines.push("", ...boxTitle(group, folded));
    level = group.level;
    lines.push(item);
  }
  return untold > 0 ? [...lines, "", `… and ${plural(untold, "more finding")}, all in the JSON report.`] : lines;
}

function boxTitle({ level }: FindingGroup, folded: boolean): readonly string[] {
  return folded ? [`> ${HEADINGS[level]}`, ">"] : [`> ${ALERTS[level]}`];
}

function itemOf(group: FindingGroup, telling: Telling): string {
  const { title, message, todo } = tellGroup(group, telling, MOST_NAMES);
  const advice = todo ? `<br>**What to do:** ${markdown(todo)}` : "";
  return `> - **${escapeMarkdown(title)}.** ${markdown(message)}${advice}`;
}
