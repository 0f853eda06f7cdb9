import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeCommandFiles, parsePairs } from "../test/runner/command-files.ts";
import { inputVariables, readManifest, runnerVariables } from "../test/runner/environment.ts";
import { NODE_24 } from "../test/runner/harness.ts";

export interface StepOptions {
  /** The folder with `action.yml`. */
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A step that is ready to be started, as often as wanted. */
export interface Step {
  /** Starts the process; its output is dropped. */
  start(): ChildProcess;
  /** The outputs that the processes so far have left. */
  outputs(): Readonly<Record<string, string>>;
  /** Removes the folders of the step. */
  remove(): void;
}

/**
 * Lays everything out that a runner gives a step, so that nothing but the process itself is measured: the harness of
 * the tests does this anew for every run, and reads along.
 */
export function prepareStep(options: StepOptions): Step {
  const manifest = readManifest(options.action);
  const root = mkdtempSync(join(tmpdir(), "rekey-bench-"));
  const cwd = join(root, "workspace");
  mkdirSync(cwd);
  const eventPath = join(root, "event.json");
  writeFileSync(eventPath, "{}");
  const commandFiles = makeCommandFiles(join(root, "commands"));
  const env = {
    ...runnerVariables(),
    HOME: root,
    PATH: `${dirname(NODE_24)}:/usr/local/bin:/usr/bin:/bin`,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_WORKSPACE: cwd,
    RUNNER_TEMP: root,
    ...commandFiles,
    ...options.env,
  };
  const variables = { ...env, ...inputVariables(manifest, options.inputs, env) };
  return {
    start: () => spawn(NODE_24, [join(manifest.directory, manifest.main)], { cwd, env: variables, stdio: "ignore" }),
    outputs: () => parsePairs(readFileSync(commandFiles.GITHUB_OUTPUT, "utf8")),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What a whole run took. */
export interface Run {
  readonly outcome: string;
  readonly durationMs: number;
  /** Largest resident set in bytes; undefined where the system does not tell. */
  readonly peakBytes: number | undefined;
  /** Time on the processor, in all threads. */
  readonly cpuMs: number | undefined;
}

const LOOK_MS = 20;

/** Runs a step once, to its end. */
export async function runStep(options: StepOptions): Promise<Run> {
  const step = prepareStep(options);
  const beganAt = performance.now();
  const { usage } = await watch(step.start());
  const durationMs = performance.now() - beganAt;
  const outcome = step.outputs().outcome ?? "none";
  step.remove();
  return { outcome, durationMs, peakBytes: usage.peakBytes, cpuMs: usage.cpuMs };
}

/** Waits for the end of a process and looks at what it uses meanwhile. */
export async function watch(child: ChildProcess): Promise<{ readonly code: number | null; readonly usage: Usage }> {
  let usage: Usage = {};
  const look = setInterval(() => {
    usage = { ...usage, ...usageOf(child.pid) };
  }, LOOK_MS);
  const [code]: (number | null)[] = await once(child, "exit").finally(() => clearInterval(look));
  return { code: code ?? null, usage };
}

/** What a process used. */
export interface Usage {
  readonly peakBytes?: number;
  readonly cpuMs?: number;
}

/** Clock ticks of Linux in user space: 100 a second on every architecture that Node runs on. */
const TICK_MS = 10;

/** What Linux tells of a process that runs; nothing elsewhere, or when it has just ended. */
function usageOf(pid: number | undefined): Usage {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    if (kilobytes === undefined || Number.isNaN(ticks)) return {};
    return { peakBytes: Number(kilobytes) * 1024, cpuMs: ticks * TICK_MS };
  } catch {
    return {};
  }
}
