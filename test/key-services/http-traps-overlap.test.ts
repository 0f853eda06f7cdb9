import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/http/index.ts";
import { example } from "./http-examples.ts";
import { credentials, errorOf, minting, op, replacing, routes, script, sentences, VALUE } from "./http-script.ts";

const MINUTE_MS = 60_000;

describe("a grace that is capped at minutes (Factory)", () => {
  const options = {
    description: example("factory"),
    params: { account: "sa1" },
    credentials: { token: new Secret("token-of-factory") },
  };

  test.each([
    [7 * 24 * 60 * MINUTE_MS, "from 1m to 10m in whole minutes, as Factory takes nothing else (got 168h)"],
    [11 * MINUTE_MS, "(got 11m)"],
    [0, "(got 0s)"],
    [90_000, "in whole minutes"],
  ])("is refused before any request: %i ms", (graceMs, words) => {
    expect(sentences(options, { graceMs }).join()).toContain(`grace-period must be`);
    expect(sentences(options, { graceMs }).join()).toContain(words);
  });

  test("is told in the service's own unit, and is what a rotation gets that says nothing", async () => {
    expect(sentences(options, { graceMs: 10 * MINUTE_MS })).toEqual([]);
    const configured = keyService.configure(options);
    expect(configured.success && configured.data.defaults).toEqual({ strategy: "rotate", graceMs: 10 * MINUTE_MS });
    const { open, sent } = await script(
      routes({ "POST /api/v0/service-accounts/sa1/api-keys/k1/rotate": { body: {} } }),
    );
    await errorOf(minting(open(options)).mint(replacing({ graceMs: 7 * MINUTE_MS }), op));
    expect(sent.at(-1)?.json).toEqual({ gracePeriodMinutes: 7 });
  });

  test("is not asked for by a mint either when it does not fit: nothing is sent", async () => {
    const { open, sent } = await script(() => ({}));
    const error = await errorOf(minting(open(options)).mint(replacing({ graceMs: 60 * MINUTE_MS }), op));
    expect([error.fault, error.effect, sent.length]).toEqual(["config", "none", 0]);
  });
});

describe("a default that would end the old key at once", () => {
  test.each([
    ["factory", { account: "a" }, { gracePeriodMinutes: 5 }],
    ["zenml", { host: "z.example.com", account: "a" }, { retain_period_minutes: 5 }],
    ["devin", { service_user: "a" }, { revoke_current: false }],
    ["northflank", { token_id: "a" }, { otherKeysExpiresAt: "2026-11-21T13:00:00Z" }],
  ])("is never left to the service: %s", async (name, params, body) => {
    const { open, sent } = await script(() => ({ body: {} }));
    const service = open({ description: example(name), params, credentials });
    const graceMs = name === "northflank" ? 60 * MINUTE_MS : 5 * MINUTE_MS;
    await errorOf(minting(service).mint(replacing({ graceMs }), op));
    expect(sent.at(-1)?.json).toEqual(body);
  });
});

describe("a clock that starts with the first use of the new key (Paddle)", () => {
  const current = new Secret("pdl_live_apikey_01gm106t81w94gyjgsaqypkjkl_old_secret");
  const answers = {
    "POST /api-keys/apikey_1/rotations": {
      status: 201,
      body: { data: { id: "apkrot_1", api_key_id: "apikey_1", new_key: `pdl_${VALUE}`, status: "pending" } },
    },
    "GET /api-keys/apikey_1": { body: { data: { id: "apikey_1", name: "ci", created_at: "2026-01-01T00:00:00Z" } } },
    "GET /event-types": { body: { data: [] } },
  };

  test("is what the engine is told, and a deadline that nobody knows yet is not made up", async () => {
    const { open } = await script(routes(answers));
    const service = open({ description: example("paddle") }, { current, id: "apikey_1" });
    expect([minting(service).overlap, minting(service).keepsId]).toEqual([{ mode: "first-use" }, true]);
    const key = await minting(service).mint(replacing({ replaces: { id: "apikey_1", description: "ci" } }), op);
    expect([key.id, key.predecessorExpiresAtMs]).toEqual(["apikey_1", undefined]);
  });

  test("is not started by rekey's own calls: it stays with the old key, which is why it cannot go over to the new one", async () => {
    const { open, sent } = await script(routes(answers));
    const service = open({ description: example("paddle") }, { current, id: "apikey_1" });
    await minting(service).mint(replacing({ replaces: { id: "apikey_1", description: "ci" } }), op);
    await service.list(op);
    expect(service.adopt).toBeUndefined();
    const bearers = sent.map(({ headers }) => headers.authorization);
    expect(new Set(bearers)).toEqual(new Set([`Bearer ${current.reveal()}`]));
  });
});

describe("a key that only it itself can rotate (Rootly)", () => {
  test("must be given, before any request", () => {
    const words = sentences(
      { description: example("rootly") },
      { graceMs: 30 * MINUTE_MS, hasCurrent: false, keyId: "1" },
    );
    expect(words).toEqual(["key.current must be given, as Rootly is asked with the rotated key itself"]);
  });

  test("asks with its own value, and is named by key.id, as nothing lists it", async () => {
    expect(sentences({ description: example("rootly") }, { graceMs: 30 * MINUTE_MS })).toEqual([
      "key.id must name the key, as the description has no list to find it in",
    ]);
    const { open, sent } = await script(() => ({ body: { data: { attributes: { token: VALUE } } } }));
    const current = new Secret("rootly-token-that-consumers-hold");
    const service = open({ description: example("rootly") }, { current, id: "ak_1" });
    const [replaces] = await service.list(op);
    await minting(service).mint(replacing({ graceMs: 30 * MINUTE_MS, ...(replaces && { replaces }) }), op);
    expect(sent.map(({ target, headers }) => [target, headers.authorization, headers["content-type"]])).toEqual([
      ["/v1/api_keys/ak_1/rotate", `Bearer ${current.reveal()}`, "application/vnd.api+json"],
    ]);
    expect(service.self).toBe(true);
  });

  test("says what is missing when its value is not known at run time", async () => {
    const { open } = await script(() => ({ body: {} }));
    const error = await errorOf(minting(open({ description: example("rootly") })).mint(replacing(), op));
    expect([error.fault, error.effect, error.hint]).toEqual(["config", "none", expect.stringContaining("key.current")]);
  });
});

describe("a second rotation that would kill the new key (GitLab)", () => {
  const options = { service: "gitlab-personal-access-token", params: { host: "gitlab.com" } };

  test.each([500, 502, 503, 504])(
    "is never sent: a rotation that was answered %i is asked for once",
    async (status) => {
      const { open, sent } = await script(() => ({ status }));
      const error = await errorOf(minting(open({ ...options, credentials })).mint(replacing(), op));
      expect([error.effect, sent.length]).toEqual(["unknown", 1]);
    },
  );

  test("is not sent by a key that rotated itself: rekey goes over to the new one", async () => {
    const old = new Secret("glpat-the-token-that-rotates-itself");
    const { open, sent } = await script(({ method }) => ({
      body: method === "POST" ? { id: 2, name: "ci", token: `glpat-${VALUE}` } : [],
    }));
    const service = open({ ...options, credentials: { token: old } }, { current: old });
    expect([service.self, minting(service).overlap]).toEqual([true, { mode: "none" }]);
    await minting(service).mint(replacing(), op);
    await service.list(op);
    expect(sent.map(({ headers }) => headers["private-token"])).toEqual([old.reveal(), `glpat-${VALUE}`]);
  });
});
