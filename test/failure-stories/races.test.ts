import { describe, expect, it } from "vitest";
import { HANDS } from "../simulation/hands.ts";
import { start } from "../simulation/run.ts";
import {
  AFTER_VERIFY,
  act,
  alive,
  allServed,
  CREATE,
  daily,
  effects,
  every,
  everywhere,
  first,
  HOUR,
  holdings,
  MINUTE,
  pass,
  stage,
  turnedAway,
} from "./support.ts";

describe("two at once, and too late", () => {
  it("F16: two runs that start together lose nothing and end with one key", async () => {
    for (const options of [{}, CREATE, AFTER_VERIFY]) {
      const { world } = stage();
      const both = [start(world, { ...options, name: "one" })];
      world.time.advanceTo(world.nowMs + 1);
      both.push(start(world, { ...options, name: "two" }));
      const reports = await world.time.drive(Promise.all(both.map(({ end }) => end)));
      expect(allServed(world)).toBe(true);
      const outcomes = reports.map((report) => (report === "killed" ? report : report.outcome));
      const minted = world.ledger.filter((effect) => /^(rotate|create)/.test(effect)).length;
      expect([outcomes.includes("held"), minted]).toEqual([minted > 1, minted]);
      for (let day = 0; day < 6; day++) {
        await daily(world, 1, options);
        expect(allServed(world)).toBe(true);
      }
      expect(alive(world)).toHaveLength(1);
      expect(new Set(Object.values(holdings(world)))).toEqual(new Set(alive(world)));
      expect(effects(await daily(world, 3, options))).toEqual([]);
    }
  });

  it("F18: what others do between the reading of the list and a revocation is seen, as the list is read once more", async () => {
    const rotated = stage();
    const meddling = first("watch", undefined, () => HANDS["a person rotates the newest key"](rotated.world));
    const held = await act(rotated.world, { ...AFTER_VERIFY, choose: meddling });
    expect(held.effects).not.toContain("revoke k1");
    expect([held.report.outcome, held.find("key-appeared")?.keyId]).toEqual(["held", "k3"]);

    const lone = stage();
    const losing = first("watch", undefined, () => {
      const renewed = lone.world.key("k2");
      if (renewed) renewed.unlistedFromMs = lone.world.serviceNow();
    });
    await act(lone.world, { ...AFTER_VERIFY, choose: losing });
    expect(lone.world.ledger).not.toContain("revoke k1");
    expect(alive(lone.world)).toContain("k1");

    const gone = stage();
    const helping = first("revoke k1", undefined, () => {
      gone.key.unlistedFromMs = gone.world.serviceNow();
      gone.key.deadFromMs = gone.world.serviceNow();
    });
    const { find, report } = await act(gone.world, { ...AFTER_VERIFY, choose: helping });
    expect([find("retired"), report.outcome]).toMatchObject([{ keyId: "k1", how: "already-gone" }, "rotated"]);
  });

  it("F20: a write that takes effect long after its run, over a newer key, never leaves its consumer with a dead one", async () => {
    const jobs = { everyMs: 3 * HOUR, lastMs: 20 * MINUTE, phaseMs: HOUR };
    const options = { ...CREATE, retire: { policy: "when-idle" as const } };
    const late = async (byMs: number, current: { readonly current?: "home" }) => {
      const { world } = stage({ places: [{ name: "home" }, { name: "api" }, { name: "web", jobs }] });
      const refused = turnedAway(world);
      await act(world, { ...options, choose: every("write web", { kind: "late", byMs }) });
      const [second] = await daily(world, 1, options);
      expect([second?.effects[0], holdings(world)]).toEqual(["create k3", everywhere("k3")]);
      pass(world, 8 * HOUR);
      expect(holdings(world)).toEqual({ home: "k3", api: "k3", web: "k2" });
      const acts = await daily(world, 16, { ...options, ...current });
      expect([allServed(world), refused]).toEqual([true, []]);
      return { world, acts };
    };
    const mended = await late(31 * HOUR, { current: "home" });
    expect(effects(mended.acts)).toContain("write k3 to web");
    expect([holdings(mended.world), alive(mended.world)]).toEqual([everywhere("k3"), ["k3"]]);
    const kept = await late(30 * HOUR, {});
    expect(kept.acts.at(-1)?.find("lingering-use")).toMatchObject({ keyId: "k2" });
    expect([kept.acts.at(-1)?.report.outcome, alive(kept.world)]).toEqual(["held", ["k2", "k3"]]);
  });

  it("F21: a run that slept while another one finished revokes and writes nothing when it wakes up", async () => {
    const { world } = stage();
    const sleeper = start(world, {
      ...AFTER_VERIFY,
      name: "sleeper",
      choose: first("verify web", { kind: "slow", byMs: 30 * HOUR }),
    });
    const other = async () => {
      await new Promise<void>((resolve) => world.time.at(world.nowMs + 20 * HOUR, resolve));
      return start(world, { ...AFTER_VERIFY, name: "other", mode: "force" }).end;
    };
    const [slept, done] = await world.time.drive(Promise.all([sleeper.end, other()]));
    expect([slept, done]).toMatchObject([{ outcome: "held" }, { outcome: "rotated" }]);
    const woke = world.story.filter(({ who }) => who === "sleeper").map(({ what }) => what);
    expect(woke.filter((what) => what.startsWith("revokes"))).toEqual([]);
    expect([holdings(world), allServed(world)]).toEqual([everywhere("k3"), true]);
    await daily(world, 3, AFTER_VERIFY);
    expect([holdings(world), alive(world)]).toEqual([everywhere("k3"), ["k3"]]);
  });
});
