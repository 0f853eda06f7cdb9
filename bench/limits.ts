import type { Pace } from "../src/contract/plug-in.ts";
import { PACE_LIMITS } from "../src/destinations/github-secret/limits.ts";
import { pool } from "../src/engine/pool.ts";
import { type PaceGate, paceGate } from "../src/lib/pace.ts";
import { JumpingClock, mostInAMinute, type Passed } from "../test/lib/pace-lab.ts";
import { openFleet } from "./fleet.ts";
import { runStep } from "./step.ts";

/** How a fleet was written under the documented limits of a minute. */
export interface Paced {
  readonly ms: number;
  readonly optimumMs: number;
  readonly written: number;
  /** Requests that a server turned away, or would have. */
  readonly violations: number;
}

export interface PacedOptions {
  readonly repositories: number;
  readonly pace: Exclude<Pace, "none">;
  /** Secrets in each repository; default 1. */
  readonly secrets?: number;
}

const MINUTE_MS = 60_000;
const LATENCY_MS = 50;
/** What the protocol waits for between the mint and the first write. */
const FIRST_WRITE_MS = 4000;
const READ = { write: false, points: 1 } as const;
const WRITE = { write: true, points: 5 } as const;

/**
 * When the last request of a rotation could be sent if answers took no time: requests in the order of its phases, each
 * as soon as the minute before it has room, the first write after the wait that the protocol asks for.
 */
function optimumMs({ repositories, pace, secrets = 1 }: PacedOptions): number {
  const { pointsPerMinute = 900, writesPerMinute = Number.POSITIVE_INFINITY } = PACE_LIMITS[pace];
  const phase = (request: typeof READ | typeof WRITE, length: number) => Array.from({ length }, () => request);
  const places = repositories * secrets;
  const order = [...phase(READ, places), ...phase(READ, repositories), ...phase(WRITE, places), ...phase(READ, places)];
  const sent: { readonly atMs: number; readonly points: number; readonly write: boolean }[] = [];
  const left = { points: pointsPerMinute, writes: writesPerMinute };
  let [first, nowMs] = [0, 0];
  for (const { points, write } of order) {
    if (write) nowMs = Math.max(nowMs, FIRST_WRITE_MS);
    while (left.points < points || (write && left.writes < 1)) {
      const oldest = sent[first++];
      nowMs = Math.max(nowMs, (oldest?.atMs ?? 0) + MINUTE_MS);
      left.points += oldest?.points ?? 0;
      left.writes += oldest?.write ? 1 : 0;
    }
    sent.push({ atMs: nowMs, points, write });
    left.points -= points;
    left.writes -= write ? 1 : 0;
  }
  return nowMs;
}

/**
 * Drives the action's own gate through the phases of a rotation on a clock that jumps, against a server that only
 * takes notes: minutes pass in no time.
 */
export async function paceInVirtualTime(options: PacedOptions): Promise<Paced> {
  const clock = new JumpingClock();
  const gate = paceGate({ service: "Lab", clock, limits: PACE_LIMITS[options.pace] });
  const beganAtMs = clock.now();
  const passed: Passed[] = [];
  const all = rotateThrough(gate, { options, clock, passed });
  await clock.drain();
  await all;
  const { pointsPerMinute = 0, writesPerMinute = Number.POSITIVE_INFINITY } = PACE_LIMITS[options.pace];
  const points = mostInAMinute(passed, (one) => one.points);
  const writes = mostInAMinute(passed, (one) => (one.write ? 1 : 0));
  return {
    ms: clock.now() - beganAtMs,
    optimumMs: optimumMs(options),
    written: passed.filter((one) => one.write).length,
    violations: Math.max(0, points - pointsPerMinute) + Math.max(0, writes - writesPerMinute),
  };
}

interface Lab {
  readonly options: PacedOptions;
  readonly clock: JumpingClock;
  readonly passed: Passed[];
}

async function rotateThrough(gate: PaceGate, { options, clock, passed }: Lab): Promise<void> {
  const { repositories, secrets = 1 } = options;
  const places = Array.from({ length: repositories * secrets }, (_, at) => at);
  const startMs = clock.now();
  const send = ({ write, points }: typeof READ | typeof WRITE) =>
    gate.pass({
      write,
      points,
      signal: new AbortController().signal,
      async send() {
        const sentAtMs = clock.now() - startMs;
        const countedAtMs = sentAtMs + LATENCY_MS / 2;
        passed.push({ write, points, atMs: sentAtMs, sentAtMs, countedAtMs, latencyMs: LATENCY_MS, part: 0.5 });
        await clock.sleep(LATENCY_MS);
      },
      noticeOf: () => undefined,
    });
  await pool(places, () => send(READ));
  await pool(places.slice(0, repositories), () => send(READ));
  await clock.sleep(FIRST_WRITE_MS);
  await pool(places, () => send(WRITE));
  await pool(places, () => send(READ));
}

/** The same for real: the action itself, a server that turns away what is over its limits, and minutes that pass. */
export async function paceInRealTime(options: PacedOptions & { readonly action: string }): Promise<Paced> {
  const { pointsPerMinute = 900, writesPerMinute = false } = PACE_LIMITS[options.pace];
  const limits = { points: pointsPerMinute, writes: writesPerMinute, concurrent: 100, primary: 15_000 } as const;
  const fleet = await openFleet({ ...options, twin: { latencyMs: LATENCY_MS, limits } });
  const { durationMs, outcome } = await runStep({ action: options.action, inputs: fleet.inputs, env: fleet.env });
  const written = outcome === "rotated" ? fleet.countWritten() : 0;
  const violations = fleet.github.limitHits.length;
  await fleet.stop();
  return { ms: durationMs, optimumMs: optimumMs(options), written, violations };
}
