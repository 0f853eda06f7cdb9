import { describe, expect, test } from "vitest";
import { DAY, HOUR, held, MINUTE } from "../simulation/world.ts";
import { act, pass, stage } from "./stage.ts";

describe("nothing to do", () => {
  test("a young key in every place changes nothing", async () => {
    const { world } = stage({ ageDays: 10 });
    const { effects, calls, report, codes } = await act(world, { current: "home" });
    expect(effects).toEqual([]);
    expect(calls).toEqual([
      "list",
      "resolve",
      "observe home",
      "observe api",
      "observe web",
      "control",
      "probe k1",
      "list",
    ]);
    expect(report.outcome).toBe("not-due");
    expect(codes).toEqual([]);
  });

  test("a second run after a rotation changes nothing", async () => {
    const { world } = stage();
    await act(world);
    pass(world, HOUR);
    const { effects, report } = await act(world);
    expect(effects).toEqual([]);
    expect(report.outcome).toBe("not-due");
  });
});

describe("a key that is due", () => {
  test("is rotated: preflight, mint, proof, home first, the rest, verification", async () => {
    const { world } = stage();
    const { effects, calls, report } = await act(world);
    expect(effects).toEqual([
      "rotate k1 into k2, grace 48 h",
      "write k2 to home",
      "write k2 to api",
      "write k2 to web",
    ]);
    expect(calls).toEqual([
      ...["list", "resolve", "observe home", "observe api", "observe web"],
      ...["control", "preflight home", "preflight api", "preflight web", "list", "mint rotate k1"],
      ...["probe k2", "list", "write home", "write api", "write web", "list"],
      ...["verify home", "verify api", "verify web", "list"],
    ]);
    expect(report).toMatchObject({
      outcome: "rotated",
      rotated: true,
      reason: "due",
      keyId: "k2",
      predecessorId: "k1",
    });
    expect(report.predecessorExpiresAtMs).toBe(world.key("k1")?.graceEndsAtMs);
    expect(report.targets.map((target) => target.status)).toEqual(["accepted", "accepted", "accepted"]);
  });

  test("is left alone by a run with max-age beyond its age", async () => {
    const { world } = stage();
    expect((await act(world, { policy: { maxAgeMs: 365 * DAY } })).effects).toEqual([]);
  });

  test("is followed by a second key that carries the marker under create", async () => {
    const { world } = stage();
    const { effects, report } = await act(world, { policy: { strategy: "create" } });
    expect(effects).toEqual(["create k2", "write k2 to home", "write k2 to api", "write k2 to web"]);
    expect(world.key("k2")?.description).toBe("ci [rekey:kosli-ci@acme/ops]");
    expect(report).toMatchObject({ outcome: "rotated", keyId: "k2", predecessorId: "k1" });
    expect(world.key("k1")?.revoked).toBeUndefined();
  });

  test("gives the new key its own lifetime, not its end", async () => {
    const { world } = stage({ expiresAtMs: Date.UTC(2026, 2, 3) });
    const key = world.key("k1");
    await act(world);
    const lifetimeMs = (key?.expiresAtMs ?? 0) - (key?.createdAtMs ?? 0);
    const renewed = world.key("k2");
    expect((renewed?.expiresAtMs ?? 0) - (renewed?.createdAtMs ?? 0)).toBeCloseTo(lifetimeMs, -4);
  });

  test("is rotated before it expires, though it is young", async () => {
    const { world } = stage({ ageDays: 10, expiresAtMs: Date.UTC(2026, 2, 5) });
    const { report, effects } = await act(world);
    expect(report.reason).toBe("expiring");
    expect(effects[0]).toBe("rotate k1 into k2, grace 48 h");
  });

  test("is not written before its store's clock is past the key's creation", async () => {
    const { world } = stage();
    await act(world);
    const mintedAtMs = world.key("k2")?.createdAtMs ?? 0;
    for (const place of world.places) expect(place.writes.at(-1)?.atMs).toBeGreaterThan(mintedAtMs + 1000);
  });

  test("with `current` given, the old key is used once, after the new one was proved", async () => {
    const { world } = stage();
    const { calls } = await act(world, { current: "home" });
    expect(calls.filter((call) => call.startsWith("probe"))).toEqual(["probe k2", "probe k1"]);
  });
});

