import { describe, expect, test } from "vitest";
import type { Destination, Match, Target } from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { RotationEvent } from "../../src/contract/event.ts";
import type { Holder, Inventory } from "../../src/contract/inventory.ts";
import type { Outlook, Quota, Work } from "../../src/contract/quota.ts";
import type { Line } from "../simulation/io.ts";
import type { RunOptions } from "../simulation/run.ts";
import { DAY, HOUR } from "../simulation/world.ts";
import { act, pass, stage } from "./stage.ts";

const OWN: readonly Holder[] = ["home", "api", "web"].map((label) => holder(label));

/** The three targets of the stage, and what else is given. */
function around({ holders = [], shadows = [], blindSpots = [], savings = [] }: Partial<Inventory> = {}): Inventory {
  return { holders: [...OWN, ...holders], shadows, blindSpots, savings };
}

function holder(label: string, excluded = false): Holder {
  return { id: `memory:${label}`, label, excluded };
}

/** Lets the memory destination take this inventory; each taking is a request. */
function knowing(inventory: Inventory | RotationError): NonNullable<RunOptions["dress"]> {
  return (destination: Destination, line: Line) => ({
    ...destination,
    inventory: ({ wide }, { signal }) =>
      line.request({ name: wide ? "look around widely" : "look around", mutates: false, host: "store" }, signal, () => {
        if (inventory instanceof RotationError) throw inventory;
        return inventory;
      }),
  });
}

const HIDDEN = around({ holders: [holder("api · dependabot")] });

describe("plan and check", () => {
  test.each(["plan", "check"] as const)("%s names what no destination covers, and changes nothing", async (mode) => {
    const { world } = stage({ ageDays: 10 });
    const { effects, calls, find, report } = await act(world, { mode, dress: knowing(HIDDEN) });
    expect(effects).toEqual([]);
    expect(calls).toContain("look around widely");
    expect(find("uncovered-holders")).toMatchObject({ level: "warning", holders: ["api · dependabot"] });
    expect(report.outcome).toBe("not-due");
  });

  test("what is covered, or left out by any of the entries, is not named", async () => {
    const { world } = stage({ ageDays: 10 });
    const twice = around({ holders: [holder("other"), holder("other", true)] });
    expect((await act(world, { mode: "plan", dress: knowing(twice) })).codes).toEqual([]);
  });

  test("a run that is not asked to look around does not", async () => {
    const { world } = stage();
    expect((await act(world, { dress: knowing(HIDDEN) })).calls).not.toContain("look around");
    pass(world, DAY);
    expect((await act(world, { dress: knowing(HIDDEN) })).calls.filter((call) => call.includes("around"))).toEqual([]);
  });

  test("secrets that keep the new key from consumers are a warning, harmless ones a note, others nothing", async () => {
    const { world } = stage({ ageDays: 10 });
    const shadows = [
      { by: "memory:env", hides: "memory:api" },
      { by: "memory:home", hides: "memory:org" },
      { by: "memory:known", hides: "memory:web" },
      { by: "memory:env", hides: "memory:org" },
    ];
    const holders = [holder("env"), holder("org", true), holder("known", true)];
    const { report } = await act(world, { mode: "check", dress: knowing(around({ holders, shadows })) });
    expect(report.findings.filter(({ code }) => code === "shadowed")).toEqual([
      { level: "warning", code: "shadowed", shadows: [{ by: "env", hides: ["api"], isCovered: false }] },
      {
        level: "notice",
        code: "shadowed",
        shadows: [
          { by: "home", hides: ["org"], isCovered: true },
          { by: "known", hides: ["web"], isCovered: true },
        ],
      },
    ]);
  });

  test("what nobody may look at is told once, with all that would allow it", async () => {
    const { world } = stage({ ageDays: 10 });
    const blindSpots = [
      { label: "codespaces secrets of api", why: "it answered 403", needs: "the right A" },
      { label: "environments of api", why: "it answered 404", needs: "the right B" },
      { label: "50 environments of web", why: "there are too many" },
    ];
    const { find } = await act(world, { mode: "plan", dress: knowing(around({ blindSpots })) });
    expect(find("inventory-blind")).toEqual({
      level: "notice",
      code: "inventory-blind",
      places: blindSpots.map(({ label }) => label),
      why: "it answered 403",
      needs: ["the right A", "the right B"],
    });
  });

  test("an inventory that fails is told and fails nothing", async () => {
    const { world } = stage({ ageDays: 10 });
    const broken = new RotationError("unavailable", "the store answered 502");
    const { find, report } = await act(world, { mode: "check", dress: knowing(broken) });
    expect(find("inventory-blind")).toMatchObject({ level: "warning", why: "the store answered 502" });
    expect(report.outcome).toBe("not-due");
  });

  test("only plan says what one place could stand for", async () => {
    const { world } = stage({ ageDays: 10 });
    const savings = [{ instead: "one secret", places: 200, requests: 800, requestsInstead: 8 }];
    const dress = knowing(around({ savings }));
    expect((await act(world, { mode: "plan", dress })).find("would-save")).toMatchObject({
      level: "notice",
      count: 200,
    });
    expect((await act(world, { mode: "check", dress })).find("would-save")).toBeUndefined();
  });

  test("what patterns matched is listed, and in no other mode", async () => {
    const { world } = stage();
    const matches: readonly Match[] = [{ pattern: "acme/*", places: ["api", "web"] }];
    const dress = (destination: Destination): Destination => ({
      ...destination,
      resolve: async (op) => ({ ...(await destination.resolve(op)), matches }),
    });
    expect((await act(world, { mode: "plan", dress })).find("matched")).toMatchObject({ places: ["api", "web"] });
    expect((await act(world, { dress })).find("matched")).toBeUndefined();
  });
});

