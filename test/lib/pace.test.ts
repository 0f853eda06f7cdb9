import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostInAMinute, type Shot, scripted, shoot } from "./pace-lab.ts";

const SAFE = { concurrent: 100, pointsPerMinute: 900, writesPerMinute: 80 };
const POINTS = { concurrent: 100, pointsPerMinute: 900, writesPerMinute: Number.POSITIVE_INFINITY };
const TIGHT = { concurrent: 100, pointsPerMinute: 40, writesPerMinute: 5 };

/** Requests that come faster than the budgets allow, so that the gate has to hold them. */
const shot = (longestMs: number): fc.Arbitrary<Shot> =>
  fc.record({
    write: fc.boolean(),
    atMs: fc.nat(90_000),
    latencyMs: fc.nat(longestMs),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  });

const burst = (count: number, write: boolean): Shot[] =>
  Array.from({ length: count }, () => ({ write, atMs: 0, latencyMs: 0, part: 0 }));

describe("the gate", () => {
  it.each([
    ["safe", SAFE, { minLength: 500, maxLength: 700, runs: 12 }],
    ["points", POINTS, { minLength: 500, maxLength: 700, runs: 12 }],
    ["tight", TIGHT, { minLength: 20, maxLength: 120, runs: 60 }],
  ])("never lets the server count more than the budgets of pace %s in any 60 s", async (_name, limits, size) => {
    await fc.assert(
      fc.asyncProperty(fc.array(shot(5000), size), async (shots) => {
        const passed = await shoot(shots, limits);

        expect(passed).toHaveLength(shots.length);
        expect(mostInAMinute(passed, (one) => one.points)).toBeLessThanOrEqual(limits.pointsPerMinute);
        expect(mostInAMinute(passed, (one) => (one.write ? 1 : 0))).toBeLessThanOrEqual(limits.writesPerMinute);
      }),
      { numRuns: size.runs, endOnFailure: true },
    );
  });

  it("never has more requests under way than are allowed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(shot(5000), { maxLength: 60 }), async (shots) => {
        const passed = await shoot(shots, { concurrent: 7 });

        const most = Math.max(
          0,
          ...passed.map(
            (at) =>
              passed.filter((one) => one.sentAtMs <= at.sentAtMs && one.sentAtMs + one.latencyMs > at.sentAtMs).length,
          ),
        );
        expect(most).toBeLessThanOrEqual(7);
      }),
      { numRuns: 60 },
    );
  });

  it("sends each request at the first millisecond that the budgets allow", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(shot(0), { maxLength: 120 }), async (shots) => {
        const limits = { concurrent: 100, pointsPerMinute: 40 };
        const passed = await shoot(shots, limits);

        for (const [index, one] of passed.entries()) {
          const earlier = passed.slice(0, index);
          const fits = (atMs: number) => {
            const spent = earlier.filter((other) => atMs - other.sentAtMs <= 60_000);
            return spent.reduce((sum, other) => sum + other.points, one.points) <= limits.pointsPerMinute;
          };
          const inTurn = Math.max(one.atMs, earlier.at(-1)?.sentAtMs ?? 0);
          expect(one.sentAtMs === inTurn || !fits(one.sentAtMs - 1)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("spends the whole budget at once and then waits for exactly what returns", async () => {
    const passed = await shoot(burst(1000, false), POINTS);

    expect(passed.filter((one) => one.sentAtMs === 0)).toHaveLength(900);
    expect(passed.filter((one) => one.sentAtMs === 60_001)).toHaveLength(100);
  });

  it("needs for 200 secrets no more minutes than arithmetic does", async () => {
    const passed = await shoot([...burst(400, false), ...burst(200, true), ...burst(200, false)], POINTS);

    expect(Math.max(...passed.map((one) => one.sentAtMs))).toBe(60_001);
  });

  it("lets reads pass writes that wait for the budget of writes", async () => {
    const passed = await shoot([...burst(81, true), ...burst(10, false)], SAFE);

    expect(passed.filter((one) => one.sentAtMs === 0)).toHaveLength(90);
    expect(passed.at(-1)).toMatchObject({ write: true, sentAtMs: 60_001 });
  });

  it("lets no read pass a write that waits for points, so that no write starves", async () => {
    const passed = await shoot([...burst(36, false), ...burst(1, true), ...burst(4, false)], {
      concurrent: 100,
      pointsPerMinute: 40,
    });

    expect(passed.map((one) => one.write).indexOf(true)).toBe(36);
  });
});

describe("the gate, closed by an answer,", () => {
  const NONE = { concurrent: 100 };

  it("holds all requests until the time that was told, then sends the refused one again", async () => {
    const { clock, ask, log } = scripted(NONE, (index) =>
      index === 0 ? { refused: true, waitMs: 7000, why: "a limit" } : "fine",
    );
    const first = ask("a");
    const late = clock.sleep(20).then(() => Promise.all([ask("b"), ask("c")]));
    await clock.drain();
    await Promise.all([first, late]);

    expect(log[0]).toEqual({ name: "a", atMs: 0 });
    expect(log.slice(1).map(({ atMs }) => atMs)).toEqual([7010, 7020, 7020]);
    expect(log.slice(1).map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  it("waits a minute where no time is told, and twice as long after each further refusal", async () => {
    const { clock, ask, log } = scripted(NONE, (index) => (index < 3 ? { refused: true, why: "a limit" } : "fine"));
    const done = ask("a");
    await clock.drain();
    await done;

    expect(log.map(({ atMs }) => atMs)).toEqual([0, 60_010, 180_020, 420_030]);
  });

  it("counts the refusals of requests that were under way together as one", async () => {
    const { clock, ask, log } = scripted(NONE, (index) => (index < 50 ? { refused: true, why: "a limit" } : "fine"));
    const all = Promise.all(Array.from({ length: 50 }, () => ask("a")));
    await clock.drain();
    await all;

    expect(log).toHaveLength(100);
    expect(log.slice(50).map(({ atMs }) => atMs)).toEqual([60_010, ...Array(49).fill(60_020)]);
  });

  it("waits a minute again, not longer, when a refusal follows on success", async () => {
    const { clock, ask, log } = scripted(NONE, (index) =>
      index % 2 === 0 ? { refused: true, why: "a limit" } : "fine",
    );
    const one = ask("a").then(() => ask("b"));
    await clock.drain();
    await one;

    expect(log.map(({ atMs }) => atMs)).toEqual([0, 60_010, 60_020, 120_030]);
  });

  it("closes after the last request of a budget that an answer says is used up", async () => {
    const { clock, ask, log } = scripted(NONE, (index) =>
      index === 0 ? { refused: false, waitMs: 90_000, why: "the hour" } : "fine",
    );
    const one = ask("a").then(() => ask("b"));
    await clock.drain();
    await one;

    expect(log.map(({ atMs }) => atMs)).toEqual([0, 90_010]);
  });

  it("gives up on everybody when it would stay closed for more than a quarter of an hour", async () => {
    const { clock, ask, log } = scripted(NONE, () => ({ refused: true, waitMs: 3_600_000, why: "the hour" }));
    const all = Promise.allSettled([ask("a"), ask("b")]);
    await clock.drain();

    for (const result of await all) {
      expect(result).toMatchObject({ status: "rejected", reason: { fault: "rate-limited", retryAfterMs: 3_600_000 } });
    }
    expect(log).toHaveLength(2);
    expect(clock.now()).toBe(1_000_010);
  });

  it("gives up after a quarter of an hour of refusals, however short each is", async () => {
    const { clock, ask } = scripted(NONE, () => ({ refused: true, waitMs: 1000, why: "a limit" }));
    const one = expect(ask("a")).rejects.toMatchObject({ fault: "rate-limited", effect: "none" });
    await clock.drain();
    await one;

    expect(clock.now() - 1_000_000).toBeLessThanOrEqual(15 * 60_000);
  });
});

describe("the gate, left by a request,", () => {
  it("hands the place of a broken request to the next one, and passes its error on", async () => {
    const { clock, ask, log } = scripted({ concurrent: 1 }, (index) => (index === 0 ? "broken" : "fine"));
    const broken = expect(ask("a")).rejects.toThrow("broken");
    const next = ask("b");
    await clock.drain();
    await Promise.all([broken, next]);

    expect(log.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("takes a request that is called off out of the queue, at once and unsent", async () => {
    const { clock, ask, log } = scripted({ concurrent: 1 }, () => "fine");
    const controller = new AbortController();
    const first = ask("a");
    const called = expect(ask("b", { signal: controller.signal })).rejects.toMatchObject({
      fault: "cancelled",
      effect: "none",
    });
    const last = ask("c");
    controller.abort();
    await clock.drain();
    await Promise.all([first, called, last]);

    expect(log.map(({ name }) => name)).toEqual(["a", "c"]);
  });

  it("sets no alarm that outlives the last request", async () => {
    const { clock, ask } = scripted({ concurrent: 100, pointsPerMinute: 1 }, () => "fine");
    const controller = new AbortController();
    const first = ask("a");
    const called = expect(ask("b", { signal: controller.signal })).rejects.toMatchObject({ fault: "cancelled" });
    const abort = clock.sleep(20).then(() => controller.abort());
    await clock.drain();
    await Promise.all([first, called, abort]);

    expect(clock.now()).toBe(1_000_020);
  });
});
