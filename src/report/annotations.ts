import type { Finding } from "../contract/finding.ts";
import type { RotationReport, RunReport, TargetStatus } from "../contract/report.ts";
import { groupFindings, targetsOf, tellGroup } from "./grouping.ts";
import { needsAttention } from "./outcome.ts";
import type { Sentence, Telling } from "./sentence.ts";
import { tellingOf } from "./telling.ts";
import { count, names, oneLine, plain, say } from "./words.ts";

/** Something to be shown on the run's page. Plain text. */
export interface Annotation {
  readonly level: Finding["level"];
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A problem of the configuration, or a warning beside any rotation. */
export interface Problem {
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly input?: string;
}

/** GitHub shows so many annotations of each level per step. */
const MOST = 10;

/** So many errors are shown one by one, beside the sentence that fails the step. */
export const MOST_SHOWN = MOST - 1;

/** GitHub cuts messages at 4,096 characters. */
const MAX_LENGTH = 4000;

/** So many targets are named in one sentence; with 40 characters each that is what an annotation holds. */
const MOST_NAMES = 90;

/** Everything that a run has to say in annotations, before it is cut down to what GitHub shows. Pure. */
export function annotationsOf(report: RunReport, nowMs: number): readonly Annotation[] {
  const hasSeveral = report.rotations.length > 1;
  return report.rotations.flatMap((rotation) => {
    const prefix = hasSeveral ? `${rotation.name}: ` : "";
    return ofRotation(rotation, tellingOf(rotation, nowMs)).map((note) => ({ ...note, title: prefix + note.title }));
  });
}

/** A problem as an annotation. Its place is part of the message, as the log shows no other. */
export function problemAnnotation(level: "error" | "warning", problem: Problem): Annotation {
  const { message, hint, file, line, column, input } = problem;
  const position = [file ?? (line === undefined ? undefined : input), line, column].filter(
    (part) => part !== undefined,
  );
  const place = position.length === 0 ? "" : `${position.join(":")}: `;
  const advice = (hint ?? "").split(/[\r\n]+/).map((text) => oneLine(text));
  return {
    level,
    title: level === "error" ? "Configuration" : "Warning",
    message: oneLine(`${place}${message}`, MAX_LENGTH / 2) + (hint ? `\nWhat to do: ${advice.join("\n")}` : ""),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  };
}

/**
 * Cuts annotations to what GitHub shows: ten of each level, one of the errors being kept for the sentence that fails
 * the step. What does not fit alone is joined into the last one, by title and message. Pure.
 */
export function fitAnnotations(all: readonly Annotation[], report: RunReport): readonly Annotation[] {
  return (["error", "warning", "notice"] as const).flatMap((level) => {
    const most = level === "error" && needsAttention(report) ? MOST_SHOWN : MOST;
    const ofLevel = all.filter((annotation) => annotation.level === level);
    return ofLevel.length <= most ? ofLevel : [...ofLevel.slice(0, most - 1), join(level, ofLevel.slice(most - 1))];
  });
}

function join(level: Annotation["level"], rest: readonly Annotation[]): Annotation {
  const lines: string[] = [];
  let length = 0;
  const share = Math.max(120, Math.floor((MAX_LENGTH - 200) / rest.length));
  for (const { title, message } of rest) {
    const text = oneLine(`${title}: ${message}`, share);
    if (length + text.length > MAX_LENGTH - 200) break;
    lines.push(text);
    length += text.length + 1;
  }
  const untold = rest.length - lines.length;
  if (untold > 0) lines.push(`and ${count(untold)} more, all in the summary of the run and in its JSON report`);
  return { level, title: `${count(rest.length)} more ${level}s`, message: lines.join("\n") };
}

function ofRotation(rotation: RotationReport, telling: Telling): readonly Annotation[] {
  const groups = groupFindings(rotation.findings, telling);
  const notes = groups.map((group) => toAnnotation(group.level, tellGroup(group, telling, MOST_NAMES)));
  return [...notes, ...unnamed(rotation)];
}

function toAnnotation(level: Annotation["level"], { title, message, todo }: Sentence): Annotation {
  const advice = todo ? `\nWhat to do: ${oneLine(plain(todo), MAX_LENGTH / 4)}` : "";
  return { level, title: oneLine(title, 200), message: oneLine(plain(message), MAX_LENGTH - advice.length) + advice };
}

const TROUBLED: ReadonlySet<TargetStatus> = new Set(["blocked", "failed", "withheld", "skipped"]);

/** No troubled target goes unnamed, even if no finding speaks of it. */
function unnamed(rotation: RotationReport): readonly Annotation[] {
  const named = new Set(rotation.findings.flatMap(targetsOf));
  const left = rotation.targets.filter(
    ({ id, label, status }) => TROUBLED.has(status) && !named.has(id) && !named.has(label),
  );
  if (left.length === 0) return [];
  const labels = left.map(({ label }) => label);
  const level = left.some(({ required, status }) => required && status !== "skipped") ? "warning" : "notice";
  return [toAnnotation(level, { title: "Destinations not written", message: say`${names(labels, MOST_NAMES)}.` })];
}