describe("modes", () => {
  test.each(["plan", "check"] as const)("%s changes nothing and says what would be done", async (mode) => {
    const { world } = stage();
    const { effects, calls, report } = await act(world, { mode, current: "home" });
    expect(effects).toEqual([]);
    expect(calls.filter((call) => /mint|write|revoke/.test(call))).toEqual([]);
    expect(calls).toContain("control");
    expect(report.outcome).toBe(mode === "plan" ? "planned" : "held");
    expect(report.due).toBe(true);
  });

  test.each(["plan", "check"] as const)("%s of a young key finds nothing", async (mode) => {
    const { world } = stage({ ageDays: 10 });
    expect((await act(world, { mode })).report).toMatchObject({ outcome: "not-due", due: false });
  });

  test("check fails when a key is older than max-age", async () => {
    const { world } = stage();
    const { find, report } = await act(world, { mode: "check" });
    expect(find("too-old")).toMatchObject({ level: "error", keyId: "k1" });
    expect(report.outcome).toBe("held");
  });

  test("force rotates a young key", async () => {
    const { world } = stage({ ageDays: 1 });
    const { effects, report } = await act(world, { mode: "force" });
    expect(effects[0]).toBe("rotate k1 into k2, grace 48 h");
    expect(report.reason).toBe("forced");
  });

  test("incident rotates with an hour of grace, writes everywhere, then revokes every predecessor", async () => {
    const { world } = stage({ ageDays: 1 });
    const { effects, report } = await act(world, { mode: "incident" });
    expect(effects).toEqual([
      "rotate k1 into k2, grace 1 h",
      ...["write k2 to home", "write k2 to api", "write k2 to web"],
      "revoke k1",
    ]);
    expect(report).toMatchObject({ outcome: "rotated", reason: "incident", predecessorId: "k1" });
    expect(report.predecessorExpiresAtMs).toBe(report.keys.find((key) => key.role === "revoked")?.endsAtMs);
  });

  test("incident passes over a blocked place, revokes all the same and names who is broken", async () => {
    const { world } = stage();
    const { effects, find, report } = await act(world, {
      mode: "incident",
      barriers: new Map([["api", "forbidden"]]),
    });
    expect(effects.at(-1)).toBe("revoke k1");
    expect(find("broken-consumers")).toMatchObject({ targets: ["api"] });
    expect(report.outcome).toBe("partial");
  });

  test("incident names other live keys of the account as not touched", async () => {
    const { world } = stage();
    world.addKey({ description: "somebody else's", by: "human" });
    const { find } = await act(world, { mode: "incident", label: "ci" });
    expect(find("not-touched")?.keys.map((key) => key.description)).toEqual(["somebody else's"]);
  });
});

