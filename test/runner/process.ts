import type { ChildProcess } from "node:child_process";
import type { JobLog } from "./job-log.ts";
import { LineSplitter } from "./lines.ts";

/** How long a cancelled step has after SIGINT, and then after SIGTERM: the runner's own times. */
export const RUNNER_PATIENCE = { interruptMs: 7500, terminateMs: 2500 } as const;

/** Whether the process has not ended yet. */
function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Sends the runner's three signals, each only to a process that did not heed the one before. */
export function cancelLikeRunner(child: ChildProcess, patience: { interruptMs: number; terminateMs: number }): void {
  if (!isAlive(child)) return;
  child.kill("SIGINT");
  const terminate = setTimeout(() => {
    child.kill("SIGTERM");
    const end = setTimeout(() => child.kill("SIGKILL"), patience.terminateMs);
    child.once("exit", () => clearTimeout(end));
  }, patience.interruptMs);
  child.once("exit", () => clearTimeout(terminate));
}

/** Calls `hit` once `predicate` holds, looking often, until the process ends. */
export function watch(child: ChildProcess, predicate: () => boolean, hit: () => void): void {
  const timer = setInterval(() => {
    if (!predicate()) return;
    clearInterval(timer);
    hit();
  }, 2);
  child.once("exit", () => clearInterval(timer));
}

/** Sends both streams through the log, line by line, in the order in which they arrive. */
export function follow(child: ChildProcess, log: JobLog, onLine: ((line: string) => void) | undefined) {
  const raw = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name];
    if (stream === null) throw new Error(`the action has no ${name}`);
    const lines = new LineSplitter((line) => {
      const before = log.lines.length;
      log.line(line);
      for (const shown of log.lines.slice(before)) onLine?.(shown);
    });
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      raw[name] += chunk;
      lines.push(chunk);
    });
    stream.on("end", () => lines.end());
  }
  return raw;
}

/** Resolves when the process has ended and both streams are drained; rejects when it hangs. */
export function ended(
  child: ChildProcess,
  hangMs: number,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    const hang = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`the action was still running after ${hangMs} ms`));
    }, hangMs);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(hang);
      resolve({ code, signal });
    });
  });
}
