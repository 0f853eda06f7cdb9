import { describe, expect, test } from "vitest";
import type { Chooser, Fault } from "../simulation/io.ts";
import { complete, start } from "../simulation/run.ts";
import { DAY, HOUR, held, type World } from "../simulation/world.ts";
import { act, pass, stage } from "./stage.ts";

/** Lets one kind of request go wrong. */
function at(name: string, fault: Fault): Chooser {
  return (call) => (call.name.startsWith(name) ? fault : undefined);
}

describe("a call that fails for good", () => {
  test.each([
    ["resolve", "memory"],
    ["list", "Memory ci"],
  ])("names its own side: %s", async (name, whom) => {
    const { world } = stage();
    const { find, report } = await act(world, { choose: at(name, { kind: "refused" }) });
    expect(find("call-failed")).toMatchObject({ fault: "forbidden", on: whom });
    expect(report.outcome).toBe("failed");
  });
});

describe("mint", () => {
  test("is never sent twice: a lost answer is settled by the list, the new key named, nothing written", async () => {
    const { world } = stage();
    const { effects, calls, find, report } = await act(world, { choose: at("mint", { kind: "lost-applied" }) });
    expect(calls.filter((call) => call.startsWith("mint"))).toHaveLength(1);
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h"]);
    expect(find("mint-lost")).toMatchObject({ newKeyIds: ["k2"] });
    expect(report).toMatchObject({ outcome: "failed", rotated: false });
  });

  test("that never happened leaves no key, and the next run mints", async () => {
    const { world } = stage();
    const lost = await act(world, { choose: at("mint", { kind: "lost" }) });
    expect(lost.find("mint-lost")).toMatchObject({ newKeyIds: [] });
    pass(world, DAY);
    expect((await act(world)).report.outcome).toBe("rotated");
  });

  test("refused with a definite answer ends failed", async () => {
    const { world } = stage();
    const { find, report } = await act(world, { choose: at("mint", { kind: "refused" }) });
    expect(find("mint-refused")).toMatchObject({ fault: "forbidden" });
    expect(report.outcome).toBe("failed");
  });

  test.each(["null", "empty", "short"] as const)("a key whose value is %s is told by its id", async (secretField) => {
    const { world } = stage({ switches: { secretField } });
    const { effects, find, report } = await act(world, { policy: { strategy: "create" } });
    expect(effects).toEqual(["create k2", "revoke k2"]);
    expect(find("mint-unusable")).toMatchObject({ keyId: "k2", revoked: true });
    expect(report.outcome).toBe("failed");
  });

  test("an unusable key under rotate is not revoked: it may be the only one with a future", async () => {
    const { world } = stage({ switches: { secretField: "null" } });
    const { effects, find } = await act(world);
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h"]);
    expect(find("mint-unusable")).toMatchObject({ keyId: "k2", revoked: false });
    expect(find("deadline")).toMatchObject({ keyId: "k1" });
  });

  test("an answer with the old key's id revokes nothing", async () => {
    const { world } = stage({ switches: { rotateAnswersOldId: true } });
    const { effects, report } = await act(world);
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h"]);
    expect(report.outcome).toBe("failed");
  });
});

describe("proof", () => {
  const forever = { propagationMs: 30 * DAY };

  test("a new key that never works is revoked under create, and nothing has happened", async () => {
    const { world } = stage({ switches: forever });
    const { effects, find, report } = await act(world, { policy: { strategy: "create" } });
    expect(effects).toEqual(["create k2", "revoke k2"]);
    expect(find("new-key-refused")).toMatchObject({ revoked: true });
    expect(report.outcome).toBe("failed");
  });

  test("a new key that never works under rotate holds, with the old key's deadline", async () => {
    const { world } = stage({ switches: forever });
    const { effects, find, report } = await act(world);
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h"]);
    expect(find("new-key-refused")).toMatchObject({ revoked: false });
    expect(find("deadline")).toMatchObject({ keyId: "k1" });
    expect(report.outcome).toBe("held");
  });

  test("a key that works only after a while is waited for", async () => {
    const { world } = stage({ switches: { propagationMs: 15_000 } });
    expect((await act(world)).report.outcome).toBe("rotated");
  });

  test("a grace that is not kept is told, and the roll-out goes on", async () => {
    const { world } = stage({ switches: { grace: "dies-at-once" } });
    const { effects, find, report } = await act(world, { current: "home" });
    expect(find("overlap-broken")).toMatchObject({ keyId: "k1" });
    expect(effects).toContain("write k2 to web");
    expect(report.outcome).toBe("rotated");
  });
});