describe("stale places", () => {
  test("a place without the current key gets it through `current`, and nothing is minted", async () => {
    const { world } = stage();
    const first = await act(world, { choose: (call) => (call.name === "write web" ? { kind: "refused" } : undefined) });
    expect(first.report.outcome).toBe("partial");
    expect(first.find("write-failed")).toMatchObject({ target: "web" });
    expect(first.find("deadline")).toMatchObject({ keyId: "k1" });
    pass(world, HOUR);
    const { effects, report, find } = await act(world, { current: "home" });
    expect(effects).toEqual(["write k2 to web"]);
    expect(report).toMatchObject({ outcome: "rotated", rotated: false, reason: "finish" });
    expect(find("finished")).toMatchObject({ keyId: "k2", targets: ["web"] });
  });

  test("without `current` a further key is created, also under rotate, and goes everywhere", async () => {
    const { world } = stage();
    await act(world, { choose: (call) => (call.name === "write web" ? { kind: "refused" } : undefined) });
    pass(world, HOUR);
    const { effects, report } = await act(world);
    expect(effects).toEqual(["create k3", "write k3 to home", "write k3 to api", "write k3 to web"]);
    expect(report.reason).toBe("stale");
  });

  test("a stale reading is repeated after 10 s before it counts", async () => {
    const { world, key } = stage({ ageDays: 10, storeLagMs: 5000 });
    const newer = world.addKey({ description: "ci", by: "human", createdAtMs: world.serviceNow() - MINUTE });
    for (const place of world.places)
      place.writes.push({ value: newer.value, atMs: world.storeNow() - 4000, by: "human" });
    const { effects, report } = await act(world);
    expect(effects).toEqual([]);
    expect(report.outcome).toBe("not-due");
    expect(held(world.places[0] ?? never())).not.toBe(key.value);
  });

  test("a place that does not exist is made if told so, and is an error otherwise", async () => {
    const made = stage({ places: [{ name: "home" }, { name: "new", writes: [], create: true }] });
    expect((await act(made.world)).effects).toContain("write k2 to new");
    const refused = stage({ places: [{ name: "home" }, { name: "new", writes: [] }] });
    const { effects, report, find } = await act(refused.world);
    expect(effects).toEqual([]);
    expect(report.outcome).toBe("failed");
    expect(find("target-blocked")).toMatchObject({ target: "new", fault: "not-found" });
  });

  test("after three attempts the rotation holds and asks for a person; force goes on once", async () => {
    const { world } = stage();
    const choose = (call: { readonly name: string }) =>
      call.name === "write web" ? ({ kind: "refused" } as const) : undefined;
    const minted: string[] = [];
    for (let run = 0; run < 4; run++) {
      minted.push(...(await act(world, { choose })).effects.filter((effect) => /create|rotate/.test(effect)));
      pass(world, HOUR);
    }
    expect(minted).toEqual(["rotate k1 into k2, grace 48 h", "create k3", "create k4"]);
    const held = await act(world, { choose });
    expect(held.report.outcome).toBe("held");
    expect(held.find("attempts-exhausted")).toMatchObject({ attempts: 3, targets: ["web"] });
    expect((await act(world, { mode: "force" })).report.outcome).toBe("rotated");
  });
});

describe("preflight", () => {
  test("one named place that may not be written: nothing is minted", async () => {
    const { world } = stage();
    const { effects, report, find } = await act(world, { barriers: new Map([["web", "forbidden"]]) });
    expect(effects).toEqual([]);
    expect(report.outcome).toBe("failed");
    expect(find("target-blocked")).toMatchObject({ target: "web", fault: "forbidden", required: true });
  });

  test("the same place matched by a pattern is skipped with a reason", async () => {
    const { world } = stage({ places: [{ name: "home" }, { name: "web", named: false }] });
    const { effects, report, find } = await act(world, { barriers: new Map([["web", "archived"]]) });
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to home"]);
    expect(report.outcome).toBe("rotated");
    expect(find("target-skipped")).toMatchObject({ target: "web" });
  });

  test("a place that is not required is told and tolerated", async () => {
    const { world } = stage({ places: [{ name: "home" }, { name: "web", required: false }] });
    const { effects, report, find } = await act(world, { barriers: new Map([["web", "forbidden"]]) });
    expect(effects).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to home"]);
    expect(report.outcome).toBe("rotated");
    expect(find("target-blocked")).toMatchObject({ level: "warning", required: false });
  });

  test("nothing is minted where the service takes any key, unless proof is waived", async () => {
    const { world } = stage();
    const choose = (call: { readonly name: string }) =>
      call.name === "control" ? ({ kind: "outage" } as const) : undefined;
    expect((await act(world, { choose })).effects).toEqual([]);
    expect((await act(world, { policy: { prove: false } })).effects[0]).toBe("rotate k1 into k2, grace 48 h");
  });

  test("nothing is minted at the limit of live keys", async () => {
    const { world } = stage({ maxLiveKeys: 1 });
    const { effects, report, find } = await act(world);
    expect(effects).toEqual([]);
    expect(report.outcome).toBe("failed");
    expect(find("no-headroom")).toMatchObject({ live: 1, limit: 1 });
  });
});

function never(): never {
  throw new Error("unreachable");
}
