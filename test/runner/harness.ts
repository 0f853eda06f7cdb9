import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CommandFile, makeCommandFiles, parsePairs, readTree, writeTree } from "./command-files.ts";
import { inputVariables, readManifest, runnerVariables } from "./environment.ts";
import { type Annotation, JobLog } from "./job-log.ts";
import { Masker } from "./masker.ts";
import { cancelLikeRunner, ended, follow, RUNNER_PATIENCE, watch } from "./process.ts";

/** The root of this repository: where `action.yml` and `dist/` are. */
export const REPOSITORY_ROOT: string = fileURLToPath(new URL("../..", import.meta.url));
/** The Node that actions run on. */
export const NODE_24: string = join(REPOSITORY_ROOT, "node_modules", "node", "bin", "node");

/** Above this the runner uploads nothing of a summary. */
const SUMMARY_LIMIT_BYTES = 1024 * 1024;
const HANG_MS = 120_000;

export interface ActionRun {
  /** The `with:` of the step; what is missing gets its default from `action.yml`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The `env:` of the step, and overrides of what a runner sets (`GITHUB_API_URL`, `GITHUB_RUN_ID`, …). */
  readonly env?: Readonly<Record<string, string>>;
  /** Values that came from `secrets.*`: masked from the start. */
  readonly secrets?: readonly string[];
  /** Files of the checked-out repository, by path. */
  readonly workspace?: Readonly<Record<string, string>>;
  /** A checked-out repository that stands already; `workspace` files are added to it. */
  readonly cwd?: string;
  /** The event payload. */
  readonly event?: unknown;
  /** Step debug logging is on. */
  readonly debug?: boolean;
  /** Cancels as a runner does: SIGINT, 7.5 s, SIGTERM, 2.5 s, SIGKILL. */
  readonly signal?: AbortSignal;
  /** Shorter patience, so that a test of the last resort need not wait for it. */
  readonly patience?: { readonly interruptMs: number; readonly terminateMs: number };
  /** Looked at every two milliseconds: `kill -9` as soon as it holds. */
  readonly killAt?: () => boolean;
  /** Called for each log line as it is shown (masked). */
  readonly onLine?: (line: string) => void;
  /** Where `action.yml` stands; default this repository. */
  readonly actionDirectory?: string;
  /** A run that takes longer is killed, and the result is an error. Default two minutes. */
  readonly hangMs?: number;
}

export interface ActionResult {
  /** null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly rawStdout: string;
  readonly rawStderr: string;
  /** Both streams as the job log shows them: commands obeyed, values masked. */
  readonly log: string;
  /** Every annotation; `shownAnnotations` are those that fit (ten of each level). */
  readonly annotations: readonly Annotation[];
  readonly shownAnnotations: readonly Annotation[];
  readonly outputs: Readonly<Record<string, string>>;
  /** As the run's page shows it: masked line by line; empty when it is over 1 MiB. */
  readonly summary: string;
  readonly rawSummary: string;
  readonly state: Readonly<Record<string, string>>;
  /** What the step exported to the steps after it. */
  readonly env: Readonly<Record<string, string>>;
  readonly path: string;
  /** Files below RUNNER_TEMP after the run, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Files of the workspace after the run, by path; empty when `cwd` was given. */
  readonly workspace: Readonly<Record<string, string>>;
  readonly durationMs: number;
}

export interface RunningAction {
  readonly child: ChildProcess;
  readonly result: Promise<ActionResult>;
  /** Cancels as a runner does. */
  cancel(): void;
  /** `kill -9`: what a lost machine looks like. */
  kill(): void;
}

interface Places {
  readonly root: string;
  readonly temp: string;
  readonly cwd: string;
  readonly ownsCwd: boolean;
  readonly commandFiles: Record<CommandFile, string>;
  readonly eventPath: string;
}

function prepare(run: ActionRun): Places {
  const root = mkdtempSync(join(tmpdir(), "rekey-runner-"));
  const temp = join(root, "temp");
  const cwd = run.cwd ?? join(root, "workspace");
  mkdirSync(join(root, "home"), { recursive: true });
  mkdirSync(temp, { recursive: true });
  writeTree(cwd, run.workspace ?? {});
  const eventPath = join(root, "event.json");
  writeFileSync(eventPath, JSON.stringify(run.event ?? {}));
  return {
    root,
    temp,
    cwd,
    ownsCwd: run.cwd === undefined,
    commandFiles: makeCommandFiles(join(root, "commands")),
    eventPath,
  };
}

