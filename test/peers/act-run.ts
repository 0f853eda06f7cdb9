import { type ChildProcess, type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { writeTree } from "../runner/command-files.ts";
import { NODE_24, REPOSITORY_ROOT } from "../runner/harness.ts";
import { LineSplitter } from "../runner/lines.ts";

/** A workflow run by act. */
export interface ActRun {
  /** Files of the repository that the workflow stands in, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Path of the workflow among them. */
  readonly workflow: string;
  readonly event: "schedule" | "workflow_dispatch" | "push";
  /** Only this job. */
  readonly job?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Files of this project to put beside `files`, for `uses: ./`. */
  readonly withAction?: boolean;
}

export interface ActResult {
  readonly exitCode: number | null;
  /** `success`, `failure` … by job id, in order; a matrix has several. */
  readonly jobs: Readonly<Record<string, readonly string[]>>;
  /** Outputs by step id. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly summaries: readonly string[];
  /** Messages of the annotations of level error. */
  readonly errors: readonly string[];
  /** Everything that act showed, masked by it. */
  readonly shown: string;
  /** Lines that were not JSON: act's own complaints. */
  readonly stray: readonly string[];
}

/** One line of `act --json`, as far as it is looked at. */
interface Entry {
  readonly msg?: string;
  readonly command?: string;
  readonly content?: string;
  readonly arg?: string;
  readonly name?: string;
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly stepID?: readonly string[];
}

const WORKFLOW = join(REPOSITORY_ROOT, ".github", "workflows", "rotate.yml");

/** What act is told about other repositories: this one, by the tag of the examples and by the pinned commit. */
function localRepositories(slim: string): string[] {
  const pinned = /rekey-action\/rekey@([0-9a-f]{40})/.exec(readFileSync(WORKFLOW, "utf8"))?.[1];
  if (pinned === undefined) throw new Error("rotate.yml does not pin the action");
  return ["v1", pinned].flatMap((ref) => ["--local-repository", `rekey-action/rekey@${ref}=${slim}`]);
}

/** act copies an action through memory: only what a release needs. */
function copyAction(to: string): void {
  for (const name of ["action.yml", "dist", ".github"]) {
    cpSync(join(REPOSITORY_ROOT, name), join(to, name), { recursive: true });
  }
}

function makeRepository(folder: string, run: ActRun): void {
  if (run.withAction === true) copyAction(folder);
  writeTree(folder, run.files);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: folder });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "all");
}

function dotenv(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join("");
}

function args(folder: string, run: ActRun): string[] {
  const flags = ["--no-cache-server", "--action-offline-mode", "--rm", "--json"];
  return [
    ...[run.event, "-W", run.workflow, "-P", "ubuntu-latest=-self-hosted", ...flags],
    ...(run.job === undefined ? [] : ["-j", run.job]),
    ...["--env-file", "/dev/null", "--input-file", "/dev/null", "--var-file", "/dev/null"],
    ...["--secret-file", join(folder, "secrets"), "-s", "GITHUB_TOKEN=a-token-of-the-workflow"],
    ...["--action-cache-path", join(folder, "cache"), ...localRepositories(join(folder, "slim"))],
    ...Object.entries(run.vars ?? {}).flatMap(([name, value]) => ["--var", `${name}=${value}`]),
    ...Object.entries(run.env).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...Object.entries(run.inputs ?? {}).flatMap(([name, value]) => ["--input", `${name}=${value}`]),
  ];
}

/** All processes below `pid`: act gives each step a session of its own, so a process group would not do. */
function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // The process ended while we looked.
    }
  }
  const below = (parent: number): number[] =>
    [...parents].filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** `kill -9` for act and all that it started: the machine is gone. */
function killTree(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  for (const pid of [child.pid, ...descendants(child.pid)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended with its parent.
    }
  }
}

function collect(entries: readonly Entry[]) {
  const jobs: Record<string, string[]> = {};
  const outputs: Record<string, Record<string, string>> = {};
  for (const entry of entries) {
    const { command, jobID = "", jobResult, stepID, name, arg } = entry;
    if (jobResult !== undefined) jobs[jobID] = [...(jobs[jobID] ?? []), jobResult];
    if (command === "set-output" && name !== undefined) {
      const step = stepID?.at(-1) ?? "";
      outputs[step] = { ...outputs[step], [name]: arg ?? "" };
    }
  }
  const of = (command: string) => entries.filter((entry) => entry.command === command);
  return {
    jobs,
    outputs,
    summaries: of("summary").map(({ content }) => content ?? ""),
    errors: of("error").map(({ arg }) => arg ?? ""),
    shown: entries.map(({ msg }) => msg ?? "").join("\n"),
  };
}

/** Starts act in a repository made for it; `kill` ends it and its steps at once. Nothing is left behind. */
export function startAct(run: ActRun): { readonly result: Promise<ActResult>; kill(): void } {
  const folder = mkdtempSync(join(tmpdir(), "rekey-act-"));
  const repository = join(folder, "repository");
  mkdirSync(join(folder, "home"));
  makeRepository(repository, run);
  copyAction(join(folder, "slim"));
  writeFileSync(join(folder, "secrets"), dotenv(run.secrets));
  const child = spawn("act", args(folder, run), {
    cwd: repository,
    // Nothing of our own environment: act hands all of it to the steps.
    env: {
      HOME: join(folder, "home"),
      PATH: `${dirname(NODE_24)}:${process.env.PATH}`,
      ACT_DISABLE_VERSION_CHECK: "1",
      DOCKER_HOST: "unix:///nonexistent.sock",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { result: finish(child, folder), kill: () => killTree(child) };
}

async function finish(child: ChildProcessByStdio<null, Readable, Readable>, folder: string): Promise<ActResult> {
  const entries: Entry[] = [];
  const stray: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    const lines = new LineSplitter((line) => {
      if (line.startsWith("{")) entries.push(JSON.parse(line) as Entry);
      else if (line.trim() !== "") stray.push(line);
    });
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => lines.push(chunk));
    stream.on("end", () => lines.end());
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  rmSync(folder, { recursive: true, force: true });
  return { exitCode, ...collect(entries), stray };
}

/** Runs a workflow to its end: see {@link startAct}. */
export function runAct(run: ActRun): Promise<ActResult> {
  return startAct(run).result;
}
