import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, type Scene, scene, WRITE_MS } from "./kinde-scene.ts";

/** Whether Kinde takes what each place holds. */
function works({ twin, places }: Scene): readonly boolean[] {
  return places.map(({ value }) => twin.accepts(value));
}

const ALL = [true, true, true];

describe("a key that is replaced in place", () => {
  test("needs allow-downtime: without it nothing is asked for, and plan says so", async () => {
    for (const mode of ["plan", "auto"] as const) {
      const at = await scene();
      const { report, changes, codes } = await at.run({ mode, policy: { allowDowntime: false } });
      expect([report.outcome, changes, codes]).toEqual([
        mode === "plan" ? "planned" : "failed",
        [],
        ["downtime-not-allowed"],
      ]);
      expect(works(at)).toEqual(ALL);
    }
  });

  test("is handed out at once, home first, with nothing asked in between; it is proved last", async () => {
    const at = await scene();
    const { report, changes, events } = await at.run();
    expect([report.outcome, report.rotated, changes]).toEqual(["rotated", true, [`PUT /api_keys/${at.key.id}`]]);
    expect(works(at)).toEqual(ALL);
    const told = events.flatMap((event) => {
      if (event.type === "target.written") return [event.target];
      return event.type === "key.minted" || event.type === "key.proved" ? [event.type] : [];
    });
    expect(told).toEqual(["key.minted", "home", "api", "web", "key.proved"]);
    expect(events.filter((event) => event.type === "waiting" && event.why === "first-write")).toEqual([]);
    const asked = at.twin.requests.map(({ method }) => method);
    expect(asked.slice(asked.indexOf("PUT"))).toEqual(["PUT", "GET", "POST", "GET"]);
  });

  test("has no predecessor, and the id is never revoked, whatever the policy", async () => {
    for (const policy of ["expire", "after-verify", "when-idle"] as const) {
      const at = await scene();
      const retire = {
        policy,
        idleForMs: 0,
        atLeastMs: 0,
        atMostMs: 1,
        onOverstay: "revoke",
        waitForRunsMs: 0,
      } as const;
      const { report } = await at.run({ policy: { retire } });
      expect([report.predecessorId, report.keyId]).toEqual([undefined, at.key.id]);
      at.clock.advance(30 * DAY_MS);
      expect((await at.run({ policy: { retire } })).changes).toEqual([]);
      expect(works(at)).toEqual(ALL);
    }
  });

  test("tells how long consumers had a dead key", async () => {
    const at = await scene();
    const { find } = await at.run();
    expect(find("gap")).toEqual({ level: "notice", code: "gap", keyId: at.key.id, gapMs: 3 * WRITE_MS, written: 3 });
  });

  test("is as old as its oldest write", async () => {
    const at = await scene({ ageDays: 400 });
    for (const place of at.places) place.writtenAtMs = at.clock.now() - 10 * DAY_MS;
    const rested = await at.run();
    expect([rested.report.outcome, rested.changes]).toEqual(["not-due", []]);
    expect(rested.report.nextDueAtMs).toBeGreaterThan(at.clock.now() + 70 * DAY_MS);
    at.clock.advance(85 * DAY_MS);
    expect((await at.run({ mode: "check" })).codes).toContain("too-old");
    expect((await at.run()).report.reason).toBe("due");
  });

  test.each([false, true])(
    "is not due again once it was rotated (the creation time moves: %s)",
    async (rotateMovesCreated) => {
      const at = await scene({ switches: { rotateMovesCreated } });
      const first = await at.run();
      expect(first.report.outcome).toBe("rotated");
      for (let day = 0; day < 3; day += 1) {
        at.clock.advance(DAY_MS);
        const { report, changes } = await at.run({ current: day % 2 === 0 });
        expect([report.outcome, changes]).toEqual(["not-due", []]);
      }
    },
  );

  test("is not asked for unless every preflight is green: a made-up key that is called valid keeps it from that", async () => {
    const at = await scene();
    const mend = at.twin.fault(({ path }) =>
      path.endsWith("/verify") ? { answer: { status: 200, body: { is_valid: true } } } : undefined,
    );
    const { report, changes, codes } = await at.run();
    mend();
    expect([report.outcome, changes, codes]).toEqual(["failed", [], ["control-failed"]]);
  });
});

