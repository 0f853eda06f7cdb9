import { describe, expect, test } from "vitest";
import type { RunOptions } from "../simulation/run.ts";
import { FIRST_USE, FIRST_USE_IN_PLACE, GRACE_IN_PLACE } from "../simulation/ways.ts";
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
