import { describe, expect, test } from "vitest";
import type { KeyRecord } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import {
  credentials,
  description,
  errorOf,
  minting,
  op,
  replacing,
  routes,
  type Scripted,
  script,
  VALUE,
} from "./http-script.ts";

describe("a new key", () => {
  const issuing = async (body: unknown, more: Readonly<Record<string, unknown>> = {}) => {
    const { issue = {}, ...rest } = more;
    const { open, masked } = await script(() => ({ body }));
    const whole = description({ ...rest, issue: { ...Object(description().issue), ...Object(issue) } });
    return { mint: () => minting(open({ description: whole, credentials })).mint(replacing(), op), masked };
  };

  test.each<[string, unknown, Readonly<Record<string, unknown>>, string]>([
    ["at a pointer, with a number for an id", { id: 5, key: VALUE }, {}, "5"],
    ["in a list", { keys: [{ id: "k9", key: VALUE }] }, { issue: { secret: "/keys/0/key", id: "/keys/0/id" } }, "k9"],
    ["in a string", VALUE, { issue: { kind: "rotate", secret: "text", id: "same" } }, "k1"],
  ])("is found %s", async (_where, body, more, id) => {
    const { mint } = await issuing(body, more);
    const key = await mint();
    expect([key.id, key.value.reveal()]).toEqual([id, VALUE]);
  });

  test("is composed for its consumers, and every form of it is masked", async () => {
    const { mint, masked } = await issuing(
      { id: "k9", key: VALUE, user: "u1" },
      { issue: { outputs: { user: "/user" } }, key: { value: "${outputs.user}/${id}:${secret}" } },
    );
    expect((await mint()).value.reveal()).toBe(`u1/k9:${VALUE}`);
    expect(masked.map((secret) => secret.reveal())).toEqual([VALUE, `u1/k9:${VALUE}`]);
  });

  test.each<[string, unknown, Readonly<Record<string, unknown>>]>([
    ["is missing", { id: "k9" }, {}],
    ["is null", { id: "k9", key: null }, {}],
    ["is empty", { id: "k9", key: "" }, {}],
    ["is no text", { id: "k9", key: { a: 1 } }, {}],
    ["is short", { id: "k9", key: "short" }, {}],
    ["has a line break", { id: "k9", key: `${VALUE}\nx` }, {}],
    ["was cut", { id: "k9", key: "sk_live_…_0123456789" }, {}],
    ["was replaced by stars", { id: "k9", key: "sk_live_***_0123456789" }, {}],
    ["lacks the prefix", { id: "k9", key: VALUE }, { key: { prefix: "pk_" } }],
    ["is not like the pattern", { id: "k9", key: VALUE }, { key: { pattern: "^[0-9]+$" } }],
    ["is that of the administrator", { id: "k9", key: credentials.token.reveal() }, {}],
  ])("is not handed out when it %s, and is named", async (_what, body, more) => {
    const error = await errorOf((await issuing(body, more)).mint());
    expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", "k9"]);
  });

  test.each([{ key: VALUE }, { id: null, key: VALUE }, { id: "a b", key: VALUE }])(
    "without a usable id leaves the effect open: %j",
    async (body) => {
      const error = await errorOf((await issuing(body)).mint());
      expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", undefined]);
    },
  );

  test("with the old one's id names nothing to clean up", async () => {
    const error = await errorOf((await issuing({ id: "k1", key: VALUE })).mint());
    expect([error.fault, error.keyId, error.hint]).toEqual([
      "contract",
      undefined,
      expect.stringContaining("Nothing may be revoked"),
    ]);
  });

  test("has the times of the answer, where the description points at them", async () => {
    const { mint } = await issuing(
      { id: "k9", key: VALUE, made: 1_780_584_129, end: "2099-01-01", label: "other" },
      { issue: { created: "/made", expires: "/end", name: "/label" } },
    );
    expect(await mint()).toMatchObject({
      description: "other",
      createdAtMs: 1_780_584_129_000,
      expiresAtMs: Date.parse("2099-01-01"),
    });
  });
});

