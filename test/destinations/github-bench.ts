import type { Clock } from "../../src/contract/clock.ts";
import type { Destination, Resolution, Target } from "../../src/contract/destination.ts";
import type { Op } from "../../src/contract/key-service.ts";
import type { Pace, Tools } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import { destination } from "../../src/destinations/github-secret/index.ts";
import { openSession } from "../../src/destinations/github-secret/session.ts";
import { type GithubTwin, type GithubTwinOptions, openContract, startGithubTwin } from "../twins/github/twin.ts";

/** Every permission that a destination, a canary or the watch needs. */
export const EVERYTHING = {
  secrets: "write",
  environments: "write",
  dependabot_secrets: "write",
  codespaces_secrets: "write",
  agent_secrets: "write",
  organization_secrets: "write",
  organization_dependabot_secrets: "write",
  organization_codespaces_secrets: "write",
  organization_agent_secrets: "write",
  actions: "write",
  contents: "read",
} as const;

/** A clock on which waiting takes no time; `slept` has every wait. */
export interface BenchClock extends Clock {
  readonly slept: number[];
  advance(ms: number): void;
}

export const START_MS = Date.parse("2026-11-21T10:00:00.400Z");

/** Time stands still but for waits. */
export function benchClock(): BenchClock {
  let now = START_MS;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    async sleep(ms, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

export interface BenchOptions extends GithubTwinOptions {
  readonly pace?: Pace;
  readonly maxTargets?: number;
  /** Absent: the token `writer`, which may do everything. */
  readonly token?: string;
  /** Longest wait for an answer, in real time. */
  readonly timeoutMs?: number;
  /** `owner/repo` that runs rekey. */
  readonly home?: string;
}

/** A twin and the tools of one run against it. */
export interface Bench {
  readonly github: GithubTwin;
  readonly clock: BenchClock;
  readonly tools: Tools;
  readonly op: Op;
  /** Opens an entry of `destinations`; throws if the options are refused. */
  open(options: Readonly<Record<string, unknown>>): Destination;
  resolve(options: Readonly<Record<string, unknown>>): Promise<Resolution>;
  /** Resolves an entry that stands for one target. */
  target(options: Readonly<Record<string, unknown>>): Promise<Target>;
  /** `GET /repos/…` lines of all requests so far, without the query. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

const contract = openContract();

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const clock = benchClock();
  const { pace = "points", maxTargets = 500, token = "writer", timeoutMs, home = "acme/rotator", ...twin } = options;
  const github = await startGithubTwin({ clock, contract, ...twin });
  github.addToken("writer", { permissions: EVERYTHING });
  const shared = new Map<string, unknown>();
  const tools: Tools = {
    clock,
    run: { repository: home, runId: "4711", runUrl: "", event: "schedule" },
    github: { apiUrl: github.url, token: new Secret(token), pace, maxTargets },
    mask: () => {},
    shared: <T>(key: string, make: () => T) => {
      if (!shared.has(key)) shared.set(key, make());
      return shared.get(key) as T;
    },
  };
  if (timeoutMs !== undefined) tools.shared("github", () => openSession(tools, { timeoutMs }));
  const op = { signal: new AbortController().signal };
  const open: Bench["open"] = (raw) => {
    const configured = destination.configure(raw);
    if (!configured.success) throw new Error(configured.issues.map((issue) => issue.message).join("; "));
    return configured.data.open(tools);
  };
  const resolve: Bench["resolve"] = (raw) => open(raw).resolve(op);
  return {
    github,
    clock,
    tools,
    op,
    open,
    resolve,
    async target(raw) {
      const { targets, skipped, unresolved } = await resolve(raw);
      const [target] = targets;
      if (!target || targets.length > 1)
        throw new Error(JSON.stringify({ targets: targets.length, skipped, unresolved }));
      return target;
    },
    asked: () => github.requests.map(({ method, path }) => `${method} ${path}`),
    stop: () => github.stop(),
  };
}

/** Runs one target through a whole rotation as the engine does. */
export async function rotate(target: Target, value: string, op: Op) {
  const state = await target.observe(op);
  const blocker = await target.preflight(op);
  if (blocker) return { state, blocker };
  const secret = new Secret(value);
  const receipt = await target.write(secret, op);
  return { state, receipt, verdict: await target.verify(secret, receipt, op) };
}
