import { describe, expect, it } from "vitest";
import { answering, errorOf, op, request, stageWith, strategy } from "../key-services/kosli-support.ts";
import type { Chooser } from "../simulation/io.ts";
import { type Engine, REAL_ENGINE } from "../simulation/run.ts";
import { NAME, startPlugIns } from "./plug-ins.ts";
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
  holdings,
  killed,
  pass,
  stage,
} from "./support.ts";

describe("the value that is shown once is lost", () => {
  it("F01: no key is minted while any place says that it may not be written, however often the run is repeated", async () => {
    const { world } = stage();
    const barriers = new Map([["web", "forbidden"]] as const);
    const barred = [await act(world, { barriers }), ...(await daily(world, 3, { barriers, mode: "force" }))];
    expect(effects(barred)).toEqual([]);
    expect(barred.map(({ report }) => report.outcome)).toEqual(["failed", "failed", "failed", "failed"]);
    expect(barred[0]?.find("target-blocked")).toMatchObject({ target: "web", fault: "forbidden" });
    expect([alive(world), holdings(world)]).toEqual([["k1"], everywhere("k1")]);
    pass(world, DAY);
    expect((await act(world)).report.outcome).toBe("rotated");
  });

  it("F02: a run that dies, or whose masking fails, between the answer and the first write costs one unused key and no consumer", async () => {
    const breaksMasks: Engine = {
      runRotation: (rotation, crew) =>
        REAL_ENGINE.runRotation(rotation, {
          ...crew,
          mask: () => {
            throw new Error("the mask could not be set");
          },
        }),
    };
    const dead = stage();
    await killed(dead.world, { choose: first("mint", { kind: "kill-answered" }) });
    const broken = stage();
    const { report, find } = await act(broken.world, { engine: breaksMasks });
    expect([report.outcome, find("call-failed")?.message]).toEqual(["failed", "the mask could not be set"]);
    for (const { world } of [dead, broken]) {
      expect(world.ledger).toEqual(["rotate k1 into k2, grace 48 h"]);
      expect([holdings(world), allServed(world)]).toEqual([everywhere("k1"), true]);
      const [next] = await daily(world, 1);
      expect([next?.report.outcome, allServed(world)]).toEqual(["rotated", true]);
      const later = await daily(world, 5);
      expect(effects(later).filter((effect) => !effect.startsWith("revoke"))).toEqual([]);
      expect([alive(world), holdings(world)]).toEqual([["k3"], everywhere("k3")]);
    }
  });

  it("F03: a mint whose answer is lost is settled by reading the list: the key is named, and the next run goes on from there", async () => {
    const { world } = stage();
    const lost = await act(world, { choose: every("mint", { kind: "lost-applied" }) });
    expect(lost.find("mint-lost")).toMatchObject({ newKeyIds: ["k2"] });
    expect(lost.find("deadline")).toMatchObject({ keyId: "k1" });
    expect([lost.report.outcome, lost.effects, holdings(world)]).toEqual([
      "failed",
      ["rotate k1 into k2, grace 48 h"],
      everywhere("k1"),
    ]);
    const [next, ...later] = await daily(world, 5);
    expect(next?.effects).toEqual(["create k3", "write k3 to home", "write k3 to api", "write k3 to web"]);
    expect(effects(later)).toEqual(["revoke k2"]);
    expect([alive(world), later.at(-1)?.report.outcome]).toEqual([["k3"], "not-due"]);
    expect(later.flatMap(({ codes }) => codes)).not.toContain("grace-broken");
  });

  it("F04: what is tried again is the same key: within a run, and by the run that follows", async () => {
    const { world } = stage();
    const choose: Chooser = (call) => {
      if (call.name === "write api") return onceLost(call, 0);
      return call.name === "write web" ? { kind: "lost" } : undefined;
    };
    const onceLost = first("write api", { kind: "lost-applied" });
    const { effects: done, calls, report } = await act(world, { choose });
    expect(done.filter((effect) => effect === "write k2 to api")).toHaveLength(2);
    expect(calls.filter((call) => call.startsWith("mint"))).toHaveLength(1);
    expect(report.outcome).toBe("partial");
    const [next] = await daily(world, 1, { current: "home" });
    expect(next?.effects).toEqual(["write k2 to web"]);
    expect([world.keys.length, holdings(world)]).toEqual([2, everywhere("k2")]);
  });

  it("F05: whatever fails after the mint, what was written stays, what was not proved is replaced, and every consumer has a working key", async () => {
    for (const [name, told, written] of [
      ["list", "call-failed", "k2"],
      ["probe k2", "new-key-refused", "k1"],
      ["verify home", "verify-failed", "k2"],
      ["verify web", "verify-failed", "k2"],
    ] as const) {
      const { world } = stage();
      let minted = false;
      const choose: Chooser = (call) => {
        if (call.name.startsWith("mint")) minted = true;
        return minted && call.name === name ? { kind: "lost" } : undefined;
      };
      const { report, codes } = await act(world, { choose });
      expect([name, report.keyId, codes.includes(told)]).toEqual([name, "k2", true]);
      expect([holdings(world), allServed(world)]).toEqual([everywhere(written), true]);
      expect(world.key("k2")?.revoked).toBeUndefined();
      await daily(world, 4, { current: "home" });
      expect([allServed(world), alive(world).length]).toEqual([true, 1]);
    }
  });

  it("F06: when all places go down after the preflight, the old key still serves everybody until a later run brings a new one", async () => {
    const { world } = stage();
    const choose: Chooser = (call) => (/^write/.test(call.name) ? { kind: "outage" } : undefined);
    const down = await act(world, { choose });
    expect([down.effects, down.report.rotated]).toEqual([["rotate k1 into k2, grace 48 h"], false]);
    expect(down.find("deadline")).toMatchObject({ keyId: "k1" });
    expect([allServed(world), holdings(world)]).toEqual([true, everywhere("k1")]);
    const [next, ...later] = await daily(world, 5);
    expect(next?.report.outcome).toBe("rotated");
    expect([allServed(world), alive(world), later.at(-1)?.report.outcome]).toEqual([true, ["k3"], "not-due"]);
  });

  it("F08: an answer without a usable value tells the id of the new key, is never handed out, and ends nothing", async () => {
    const id = "01JDEXAMPLE0000000000000K9";
    const unusable = [
      { id, key: null },
      { id },
      { id, key: "" },
      { id, token: "under-another-name-1" },
      { id, key: ["a-value-in-an-array"] },
    ];
    for (const body of unusable) {
      const kosli = await stageWith();
      answering(kosli, "POST", 201, body);
      const error = await errorOf(strategy(kosli, "rotate").mint(request(kosli), op));
      expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", id]);
    }
    for (const body of [null, [], "<html>Welcome</html>"]) {
      const kosli = await stageWith();
      answering(kosli, "POST", 201, body);
      const error = await errorOf(strategy(kosli, "rotate").mint(request(kosli), op));
      expect([error.fault, error.effect]).toEqual(["contract", "unknown"]);
    }
    const { world } = stage({ switches: { secretField: "null" } });
    const acts = [await act(world, CREATE), ...(await daily(world, 2, CREATE))];
    expect(acts.map(({ find }) => find("mint-unusable")?.keyId)).toEqual(["k2", "k3", "k4"]);
    expect([alive(world), holdings(world)]).toEqual([["k1"], everywhere("k1")]);
  });

  it("F09: a place that answers as if it had written is found out, and the old key stays until it really has", async () => {
    const options = { ...CREATE, retire: { policy: "after-verify" as const }, current: "home" as const };
    const { world } = stage();
    const {
      effects: done,
      find,
      report,
    } = await act(world, { ...options, choose: every("write web", { kind: "swallowed" }) });
    expect(done).toEqual(["create k2", "write k2 to home", "write k2 to api"]);
    expect([report.outcome, find("verify-failed")?.target]).toEqual(["partial", "web"]);
    expect(allServed(world)).toBe(true);
    const [next] = await daily(world, 1, options);
    expect(next?.effects).toEqual(["write k2 to web", "revoke k1"]);
  });

  it("F13: what a value is encrypted with is fetched before the key is minted; without it nothing is", async () => {
    const at = await startPlugIns();
    const mend = at.github.fault(({ path }) =>
      path === "/repos/acme/api/actions/secrets/public-key"
        ? { answer: { status: 404, body: { message: "no" } } }
        : undefined,
    );
    const barred = await at.run();
    expect([barred.report.outcome, barred.sent, barred.find("target-blocked")?.target]).toEqual([
      "failed",
      [],
      `acme/api · actions · ${NAME}`,
    ]);
    mend();
    expect((await at.run()).report.outcome).toBe("rotated");
    const asked = at.github.requests.map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
    expect(asked.lastIndexOf("GET public-key")).toBeLessThan(asked.indexOf(`PUT ${NAME}`));
    expect(at.holds("acme/api")).toBe(at.holds("acme/ops"));
  });
});