function environment(run: ActionRun, places: Places): Record<string, string> {
  return {
    ...runnerVariables(),
    HOME: join(places.root, "home"),
    PATH: `${dirname(NODE_24)}:/usr/local/bin:/usr/bin:/bin`,
    GITHUB_EVENT_PATH: places.eventPath,
    GITHUB_WORKSPACE: places.cwd,
    RUNNER_TEMP: places.temp,
    RUNNER_TOOL_CACHE: join(places.root, "tools"),
    RUNNER_WORKSPACE: places.root,
    ...(run.debug === true ? { RUNNER_DEBUG: "1" } : {}),
    ...places.commandFiles,
    ...run.env,
  };
}

/** Collects what the process left behind and shows it as the runner would. */
function collect(places: Places, masker: Masker, log: JobLog) {
  const read = (name: CommandFile) => readFileSync(places.commandFiles[name], "utf8");
  const rawSummary = read("GITHUB_STEP_SUMMARY");
  const bytes = Buffer.byteLength(rawSummary);
  if (bytes > SUMMARY_LIMIT_BYTES) {
    const got = Math.ceil(bytes / 1024);
    log.issue("error", `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${got}k.`);
  }
  return {
    log: log.lines.join("\n"),
    annotations: log.annotations,
    shownAnnotations: log.shownAnnotations(),
    outputs: { ...log.outputs, ...parsePairs(read("GITHUB_OUTPUT")) },
    rawSummary,
    summary: bytes > SUMMARY_LIMIT_BYTES ? "" : masker.maskLines(rawSummary),
    state: { ...log.state, ...parsePairs(read("GITHUB_STATE")) },
    env: parsePairs(read("GITHUB_ENV")),
    path: read("GITHUB_PATH"),
    files: readTree(places.temp),
    workspace: places.ownsCwd ? readTree(places.cwd) : {},
  };
}

/**
 * Starts the action as a runner starts a step: a clean environment, every input of `action.yml`, temporary
 * command files, no terminal. The temporary folder is removed when the result is there.
 */
export function startAction(run: ActionRun = {}): RunningAction {
  const manifest = readManifest(run.actionDirectory ?? REPOSITORY_ROOT);
  const places = prepare(run);
  const env = environment(run, places);
  const masker = new Masker();
  for (const secret of run.secrets ?? []) masker.add(secret);
  const log = new JobLog(masker, run.debug ?? false);
  warnOfUnknown(Object.keys(run.inputs ?? {}), Object.keys(manifest.inputs), log);
  const beganAt = performance.now();
  const child = spawn(NODE_24, [join(manifest.directory, manifest.main)], {
    cwd: places.cwd,
    env: { ...env, ...inputVariables(manifest, run.inputs ?? {}, env) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const raw = follow(child, log, run.onLine);
  const cancel = () => cancelLikeRunner(child, run.patience ?? RUNNER_PATIENCE);
  const kill = () => void child.kill("SIGKILL");
  run.signal?.addEventListener("abort", cancel, { once: true });
  if (run.signal?.aborted === true) cancel();
  if (run.killAt !== undefined) watch(child, run.killAt, kill);
  const result = ended(child, run.hangMs ?? HANG_MS)
    .then(({ code, signal }) => ({
      exitCode: code,
      killedBy: signal,
      rawStdout: raw.stdout,
      rawStderr: raw.stderr,
      ...collect(places, masker, log),
      durationMs: performance.now() - beganAt,
    }))
    .finally(() => rmSync(places.root, { recursive: true, force: true }));
  return { child, result, cancel, kill };
}

function warnOfUnknown(given: readonly string[], known: readonly string[], log: JobLog): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const quote = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");
  log.issue("warning", `Unexpected input(s) ${quote(unknown)}, valid inputs are [${quote(known)}]`);
}

/** Runs the action to its end: see {@link startAction}. */
export function runAction(run: ActionRun = {}): Promise<ActionResult> {
  return startAction(run).result;
}
