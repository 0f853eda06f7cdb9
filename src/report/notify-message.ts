import type { NotifyEvent } from "../contract/notify.ts";
import type { RotationReport, RunReport } from "../contract/report.ts";
import { groupFindings, tellGroup } from "./grouping.ts";
import { headline } from "./headline.ts";
import { findingJson } from "./json.ts";
import { rotationEvents } from "./notify-events.ts";
import { OUTCOME_WORDS, runTitle } from "./outcome.ts";
import { tellingOf } from "./telling.ts";
import { iso } from "./time.ts";
import { oneLine, plain, plural } from "./words.ts";

export interface Told {
  readonly report: RunReport;
  /** What the webhook asked for and the run has to tell. */
  readonly events: readonly NotifyEvent[];
  readonly nowMs: number;
}

/** A list in a chat is read to the third line; more stands in the run's summary. */
const MOST_ROTATIONS = 10;
const MOST_FINDINGS = 3;
const MOST_NAMES = 5;

/** One message in Slack's format, understood by Mattermost and others too. Pure. */
export function slackMessage({ report, events, nowMs }: Told): { readonly text: string } {
  const lines = [`*rekey · ${slackText(report.repository)} · ${slackText(runTitle(report))}*`];
  for (const problem of report.problems.slice(0, MOST_FINDINGS)) lines.push(`• ${slackText(problem)}`);
  const rotations = concerned(report, events);
  for (const rotation of rotations.slice(0, MOST_ROTATIONS)) lines.push(...rotationLines(rotation, nowMs));
  const rest = rotations.length - MOST_ROTATIONS;
  if (rest > 0) lines.push(`… and ${plural(rest, "more rotation")}`);
  if (/^https?:\/\/[^\s<>|]+$/.test(report.runUrl)) lines.push(`<${report.runUrl}|Open the run>`);
  return { text: lines.join("\n") };
}

/** One message for programs. Pure. */
export function jsonMessage({ report, events, nowMs }: Told): object {
  const rotations = concerned(report, events).map((rotation) => {
    const telling = tellingOf(rotation, nowMs);
    return {
      name: rotation.name,
      outcome: rotation.outcome,
      events: [...rotationEvents(rotation)],
      headline: plain(headline(rotation, telling)),
      keyId: rotation.keyId,
      predecessorId: rotation.predecessorId,
      predecessorExpiresAt: iso(rotation.predecessorExpiresAtMs),
      nextDue: iso(rotation.nextDueAtMs),
      findings: rotation.findings
        .filter(({ level }) => level !== "notice")
        .slice(0, 50)
        .map((finding) => findingJson(finding, telling)),
    };
  });
  const { outcome, mode, repository, runUrl, problems } = report;
  return { version: 1, events, title: runTitle(report), outcome, mode, repository, runUrl, problems, rotations };
}

/** The rotations that gave the events; all of them for the heartbeat or where the run itself gave them. */
function concerned(report: RunReport, events: readonly NotifyEvent[]): readonly RotationReport[] {
  if (events.includes("always")) return report.rotations;
  return report.rotations.filter((rotation) => events.some((event) => rotationEvents(rotation).has(event)));
}

function rotationLines(rotation: RotationReport, nowMs: number): readonly string[] {
  const telling = tellingOf(rotation, nowMs);
  const outcome = OUTCOME_WORDS[rotation.outcome].toLowerCase();
  const head = `*${slackText(rotation.name)}* (${outcome}): ${slackText(plain(headline(rotation, telling)))}`;
  const groups = groupFindings(rotation.findings, telling).filter(({ level }) => level !== "notice");
  const lines = groups.slice(0, MOST_FINDINGS).map((group) => {
    const { title, message, todo } = tellGroup(group, telling, MOST_NAMES);
    return `• *${slackText(title)}.* ${slackText(plain(message))}${todo ? ` _${slackText(plain(todo))}_` : ""}`;
  });
  const rest = groups.length - lines.length;
  return [head, ...lines, ...(rest > 0 ? [`• … and ${plural(rest, "more finding")}`] : [])];
}

/** Slack reads three characters as its own, and `<!channel>` would wake everybody. */
function slackText(text: string): string {
  return oneLine(text, 600).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