describe("the guard on the number of targets", () => {
  test.each(["auto", "plan", "incident"] as const)(
    "lets %s touch nothing, and says how to allow as many",
    async (mode) => {
      const { world } = stage();
      const { effects, find, report } = await act(world, { mode, maxTargets: 2 });
      expect(effects).toEqual([]);
      expect(find("target-blocked")).toMatchObject({ level: "error", fault: "config" });
      expect(find("target-blocked")?.why).toContain("3 places, more than the 2");
      expect(find("target-blocked")?.hint).toContain("max-targets: 3");
      expect(report.outcome).toBe(mode === "plan" ? "planned" : "failed");
    },
  );

  test("counts all destinations of a rotation together", async () => {
    const { world } = stage();
    expect((await act(world, { maxTargets: 3 })).report.outcome).toBe("rotated");
  });
});

describe("before a revocation", () => {
  const afterVerify = { retire: { policy: "after-verify" as const } };

  test("uncovered holders hold the old key, and are named", async () => {
    const { world } = stage();
    const { effects, find, report } = await act(world, { ...afterVerify, dress: knowing(HIDDEN) });
    expect(effects).not.toContain("revoke k1");
    expect(find("retire-waits")).toMatchObject({
      level: "warning",
      why: "uncovered-holders",
      labels: ["api · dependabot"],
    });
    expect(report.outcome).toBe("rotated");
    pass(world, DAY);
    expect((await act(world, { ...afterVerify, dress: knowing(HIDDEN) })).effects).toEqual([]);
    expect((await act(world, { ...afterVerify, dress: knowing(around()) })).effects).toEqual(["revoke k1"]);
  });

  test("holders that are left out do not hold it, and neither do places that nobody may look at", async () => {
    const { world } = stage();
    const holders = [holder("api · dependabot", true)];
    const blindSpots = [{ label: "environments of api", why: "it answered 403", needs: "the right B" }];
    const { effects, calls, find } = await act(world, {
      ...afterVerify,
      dress: knowing(around({ holders, blindSpots })),
    });
    expect(effects.at(-1)).toBe("revoke k1");
    expect(calls.slice(-6)).toEqual(["list", "look around", "watch", "list", "revoke k1", "list"]);
    expect(find("inventory-blind")).toMatchObject({ level: "notice", places: ["environments of api"] });
  });

  test("an inventory that fails leaves the old key to the next run", async () => {
    const { world } = stage();
    const broken = new RotationError("unavailable", "the store answered 502");
    const { effects, find, report } = await act(world, { ...afterVerify, dress: knowing(broken) });
    expect(effects).not.toContain("revoke k1");
    expect(find("retire-waits")).toMatchObject({ labels: ["the store answered 502"] });
    expect(report.outcome).toBe("rotated");
  });

  test("past the time that when-idle allows it holds and asks for a person, even if told to revoke", async () => {
    const { world } = stage();
    const options = {
      policy: { strategy: "create" as const },
      retire: { policy: "when-idle" as const, onOverstay: "revoke" as const },
      dress: knowing(HIDDEN),
    };
    await act(world, options);
    pass(world, 3 * DAY);
    const early = await act(world, options);
    expect([early.report.outcome, early.find("retire-waits")?.level]).toEqual(["not-due", "warning"]);
    pass(world, 12 * DAY);
    const late = await act(world, options);
    expect(late.effects).toEqual([]);
    expect([late.report.outcome, late.find("retire-waits")?.level]).toEqual(["held", "error"]);
  });

  test("policy expire looks nowhere: the overlap ends anyway", async () => {
    const { world } = stage();
    const options = { policy: { strategy: "create" as const }, dress: knowing(HIDDEN) };
    await act(world, options);
    pass(world, 3 * DAY);
    const { effects, calls } = await act(world, options);
    expect(effects).toEqual(["revoke k1"]);
    expect(calls).not.toContain("look around");
  });

  test("an incident revokes whatever else may hold the old key", async () => {
    const { world } = stage();
    const { effects, calls } = await act(world, { ...afterVerify, mode: "incident", dress: knowing(HIDDEN) });
    expect(effects.at(-1)).toBe("revoke k1");
    expect(calls).not.toContain("look around");
  });
});

