import { spawn } from "node:child_process";
import { join } from "node:path";
import { NODE_24 } from "../test/runner/harness.ts";
import type { LedgerEntry } from "../test/twins/github/types.ts";
import { type Fleet, GITHUB_TOKEN, openFleet } from "./fleet.ts";
import { median } from "./numbers.ts";
import { runStep, type Usage, watch } from "./step.ts";

/** Milliseconds, medians, without the waits that the protocol asks for. */
export interface Throughput {
  readonly actionMs: number;
  readonly referenceMs: number;
  readonly requests: number;
  readonly concurrency: number;
}

export interface ThroughputOptions {
  readonly action: string;
  readonly repositories: number;
  readonly latencyMs: number;
  readonly runs: number;
}

/** What is looked at of a request. */
export type Seen = Pick<LedgerEntry, "method" | "path" | "query" | "atMs">;

/** Lets the action write a fleet, then lets the reference client send the same requests to another one like it. */
export async function measureThroughput(options: ThroughputOptions): Promise<Throughput> {
  const [action, reference]: [number[], number[]] = [[], []];
  const size = { requests: 0, concurrency: 0 };
  for (let run = 0; run < options.runs; run += 1) {
    const rotated = await onFleet(options, async (fleet) => {
      const { outcome } = await runStep({ action: options.action, inputs: fleet.inputs, env: fleet.env });
      if (outcome !== "rotated") throw new Error(`the run that was measured ended '${outcome}'`);
    });
    size.requests = rotated.requests.length;
    size.concurrency = rotated.maxConcurrent;
    action.push(busyMs(rotated.requests, options.latencyMs));
    const spec = { token: GITHUB_TOKEN, concurrency: size.concurrency, phases: phasesOf(rotated.requests) };
    const repeated = await onFleet(options, (fleet) => runReference({ ...spec, url: fleet.github.url }));
    if (repeated.requests.length !== size.requests) throw new Error("the reference client sent other requests");
    reference.push(busyMs(repeated.requests, options.latencyMs));
  }
  return { ...size, actionMs: median(action), referenceMs: median(reference) };
}

async function onFleet({ repositories, latencyMs }: ThroughputOptions, work: (fleet: Fleet) => Promise<unknown>) {
  const fleet = await openFleet({ repositories, pace: "none", twin: { latencyMs, limits: { primary: false } } });
  await work(fleet);
  const { requests } = fleet.github;
  const { maxConcurrent } = fleet.github.stats();
  await fleet.stop();
  return { requests, maxConcurrent };
}

/** Lets the reference client send what it is told to, in a process of its own. */
export async function runReference(spec: Readonly<Record<string, unknown>>): Promise<Usage> {
  const path = join(import.meta.dirname, "reference.ts");
  const child = spawn(NODE_24, [path], { stdio: ["pipe", "inherit", "inherit"] });
  child.stdin.end(JSON.stringify(spec));
  const { code, usage } = await watch(child);
  if (code !== 0) throw new Error(`the reference client ended with ${code}`);
  return usage;
}

/** From the first request to the last answer, without the wait between the last reading and the first write. */
export function busyMs(requests: readonly Seen[], latencyMs: number): number {
  const firstWrite = requests.findIndex(({ method }) => method === "PUT");
  const spans = firstWrite < 1 ? [requests] : [requests.slice(0, firstWrite), requests.slice(firstWrite)];
  const ends = spans.map((part) => (part.at(-1)?.atMs ?? 0) + latencyMs - (part[0]?.atMs ?? 0));
  return ends.reduce((sum, ms) => sum + ms, 0);
}

/**
 * What may run side by side for anybody who knows the answers only when they are there: who is asked about, then
 * everything about the places, then the home, then the rest, then the look back. Lists have pages, one after another.
 */
export function phasesOf(requests: readonly Seen[]) {
  const phases: { readonly method: string; readonly path: string }[][] = [];
  let kind = "";
  for (const { method, path, query } of requests) {
    const next = kindOf({ method, path, written: kind.startsWith("write") || kind === "verify" });
    const isHome = path.startsWith("/repos/acme/api/");
    const phase = next === "write" && isHome ? "write home" : next;
    if (phase !== kind || next === "list") phases.push([]);
    phases.at(-1)?.push({ method, path: query === "" ? path : `${path}?${query}` });
    kind = phase;
  }
  return phases;
}

function kindOf({ method, path, written }: { method: string; path: string; written: boolean }): string {
  if (method === "PUT") return "write";
  if (written) return "verify";
  return path.startsWith("/repos/") || path.includes("/secrets/") ? "read" : "list";
}
