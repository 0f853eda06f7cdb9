import { describe, expect, it } from "vitest";
import { notifyEvents } from "../../src/report/notify-events.ts";
import { op, stageWith } from "../key-services/kosli-support.ts";
import { run } from "../report/fixtures.ts";
import { startPlugIns } from "./plug-ins.ts";
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
  holdings,
  stage,
} from "./support.ts";

describe("proof, and silence", () => {
  it("F58: a new key that is refused at first is tried again with pauses, and nobody gets it before it works", async () => {
    const { world } = stage({ switches: { propagationMs: 25_000 } });
    const { report, calls, effects: done } = await act(world);
    const probes = calls.flatMap((call, index) => (call === "probe k2" ? index : []));
    expect([report.outcome, probes.length > 1]).toEqual(["rotated", true]);
    expect(calls.indexOf("write home")).toBeGreaterThan(probes.at(-1) ?? 0);
    expect(done).toHaveLength(4);
    const written = world.places.map(({ writes }) => writes.at(-1)?.atMs ?? 0);
    expect(Math.min(...written)).toBeGreaterThanOrEqual((world.key("k2")?.createdAtMs ?? 0) + 25_000);
  });

  it("F59: a store that shows a write only after a while is asked again, and is not written again", async () => {
    const at = await startPlugIns();
    at.github.configure({ lagMs: 5_000 });
    const { report, sent } = await at.run();
    expect([report.outcome, sent.filter((one) => one.startsWith("PUT")).length]).toEqual(["rotated", 2]);
    const { world } = stage({ storeLagMs: 9_000 });
    const unseen = await act(world, AFTER_VERIFY);
    expect(unseen.codes).toContain("verify-failed");
    const again = await act(world, AFTER_VERIFY);
    expect([again.effects, alive(world), holdings(world)]).toEqual([["revoke k1"], ["k2"], everywhere("k2")]);
  });

  it("F60: what a place refuses is not sent to it for ever: tries are few within a run, attempts are three over all runs, and then a person is asked", async () => {
    const { world } = stage({ refusesWrites: ["web"] });
    const acts = [await act(world, CREATE), ...(await daily(world, 30, CREATE))];
    const tries = acts.map(({ calls }) => calls.filter((call) => call === "write web").length);
    expect([Math.max(...tries) <= 3, tries.filter((count) => count > 0).length]).toEqual([true, 3]);
    expect(effects(acts).filter((effect) => effect.startsWith("create"))).toEqual([
      "create k2",
      "create k3",
      "create k4",
    ]);
    expect(acts.at(-1)?.find("attempts-exhausted")).toMatchObject({ attempts: 3, targets: ["web"] });
    expect([acts.at(-1)?.report.outcome, allServed(world)]).toEqual(["held", true]);
    const poisoned = stage({ switches: { secretField: "empty" } });
    const discarded = [await act(poisoned.world, CREATE), ...(await daily(poisoned.world, 5, CREATE))];
    expect(discarded.every(({ find }) => find("mint-unusable")?.revoked === true)).toBe(true);
    expect([alive(poisoned.world), holdings(poisoned.world)]).toEqual([["k1"], everywhere("k1")]);
  });

  it("F61: a rotation that has silently stopped is found by mode check, which fails as soon as the key is too old, and by the heartbeat that stays away", async () => {
    const { world } = stage({ ageDays: 80 });
    const checks = await daily(world, 20, { mode: "check" });
    const firstBad = checks.findIndex(({ find }) => find("too-old") !== undefined);
    expect(firstBad).toBe(9);
    expect(checks.slice(firstBad).every(({ report }) => report.outcome === "held")).toBe(true);
    expect(checks[0]?.find("too-old")).toBeUndefined();
    for (const { report } of checks) expect(notifyEvents(run([report]))).toContain("always");
    await act(world);
    expect((await act(world, { mode: "check" })).report.outcome).toBe("not-due");
    const broken = stage();
    const failing = await daily(broken.world, 3, { mode: "check", choose: every("list", { kind: "lost" }) });
    expect(failing.map(({ report }) => report.outcome)).toEqual(["failed", "failed", "failed"]);
  });

  it("F62: a place that lets anybody in proves nothing: another one is looked for, and without one no key is minted", async () => {
    const anybody = stage({ takesAnyKey: true });
    const { effects: done, find, report } = await act(anybody.world);
    expect([done, report.outcome]).toEqual([[], "failed"]);
    expect(find("control-failed")?.answers).toMatchObject([{ answer: "accepted" }]);
    const open = await stageWith({ publicOrganization: true });
    const ground = await open.service.provingGround(open.old, op);
    expect(ground.answers.map(({ answer }) => answer)).toContain("accepted");
    expect(ground.place).not.toBe(ground.answers.find(({ answer }) => answer === "accepted")?.place);
    const at = await startPlugIns({ publicOrganization: true });
    at.kosli.fault(({ method, path, caller }) =>
      method === "GET" && caller === undefined && !path.includes("environments")
        ? { answer: { status: 200, body: [] } }
        : undefined,
    );
    const real = await at.run();
    expect([real.report.rotated, real.sent]).toEqual([false, []]);
  });
});