describe("distribution", () => {
  test("a passing fault is tried again, and costs nothing else", async () => {
    const { world } = stage();
    let failed = false;
    const choose: Chooser = (call) => {
      if (call.name !== "write api" || failed) return undefined;
      failed = true;
      return { kind: "lost" };
    };
    const { effects, report } = await act(world, { choose });
    expect(effects).toContain("write k2 to api");
    expect(report.outcome).toBe("rotated");
  });

  test("one failed place never stops the others", async () => {
    const { world } = stage();
    const { effects, report } = await act(world, { choose: at("write home", { kind: "refused" }) });
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to api", "write k2 to web"]);
    expect(report.outcome).toBe("partial");
  });

  test("a red canary stops the rest, and home and its own place stay written", async () => {
    const { world } = stage();
    const { effects, find, report } = await act(world, { canary: { place: "api", red: true } });
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to home", "write k2 to api", "canary"]);
    expect(find("canary-failed")).toBeDefined();
    expect(find("write-withheld")).toMatchObject({ why: "canary", targets: ["web"] });
    expect(report.outcome).toBe("partial");
  });

  test("a green canary comes after its place and before the rest", async () => {
    const { world } = stage();
    const { effects } = await act(world, { canary: { place: "api", red: false } });
    expect(effects.slice(2)).toEqual(["write k2 to api", "canary", "write k2 to web"]);
  });

  test("no write starts later than five hours after the mint", async () => {
    const { world } = stage();
    const { effects, find, report } = await act(world, {
      choose: at("write home", { kind: "slow", byMs: 5 * HOUR }),
    });
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to home"]);
    expect(find("write-withheld")).toMatchObject({ why: "too-late" });
    expect(report.outcome).toBe("partial");
  });
});

describe("other hands", () => {
  const human = (world: World, description: string): Chooser => {
    return (call) => {
      if (call.name === "write home") world.addKey({ description, by: "human" });
      return undefined;
    };
  };

  test("a key that appears before the mint stops the run", async () => {
    const { world } = stage();
    const choose: Chooser = (call) => {
      if (call.name === "control") world.addKey({ description: "ci", by: "human" });
      return undefined;
    };
    const { effects, find, report } = await act(world, { choose });
    expect(effects).toEqual([]);
    expect(find("key-appeared")).toMatchObject({ whose: "ours" });
    expect(report.outcome).toBe("held");
  });

  test("a key that appears while writing ends in held; nothing is retired", async () => {
    const { world } = stage();
    const options = { retire: { policy: "after-verify" as const }, label: "ci" };
    const { effects, find, report } = await act(world, { ...options, choose: human(world, "other") });
    expect(effects).not.toContain("revoke k1");
    expect(find("key-appeared")).toMatchObject({ whose: "foreign" });
    expect(report.outcome).toBe("held");
  });

  test("a key with the marker of another home holds, and is never touched", async () => {
    const { world } = stage();
    world.addKey({ description: "ci [rekey:kosli-ci@acme/other]", by: "human" });
    const { effects, find, report } = await act(world);
    expect(effects).toEqual([]);
    expect(find("key-appeared")).toMatchObject({ whose: "other-home" });
    expect(report.outcome).toBe("held");
  });

  test("two descriptions in one account are an error with the candidates", async () => {
    const { world } = stage();
    world.addKey({ description: "other", by: "human" });
    const { effects, find, report } = await act(world);
    expect(effects).toEqual([]);
    expect(find("ambiguous-ownership")?.candidates).toHaveLength(2);
    expect(report.outcome).toBe("failed");
  });

  test("a foreign key beside ours is left alone", async () => {
    const { world } = stage();
    const foreign = world.addKey({ description: "other", by: "human" });
    await act(world, { label: "ci", retire: { policy: "after-verify" } });
    expect(foreign.revoked).toBeUndefined();
  });

  test("no live key: auto holds, force creates the first", async () => {
    const { world, key } = stage();
    key.unlistedFromMs = 0;
    expect((await act(world)).report.outcome).toBe("held");
    const { effects, report } = await act(world, { mode: "force" });
    expect(effects[0]).toBe("create k2");
    expect(report).toMatchObject({ outcome: "rotated", reason: "adopt" });
  });

  test("a description that is not copied ends held, but everybody has the key", async () => {
    const { world } = stage({ switches: { rotateCopiesDescription: false } });
    const { effects, find, report } = await act(world);
    expect(effects).toContain("write k2 to web");
    expect(find("description-differs")).toMatchObject({ expected: "ci", got: "" });
    expect(report.outcome).toBe("held");
    pass(world, DAY);
    const next = await act(world);
    expect(next.effects).toEqual([]);
    expect(next.report.outcome).toBe("failed");
  });
});

