import type { Clock } from "../../src/contract/clock.ts";
import type { LimitNotice, PaceLimits } from "../../src/lib/pace.ts";
import { paceGate } from "../../src/lib/pace.ts";

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock whose time jumps to the next sleeper when all promises have come to rest. */
export class JumpingClock implements Clock {
  #nowMs = 1_000_000;
  #sleepers: Sleeper[] = [];

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { atMs: this.#nowMs + ms, wake: resolve };
    this.#sleepers.push(sleeper);
    signal?.addEventListener("abort", () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      reject(signal.reason);
    });
    return promise;
  }

  /** Lets time pass until nobody sleeps any more. */
  async drain(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#sleepers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next) return;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      next.wake();
    }
  }
}

/** One request of an experiment. */
export interface Shot {
  readonly write: boolean;
  /** When it is asked for, since the beginning. */
  readonly atMs: number;
  /** How long its answer takes. */
  readonly latencyMs: number;
  /** Which part of the latency passes before the server counts it. */
  readonly part: number;
}

/** What became of a request; times since the beginning. `countedAtMs`: when the server took note of it. */
export interface Passed extends Shot {
  readonly points: number;
  readonly sentAtMs: number;
  readonly countedAtMs: number;
}

/** Sends requests through a gate against a server that only takes notes, in the order in which they were sent. */
export async function shoot(shots: readonly Shot[], limits: PaceLimits): Promise<readonly Passed[]> {
  const clock = new JumpingClock();
  const gate = paceGate({ service: "Lab", clock, limits });
  const startMs = clock.now();
  const passed: Passed[] = [];
  const fire = async (shot: Shot) => {
    await clock.sleep(shot.atMs);
    const points = shot.write ? 5 : 1;
    await gate.pass({
      points,
      write: shot.write,
      signal: new AbortController().signal,
      async send() {
        const sentAtMs = clock.now() - startMs;
        const before = Math.floor(shot.latencyMs * shot.part);
        passed.push({ ...shot, points, sentAtMs, countedAtMs: sentAtMs + before });
        await clock.sleep(shot.latencyMs);
      },
      noticeOf: () => undefined,
    });
  };
  const all = Promise.all(shots.map(fire));
  await clock.drain();
  await all;
  return passed;
}

/** The most that a server counted in any 60 s, both ends included. */
export function mostInAMinute(passed: readonly Passed[], amount: (one: Passed) => number): number {
  const sorted = passed.toSorted((a, b) => a.countedAtMs - b.countedAtMs);
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const one of sorted) {
    sum += amount(one);
    for (let tail = sorted[first]; tail && one.countedAtMs - tail.countedAtMs > 60_000; tail = sorted[++first]) {
      sum -= amount(tail);
    }
    most = Math.max(most, sum);
  }
  return most;
}

/** An answer of the scripted server: what it says about limits. */
export type Reply = LimitNotice | "fine" | "broken";

/** A gate in front of a server that answers by script, and the log of what happened, times since the beginning. */
export function scripted(limits: PaceLimits, reply: (index: number, atMs: number) => Reply) {
  const clock = new JumpingClock();
  const gate = paceGate({ service: "Lab", clock, limits });
  const startMs = clock.now();
  const log: { readonly name: string; readonly atMs: number }[] = [];
  const ask = (name: string, { write = false, signal = new AbortController().signal } = {}) =>
    gate.pass({
      points: write ? 5 : 1,
      write,
      signal,
      async send() {
        const index = log.length;
        log.push({ name, atMs: clock.now() - startMs });
        await clock.sleep(10);
        const answer = reply(index, clock.now() - startMs);
        if (answer === "broken") throw new Error("broken");
        return answer;
      },
      noticeOf: (answer) => (answer === "fine" ? undefined : answer),
    });
  return { clock, ask, log };
}