describe("a roll-out in place that broke off", () => {
  async function brokenOff(optional = false): Promise<Scene> {
    const at = await scene({ optional });
    const [, , web] = at.places;
    if (web) web.fails = true;
    const { report, find } = await at.run();
    expect(report.outcome).toBe(optional ? "rotated" : "partial");
    expect(find("gap")?.level).toBe("warning");
    expect(works(at)).toEqual([true, true, false]);
    if (web) web.fails = false;
    at.clock.advance(DAY_MS);
    return at;
  }

  test("is finished with the value that the home holds, everywhere, so that the writes lie together again", async () => {
    const at = await brokenOff();
    const { report, changes, find } = await at.run({ current: true });
    expect([report.outcome, changes]).toEqual(["rotated", []]);
    expect(find("finished")?.targets).toEqual(["home", "api", "web"]);
    expect(works(at)).toEqual(ALL);
    at.clock.advance(DAY_MS);
    expect((await at.run({ current: true })).report.outcome).toBe("not-due");
  });

  test("is finished with a second key where the value is not known, as nobody who works must stop", async () => {
    const at = await brokenOff();
    const { report, changes } = await at.run();
    expect([report.reason, changes]).toEqual(["stale", ["POST /api_keys"]]);
    expect(works(at)).toEqual(ALL);
    expect(at.twin.keys().map(({ works }) => works)).toEqual([true, true]);
    at.clock.advance(8 * DAY_MS);
    const later = await at.run();
    expect([later.report.outcome, later.changes]).toEqual(["retired", [`DELETE /api_keys/${at.key.id}`]]);
    expect(works(at)).toEqual(ALL);
  });

  test("does not pass for an old key, which would be replaced again", async () => {
    const at = await brokenOff();
    expect((await at.run({ mode: "check" })).report.reason).toBe("stale");
  });

  test("at an optional destination alone moves nothing but that one", async () => {
    const at = await brokenOff(true);
    expect((await at.run()).report.outcome).toBe("not-due");
    const { find } = await at.run({ current: true });
    expect(find("finished")?.targets).toEqual(["web"]);
    at.clock.advance(DAY_MS);
    expect((await at.run({ current: true })).report.outcome).toBe("not-due");
  });
});

describe("a value that was replaced in place and lost", () => {
  test.each([
    ["the answer is lost", "mint-lost", {}],
    ["the answer holds no value", "mint-unusable", { secretField: "null" }],
  ] as const)("is known, and a second key takes its place in the same run: %s", async (_name, code, switches) => {
    const at = await scene();
    at.twin.fault(({ method }) => {
      if (method === "POST") at.twin.set({ secretField: "key" });
      if (method === "PUT") at.twin.set(switches);
      return method === "PUT" && code === "mint-lost" ? { drop: "after-effect" } : undefined;
    });
    const { report, changes, find } = await at.run();
    expect(changes).toEqual([`PUT /api_keys/${at.key.id}`, "POST /api_keys"]);
    expect([report.outcome, report.rotated]).toEqual(["failed", true]);
    expect(find(code)).toMatchObject({ inPlace: code === "mint-lost" ? at.key.id : true });
    expect(find("gap")?.written).toBe(3);
    expect(works(at)).toEqual(ALL);
    at.clock.advance(DAY_MS);
    expect((await at.run()).report.outcome).toBe("not-due");
  });

  test("is known by the refusal of the old value where Kinde shows no end of values", async () => {
    const at = await scene({ switches: { suffix: "null" } });
    at.twin.fault(({ method }) => (method === "PUT" ? { drop: "after-effect" } : undefined));
    const { changes, find } = await at.run({ current: true });
    expect(find("mint-lost")).toMatchObject({ inPlace: at.key.id });
    expect(changes).toEqual([`PUT /api_keys/${at.key.id}`, "POST /api_keys"]);
    expect(works(at)).toEqual(ALL);
  });

  test("is not assumed: where nothing was replaced, nothing else is minted", async () => {
    const at = await scene();
    at.twin.fault(({ method }) => (method === "PUT" ? { drop: "before-effect" } : undefined));
    const { report, changes, find } = await at.run();
    expect([report.outcome, changes, find("mint-lost")?.inPlace]).toEqual(["failed", [], undefined]);
    expect(works(at)).toEqual(ALL);
  });

  test("shows in a later run by the value that the home holds, which is dead", async () => {
    const at = await scene({ ageDays: 10 });
    at.twin.rotate(at.key.id);
    expect(works(at)).toEqual([false, false, false]);
    expect((await at.run()).report.outcome).toBe("not-due");
    const { report, changes } = await at.run({ current: true });
    expect([report.reason, changes]).toEqual(["stale", ["POST /api_keys"]]);
    expect(works(at)).toEqual(ALL);
  });

  test("does not show by a value that was handed over before the home was written", async () => {
    const at = await scene({ ageDays: 10 });
    for (const place of at.places) place.writtenAtMs = at.clock.now() - HOUR_MS;
    at.twin.rotate(at.key.id);
    const { report, changes, codes } = await at.run({ current: true });
    expect([report.outcome, changes, codes]).toEqual(["not-due", [], ["current-not-ours"]]);
  });
});

