import * as core from "@actions/core";
import type { Clock } from "../contract/clock.ts";
import type { RotationEvent } from "../contract/event.ts";
import type { Webhook } from "../contract/notify.ts";
import type { RunReport } from "../contract/report.ts";
import type { Secret } from "../contract/secret.ts";
import { maskForms } from "../lib/mask-forms.ts";
import {
  type Annotation,
  annotationsOf,
  fitAnnotations,
  MOST_SHOWN,
  type Problem,
  problemAnnotation,
} from "./annotations.ts";
import { closingLines, failureSentence } from "./closing.ts";
import { type LogEntry, openLiveLog } from "./live-log.ts";
import { notify } from "./notify.ts";
import { needsAttention } from "./outcome.ts";
import { printEntry, publish, publishFiles } from "./publish.ts";
import { redactDeep } from "./redact.ts";
import { logLine } from "./words.ts";

export interface ReporterOptions {
  /** Whether a GitHub runner reads the output (`GITHUB_ACTIONS` is `true`): anywhere else masking would print secrets. */
  readonly underRunner: boolean;
  readonly clock: Clock;
  /** Where the JSON report goes (`RUNNER_TEMP`); absent: it is not written. */
  readonly directory?: string;
}

/** What the user of a run reads. */
export interface Reporter {
  /** Masks a secret and all its derived forms. Synchronous: when it returns, the masks are on their way. Idempotent. */
  mask(secret: Secret): void;
  /** Logs an event of the engine. */
  event(event: RotationEvent): void;
  /** Logs a sentence at once, and nothing more. */
  note(sentence: string): void;
  /** Logs a warning at once and shows it as an annotation at the end. */
  warn(problem: Problem): void;
  /** Takes what is wrong with the configuration, for annotations at the end; logs what is too much for these. */
  problems(problems: readonly Problem[]): void;
  /**
   * Ends the run: JSON report, job summary, outputs, webhooks, annotations; fails the step where the outcome says so.
   * Returns the exit code. A file or webhook that fails is a warning and changes nothing. Called once.
   */
  finish(report: RunReport, webhooks?: readonly Webhook[]): Promise<number>;
}

/** Opens the reporter of a run: the only thing that writes to standard output. */
export function openReporter({ clock, underRunner, directory }: ReporterOptions): Reporter {
  let masked: readonly string[] = [];
  const annotations: Annotation[] = [];
  const log = openLiveLog(() => clock.now());
  // Before anything is cut or escaped: a piece of a secret would be found no more.
  const clean = <T>(value: T): T => redactDeep(value, masked);
  const print = (entries: readonly LogEntry[]) => {
    for (const entry of entries) printEntry(entry, underRunner);
  };
  const warn = (problem: Problem) => {
    const annotation = problemAnnotation("warning", clean(problem));
    annotations.push(annotation);
    print([annotationLine(annotation)]);
  };
  const finish = async (report: RunReport, webhooks: readonly Webhook[]) => {
    const nowMs = clock.now();
    print(log.close());
    const unwritten = await publishFiles({ report, nowMs, underRunner, directory });
    const untold = await notify({ report, webhooks, clock });
    for (const message of [...unwritten, ...untold]) warn({ message });
    print(closingLines(report, nowMs).map((text) => ({ type: "line", text })));
    if (underRunner) fitAnnotations([...annotations, ...annotationsOf(report, nowMs)], report).forEach(publish);
    return end(report, nowMs, underRunner);
  };
  return {
    mask(secret) {
      const fresh = maskForms(secret.reveal()).filter((form) => !masked.includes(form));
      if (underRunner) fresh.forEach(core.setSecret);
      // Longest first, so that a secret that is a part of another one leaves no rest of it behind.
      masked = [...masked, ...fresh].sort((a, b) => b.length - a.length);
    },
    event: (event) => print(log.entries(clean(event))),
    note: (sentence) => print([...log.close(), { type: "line", text: clean(sentence) }]),
    warn,
    problems(problems) {
      const all = clean(problems).map((problem) => problemAnnotation("error", problem));
      annotations.push(...all);
      // The end of the run is near and shows the first of them anyway.
      if (!underRunner || all.length > MOST_SHOWN) print(all.map(annotationLine));
    },
    finish: (uncleaned, webhooks = []) => finish(clean(uncleaned), webhooks),
  };
}

function end(report: RunReport, nowMs: number, underRunner: boolean): number {
  if (!needsAttention(report)) return 0;
  const sentence = logLine(failureSentence(report, nowMs));
  if (underRunner) core.setFailed(sentence);
  else core.info(sentence);
  return 1;
}

function annotationLine({ level, message }: Annotation): LogEntry {
  return { type: "line", text: `${level === "error" ? "Error" : "Warning"}: ${message}` };
}
