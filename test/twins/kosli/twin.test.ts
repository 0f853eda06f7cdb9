import { afterEach, describe, expect, test } from "vitest";
import type { VirtualClock } from "../virtual-clock.ts";
import { virtualClock } from "../virtual-clock.ts";
import type { KosliSwitches, KosliTwin, TwinKey } from "./index.ts";
import { KOSLI_SWITCHES, startKosliTwin } from "./index.ts";
import { DEFAULT_SWITCHES } from "./switches.ts";

const HOUR_MS = 3_600_000;
const twins: KosliTwin[] = [];

afterEach(async () => {
  await Promise.all(twins.splice(0).map((twin) => twin.stop()));
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly date: string | null;
}

interface Scene {
  readonly twin: KosliTwin;
  readonly clock: VirtualClock;
  readonly admin: TwinKey;
  readonly key: TwinKey;
  ask(method: string, path: string, body?: unknown, authorization?: string): Promise<Answer>;
}

async function scene(switches: Partial<KosliSwitches> = {}): Promise<Scene> {
  const clock = virtualClock();
  const twin = await startKosliTwin({ clock, switches });
  twins.push(twin);
  twin.addAccount({ name: "admin", privilege: "admin" });
  twin.addAccount({ name: "ci" });
  const createdAtMs = clock.now() - HOUR_MS;
  const admin = twin.addKey({ account: "admin", createdAtMs });
  return {
    twin,
    clock,
    admin,
    key: twin.addKey({ account: "ci", createdAtMs }),
    async ask(method, path, body, authorization = `Bearer ${admin.value}`) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${twin.url}/api/v2${path}`, { method, headers: { authorization }, ...sent });
      const text = await answer.text();
      return { status: answer.status, body: text && JSON.parse(text), date: answer.headers.get("date") };
    },
  };
}

const KEYS = "/service-accounts/acme/ci/api-keys";

function idsIn(answer: Answer): unknown {
  return Array.isArray(answer.body) ? answer.body.map((key) => key.id) : answer.body;
}

describe("a key of the twin", () => {
  test("works by Bearer and by the older Basic, and every use shows", async () => {
    const { ask, key, twin, clock } = await scene();
    const basic = `Basic ${btoa(`${key.value}:`)}`;
    expect((await ask("GET", "/environments/acme", undefined, `Bearer ${key.value}`)).status).toBe(200);
    clock.advance(1000);
    expect((await ask("GET", "/environments/acme", undefined, basic)).status).toBe(200);
    expect((await ask("GET", `${KEYS}/${key.id}`)).body).toMatchObject({ last_used_at: twin.now() / 1000 });
    expect((await ask("GET", "/user/default-org", undefined, basic)).body).toEqual({ default_org_name: "acme" });
  });

  test("ends on its day", async () => {
    const { twin, clock, ask } = await scene();
    const ending = twin.addKey({ account: "ci", expiresAtMs: twin.now() + HOUR_MS });
    clock.advance(HOUR_MS - 1);
    expect(twin.accepts(ending.value)).toBe(true);
    clock.advance(1);
    expect(twin.accepts(ending.value)).toBe(false);
    expect(idsIn(await ask("GET", KEYS))).not.toContain(ending.id);
    expect((await ask("POST", `${KEYS}/${ending.id}/rotate`, {})).body).toEqual({ message: "API key not found" });
  });

  test("in grace ends when that does, and a second rotation does not lengthen it", async () => {
    const { twin, clock, ask, key } = await scene();
    const first = await ask("POST", `${KEYS}/${key.id}/rotate`, { grace_period_hours: 1 });
    const second = await ask("POST", `${KEYS}/${key.id}/rotate`, { grace_period_hours: 720 });
    const endsAt = (twin.now() + HOUR_MS) / 1000;
    expect([first.status, second.status]).toEqual([201, 201]);
    expect([first.body, second.body]).toMatchObject([
      { grace_period_expires_at: endsAt },
      { grace_period_expires_at: endsAt },
    ]);
    clock.advance(HOUR_MS);
    expect(twin.accepts(key.value)).toBe(false);
  });
});

describe("a switch of the twin", () => {
  test("has its default as first position", () => {
    const first = Object.fromEntries(Object.entries(KOSLI_SWITCHES).map(([name, positions]) => [name, positions[0]]));
    expect(DEFAULT_SWITCHES).toEqual(first);
  });

  test("hides keys in grace", async () => {
    const { ask, key } = await scene({ graceListed: false });
    await ask("POST", `${KEYS}/${key.id}/rotate`, {});
    expect(idsIn(await ask("GET", KEYS))).not.toContain(key.id);
    expect((await ask("GET", `${KEYS}/${key.id}`)).status).toBe(404);
  });

  test("delays what is seen of a use", async () => {
    const { ask, key, clock } = await scene({ lastUsedLagMs: 60_000 });
    await ask("GET", "/environments/acme", undefined, `Bearer ${key.value}`);
    expect((await ask("GET", `${KEYS}/${key.id}`)).body).not.toHaveProperty("last_used_at");
    clock.advance(60_000);
    expect((await ask("GET", `${KEYS}/${key.id}`)).body).toHaveProperty("last_used_at");
  });

  test("delays a new key, and when it is listed", async () => {
    const { ask, twin, clock } = await scene({ propagationMs: 5000, listLagMs: 9000 });
    await ask("POST", KEYS, { description: "new" });
    const fresh = twin.keys().at(-1);
    const seen = async () => [twin.accepts(fresh?.value ?? ""), idsIn(await ask("GET", KEYS))];
    expect(await seen()).toEqual([false, [twin.keys("ci")[0]?.id]]);
    clock.advance(5000);
    expect(await seen()).toEqual([true, [twin.keys("ci")[0]?.id]]);
    clock.advance(4000);
    expect(await seen()).toEqual([true, twin.keys("ci").map(({ id }) => id)]);
  });

  test.each([
    ["kept", {}, false, false],
    ["late", { revokeLagMs: 5000 }, true, false],
    ["hidden", { revoke: "hidden" }, true, false],
    ["ignored", { revoke: "ignored" }, true, true],
  ] as const)("makes a revocation %s", async (_name, switches, works, listed) => {
    const { ask, twin, key, clock } = await scene(switches);
    expect((await ask("DELETE", `${KEYS}/${key.id}`, null)).body).toBe("revoked");
    expect(twin.accepts(key.value)).toBe(works);
    expect(idsIn(await ask("GET", KEYS))).toEqual(listed ? [key.id] : []);
    clock.advance(5000);
    expect(twin.accepts(key.value)).toBe("revoke" in switches);
  });

  test.each([
    ["kept", true, false],
    ["dies-at-once", false, false],
    ["never-ends", true, true],
  ] as const)("makes grace a promise that is %s", async (grace, during, after) => {
    const { ask, twin, key, clock } = await scene({ grace });
    await ask("POST", `${KEYS}/${key.id}/rotate`, { grace_period_hours: 2 });
    expect(twin.accepts(key.value)).toBe(during);
    clock.advance(3 * HOUR_MS);
    expect(twin.accepts(key.value)).toBe(after);
  });

  test("lets newer servers end every key", async () => {
    const { ask, twin, key } = await scene({ expiry: "newer" });
    const ending = twin.addKey({ account: "ci", expiresAtMs: twin.now() + 5000 });
    const [fresh, same, heir] = [
      await ask("POST", KEYS, { description: "x" }),
      await ask("POST", `${KEYS}/${key.id}/rotate`, {}),
      await ask("POST", `${KEYS}/${ending.id}/rotate`, {}),
    ];
    const latest = (twin.now() + 365 * 24 * HOUR_MS) / 1000;
    expect([fresh?.body, same?.body, heir?.body]).toMatchObject([
      { expires_at: latest },
      { expires_at: latest },
      { expires_at: (twin.now() + 5000) / 1000 },
    ]);
  });
});

describe("the twin refuses", () => {
  test.each([
    ["no description", "", {}, "description"],
    ["an empty description", "", { description: "" }, "description"],
    ["a long description", "", { description: "x".repeat(257) }, "description"],
    ["an end in fractions", "", { description: "x", expires_at: 4_000_000_000.5 }, "expires_at"],
    ["an end in the past", "", { description: "x", expires_at: 1_000_000_000 }, "expires_at"],
    ["an end after 2100", "", { description: "x", expires_at: 4_102_444_801 }, "expires_at"],
    ["no grace", "/rotate", { grace_period_hours: 0 }, "grace_period_hours"],
    ["too long a grace", "/rotate", { grace_period_hours: 721 }, "grace_period_hours"],
    ["half an hour of grace", "/rotate", { grace_period_hours: 0.5 }, "grace_period_hours"],
    ["no body", "/rotate", undefined, "body"],
  ])("%s, by the name of the field", async (_name, verb, body, field) => {
    const { ask, twin, key } = await scene();
    const answer = await ask("POST", verb === "" ? KEYS : `${KEYS}/${key.id}${verb}`, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      message: "Input payload validation failed",
      errors: { [field]: expect.any(String) },
    });
    expect(twin.keys("ci")).toHaveLength(1);
  });

  test("whoever is neither administrator nor maker of the account", async () => {
    const { ask, twin, key } = await scene();
    twin.addAccount({ name: "maker" });
    twin.addAccount({ name: "made", createdBy: "maker" });
    const maker = twin.addKey({ account: "maker" });
    const as = (value: string) => ask("GET", "/service-accounts/acme/made/api-keys", undefined, `Bearer ${value}`);
    expect((await as(maker.value)).status).toBe(200);
    expect(await as(key.value)).toMatchObject({
      status: 403,
      body: { message: "You don't have permission to access this resource" },
    });
    expect((await ask("GET", "/service-accounts/other/ci/api-keys")).status).toBe(403);
    expect((await ask("GET", "/service-accounts/acme/nobody/api-keys")).body).toEqual({
      message: "Service account not found",
    });
    expect((await as("never issued")).status).toBe(401);
  });
});

describe("a fault of the twin", () => {
  test("can lose a request or its answer", async () => {
    const { ask, twin } = await scene();
    const end = twin.fault(() => ({ drop: "before-effect" }));
    await expect(ask("POST", KEYS, { description: "x" })).rejects.toThrow();
    expect(twin.keys("ci")).toHaveLength(1);
    end();
    twin.fault(() => ({ drop: "after-effect" }));
    await expect(ask("POST", KEYS, { description: "x" })).rejects.toThrow();
    expect(twin.keys("ci")).toHaveLength(2);
    expect(twin.requests.map(({ status, changed }) => [status, changed])).toEqual([
      [undefined, false],
      [undefined, true],
    ]);
  });

  test("can answer something else, once", async () => {
    const { ask, twin } = await scene();
    twin.fault(({ index }) => (index === 0 ? { answer: { status: 500, body: "oops" } } : undefined));
    expect(await ask("POST", KEYS, { description: "x" })).toMatchObject({ status: 500, body: "oops" });
    expect(twin.keys("ci")).toHaveLength(1);
    expect((await ask("POST", KEYS, { description: "x" })).status).toBe(201);
  });

  test("can let a request take effect after its answer", async () => {
    const { ask, twin, clock } = await scene();
    const end = twin.fault(() => ({ effectAfterMs: 7000 }));
    const { body } = await ask("POST", KEYS, { description: "late" });
    end();
    expect(twin.keys("ci")).toHaveLength(1);
    clock.advance(7000);
    await ask("GET", KEYS);
    expect(body).toMatchObject({ id: twin.keys("ci").at(-1)?.id });
    expect(twin.keys("ci").at(-1)?.createdAtMs).toBe(clock.now());
  });

  test("can delay a request, and its answer, by the twin's clock", async () => {
    const { ask, twin, clock } = await scene();
    const arrived = Promise.withResolvers<void>();
    twin.fault(() => {
      arrived.resolve();
      return { delayMs: 5000 };
    });
    const answer = ask("POST", KEYS, { description: "x" });
    await arrived.promise;
    expect(twin.keys("ci")).toHaveLength(1);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(5000);
    expect((await answer).status).toBe(201);
  });
});

describe("the twin's ledger", () => {
  test("names callers by the id of their key and holds no value", async () => {
    const { ask, twin, admin } = await scene();
    await ask("POST", KEYS, { description: "x" });
    await ask("GET", KEYS, undefined, "Bearer never-issued");
    expect(twin.requests.map(({ caller, status }) => [caller, status])).toEqual([
      [admin.id, 201],
      [undefined, 401],
    ]);
    const text = JSON.stringify(twin.requests);
    for (const { value } of [...twin.keys(), { value: "never-issued" }]) expect(text).not.toContain(value);
  });
});

describe("the twin's Date header", () => {
  test("shows its own time", async () => {
    const { ask, twin, clock } = await scene();
    twin.setSkew(-90_000);
    expect((await ask("GET", KEYS)).date).toBe(new Date(clock.now() - 90_000).toUTCString());
  });
});