describe("scopes that should be others", () => {
  const scopes = ["read:invoices"];

  test.each(["rotate", "create"] as const)(
    "make the key due, and a second key gets them (strategy %s)",
    async (strategy) => {
      const at = await scene({ ageDays: 1 });
      const { report, changes } = await at.run({ policy: { strategy }, key: { scopes } });
      expect([report.outcome, report.reason, changes]).toEqual(["rotated", "scopes", ["POST /api_keys"]]);
      expect(at.twin.keys().at(-1)?.scopes).toEqual(scopes);
      expect(works(at)).toEqual(ALL);
      at.clock.advance(HOUR_MS);
      expect((await at.run({ policy: { strategy }, key: { scopes } })).report.outcome).toBe("not-due");
    },
  );

  test("are a set: another order is no difference", async () => {
    const at = await scene({ ageDays: 1 });
    const same = ["write:invoices", "read:invoices", "read:invoices"];
    expect((await at.run({ key: { scopes: same } })).report.outcome).toBe("not-due");
  });

  test("that the API does not have are found before anything is minted", async () => {
    const at = await scene({ ageDays: 1 });
    const { report, changes, find } = await at.run({ key: { scopes: ["read:everything"] } });
    expect([report.outcome, changes]).toEqual(["failed", []]);
    expect(find("service-blocked")).toMatchObject({ on: expect.stringContaining("Kinde"), fault: "config" });
  });

  test("that a new key lacks make it useless: it is revoked before anybody gets it", async () => {
    const at = await scene();
    at.twin.fault(({ path, index }) => {
      const made = at.twin.keys().at(-1);
      if (!path.endsWith("/verify") || made?.id === at.key.id || index < 1) return undefined;
      return { answer: { status: 200, body: { is_valid: true, status: "active", key_id: made?.id, scopes: [] } } };
    });
    const { report, changes, find } = await at.run({ policy: { strategy: "create" } });
    const fresh = at.twin.keys().at(-1);
    expect(changes).toEqual(["POST /api_keys", `DELETE /api_keys/${fresh?.id}`]);
    expect(find("new-key-refused")).toMatchObject({ revoked: true, why: expect.stringContaining("lacks the scopes") });
    expect([report.outcome, works(at)]).toEqual(["failed", ALL]);
  });
});

describe("a business with keys of many owners", () => {
  const create = { policy: { strategy: "create" } } as const;

  test("is no reason to stop when somebody else makes a key meanwhile", async () => {
    const at = await scene();
    at.twin.fault(({ method }) => {
      if (method === "POST") at.twin.addKey({ name: "somebody else's", type: "user", userId: "kp_1" });
      return undefined;
    });
    const { report, codes } = await at.run(create);
    expect([report.outcome, codes]).toEqual(["rotated", []]);
    expect(report.keys).toHaveLength(2);
  });

  test("is a reason to stop when that key is named like ours", async () => {
    const at = await scene();
    at.twin.fault(({ method, path }) => {
      if (method === "POST" && path.endsWith("/verify")) at.twin.addKey({ createdAtMs: at.clock.now() - DAY_MS });
      return undefined;
    });
    const { report, codes } = await at.run(create);
    expect([report.outcome, codes.includes("key-appeared")]).toEqual(["held", true]);
    expect(works(at)).toEqual(ALL);
  });

  test("is told to hold when such a key appears while one is replaced in place", async () => {
    const at = await scene();
    at.twin.fault(({ method }) => {
      if (method === "PUT") at.twin.addKey({ type: "user", userId: "kp_1" });
      return undefined;
    });
    const { report, codes } = await at.run();
    expect([report.outcome, codes]).toEqual(["held", ["key-appeared", "gap"]]);
    expect(works(at)).toEqual(ALL);
  });

  test("needs an id where two keys have the name, and touches neither without one", async () => {
    const at = await scene();
    const other = at.twin.addKey({ type: "user", userId: "kp_1" });
    const unsure = await at.run(create);
    expect([unsure.report.outcome, unsure.changes, unsure.codes]).toEqual(["failed", [], ["ambiguous-ownership"]]);
    const sure = await at.run({ ...create, key: { id: at.key.id } });
    expect([sure.report.outcome, sure.changes]).toEqual(["rotated", ["POST /api_keys"]]);
    at.clock.advance(8 * DAY_MS);
    const later = await at.run({ ...create, key: { id: at.key.id } });
    expect([later.report.outcome, later.changes]).toEqual(["retired", [`DELETE /api_keys/${at.key.id}`]]);
    expect(at.twin.key(other.id).works).toBe(true);
    expect(works(at)).toEqual(ALL);
  });

  test("names a few keys where none has the name, not thousands", async () => {
    const at = await scene();
    for (let index = 0; index < 60; index += 1) at.twin.addKey({ name: `of customer ${index}` });
    const { find, report } = await at.run({ ...create, key: { label: "biling worker" } });
    expect(find("none-ours")?.candidates).toHaveLength(20);
    expect(report.keys).toEqual([]);
  });
});

describe("an old key that is still used", () => {
  test("is told with the address of whoever uses it", async () => {
    const at = await scene();
    await at.run({ policy: { strategy: "create" } });
    at.clock.advance(DAY_MS);
    at.twin.verify(at.key.value, "198.51.100.4");
    const { find, report } = await at.run({ policy: { strategy: "create" } });
    expect(find("lingering-use")).toMatchObject({ keyId: at.key.id, from: "198.51.100.4" });
    expect(report.keys.find(({ keyId }) => keyId === at.key.id)?.lastUsedFrom).toBe("198.51.100.4");
  });
});
