import { describe, expect, it } from "vitest";
import type { Chooser } from "../simulation/io.ts";
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
  HOUR,
  holdings,
  IDLE,
  killed,
  MINUTE,
  pass,
  stage,
  turnedAway,
} from "./support.ts";

const BUSY = { everyMs: 3 * HOUR, lastMs: 20 * MINUTE, phaseMs: HOUR };
const SEVEN = ["home", "a", "b", "c", "d", "e", "f"].map((name) => ({ name }));

describe("half of the places, and the wrong ones", () => {
  it("F26: a key that went to the wrong place is seen by the use of the old one, which is not revoked however well the writes went", async () => {
    for (const options of [IDLE, CREATE]) {
      const { world, key } = stage();
      world.addPlace({
        name: "production",
        declared: false,
        writes: [{ value: key.value, atMs: world.storeNow() - 90 * DAY, by: "before" }],
        jobs: BUSY,
      });
      const refused = turnedAway(world);
      const first = await act(world, options);
      expect([first.report.outcome, holdings(world)]).toMatchObject(["rotated", everywhere("k2")]);
      const later = await daily(world, 20, options);
      expect([effects(later), refused]).toEqual([[], []]);
      expect(later.at(-1)?.find("lingering-use")).toMatchObject({ keyId: "k1" });
      expect(later.at(-1)?.report.outcome).toBe(options === IDLE ? "held" : "not-due");
      expect((await act(world, { ...options, mode: "check" })).report.outcome).toBe("held");
    }
  });

  it("F27: three places of seven that fail stop none of the others, and the run that follows writes just these three, with the same key", async () => {
    const { world } = stage({ places: SEVEN });
    const choose: Chooser = (call) => (/^write [bdf]/.test(call.name) ? { kind: "refused" } : undefined);
    const failed = await act(world, { choose });
    expect([failed.report.outcome, failed.effects.length]).toEqual(["partial", 1 + 4]);
    expect(allServed(world)).toBe(true);
    const [next, ...later] = await daily(world, 4, { current: "home" });
    expect(next?.effects.toSorted()).toEqual(["write k2 to b", "write k2 to d", "write k2 to f"]);
    expect([effects(later), alive(world), world.keys.length]).toEqual([[], ["k2"], 2]);
  });

  it("F28: what lies beside the secret stays as it is", async () => {
    const at = await startPlugIns();
    const beside = [
      { repository: "acme/api", name: "DATABASE_URL" },
      { repository: "acme/api", name: `${NAME}_OLD` },
      { repository: "acme/api", store: "dependabot", name: NAME },
      { organization: "acme", name: NAME },
    ] as const;
    for (const place of beside) at.github.putSecret(place, "as it was", { writtenAtMs: 0 });
    const before = beside.map((place) => at.github.secret(place));
    expect((await at.run()).report.outcome).toBe("rotated");
    expect(beside.map((place) => at.github.secret(place))).toEqual(before);
    expect(at.holds("acme/api")).not.toBe(at.old.id);
  });

  it("F29: a secret is replaced by one request and never deleted first, so that a write that fails leaves the old value", async () => {
    const at = await startPlugIns();
    const mend = at.github.fault(({ method, path }) =>
      method === "PUT" && path.includes("/acme/api/")
        ? { answer: { status: 422, body: { message: "no" } } }
        : undefined,
    );
    const failed = await at.run();
    mend();
    expect([failed.report.outcome, at.holds("acme/api")]).toEqual(["partial", at.old.id]);
    expect(at.kosli.accepts(at.github.value({ repository: "acme/api", name: NAME }) ?? "")).toBe(true);
    at.clock.advance(DAY);
    await at.run({ current: at.github.value({ repository: "acme/ops", name: NAME }) ?? "" });
    expect(at.holds("acme/api")).toBe(at.holds("acme/ops"));
    expect(at.github.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
    expect(at.github.writes.filter(({ how }) => how !== "updated")).toEqual([]);
  });

  it("F30: an error that is well-formed JSON is an error, and so is one that comes with 200", async () => {
    const refused = await startPlugIns();
    refused.github.fault(({ method }) =>
      method === "PUT" ? { answer: { status: 403, body: { message: "Resource not accessible" } } } : undefined,
    );
    const first = await refused.run();
    expect([first.report.outcome, first.report.rotated]).toEqual(["failed", false]);
    expect(refused.alive()).toContain(refused.old.id);

    const wrapped = await startPlugIns();
    wrapped.github.fault(({ method }) =>
      method === "PUT" ? { answer: { status: 200, body: { error: "not stored" } } } : undefined,
    );
    const options = { policy: { strategy: "create" }, retire: { policy: "after-verify" } } as const;
    const second = await wrapped.run(options);
    expect(["partial", "failed"]).toContain(second.report.outcome);
    expect([wrapped.holds("acme/api"), wrapped.alive().includes(wrapped.old.id)]).toEqual([wrapped.old.id, true]);

    const listing = await startPlugIns();
    listing.kosli.fault(({ method }) =>
      method === "GET" ? { answer: { status: 200, body: { error: "try later" } } } : undefined,
    );
    const third = await listing.run();
    expect([third.report.outcome, third.sent]).toEqual(["failed", []]);
  });

  it("F31: a place that was to be made and did not get its value is told, and tried again until it has it", async () => {
    const { world } = stage({ places: [{ name: "home" }, { name: "api" }, { name: "web", writes: [], create: true }] });
    const lost = every("write web", { kind: "lost" });
    const down = await act(world, { choose: lost });
    expect([down.report.outcome, down.find("write-failed")?.target]).toEqual(["partial", "web"]);
    expect(down.report.targets.find(({ id }) => id === "memory:web")?.status).toBe("failed");
    const [still] = await daily(world, 1, { current: "home", choose: lost });
    expect(still?.report.outcome).not.toBe("not-due");
    const [next] = await daily(world, 1, { current: "home" });
    expect([next?.effects, holdings(world)]).toEqual([["write k2 to web"], everywhere("k2")]);
  });

  it("F32: a run without work writes nothing, and a run with work misses none of it", async () => {
    const { world, key } = stage();
    await act(world);
    expect(effects(await daily(world, 30, { current: "home" }))).toEqual([]);
    const atMs = world.storeNow() - 200 * DAY;
    world.addPlace({ name: "late", writes: [{ value: key.value, atMs, by: "before" }] });
    const [next, ...later] = await daily(world, 5, { current: "home" });
    expect([next?.effects, effects(later)]).toEqual([["write k2 to late"], []]);
  });

  it("F33: a tool that puts the old value back a minute later keeps the old key alive as long as it is used", async () => {
    const { world, key } = stage({ places: [{ name: "home" }, { name: "api" }, { name: "web", jobs: BUSY }] });
    const refused = turnedAway(world);
    await act(world, IDLE);
    pass(world, MINUTE);
    const web = world.places[2];
    web?.writes.push({ value: key.value, atMs: world.storeNow(), by: "tool" });
    const acts = await daily(world, 16, IDLE);
    expect([effects(acts), refused]).toEqual([[], []]);
    expect(acts.every(({ find }) => find("lingering-use") !== undefined)).toBe(true);
    expect(acts.at(-1)?.report.outcome).toBe("held");
    web?.writes.push({ value: world.key("k2")?.value ?? "", atMs: world.storeNow(), by: "tool" });
    expect(effects(await daily(world, 2, IDLE))).toEqual(["revoke k1"]);
  });

  it("F34: a key that could neither be used nor taken back, by a run that then died, is found by its marker", async () => {
    const { world } = stage({ switches: { propagationMs: 30 * MINUTE } });
    const choose: Chooser = (call) => (call.name === "revoke k2" ? { kind: "kill-before" } : undefined);
    await killed(world, { ...CREATE, choose });
    expect([world.ledger, world.key("k2")?.description]).toEqual([["create k2"], "ci [rekey:kosli-ci@acme/ops]"]);
    pass(world, HOUR);
    const open = { ...CREATE, policy: { ...CREATE.policy, prove: false } };
    expect((await act(world, open)).effects[0]).toBe("create k3");
    pass(world, HOUR);
    const later = await daily(world, 6, CREATE);
    expect(effects(later).toSorted()).toEqual(["revoke k1", "revoke k2"]);
    expect([alive(world), allServed(world)]).toEqual([["k3"], true]);
  });

  it("F36: a secret that hides the written one from its consumers keeps the old key, until it is covered too", async () => {
    const at = await startPlugIns();
    at.github.addRepository("acme/web", { environments: ["production"] });
    const hidden = [
      { repository: "acme/web", environment: "production", name: NAME },
      { repository: "acme/api", store: "dependabot", name: NAME },
    ] as const;
    for (const place of hidden) at.github.putSecret(place, at.old.value, { writtenAtMs: 0 });
    at.github.putSecret({ repository: "acme/web", name: NAME }, at.old.value, { writtenAtMs: 0 });
    const options = { policy: { strategy: "create" }, retire: { policy: "after-verify" } } as const;
    const three = { repositories: ["acme/ops", "acme/api", "acme/web"] };
    const first = await at.run({ ...options, destinations: [three] });
    expect(first.find("retire-waits")).toMatchObject({ why: "uncovered-holders" });
    expect(first.find("retire-waits")?.labels).toHaveLength(2);
    expect(at.alive()).toContain(at.old.id);
    at.clock.advance(DAY);
    const all = [
      { ...three, stores: ["actions"] },
      { repository: "acme/web", environments: ["production"] },
      { repository: "acme/api", stores: ["dependabot"] },
    ];
    const second = await at.run({ ...options, destinations: all });
    expect([second.report.outcome, at.alive()]).toEqual(["rotated", [at.kosli.keys("ci").at(-1)?.id]]);
    for (const place of hidden) expect(at.kosli.accepts(at.github.value(place) ?? "")).toBe(true);
  });
});
