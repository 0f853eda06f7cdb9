import { describe, expect, test } from "vitest";
import type { Chooser } from "../simulation/io.ts";
import { DAY, HOUR, MINUTE, SECOND, type World } from "../simulation/world.ts";
import { act, pass, stage } from "./stage.ts";

/** Runs every day and gathers what happened. */
async function daily(world: World, days: number, options: Parameters<typeof act>[1]) {
  const acts = [];
  for (let day = 0; day < days; day++) {
    pass(world, DAY);
    acts.push(await act(world, options));
  }
  return acts;
}

describe("policy expire", () => {
  test("under rotate the service ends the overlap; nobody revokes", async () => {
    const { world } = stage();
    await act(world);
    const acts = await daily(world, 4, {});
    expect(acts.flatMap((one) => one.effects)).toEqual([]);
    expect(acts.at(-1)?.report.outcome).toBe("not-due");
  });

  test("under create a later run revokes after the grace period", async () => {
    const { world } = stage();
    const options = { policy: { strategy: "create" as const } };
    await act(world, options);
    const acts = await daily(world, 4, options);
    expect(acts.map((one) => one.effects)).toEqual([[], ["revoke k1"], [], []]);
    expect(acts[1]?.report.outcome).toBe("retired");
    expect(acts[0]?.find("retire-waits")).toBeUndefined();
    expect(acts[1]?.find("grace-broken")).toBeUndefined();
  });

  test("nothing is revoked while a named place cannot be found: it may hold the old key", async () => {
    const { world } = stage();
    const options = { policy: { strategy: "create" as const } };
    await act(world, options);
    world.unresolved.add("web");
    const lost = await daily(world, 4, options);
    expect(lost.flatMap((one) => one.effects)).toEqual([]);
    expect(lost.at(-1)?.report.outcome).toBe("failed");
    world.unresolved.clear();
    const found = await daily(world, 1, options);
    expect(found.flatMap((one) => one.effects)).toEqual(["revoke k1"]);
  });

  test("a broken promise to end the old key is made good and told", async () => {
    const { world } = stage({ switches: { grace: "never-ends" } });
    await act(world);
    const acts = await daily(world, 3, {});
    expect(acts.map((one) => one.effects)).toEqual([[], ["revoke k1"], []]);
    expect(acts[1]?.find("grace-broken")).toMatchObject({ keyId: "k1", revoked: true });
  });

  test("a key that was used after the last write and lately is not revoked", async () => {
    const { world, key } = stage();
    const options = { policy: { strategy: "create" as const } };
    await act(world, options);
    pass(world, 3 * DAY - HOUR);
    world.use(key.value);
    pass(world, HOUR);
    const { effects, find } = await act(world, options);
    expect(effects).toEqual([]);
    expect(find("lingering-use")).toMatchObject({ keyId: "k1" });
    expect(find("retire-waits")).toMatchObject({ why: "lingering-use" });
  });
});

