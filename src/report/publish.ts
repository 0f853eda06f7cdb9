import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as core from "@actions/core";
import type { RunReport } from "../contract/report.ts";
import type { Annotation } from "./annotations.ts";
import { jsonReport } from "./json.ts";
import type { LogEntry } from "./live-log.ts";
import { outputsOf } from "./outputs.ts";
import { summary } from "./summary.ts";
import { logLine, oneLine } from "./words.ts";

/** Prints one entry of the log. Outside of a runner a group is a heading. */
export function printEntry(entry: LogEntry, underRunner: boolean): void {
  if (entry.type === "line") core.info(logLine(entry.text));
  else if (!underRunner) core.info(entry.type === "group" ? `▸ ${logLine(entry.title)}` : "");
  else if (entry.type === "group") core.startGroup(oneLine(entry.title));
  else core.endGroup();
}

/** Shows an annotation on the run's page. */
export function publish({ level, title, message, file, line, column }: Annotation): void {
  const properties = {
    title,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { startLine: line }),
    ...(column !== undefined && { startColumn: column }),
  };
  if (level === "error") core.error(message, properties);
  else if (level === "warning") core.warning(message, properties);
  else core.notice(message, properties);
}

export interface PublishOptions {
  readonly report: RunReport;
  readonly nowMs: number;
  readonly underRunner: boolean;
  readonly directory: string | undefined;
}

/**
 * Writes the JSON report, the job summary and the outputs. Returns what could not be written, in words: a full disk
 * must not turn a rotation that succeeded into one that failed.
 */
export async function publishFiles({
  report,
  nowMs,
  underRunner,
  directory,
}: PublishOptions): Promise<readonly string[]> {
  const warnings: string[] = [];
  const trying = async (what: string, act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (error) {
      warnings.push(`${what} could not be written: ${error instanceof Error ? error.message : "unknown reason"}`);
    }
  };
  let path: string | undefined;
  await trying("The JSON report", async () => {
    if (directory === undefined) return;
    const file = join(directory, `rekey-report-${randomUUID()}.json`);
    await writeFile(file, `${JSON.stringify(jsonReport(report, nowMs), undefined, 2)}\n`, { mode: 0o600 });
    path = file;
  });
  if (!underRunner) return warnings;
  await trying("The job summary", () => core.summary.addRaw(summary(report, nowMs)).write());
  await trying("The outputs", async () => {
    for (const [name, value] of Object.entries(outputsOf(report, path))) core.setOutput(name, value);
  });
  return warnings;
}