describe("what the call for a new key would lack", () => {
  const asking = (json: unknown) => ({
    issue: { ...Object(description().issue), request: { method: "POST", path: "/keys", json } },
  });

  test.each<[string, unknown, Partial<KeyRecord>, readonly string[]]>([
    ["nothing", { name: "${run.name}", old: "${old.id}" }, {}, []],
    [
      "an end, where the old key has none",
      { ends: "${expires.epoch}" },
      {},
      ["the description asks for ${expires.epoch}, which has no value"],
    ],
    ["no end, where the old key has one", { ends: "${expires.epoch}" }, { createdAtMs: 1, expiresAtMs: 1e15 }, []],
    ["nothing that it could do without", { ends: "${expires.epoch?}" }, {}, []],
    ["the old key's value", { old: "${old.value}" }, {}, ["the description asks for ${old.value}, which has no value"]],
  ])("is told before anything is sent: %s", async (_what, json, old, expected) => {
    const { open, sent } = await script(() => ({}));
    const service = open({ description: description(asking(json)), credentials });
    const replaces = { id: "k1", description: "ci", ...old };
    const blockers = await service.preflight?.({ strategy: "create", replaces }, op);
    expect([blockers?.map(({ why }) => why), sent.length]).toEqual([expected, 0]);
  });

  test("is the key itself, where it must ask and nobody gave it", async () => {
    const { open } = await script(() => ({}));
    const service = open({ description: description({ auth: "self" }) });
    expect(await service.preflight?.({ strategy: "create" }, op)).toMatchObject([{ fault: "config" }]);
  });
});

describe("the proof of a key", () => {
  const verify = {
    request: { method: "GET", path: "/me" },
    accept: { status: [200], where: [{ at: "/ok", is: true }] },
    reject: { status: [401, 403] },
    id: "/id",
  };
  const probing = async (answer: Scripted, more: Readonly<Record<string, unknown>> = {}) => {
    const { open, sent } = await script(() => answer);
    const service = open({ description: description({ verify: { ...verify, ...more } }), credentials });
    return { service, sent, probe: () => service.probe(new Secret(VALUE), { place: "GET /me", keyId: "k1" }, op) };
  };

  test.each<[string, Scripted, string]>([
    ["accepted", { body: { ok: true, id: "k1" } }, "accepted"],
    ["accepted, but another one", { body: { ok: true, id: "k2" } }, "inconclusive"],
    ["not accepted by the body", { body: { ok: false } }, "inconclusive"],
    ["refused", { status: 403 }, "refused"],
    ["not found", { status: 404 }, "inconclusive"],
  ])("says what it was: %s", async (_what, answer, proof) => {
    expect(await (await probing(answer)).probe()).toBe(proof);
  });

  test.each([429, 500, 503, 504])("is tried again after %i, which proves nothing", async (status) => {
    expect(["rate-limited", "unavailable", "timeout"]).toContain(
      (await errorOf((await probing({ status })).probe())).fault,
    );
  });

  test("takes no passing fault for a refusal, where the description names no status", async () => {
    const { probe } = await probing({ status: 503 }, { reject: { where: [{ at: "/ok", not: true }] } });
    expect((await errorOf(probe())).fault).toBe("unavailable");
  });

  test("is not trusted where a made-up key is not refused", async () => {
    const { service, sent } = await probing({ body: { ok: true, id: "k1" } });
    expect(await service.provingGround({ id: "k1", description: "" }, op)).toEqual({
      answers: [{ place: "GET /me", answer: "accepted" }],
    });
    expect(sent[0]?.headers.authorization).not.toContain(credentials.token.reveal());
  });

  test("needs no control where the description waives it, and has no place where there is no verify", async () => {
    const { service, sent } = await probing({}, { control: false });
    expect(await service.provingGround(undefined, op)).toEqual({ place: "GET /me", answers: [] });
    expect(sent).toEqual([]);
    const { open } = await script(() => ({}));
    expect(await open({ description: description(), credentials }).provingGround(undefined, op)).toEqual({
      answers: [],
    });
  });

  test("tells whose value it is, without being told first", async () => {
    const { service } = await probing({ body: { ok: true, id: 42 } });
    expect(await service.identify?.(new Secret(VALUE), op)).toBe("42");
    const dead = await probing({ status: 401 });
    expect(await dead.service.identify?.(new Secret(VALUE), op)).toBeUndefined();
  });
});

describe("a revocation", () => {
  const revoke = { steps: [{ method: "DELETE", path: "/keys/${old.id}" }] };

  test.each([404, 410])("takes %i for gone where nothing lists the keys", async (status) => {
    const { open } = await script(() => ({ status }));
    expect(await open({ description: description({ revoke }), credentials }).revoke("k9", op)).toBe("already-gone");
  });

  test("believes the list where there is one", async () => {
    const list = { request: { method: "GET", path: "/keys" }, id: "/id" };
    const { open } = await script(routes({ "GET /keys": { body: [{ id: "k9" }] } }));
    const service = open({ description: description({ revoke, list }), credentials });
    expect((await errorOf(service.revoke("k9", op))).fault).toBe("not-found");
    expect(await service.revoke("k8", op)).toBe("already-gone");
  });

  test("that the description does not have says what to do", async () => {
    const { open, sent } = await script(() => ({}));
    const error = await errorOf(open({ description: description(), credentials }).revoke("k9", op));
    expect([error.fault, error.effect, sent.length]).toEqual(["config", "none", 0]);
    expect(error.hint).toContain("End it at the service by hand");
  });
});