describe("policy after-verify", () => {
  const options = { retire: { policy: "after-verify" as const } };

  test("revokes in the same run, once everything is written and nobody works with the old value", async () => {
    const { world } = stage();
    const { effects, calls, report } = await act(world, options);
    expect(effects.at(-1)).toBe("revoke k1");
    expect(calls.slice(-5)).toEqual(["list", "watch", "list", "revoke k1", "list"]);
    expect(report.outcome).toBe("rotated");
  });

  test("proves the death by use where the old value is known", async () => {
    const { world } = stage();
    const { calls } = await act(world, { ...options, current: "home" });
    expect(calls.slice(-3)).toEqual(["revoke k1", "list", "probe k1"]);
  });

  test("says so when the revoked key is still accepted, and holds", async () => {
    const { world } = stage({ switches: { revoke: "hidden" } });
    const { find, report } = await act(world, { ...options, current: "home" });
    expect(find("not-dead")).toMatchObject({ keyId: "k1", shows: "accepted" });
    expect(report.outcome).toBe("held");
  });

  test("says so when the revoked key is still listed, and holds", async () => {
    const { world } = stage({ switches: { revoke: "ignored" } });
    const { find, report } = await act(world, options);
    expect(find("not-dead")).toMatchObject({ keyId: "k1", shows: "listed" });
    expect(report.outcome).toBe("held");
  });

  test("one failed place of three stops the retirement", async () => {
    const { world } = stage();
    const choose: Chooser = (call) => (call.name === "write web" ? { kind: "refused" } : undefined);
    const { effects, report } = await act(world, { ...options, choose });
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to home", "write k2 to api"]);
    expect(report.outcome).toBe("partial");
  });

  test("an optional place that failed does not", async () => {
    const { world } = stage({ places: [{ name: "home" }, { name: "web", required: false }] });
    const choose: Chooser = (call) => (call.name === "write web" ? { kind: "refused" } : undefined);
    const { effects, report, find } = await act(world, { ...options, choose });
    expect(effects.at(-1)).toBe("revoke k1");
    expect(report.outcome).toBe("rotated");
    expect(find("write-failed")).toMatchObject({ level: "warning" });
  });

  test("waits for jobs that began before the write, then leaves the rest to the next run", async () => {
    const jobs = { everyMs: 30 * DAY, lastMs: HOUR, phaseMs: 0 };
    const { world } = stage({ places: [{ name: "home", jobs }] });
    world.time.step();
    const { effects, find, report } = await act(world, options);
    expect(effects).not.toContain("revoke k1");
    expect(find("retire-waits")).toMatchObject({ level: "notice", why: "consumers-active", labels: ["job of home"] });
    expect(report.outcome).toBe("rotated");
    pass(world, DAY);
    const next = await act(world, options);
    expect(next.effects).toEqual(["revoke k1"]);
    expect(next.report.outcome).toBe("retired");
  });

  test("a job that ends within the wait costs no run", async () => {
    const jobs = { everyMs: 30 * DAY, lastMs: 5 * MINUTE, phaseMs: 0 };
    const { world } = stage({ places: [{ name: "home", jobs }] });
    world.time.step();
    const { effects } = await act(world, { ...options, retire: { policy: "after-verify", idleForMs: 0 } });
    expect(effects.at(-1)).toBe("revoke k1");
  });
});

describe("policy when-idle", () => {
  const options = { policy: { strategy: "create" as const }, retire: { policy: "when-idle" as const } };

  test("leaves the old key to a later run, after at-least, once it was idle", async () => {
    const { world } = stage();
    const first = await act(world, options);
    expect(first.find("retire-waits")).toMatchObject({ level: "notice", why: "later-run" });
    const acts = await daily(world, 3, options);
    expect(acts.map((one) => one.effects)).toEqual([["revoke k1"], [], []]);
    expect(acts[0]?.calls).toContain("watch");
  });

  test("waits while the old key is used, and holds past at-most", async () => {
    const { world, key } = stage();
    const idle = { ...options, retire: { ...options.retire, atMostMs: 3 * DAY } };
    await act(world, idle);
    const acts = [];
    for (let day = 0; day < 4; day++) {
      pass(world, DAY - HOUR);
      world.use(key.value);
      pass(world, HOUR);
      acts.push(await act(world, idle));
    }
    expect(acts.flatMap((one) => one.effects)).toEqual([]);
    expect(acts.map((one) => one.report.outcome)).toEqual(["not-due", "not-due", "held", "held"]);
    expect(acts[3]?.codes).toContain("lingering-use");
  });

  test("revokes past at-most if told so", async () => {
    const { world, key } = stage();
    const idle = { ...options, retire: { ...options.retire, atMostMs: 2 * DAY, onOverstay: "revoke" as const } };
    await act(world, idle);
    const acts = [];
    for (let day = 0; day < 3; day++) {
      pass(world, DAY - HOUR);
      world.use(key.value);
      pass(world, HOUR + SECOND * day * 10);
      acts.push(await act(world, idle));
    }
    expect(acts.map((one) => one.effects)).toEqual([[], ["revoke k1"], []]);
  });

  test("rekey's own look at the old key does not make it busy", async () => {
    const { world } = stage();
    await act(world, { ...options, current: "home" });
    const acts = await daily(world, 2, { ...options, current: "home" });
    expect(acts.map((one) => one.effects)).toEqual([["revoke k1"], []]);
  });
});

describe("orphans", () => {
  test("a marked key that nobody holds is named, and revoked once it is six hours old", async () => {
    const { world } = stage({ ageDays: 10 });
    world.addKey({ description: "ci [rekey:kosli-ci@acme/ops]", by: "run", createdAtMs: world.serviceNow() - HOUR });
    const mended = await act(world);
    expect(mended.effects.slice(0, 2)).toEqual(["create k3", "write k3 to home"]);
    expect(mended.find("orphan")).toBeUndefined();
    expect(world.key("k2")?.revoked).toBeUndefined();
  });
});
