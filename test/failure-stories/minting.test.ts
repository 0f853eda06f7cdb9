import { describe, expect, it } from "vitest";
import { decide } from "../../src/engine/decide.ts";
import { key, observed, policy, target, timeless } from "../engine/observed.ts";
import { answering, op, stageWith } from "../key-services/kosli-support.ts";
import { HANDS } from "../simulation/hands.ts";
import { start } from "../simulation/run.ts";
import type { Fault } from "../twins/server.ts";
import { startPlugIns } from "./plug-ins.ts";
import {
  act,
  alive,
  allServed,
  CREATE,
  DAY,
  daily,
  effects,
  every,
  everywhere,
  first,
  HOUR,
  holdings,
  pass,
  stage,
  works,
} from "./support.ts";

describe("minting twice, and at the wrong time", () => {
  it("F14: Kosli is asked to rotate once, whatever it answers: an error after the effect makes one key, which is named", async () => {
    const cases: readonly { readonly fault: Fault; readonly made: boolean }[] = [
      { fault: { answer: { status: 502, body: { message: "bad gateway" } } }, made: true },
      { fault: { answer: { status: 409, body: { message: "conflict" } } }, made: false },
      { fault: { drop: "before-effect" }, made: false },
      { fault: { drop: "after-effect" }, made: true },
    ];
    for (const { fault, made } of cases) {
      const at = await startPlugIns();
      const mend = at.kosli.fault(({ method, path }) => {
        if (method !== "POST" || !path.endsWith("/rotate")) return undefined;
        if (made && fault.answer) at.kosli.addKey({ account: "ci", description: at.old.description });
        return fault;
      });
      const { report, sent, find } = await at.run();
      mend();
      expect([report.rotated, sent.length]).toEqual([false, 1]);
      const unknown = at.kosli.keys("ci").flatMap(({ id }) => (id === at.old.id ? [] : id));
      expect(unknown).toHaveLength(made ? 1 : 0);
      if (made) expect(find("mint-lost")?.newKeyIds).toEqual(unknown);
      expect([at.holds("acme/ops"), at.holds("acme/api")]).toEqual([at.old.id, at.old.id]);
      at.clock.advance(DAY);
      const next = await at.run();
      expect([next.report.outcome, next.sent.filter((one) => one.startsWith("POST")).length]).toEqual(["rotated", 1]);
      expect(at.holds("acme/api")).toBe(at.kosli.keys("ci").at(-1)?.id);
    }
  });

  it("F15: a mint that the service did not take is not sent again by the run that saw it fail, though reading is", async () => {
    const { world } = stage();
    const down = await act(world, { choose: every("mint", { kind: "lost" }) });
    expect(down.calls.filter((call) => call.startsWith("mint"))).toHaveLength(1);
    const slow = stage();
    const reading = await act(slow.world, { choose: first("list", { kind: "lost" }) });
    expect(reading.calls.indexOf("list", 1)).toBeLessThan(reading.calls.indexOf("mint rotate k1"));
    expect(reading.report.outcome).toBe("rotated");
    const [next, ...later] = await daily(world, 4);
    expect([next?.effects[0], effects(later)]).toEqual(["rotate k1 into k2, grace 48 h", []]);
    expect(alive(world)).toEqual(["k2"]);
  });

  it("F17: when the service ends the old key and makes no new one, the run says so, and a forced one serves everybody again", async () => {
    const { world, key: old } = stage();
    const killing = first("mint", { kind: "refused" }, () => {
      old.deadFromMs = world.serviceNow();
      old.unlistedFromMs = world.serviceNow();
    });
    expect((await act(world, { choose: killing })).find("mint-refused")).toBeDefined();
    const [next] = await daily(world, 1);
    expect([next?.report.outcome, next?.find("no-live-key")?.level, next?.effects]).toEqual(["held", "error", []]);
    const forced = await act(world, { mode: "force" });
    expect(forced.effects).toEqual(["create k2", "write k2 to home", "write k2 to api", "write k2 to web"]);
    expect([allServed(world), effects(await daily(world, 3))]).toEqual([true, []]);
  });

  it("F19: a new key that is dead when it arrives is found out before anybody gets it", async () => {
    for (const [options, outcome] of [
      [{}, "held"],
      [CREATE, "failed"],
    ] as const) {
      const { world } = stage();
      const choose = first("probe k2", undefined, () => {
        const renewed = world.key("k2");
        if (renewed) renewed.deadFromMs = world.serviceNow();
      });
      const { find, report, effects: done } = await act(world, { ...options, choose });
      expect([find("new-key-refused")?.keyId, report.outcome]).toEqual(["k2", outcome]);
      expect(done.filter((effect) => effect.startsWith("write"))).toEqual([]);
      expect([holdings(world), allServed(world)]).toEqual([everywhere("k1"), true]);
      await daily(world, 4, options);
      expect([holdings(world), alive(world)]).toEqual([everywhere("k3"), ["k3"]]);
    }
  });

  it("F22: attempts that were given up make nothing due: nobody acts on them but to clear them away", async () => {
    const { world } = stage();
    for (let attempt = 0; attempt < 2; attempt++) {
      const dying = start(world, { ...CREATE, choose: first("mint", { kind: "kill-answered" }) });
      await world.time.drive(dying.end);
      pass(world, HOUR);
    }
    expect((await act(world, CREATE)).report.outcome).toBe("rotated");
    const after = effects(await daily(world, 60, CREATE));
    expect(after.toSorted()).toEqual(["revoke k1", "revoke k2", "revoke k3"]);
    expect([alive(world), holdings(world)]).toEqual([["k4"], everywhere("k4")]);
  });

  it("F23: a time that is missing or zero is no time, and never makes a key infinitely old", async () => {
    const kosli = await stageWith();
    const untold = [
      { id: "a", description: "ci", created_at: 0, expires_at: 0, last_used_at: 0 },
      { id: "b", description: "ci", created_at: null, expires_at: null, last_used_at: null },
      { id: "c", description: "ci" },
    ];
    answering(kosli, "GET", 200, untold);
    const keys = await kosli.service.list(op);
    const untimed = ["a", "b", "c"].map((id) => ({ id, description: "ci" }));
    expect(keys).toEqual(untimed);
    for (const places of [[target("home", 10)], [timeless("home", "untold")]]) {
      const observation = observed({ keys: [{ id: "k1", description: "ci" }], targets: places });
      expect(decide(observation, policy(), "auto")).toMatchObject({ action: "nothing", retire: [] });
    }
    expect(decide(observed({ keys: [key("k1", 100)] }), policy(), "auto")).toMatchObject({ reason: "due" });
  });

  it("F24: a run that fails early is no rotation: the key stays due until one succeeds", async () => {
    const { world } = stage();
    const failing = await daily(world, 20, { choose: every("list", { kind: "refused" }) });
    const unwritable = await daily(world, 20, { barriers: new Map([["api", "archived"]]) });
    expect([...failing, ...unwritable].map(({ report }) => report.outcome)).toEqual(Array(40).fill("failed"));
    expect(unwritable.every(({ report }) => report.due)).toBe(true);
    const [good] = await daily(world, 1);
    expect([good?.report.outcome, good?.report.reason]).toEqual(["rotated", "due"]);
  });

  it("F25: a mode that only looks changes nothing, however overdue the key, and neither does a run that holds", async () => {
    const { world } = stage({ ageDays: 400 });
    for (const mode of ["plan", "check"] as const) {
      const acts = await daily(world, 30, { mode, current: "home" });
      expect(effects(acts)).toEqual([]);
      expect(acts.every(({ report }) => report.due)).toBe(true);
    }
    HANDS["another home makes a key"](world);
    const held = await daily(world, 5);
    expect([effects(held), new Set(held.map(({ report }) => report.outcome))]).toEqual([[], new Set(["held"])]);
    expect([works(world, world.keys[0] ?? never()), holdings(world)]).toEqual([true, everywhere("k1")]);
  });
});

function never(): never {
  throw new Error("unreachable");
}
