import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PaceGate, paceGate } from "../../src/lib/pace.ts";
import { JumpingClock } from "./pace-lab.ts";

const signal = new AbortController().signal;

/** Sends requests all at once, answered at once. @returns when each was sent */
function send(gate: PaceGate, clock: JumpingClock, amount: number, write = false): Promise<number[]> {
  const one = () =>
    gate.pass({ points: write ? 5 : 1, write, signal, send: async () => clock.now(), noticeOf: () => undefined });
  return Promise.all(Array.from({ length: amount }, one));
}

/** Sends requests and lets as much time pass as they need. */
async function sent(gate: PaceGate, clock: JumpingClock, amount: number, write = false): Promise<number> {
  const sending = send(gate, clock, amount, write);
  await clock.drain();
  return Math.max(...(await sending));
}

describe("the outlook of the gate", () => {
  it("is when the last of so many requests is sent, whatever was sent before", async () => {
    const before = fc.array(fc.record({ amount: fc.nat(60), pauseMs: fc.nat(90_000) }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(before, fc.integer({ min: 1, max: 200 }), async (earlier, amount) => {
        const clock = new JumpingClock();
        const gate = paceGate({ service: "it", clock, limits: { concurrent: 1000, pointsPerMinute: 40 } });
        for (const { amount: reads, pauseMs } of earlier) {
          if (reads > 0) await sent(gate, clock, reads);
          const pausing = clock.sleep(pauseMs);
          await clock.drain();
          await pausing;
        }
        const from = clock.now();
        const told = gate.outlookMs({ points: amount, writes: 0 }) ?? Number.NaN;
        const last = await sent(gate, clock, amount);
        // Every round of a minute is a millisecond longer, as both ends of a minute count.
        expect(Math.abs(last - from - told)).toBeLessThanOrEqual(Math.ceil(amount / 40) + 1);
      }),
      { numRuns: 60 },
    );
  });

  it("is that of the tighter of two budgets", async () => {
    const clock = new JumpingClock();
    const limits = { concurrent: 1000, pointsPerMinute: 900, writesPerMinute: 80 };
    const gate = paceGate({ service: "it", clock, limits });
    expect(gate.outlookMs({ points: 900, writes: 80 })).toBe(0);
    expect(gate.outlookMs({ points: 400, writes: 81 })).toBe(60_000);
    expect(gate.outlookMs({ points: 1801, writes: 80 })).toBe(120_000);
  });

  it("is unknown without limits, and holds what is known of a closure", async () => {
    const clock = new JumpingClock();
    const free = paceGate({ service: "it", clock, limits: { concurrent: 100 } });
    expect(free.outlookMs({ points: 1e6, writes: 1e5 })).toBeUndefined();
    const gate = paceGate({ service: "it", clock, limits: { concurrent: 100, pointsPerMinute: 900 } });
    const noticeOf = () => ({ refused: false, waitMs: 90_000, why: "a limit" });
    await gate.pass({ points: 1, write: false, signal, send: async () => 0, noticeOf });
    expect(gate.outlookMs({ points: 1, writes: 0 })).toBe(90_000);
  });
});
