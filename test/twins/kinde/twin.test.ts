import { afterEach, describe, expect, test } from "vitest";
import type { VirtualClock } from "../virtual-clock.ts";
import { virtualClock } from "../virtual-clock.ts";
import type { KindeSwitches, KindeTwin, TwinKey } from "./index.ts";
import { ALL_SCOPES, KINDE_SWITCHES, startKindeTwin } from "./index.ts";
import { DEFAULT_SWITCHES } from "./switches.ts";

const HOUR_MS = 3_600_000;
const twins: KindeTwin[] = [];

afterEach(async () => {
  await Promise.all(twins.splice(0).map((twin) => twin.stop()));
});

interface Answer {
  readonly status: number;
  // What a test reads of an answer is what it expects of it.
  readonly body: Readonly<Record<string, unknown>>;
}

interface Scene {
  readonly twin: KindeTwin;
  readonly clock: VirtualClock;
  readonly key: TwinKey;
  ask(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
}

async function log(twin: KindeTwin, more: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "writer",
    client_secret: "the-secret",
    audience: `${twin.url}/api`,
    ...more,
  });
  const answer = await fetch(`${twin.url}/oauth2/token`, { method: "POST", body: form });
  return { status: answer.status, body: Object(await answer.json()) };
}

async function scene(switches: Partial<KindeSwitches> = {}, scopes: readonly string[] = ALL_SCOPES): Promise<Scene> {
  const clock = virtualClock();
  const twin = await startKindeTwin({ clock, switches });
  twins.push(twin);
  twin.addApi("api", ["read:x", "write:x"]);
  twin.addApplication("writer", "the-secret", scopes);
  const key = twin.addKey({ createdAtMs: clock.now() - HOUR_MS });
  const { body } = await log(twin);
  const given = String(body.access_token);
  return {
    twin,
    clock,
    key,
    async ask(method, path, sent, token = given) {
      const answer = await fetch(`${twin.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      });
      return { status: answer.status, body: Object(await answer.json()) };
    },
  };
}

function verify({ ask }: Scene, value: string): Promise<Answer> {
  return ask("POST", "/api_keys/verify", { api_key: value });
}

describe("a switch of the twin", () => {
  test("has its default as first position", () => {
    const first = Object.fromEntries(Object.entries(KINDE_SWITCHES).map(([name, positions]) => [name, positions[0]]));
    expect(DEFAULT_SWITCHES).toEqual(first);
  });

  test.each([
    ["told", 200, { is_valid: false, status: "revoked" }],
    ["bare", 200, { is_valid: false }],
    [400, 400, { errors: [{ code: "INVALID_API_KEY" }] }],
    [401, 401, { errors: [{ code: "INVALID_API_KEY" }] }],
  ] as const)("answers a dead value: %s", async (verifyDead, status, body) => {
    const at = await scene({ verifyDead });
    at.twin.kill(at.key.id);
    expect(await verify(at, at.key.value)).toMatchObject({ status, body });
    expect((await verify(at, "k_live_nobodys")).status).toBe(status);
  });

  test("moves the counters of a key that is verified, or does not, or late", async () => {
    for (const [switches, count, told] of [
      [{}, 1, true],
      [{ verifyMoves: false }, 0, false],
      [{ lastVerifiedLagMs: 300_000 }, 1, false],
    ] as const) {
      const at = await scene(switches);
      await verify(at, at.key.value);
      const { body } = await at.ask("GET", `/api_keys/${at.key.id}`);
      expect(body.api_key).toMatchObject({ verification_count: count });
      expect(Object(body.api_key).last_verified_on !== null).toBe(told);
    }
  });

  test("delays a new value, its place in the list, and its death", async () => {
    const at = await scene({ propagationMs: 5000, listLagMs: 9000, revokeLagMs: 7000 });
    const made = await at.ask("POST", "/api_keys", { name: "n", type: "environment", api_id: "api" });
    const { id, key } = Object(made.body.api_key);
    const seen = async () => {
      const { body } = await at.ask("GET", "/api_keys");
      return [at.twin.accepts(key), Object(body.api_keys).some((one: { readonly id: string }) => one.id === id)];
    };
    expect(await seen()).toEqual([false, false]);
    at.clock.advance(5000);
    expect(await seen()).toEqual([true, false]);
    at.clock.advance(4000);
    expect(await seen()).toEqual([true, true]);
    await at.ask("DELETE", `/api_keys/${id}`);
    expect(at.twin.accepts(key)).toBe(true);
    at.clock.advance(7000);
    expect(at.twin.accepts(key)).toBe(false);
  });

  test.each([
    ["+11", /^2026-11-21T22:00:00\+11$/],
    ["+05:30", /^2026-11-21T16:30:00\+05:30$/],
    ["Z", /^2026-11-21T11:00:00\.250Z$/],
    ["micro", /^2026-11-21T11:00:00\.250456\+00:00$/],
  ] as const)("writes dates as %s", async (dates, form) => {
    const { ask, key } = await scene({ dates });
    expect(Object((await ask("GET", `/api_keys/${key.id}`)).body.api_key).created_on).toMatch(form);
  });
});

describe("a key of the twin", () => {
  test("keeps its id when it is rotated, and its old value is dead at once", async () => {
    const { twin, key, ask } = await scene();
    const { status, body } = await ask("PUT", `/api_keys/${key.id}`);
    expect([status, body.code, Object(body.api_key).id]).toEqual([201, "API_KEY_ROTATED", key.id]);
    expect([twin.accepts(key.value), twin.accepts(Object(body.api_key).key)]).toEqual([false, true]);
    expect(twin.key(key.id).status).toBe("active");
  });

  test("belongs to one API and one owner, as its type says", async () => {
    const { ask, twin } = await scene();
    const good = { name: "n", type: "user", api_id: "api", user_id: "kp_1", scope_ids: ["api_scope_api_read:x"] };
    for (const wrong of [{ type: "team" }, { api_id: "none" }, { user_id: null }, { scope_ids: ["x"] }, { name: "" }]) {
      expect((await ask("POST", "/api_keys", { ...good, ...wrong })).status).toBe(400);
    }
    expect((await ask("POST", "/api_keys", good)).status).toBe(201);
    expect(twin.keys().at(-1)).toMatchObject({ type: "user", userId: "kp_1", scopes: ["read:x"] });
  });

  test("is told by an error object where it is not there, by a list of errors otherwise", async () => {
    const { ask } = await scene();
    expect((await ask("GET", "/api_keys/none")).body).toEqual({
      errors: { code: "ROUTE_NOT_FOUND", message: "API key not found" },
    });
    expect((await ask("GET", "/api_keys?page_size=501")).body.errors).toEqual([expect.objectContaining({})]);
  });
});

describe("the twin's tokens", () => {
  test("are given for the right secret and audience, counted, and end", async () => {
    const at = await scene({ tokenLifetimeSeconds: 3600 });
    expect((await log(at.twin, { client_secret: "wrong" })).status).toBe(401);
    expect((await log(at.twin, { audience: "https://other.kinde.com/api" })).status).toBe(400);
    expect((await log(at.twin, { grant_type: "password" })).status).toBe(400);
    expect(at.twin.tokensIssued()).toBe(1);
    expect((await at.ask("GET", "/api_keys")).status).toBe(200);
    at.clock.advance(HOUR_MS);
    expect((await at.ask("GET", "/api_keys")).status).toBe(401);
  });

  test.each([
    ["GET", "/api_keys", "read:api_keys"],
    ["POST", "/api_keys", "create:api_keys"],
    ["PUT", "/api_keys/x", "update:api_keys"],
    ["DELETE", "/api_keys/x", "delete:api_keys"],
    ["POST", "/api_keys/verify", "read:api_keys"],
    ["GET", "/apis/api/scopes", "read:api_scopes"],
  ])("may %s %s with the scope for it alone", async (method, path, scope) => {
    const without = await scene(
      {},
      ALL_SCOPES.filter((one) => one !== scope),
    );
    expect((await without.ask(method, path, method === "POST" ? {} : undefined)).status).toBe(403);
    const withIt = await scene({}, [scope]);
    expect((await withIt.ask(method, path, method === "POST" ? {} : undefined)).status).not.toBe(403);
  });
});

describe("the twin's ledger", () => {
  test("names callers by their client id and holds no value", async () => {
    const at = await scene();
    await verify(at, at.key.value);
    await at.ask("PUT", `/api_keys/${at.key.id}`);
    expect(at.twin.requests.map(({ caller, changed }) => [caller, changed])).toEqual([
      ["writer", false],
      ["writer", false],
      ["writer", true],
    ]);
    const text = JSON.stringify(at.twin.requests);
    const secrets = [...at.twin.keys().flatMap(({ values }) => values), ...at.twin.credentials()];
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});