/** A limit that foresees what it is told to, and remembers what it was asked. */
function quota(foresee: (work: Work) => Outlook): Quota & { readonly asked: Work[] } {
  const asked: Work[] = [];
  return {
    label: "the store",
    asked,
    outlook(work) {
      asked.push(work);
      return foresee(work);
    },
  };
}

/** Lets every target count against one limit: one write and one read each. */
function limited(limit: Quota): NonNullable<RunOptions["dress"]> {
  return (destination) => ({
    ...destination,
    async resolve(op) {
      const resolution = await destination.resolve(op);
      const dressed = resolution.targets.map(
        (target): Target => ({ ...target, quota: limit, work: () => ({ reads: 1, writes: 1 }) }),
      );
      return { ...resolution, targets: dressed };
    },
  });
}

describe("before a key is minted", () => {
  const short = { requests: 6, left: 5, resetsAtMs: 42 };

  test("what the targets still send is added up and foretold", async () => {
    const { world } = stage();
    const limit = quota(() => ({ ms: 1000 }));
    const { report } = await act(world, { dress: limited(limit) });
    expect(limit.asked[0]).toEqual({ reads: 3, writes: 3 });
    expect(report.outcome).toBe("rotated");
  });

  test("a run that would get stuck for the rest of the hour does not start, and says until when", async () => {
    const { world } = stage();
    const { effects, find, report } = await act(world, { dress: limited(quota(() => ({ ms: 0, shortfall: short }))) });
    expect(effects).toEqual([]);
    expect(find("cannot-finish")).toMatchObject({
      level: "error",
      on: "the store",
      count: 3,
      before: "hour",
      ...short,
    });
    expect(report).toMatchObject({ outcome: "failed", rotated: false, due: true });
  });

  test.each([
    ["rotate", 48, 4, "rotated", undefined],
    ["rotate", 2, 3, "failed", { before: "grace", limitMs: 2 * HOUR, needsMs: 3 * HOUR }],
    ["rotate", 48, 6, "failed", { before: "deadline", limitMs: 5 * HOUR }],
    ["create", 2, 3, "rotated", undefined],
    ["create", 2, 6, "failed", { before: "deadline" }],
  ] as const)(
    "%s with %i h of grace and %i h of work ends %s",
    async (strategy, graceHours, workHours, outcome, told) => {
      const { world } = stage();
      const options = {
        policy: { strategy, graceMs: graceHours * HOUR },
        dress: limited(quota(() => ({ ms: workHours * HOUR }))),
      };
      const { report, find } = await act(world, options);
      expect(report.outcome).toBe(outcome);
      if (told) expect(find("cannot-finish")).toMatchObject(told);
      else expect(find("cannot-finish")).toBeUndefined();
    },
  );

  test("an incident says so and starts all the same", async () => {
    const { world } = stage();
    const limit = quota(() => ({ ms: 0, shortfall: short }));
    const { effects, find, report } = await act(world, { mode: "incident", dress: limited(limit) });
    expect(effects).toContain("write k2 to web");
    expect(find("cannot-finish")).toMatchObject({ level: "warning" });
    expect(report.outcome).toBe("rotated");
  });

  test("plan says that it would not start", async () => {
    const { world } = stage();
    const limit = quota(() => ({ ms: 0, shortfall: short }));
    const { find, report } = await act(world, { mode: "plan", dress: limited(limit) });
    expect(find("cannot-finish")).toMatchObject({ level: "error" });
    expect(report.outcome).toBe("planned");
  });

  test("the log is told how long the limits make the rest last", async () => {
    const { world } = stage();
    const events: RotationEvent[] = [];
    const limit = quota(({ writes }) => ({ ms: writes * 60_000 }));
    await act(world, { dress: limited(limit), onEvent: (event) => void events.push(event) });
    const written = events.filter((event) => event.type === "progress" && event.phase === "distribute");
    expect(written.map((event) => ("leftMs" in event ? event.leftMs : undefined))).toEqual([0, 60_000, 0]);
  });
});
