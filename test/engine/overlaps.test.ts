import { describe, expect, test } from "vitest";
import type { RunOptions } from "../simulation/run.ts";
import { FIRST_USE, FIRST_USE_IN_PLACE, GRACE_IN_PLACE, IN_PLACE, SWAP } from "../simulation/ways.ts";
import { DAY, HOUR, held, type World } from "../simulation/world.ts";
import { act, pass, stage } from "./stage.ts";

const ROTATES: RunOptions = { strategies: ["rotate"] };

/** One write is answered with a refusal. */
function refusing(name: string): RunOptions {
  return { ...ROTATES, choose: ({ name: call }) => (call === `write ${name}` ? { kind: "refused" } : undefined) };
}

function holding(world: World): readonly (string | undefined)[] {
  return world.places.map((place) => world.keyOf(held(place))?.id);
}

describe("an old key that dies with the first use of the new one", () => {
  test.each([FIRST_USE, FIRST_USE_IN_PLACE])("dies last, by the proof at the end of the run", async (ways) => {
    const { world } = stage({ ways });
    const { calls, report } = await act(world, ROTATES);
    expect(report.outcome).toBe("rotated");
    expect(calls.indexOf("probe k2")).toBeGreaterThan(calls.indexOf("verify web"));
    expect(world.keys.map(({ replacedAtMs }) => replacedAtMs !== undefined)).toEqual([true, false]);
  });

  test("outlives the writes that a canary would follow elsewhere: it runs when all were seen", async () => {
    const { world } = stage({ ways: FIRST_USE });
    const { calls, report } = await act(world, { ...ROTATES, canary: { place: "api", red: false } });
    expect(report.outcome).toBe("rotated");
    expect(calls.indexOf("canary")).toBeGreaterThan(calls.indexOf("verify web"));
  });

  test("lives on while a write was answered and cannot be seen", async () => {
    const { world } = stage({ ways: FIRST_USE });
    const { calls, codes } = await act(world, {
      ...ROTATES,
      choose: ({ name }) => (name === "write web" ? { kind: "swallowed" } : undefined),
    });
    expect([calls.includes("probe k2"), codes]).toEqual([false, ["verify-failed", "retire-waits", "deadline"]]);
    expect(world.keys[0]?.replacedAtMs).toBeUndefined();
  });
});

describe("a value given as current that is refused, where values are replaced in place", () => {
  const daily = async (world: World, strategies: readonly ("rotate" | "create")[]) => {
    const minted: string[] = [];
    for (let day = 0; day < 9; day++) {
      const run = { strategies, current: "no key at all", identifies: true, policy: { allowDowntime: true } };
      const { effects, report } = await act(world, run);
      minted.push(effects.find((effect) => /^(rotate|create)/.test(effect))?.slice(0, 9) ?? report.outcome);
      pass(world, DAY);
    }
    return minted;
  };

  test("brings a second key about three times, and then a person is asked", async () => {
    const { world } = stage({ ways: IN_PLACE });
    const minted = await daily(world, ["rotate", "create"]);
    expect(minted).toEqual(["rotate k1", "create k3", "create k4", "create k5", ...Array(5).fill("held")]);
  });

  test("is left to a person at once, where no second key can be made", async () => {
    const { world } = stage({ ways: IN_PLACE });
    expect(await daily(world, ["rotate"])).toEqual(["rotate k1", ...Array(8).fill("held")]);
  });
});

describe("a key that is rekey's own", () => {
  test("is gone over to once the new one was written, where the old one is dead", async () => {
    const { world } = stage({ ways: SWAP });
    const { calls, report } = await act(world, {
      ...ROTATES,
      self: true,
      current: "home",
      policy: { allowDowntime: true },
    });
    expect(report.outcome).toBe("rotated");
    expect(calls.slice(calls.indexOf("mint rotate k1"), calls.indexOf("adopt")).slice(1, 4)).toEqual([
      "write home",
      "write api",
      "write web",
    ]);
  });

  test("is gone over to last, where that is the use with which the old one dies", async () => {
    const { world } = stage({ ways: FIRST_USE });
    const { calls, report } = await act(world, { ...ROTATES, self: true, current: "home" });
    expect(report.outcome).toBe("rotated");
    expect(calls.indexOf("adopt")).toBeGreaterThan(calls.indexOf("probe k2"));
    expect(calls.indexOf("probe k2")).toBeGreaterThan(calls.indexOf("verify web"));
  });
});

describe("a value that was replaced in place and lost, where no second key can be made", () => {
  const lost = (): RunOptions => {
    let mints = 0;
    return {
      ...ROTATES,
      mode: "force",
      policy: { allowDowntime: true },
      choose: ({ name }) => (name.startsWith("mint") && mints++ === 0 ? { kind: "lost-applied" } : undefined),
    };
  };

  test.each([IN_PLACE, GRACE_IN_PLACE])("is replaced once more in the same run", async (ways) => {
    const { world } = stage({ ways, ageDays: 10 });
    const { effects, codes, report } = await act(world, lost());
    expect(effects.slice(0, 2)).toEqual(["rotate k1 into k2, grace 48 h", "rotate k2 into k3, grace 48 h"]);
    expect([report.outcome, codes.includes("mint-lost"), codes.includes("gap")]).toEqual([
      "failed",
      true,
      ways === IN_PLACE,
    ]);
    expect(holding(world)).toEqual(["k3", "k3", "k3"]);
  });

  test("is left alone where nothing shows that it was", async () => {
    const { world } = stage({ ways: { ...IN_PLACE, showsSuffix: false }, ageDays: 10 });
    const { effects } = await act(world, lost());
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h"]);
  });
});

describe("an old value that lives on under the id of the new one", () => {
  test.each([GRACE_IN_PLACE, FIRST_USE_IN_PLACE])("is not handed out as the current one", async (ways) => {
    const { world } = stage({ ways });
    await act(world, refusing("home"));
    expect(holding(world)).toEqual(["k1", "k2", "k2"]);
    pass(world, DAY);
    const { report } = await act(world, { ...ROTATES, current: "home" });
    expect([report.outcome, report.reason, holding(world)]).toEqual(["rotated", "stale", ["k3", "k3", "k3"]]);
  });

  test("is not handed out by a run that was queued before the home was written", async () => {
    const { world } = stage({ ways: GRACE_IN_PLACE });
    await act(world, refusing("web"));
    pass(world, 10 * HOUR);
    await act(world, { ...ROTATES, current: "home", queuedMs: 11 * HOUR });
    expect(holding(world)).toEqual(["k3", "k3", "k3"]);
  });
});