describe("self-rotation", () => {
  const options = { self: true, current: "home" as const, retire: { policy: "after-verify" as const } };

  test("the new key shows its power before any write; own storage first; only the new key revokes the old", async () => {
    const { world } = stage();
    const { calls, effects } = await act(world, options);
    const from = calls.indexOf("adopt");
    expect(calls.slice(from, from + 5)).toEqual(["adopt", "list", "write home", "write api", "write web"]);
    expect(effects.at(-1)).toBe("revoke k1");
  });

  test("a new key that may not list and revoke is written nowhere: the home would lock rekey out", async () => {
    const { world } = stage({ newKeysArePowerless: true });
    const { effects, find, report } = await act(world, options);
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h"]);
    expect(find("write-withheld")).toMatchObject({ why: "powerless", targets: ["home", "api", "web"] });
    expect(find("deadline")).toMatchObject({ keyId: "k1" });
    expect(report.outcome).toBe("held");
  });

  test("under create such a key is revoked again, and nothing has happened", async () => {
    const { world } = stage({ newKeysArePowerless: true });
    const { effects, report } = await act(world, { ...options, policy: { strategy: "create" } });
    expect(effects).toEqual(["create k2", "revoke k2"]);
    expect(report.outcome).toBe("failed");
  });
});

describe("cancellation", () => {
  async function cancelledAt(name: string, options: Parameters<typeof start>[1] = {}) {
    const { world } = stage();
    const { report } = await complete(world, { ...options, choose: at(name, { kind: "cancel" }) });
    return { world, report };
  }

  test("before the mint nothing is minted", async () => {
    const { world, report } = await cancelledAt("control");
    expect(world.ledger).toEqual([]);
    expect(report.outcome).toBe("failed");
    expect(report.findings.map((finding) => finding.code)).toContain("cancelled");
  });

  test("during the mint under create the new key is revoked again", async () => {
    const { world, report } = await cancelledAt("mint", { policy: { strategy: "create" } });
    expect(world.ledger).toEqual(["create k2", "revoke k2"]);
    expect(report.outcome).toBe("failed");
  });

  test("during the mint under rotate the home is still written, so that the next run can go on", async () => {
    const { world, report } = await cancelledAt("mint");
    expect(world.ledger).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to home"]);
    expect(report.outcome).toBe("partial");
    pass(world, DAY);
    const next = await act(world, { current: "home" });
    expect(next.effects).toEqual(["write k2 to api", "write k2 to web"]);
  });

  test("while writing the rest is left, and named", async () => {
    const { world, report } = await cancelledAt("write home");
    expect(world.ledger).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to home"]);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: "write-withheld", why: "cancelled", targets: ["api", "web"] }),
    );
  });

  test("a run that is killed leaves a world in which the next one finishes", async () => {
    const { world } = stage();
    const running = start(world, { choose: at("write api", { kind: "kill-applied" }) });
    expect(await world.time.drive(running.end)).toBe("killed");
    pass(world, DAY);
    const { effects } = await act(world, { current: "home" });
    expect(effects.at(-1)).toBe("write k2 to web");
    for (const place of world.places) expect(world.keyOf(held(place))?.id).toBe("k2");
  });
});
