import { describe, expect, it } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { file, problems, VARIABLES } from "../inputs/reading.ts";
import { scene } from "../key-services/http-scene.ts";
import { atlas } from "../key-services/http-settings.ts";
import { openHttp } from "../key-services/http-stage.ts";
import { answering, op, stageWith } from "../key-services/kosli-support.ts";
import { POLICY, start } from "../simulation/run.ts";
import { startHttpTwin } from "../twins/http/twin.ts";
import { virtualClock } from "../twins/virtual-clock.ts";
import {
  AFTER_VERIFY,
  act,
  alive,
  allServed,
  CREATE,
  DAY,
  daily,
  effects,
  everywhere,
  first,
  HOUR,
  holdings,
  IDLE,
  MINUTE,
  pass,
  SECOND,
  stage,
} from "./support.ts";

describe("retiring the old key", () => {
  it("F47: where the service does not keep the overlap that it promised, the run says so and hands the new key out without delay", async () => {
    const { world } = stage({ switches: { grace: "dies-at-once" } });
    const began = world.nowMs;
    const { report, find, effects: done } = await act(world, { current: "home" });
    expect(find("overlap-broken")).toMatchObject({ keyId: "k1" });
    expect(done).toEqual(["rotate k1 into k2, grace 48 h", "write k2 to home", "write k2 to api", "write k2 to web"]);
    expect([report.outcome, allServed(world)]).toEqual(["rotated", true]);
    expect(world.nowMs - began).toBeLessThan(MINUTE);
    expect(effects(await daily(world, 5, { current: "home" }))).toEqual([]);
  });

  it("F48: a revocation is believed only when the key is gone and refused, and two at once leave a key that everybody holds", async () => {
    for (const [revoke, shows] of [
      ["ignored", "listed"],
      ["hidden", "accepted"],
    ] as const) {
      const { world } = stage({ switches: { revoke } });
      const { find, report } = await act(world, { ...AFTER_VERIFY, current: "home" });
      expect([find("not-dead")?.shows, report.outcome]).toEqual([shows, "held"]);
      expect(report.keys.map(({ role }) => role)).not.toContain("revoked");
    }
    const { world } = stage();
    await act(world, CREATE);
    pass(world, 3 * DAY);
    const both = ["one", "two"].map((name) => start(world, { ...AFTER_VERIFY, name }).end);
    await world.time.drive(Promise.all(both));
    expect([alive(world), holdings(world)]).toEqual([["k2"], everywhere("k2")]);
    expect(effects(await daily(world, 5, AFTER_VERIFY))).toEqual([]);
    expect(alive(world)).toEqual(["k2"]);
  });

  it("F49: a key that goes on working for a while is waited for, not reported alive; and only a refusal counts as death", async () => {
    const patient = stage({ switches: { revokeLagMs: 20_000 } });
    const { report, codes } = await act(patient.world, { ...AFTER_VERIFY, current: "home" });
    expect([report.outcome, codes]).toEqual(["rotated", ["retired"]]);
    const endless = stage({ switches: { revokeLagMs: 3 * HOUR } });
    const still = await act(endless.world, { ...AFTER_VERIFY, current: "home" });
    expect([still.report.outcome, still.find("not-dead")?.shows]).toEqual(["held", "accepted"]);
    for (const [status, body] of [
      [403, { message: "You may not" }],
      [429, { message: "Too many requests" }],
      [500, "<html>oops</html>"],
      [404, { message: "not found" }],
    ] as const) {
      const kosli = await stageWith();
      const { place } = await kosli.service.provingGround(kosli.old, op);
      answering(kosli, "GET", status, body);
      const value = new Secret(`${kosli.old.value.reveal().slice(0, -3)}xyz`);
      const answer = await kosli.service.probe(value, { place: place ?? "", keyId: "k" }, op).catch(() => "no answer");
      expect([status, answer === "refused"]).toEqual([status, false]);
    }
  });

  it("F50: durations that would retire a key as soon as it is made, or never, are refused before any request", async () => {
    for (const [rotation, words] of [
      ["max-age: 0d", "max-age"],
      ["max-age: 1h", "must be longer than grace-period"],
      ["max-age: 7d\ngrace-period: 168h", "must be longer than grace-period"],
      ["grace-period: 0h", "grace-period"],
      ["grace-period: 721h\nmax-age: 365d", "grace-period"],
      ["strategy: rotate\nretire: { policy: when-idle, at-most: 60d }", "at-most"],
      ["strategy: create\nretire: { policy: when-idle, at-least: 20d, at-most: 14d }", "at-"],
    ] as const) {
      const told = await problems({ file: file({ rotation }), env: VARIABLES });
      expect([rotation, told.join("\n")]).toEqual([rotation, expect.stringContaining(words)]);
    }
    expect(await problems({ file: file({ rotation: "max-age: 90d\ngrace-period: 48h" }), env: VARIABLES })).toEqual([]);
  });

  it("F51: every key that takes up room counts against the limit before one is minted, and the old one is retired to make room", async () => {
    const { world } = stage({ maxLiveKeys: 2 });
    expect((await act(world, IDLE)).report.outcome).toBe("rotated");
    pass(world, HOUR);
    const full = await act(world, { ...IDLE, mode: "force" });
    expect([full.effects, full.find("no-headroom")]).toMatchObject([[], { live: 2, limit: 2 }]);
    expect(effects(await daily(world, 3, IDLE))).toEqual(["revoke k1"]);
    expect((await act(world, { ...IDLE, mode: "force" })).report.outcome).toBe("rotated");
  });

  it("F52: a key of somebody else is never touched, however old it is and whatever the mode", async () => {
    const { world } = stage();
    const strangers = ["theirs", "ci-staging", "CI", "", "theirs [rekey:kosli-ci@acme/ops]"].map((description, index) =>
      world.addKey({ description, by: "human", createdAtMs: world.serviceNow() - (index + 1) * 300 * DAY }),
    );
    for (const retire of ["expire", "after-verify", "when-idle"] as const) {
      for (const mode of ["force", "incident", "auto"] as const) {
        const options = { ...CREATE, label: "ci", retire: { policy: retire, onOverstay: "revoke" as const } };
        await act(world, { ...options, mode });
        await daily(world, 16, options);
      }
    }
    expect(world.ledger.filter((effect) => effect.startsWith("revoke")).length).toBeGreaterThanOrEqual(6);
    for (const { id, revoked } of strangers) {
      expect([id, revoked, alive(world).includes(id)]).toEqual([id, undefined, true]);
    }
  });

  it("F53: a run that dies between the last write and the revocation leaves that to the next one, which does it", async () => {
    for (const kind of ["kill-before", "kill-applied"] as const) {
      const { world } = stage();
      const dying = start(world, { ...AFTER_VERIFY, choose: first("revoke", { kind }) });
      expect(await world.time.drive(dying.end)).toBe("killed");
      expect(alive(world).includes("k1")).toBe(kind === "kill-before");
      const [next, ...later] = await daily(world, 4, AFTER_VERIFY);
      expect(next?.effects).toEqual(kind === "kill-before" ? ["revoke k1"] : []);
      expect([effects(later), alive(world), holdings(world)]).toEqual([[], ["k2"], everywhere("k2")]);
    }
  });

  it("F54: where a mint cuts the life of the key before it short, the new end is in the report of that run and of those after it", async () => {
    const clock = virtualClock();
    const twin = await startHttpTwin(atlas.vendor, clock);
    const admin = "admin:secret-of-the-administrator";
    twin.world.credentials.set(admin, "admin");
    const key = twin.world.add("ci", { createdAtMs: clock.now() - 100 * DAY, expiresAtMs: clock.now() + 200 * DAY });
    const options = { "base-url": twin.url, ...atlas.options, credentials: atlas.credentials(admin) };
    const at = scene({
      clock,
      value: key.value,
      policy: { graceMs: 3 * DAY, retire: { ...POLICY.retire, policy: "expire" }, key: { dedicated: true } },
      open: (current, patient) =>
        openHttp(options, { clock: { ...clock, ...patient }, masked: [], opened: { current } }),
    });
    try {
      const { report } = await at.run();
      expect([report.outcome, report.predecessorId]).toEqual(["rotated", key.id]);
      expect(key.expiresAtMs).toBeLessThanOrEqual(clock.now() + 7 * DAY);
      const inSeconds = (ms = 0) => Math.floor(ms / SECOND);
      expect(inSeconds(report.predecessorExpiresAtMs)).toBe(inSeconds(key.expiresAtMs));
      clock.advance(DAY);
      expect(inSeconds((await at.run()).report.predecessorExpiresAtMs)).toBe(inSeconds(key.expiresAtMs));
      const full = await at.run({ mode: "force" });
      expect([full.codes.includes("no-headroom"), full.events]).toEqual([true, []]);
    } finally {
      await twin.stop();
    }
    const { world, key: untold } = stage({ switches: { graceShowsAsExpiry: false } });
    expect((await act(world)).report.predecessorExpiresAtMs).toBe(untold.graceEndsAtMs);
  });

  it("F55: a new key is made, written and proved before the old one is revoked, under every policy", async () => {
    for (const options of [AFTER_VERIFY, IDLE, CREATE, { ...AFTER_VERIFY, mode: "incident" as const }]) {
      const { world } = stage();
      const { mode: _once, ...rest } = { mode: undefined, ...options };
      await act(world, options);
      await daily(world, 5, rest);
      const order = world.ledger.map((effect) => effect.split(" ")[0]);
      expect(order).toEqual(["create", "write", "write", "write", "revoke"]);
      expect(world.story.findIndex(({ what }) => what === "revokes k1")).toBe(world.story.length - 1);
    }
  });

  it("F56: a key is not revoked for its age: an old one that is in use stays", async () => {
    const { world, key } = stage({ ageDays: 900 });
    await act(world, IDLE);
    const acts = [];
    for (let day = 0; day < 13; day++) {
      pass(world, DAY - 2 * HOUR);
      world.use(key.value);
      pass(world, 2 * HOUR);
      acts.push(await act(world, IDLE));
    }
    expect([effects(acts), alive(world)]).toEqual([[], ["k1", "k2"]]);
    expect(effects(await daily(world, 2, IDLE))).toEqual(["revoke k1"]);
  });

  it("F57: a place that missed two rotations in a row still holds a living key: nothing that it may hold is revoked", async () => {
    const { world } = stage({ refusesWrites: ["web"], places: [{ name: "home" }, { name: "api" }, { name: "web" }] });
    for (const options of [AFTER_VERIFY, IDLE, CREATE]) {
      const acts = [await act(world, { ...options, mode: "force" }), ...(await daily(world, 20, options))];
      expect(effects(acts).filter((effect) => effect.startsWith("revoke"))).toEqual([]);
      expect([holdings(world).web, allServed(world)]).toEqual(["k1", true]);
      expect(["partial", "held"]).toContain(acts.at(-1)?.report.outcome);
    }
    expect(world.ledger.filter((effect) => effect.startsWith("create")).length).toBeLessThan(8);
  });
});
