import { describe, expect, it } from "vitest";
import { HANDS } from "../simulation/hands.ts";
import type { Chooser } from "../simulation/io.ts";
import { startPlugIns } from "./plug-ins.ts";
import {
  AFTER_VERIFY,
  act,
  alive,
  allServed,
  CREATE,
  DAY,
  daily,
  effects,
  everywhere,
  HOUR,
  held,
  holdings,
  IDLE,
  MINUTE,
  pass,
  stage,
  turnedAway,
} from "./support.ts";

/** Three places whose consumers work with the value that they began with. */
function consumed(jobs: { readonly everyMs: number; readonly lastMs: number; readonly phaseMs: number }) {
  return ["home", "api", "web"].map((name, index) => ({
    name,
    jobs: { ...jobs, phaseMs: jobs.phaseMs + index * MINUTE },
  }));
}

describe("consumers that keep the old value", () => {
  it("F37: no job that was under way when the key changed is locked out before its end, under any policy", async () => {
    const places = consumed({ everyMs: 5 * HOUR, lastMs: 4 * HOUR, phaseMs: HOUR });
    for (const options of [{}, CREATE, AFTER_VERIFY, IDLE]) {
      const { world } = stage({ places });
      const refused = turnedAway(world);
      pass(world, 2 * HOUR);
      await act(world, options);
      await daily(world, 8, options);
      expect([refused, holdings(world)]).toEqual([[], everywhere("k2")]);
      expect(world.key("k1")?.usesMs.length).toBeGreaterThan(3);
      expect(alive(world)).toEqual(["k2"]);
    }
  });

  it("F38: a workflow run that is repeated days later counts as holding the old value, and rekey's own repetition hands no old value out", async () => {
    const at = await startPlugIns();
    const options = { policy: { strategy: "create" }, retire: { policy: "after-verify", waitForRunsMs: 0 } } as const;
    const createdAtMs = at.clock.now() - 5 * DAY;
    const run = at.github.addRun("acme/api", {
      status: "in_progress",
      createdAtMs,
      startedAtMs: at.clock.now() + MINUTE,
    });
    const first = await at.run(options);
    expect([first.find("retire-waits")?.why, at.alive().length]).toEqual(["consumers-active", 2]);
    at.github.setRun(run, "completed", "success");
    at.clock.advance(DAY);
    expect((await at.run(options)).report.outcome).toBe("retired");

    const { world } = stage();
    const old = held(world.places[0] ?? never());
    await act(world, IDLE);
    pass(world, 2 * HOUR);
    const repeated = await act(world, { ...IDLE, current: old ?? "" });
    expect([repeated.effects, holdings(world)]).toEqual([[], everywhere("k2")]);
  });

  it("F39: of twenty places that all said yes, those that did nothing are found by reading, and they alone are mended", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const { world } = stage({ places: names.map((name) => ({ name })) });
    const choose: Chooser = (call) => (/^write p(7|13)$/.test(call.name) ? { kind: "swallowed" } : undefined);
    const { report, effects: done } = await act(world, { ...AFTER_VERIFY, choose });
    const unverified = report.findings.flatMap((finding) => (finding.code === "verify-failed" ? finding.target : []));
    expect([unverified.toSorted(), report.outcome, done.includes("revoke k1")]).toEqual([
      ["p13", "p7"],
      "partial",
      false,
    ]);
    const statuses = new Set(report.targets.map(({ status }) => status));
    expect(statuses.has("verified")).toBe(false);
    const [next] = await daily(world, 1, { ...AFTER_VERIFY, current: "home" });
    expect(allServed(world)).toBe(true);
    expect(next?.effects.filter((effect) => effect.startsWith("write"))).toHaveLength(2);
  });

  it("F40: a key with which the first consumer fails goes to no further one, and the old key stays", async () => {
    const { world } = stage();
    const canary = { place: "api", red: true };
    const acts = [
      await act(world, { ...AFTER_VERIFY, canary }),
      ...(await daily(world, 6, { ...AFTER_VERIFY, canary })),
    ];
    const done = effects(acts);
    expect(done.filter((effect) => / web$|^revoke k1/.test(effect))).toEqual([]);
    expect(acts.every(({ report }) => ["partial", "held"].includes(report.outcome))).toBe(true);
    expect(done.filter((effect) => effect.startsWith("create"))).toHaveLength(3);
    expect([allServed(world), holdings(world).web]).toEqual([true, "k1"]);
    expect(acts.at(-1)?.find("attempts-exhausted")).toBeDefined();
    const green = { place: "api", red: false };
    expect((await act(world, { ...AFTER_VERIFY, mode: "force", canary: green })).report.outcome).toBe("rotated");
    expect(new Set(Object.values(holdings(world))).size).toBe(1);
  });

  it("F41: when the key was rotated elsewhere, the places that still hold the old one get a living one before it ends", async () => {
    const { world } = stage({ ageDays: 20, places: consumed({ everyMs: 7 * HOUR, lastMs: 2 * HOUR, phaseMs: HOUR }) });
    const refused = turnedAway(world);
    HANDS["a person rotates the newest key"](world);
    const [next] = await daily(world, 1);
    expect(next?.find("stale")?.targets).toEqual(["home", "api", "web"]);
    expect(next?.effects[0]).toBe("create k3");
    await daily(world, 6);
    expect([refused, holdings(world), allServed(world)]).toEqual([[], everywhere("k3"), true]);
  });

  it("F42: runs without work restart nobody: nothing is written, no canary is started, no value is tried out", async () => {
    const { world } = stage();
    const canary = { place: "api", red: false };
    expect((await act(world, { canary })).effects).toContain("canary");
    pass(world, 3 * DAY);
    const acts = await daily(world, 40, { canary });
    expect(effects(acts)).toEqual([]);
    expect(acts.flatMap(({ calls }) => calls).filter((call) => /write|probe|canary$/.test(call))).toEqual([]);
  });

  it("F43: a consumer that falls back to the old value long after the success is given the new one again", async () => {
    const busy = { everyMs: 3 * HOUR, lastMs: 20 * MINUTE, phaseMs: HOUR };
    const { world, key } = stage({ places: [{ name: "home" }, { name: "api" }, { name: "web", jobs: busy }] });
    const refused = turnedAway(world);
    const options = { ...CREATE, policy: { ...CREATE.policy, graceMs: 20 * DAY } };
    await act(world, options);
    expect(effects(await daily(world, 5, { ...options, current: "home" }))).toEqual([]);
    world.places[2]?.writes.push({ value: key.value, atMs: world.storeNow(), by: "tool" });
    const [next, ...later] = await daily(world, 20, { ...options, current: "home" });
    expect(next?.effects).toEqual(["write k2 to web"]);
    expect(effects(later)).toEqual(["revoke k1"]);
    expect([refused, holdings(world)]).toEqual([[], everywhere("k2")]);
  });

  it("F45: a consumer that reads its key when it starts, and starts rarely, is waited for by its use, not for a fixed time", async () => {
    const { world, key } = stage();
    const acts = [await act(world, IDLE)];
    let cached = key.value;
    for (let hour = 2; hour <= 7 * 24; hour += 2) {
      pass(world, 2 * HOUR);
      if (hour === 5 * 24) cached = held(world.places[2] ?? never()) ?? "";
      expect(world.use(cached)).toBe(true);
      if (hour % 12 === 0) acts.push(await act(world, IDLE));
    }
    expect([effects(acts).at(-1), alive(world)]).toEqual(["revoke k1", ["k2"]]);
    const idleMs = (key.revoked?.atMs ?? 0) - (key.usesMs.at(-1) ?? 0);
    expect(idleMs / HOUR).toBeGreaterThan(6);
    expect(idleMs / HOUR).toBeLessThan(24);
  });

  it("F46: a consumer that never reads its key again is told with the time that is left, and the old key is not taken from it", async () => {
    const { world, key } = stage();
    await act(world, IDLE);
    const acts = [];
    for (let day = 0; day < 20; day++) {
      pass(world, DAY - HOUR);
      expect(world.use(key.value)).toBe(true);
      pass(world, HOUR);
      acts.push(await act(world, IDLE));
    }
    expect(effects(acts)).toEqual([]);
    expect(acts[1]?.find("lingering-use")).toMatchObject({ keyId: "k1", level: "warning" });
    expect([acts[1]?.report.outcome, acts.at(-1)?.report.outcome]).toEqual(["not-due", "held"]);
    const ending = stage();
    await act(ending.world);
    pass(ending.world, DAY - HOUR);
    ending.world.use(ending.key.value);
    pass(ending.world, HOUR);
    const told = await act(ending.world);
    expect(told.find("lingering-use")?.deadlineMs).toBe(ending.key.graceEndsAtMs);
  });
});

function never(): never {
  throw new Error("unreachable");
}
