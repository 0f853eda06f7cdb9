import { type Fleet, GITHUB_TOKEN, openFleet } from "./fleet.ts";
import { median } from "./numbers.ts";
import { runStep } from "./step.ts";
import { busyMs, phasesOf, runReference, type Seen } from "./throughput.ts";

/** How large a fleet is, and how often it is worked on. */
export interface Size {
  readonly repositories: number;
  /** Secrets in each repository. */
  readonly secrets: number;
  readonly runs: number;
}

/** What the server saw of a client, and the client's peak of memory. */
export interface Measured {
  /** From the first request to the last answer; without limits, the protocol's own wait aside. */
  readonly ms: number;
  readonly requestsPerTarget: number;
  readonly sockets: number;
  /** Secrets that hold a new value. */
  readonly written: number;
  /** Requests that a limit turned away. */
  readonly violations: number;
  readonly peakBytes: number | undefined;
  readonly requests: readonly Seen[];
  readonly maxConcurrent: number;
}

const LATENCY_MS = 50;
const NO_LIMITS = { primary: false } as const;
const LIMITS = { points: 900, concurrent: 100, primary: 15_000 } as const;
/** What a line of the comparison says of a measurement. */
export function figures({ requests: _requests, maxConcurrent: _concurrency, ...rest }: Measured) {
  return rest;
}

/** The run with the median time; the peak of memory is the largest of all. */
export function middle(all: readonly Measured[]): Measured {
  const ms = median(all.map((one) => one.ms));
  const [typical] = all.toSorted((a, b) => Math.abs(a.ms - ms) - Math.abs(b.ms - ms));
  if (!typical) throw new Error("nothing was measured");
  const peaks = all.flatMap(({ peakBytes }) => peakBytes ?? []);
  return { ...typical, ms, peakBytes: peaks.length === 0 ? undefined : Math.max(...peaks) };
}

/** Lets the action rotate. Throws where it does not end well. Returns its peak of memory in bytes. */
export async function rotate(action: string, { inputs, env }: Fleet): Promise<number | undefined> {
  const { outcome, peakBytes } = await runStep({ action, inputs, env });
  if (outcome !== "rotated") throw new Error(`the run that was compared ended '${outcome}'`);
  return peakBytes;
}

/** Lets the action look around, as the mode `check` does. Throws where it does not see that the key is due. */
export async function lookAround(action: string, { inputs, env }: Fleet): Promise<number | undefined> {
  const { outcome, peakBytes } = await runStep({ action, inputs: { ...inputs, mode: "check" }, env });
  if (outcome !== "held") throw new Error(`the run that looked around ended '${outcome}'`);
  return peakBytes;
}

/** Lets the reference client send what the action sent. Returns its peak of memory in bytes. */
export async function repeat(sent: Pick<Measured, "requests" | "maxConcurrent">, { github }: Fleet) {
  const phases = phasesOf(sent.requests);
  const spec = { url: github.url, token: GITHUB_TOKEN, concurrency: sent.maxConcurrent, phases };
  return (await runReference(spec)).peakBytes;
}

/** Starts a fleet, lets a client work on it and looks at what the server saw. */
export async function measure(
  { size, limited }: { readonly size: Size; readonly limited: boolean },
  work: (fleet: Fleet) => Promise<number | undefined>,
): Promise<Measured> {
  const names = Array.from({ length: size.secrets }, (_, at) => (at === 0 ? "KOSLI_API_TOKEN" : `KEY_${at}`));
  const twin = { latencyMs: LATENCY_MS, limits: limited ? LIMITS : NO_LIMITS };
  const fleet = await openFleet({ ...size, names, pace: limited ? "points" : "none", twin });
  const peakBytes = await work(fleet).finally(() => fleet.stop());
  const { requests, writes, limitHits } = fleet.github;
  const places = requests.filter(({ path }) => path.startsWith("/repos/")).length;
  const { sockets, maxConcurrent } = fleet.github.stats();
  return {
    ms: limited ? spanMs(requests) : busyMs(requests, LATENCY_MS),
    requestsPerTarget: places / size.repositories,
    sockets,
    maxConcurrent,
    written: new Set(writes.map(({ place }) => JSON.stringify(place))).size,
    violations: limitHits.length,
    peakBytes,
    requests,
  };
}

/** Nothing left out: what a limit has a client wait for may lie anywhere. */
function spanMs(requests: readonly Seen[]): number {
  return (requests.at(-1)?.atMs ?? 0) + LATENCY_MS - (requests[0]?.atMs ?? 0);
}
