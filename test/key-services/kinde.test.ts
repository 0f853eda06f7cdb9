import { describe, expect, test } from "vitest";
import type { KeyRecord } from "../../src/contract/key-service.ts";
import { describeKeyService } from "../contract/key-service.ts";
import { startKindeStage } from "./kinde-stage.ts";
import { answering, asked, errorOf, HOUR_MS, op, stageWith } from "./kinde-support.ts";

describeKeyService("Kinde", { start: () => startKindeStage() });

describe("the list of keys", () => {
  async function listOf(body: unknown): Promise<readonly KeyRecord[]> {
    const stage = await stageWith();
    answering(stage, { method: "GET" }, { status: 200, body });
    return stage.service.list(op);
  }

  test.each([
    ["a time whose offset has no minutes", { created_on: "2026-11-21T20:00:00+11" }, { createdAtMs: at("09:00") }],
    ["a time with a whole offset", { created_on: "2026-11-21T20:00:00+11:00" }, { createdAtMs: at("09:00") }],
    ["a time in UTC", { created_on: "2026-11-21T09:00:00.250Z" }, { createdAtMs: at("09:00") + 250 }],
    ["a time without an offset", { created_on: "2026-11-21T09:00:00" }, { createdAtMs: at("09:00") }],
    ["a time that is none", { created_on: "yesterday" }, {}],
    ["a use", { last_verified_on: "2026-11-21T20:30:00+11" }, { lastUsedAtMs: at("09:30") }],
    ["who used it", { last_verified_ip: "203.0.113.9" }, { lastUsedFrom: "203.0.113.9" }],
    ["who used it by IPv6", { last_verified_ip: "2001:db8::7" }, { lastUsedFrom: "2001:db8::7" }],
    ["an address that is none", { last_verified_ip: "::add-mask::x" }, {}],
    ["scopes", { scopes: ["read:x", "write:x"] }, { scopes: ["read:x", "write:x"] }],
    ["no scopes", { scopes: [] }, { scopes: [] }],
    ["scopes that are not told", { scopes: null }, {}],
    ["the end of its value", { key_suffix: "abcd" }, { suffix: "abcd" }],
    ["no end of its value", { key_suffix: null }, {}],
    ["no name", { name: null }, { description: "" }],
    ["no status, which counts as active", { status: undefined }, {}],
    ["fields that nobody documented", { rotation: "soon", owner: { id: 1 } }, {}],
  ])("is read with %s", async (_name, fields, expected) => {
    const keys = await listOf({ api_keys: [{ id: "k1", name: "ci", status: "active", ...fields }] });
    expect(keys).toEqual([{ id: "k1", description: "ci", ...expected }]);
  });

  test("leaves out what is inactive or revoked, whatever the filter does", async () => {
    const stage = await stageWith({ statusFilter: "ignored" });
    stage.twin.addKey({ name: "resting", status: "inactive" });
    stage.twin.kill(stage.twin.addKey({ name: "gone" }).id);
    expect((await stage.service.list(op)).map(({ description }) => description)).toEqual(["billing worker"]);
  });

  test.each([
    ["a full page", {}, 501, 2],
    ["short pages, newest first", { maxPage: 50, listOrder: "newest-first" }, 120, 3],
    ["pages on which all are revoked", { maxPage: 50, statusFilter: "ignored" }, 120, 3],
  ] as const)("goes on after %s", async (name, switches, count, pages) => {
    const stage = await stageWith(switches);
    stage.addKeys(count);
    const all = stage.twin.keys();
    if (name.includes("revoked")) for (const key of all.slice(0, 100)) stage.twin.kill(key.id);
    const listed = await stage.service.list(op);
    const live = stage.twin.keys().filter(({ status }) => status === "active");
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(live.map(({ id }) => id)));
    expect(asked(stage).filter((line) => line === "GET /api_keys")).toHaveLength(pages);
  });

  test("is given up where its pages go round in circles", async () => {
    const error = await errorOf(listOf({ has_more: true, api_keys: [{ id: "k1", name: "ci", status: "active" }] }));
    expect([error.fault, error.message]).toEqual(["contract", expect.stringContaining("round in circles")]);
  });

  test.each([
    ["an array", [], "an array"],
    ["null", null, "null"],
    ["a page", "<html>", "a string"],
    ["an object without keys", { code: "OK" }, "an object (with code)"],
    ["an entry without a usable id", { api_keys: [{ name: "ci" }] }, "a key without a usable id"],
    ["an id that no path can carry", { api_keys: [{ id: ".." }] }, "a key without a usable id"],
    ["an id that starts a line", { api_keys: [{ id: "k\n::x" }] }, "a key without a usable id"],
  ])("is refused when it is %s, as an empty account would be a lie", async (_name, body, words) => {
    const error = await errorOf(listOf(body));
    expect([error.fault, error.effect]).toEqual(["contract", "none"]);
    expect(error.message).toContain(words);
  });

  test("tells whether Kinde notes the last use at all, once there is a key to tell by", async () => {
    const stage = await stageWith();
    await stage.service.list(op);
    expect(stage.service.tellsLastUse).toBe(false);
    stage.twin.verify(stage.key.value);
    await stage.service.list(op);
    expect(stage.service.tellsLastUse).toBe(true);
  });
});

function at(time: string): number {
  return Date.parse(`2026-11-21T${time}:00Z`);
}

describe("the access token", () => {
  test("is asked for once a run, by whoever comes first, and shared by all rotations with the same application", async () => {
    const stage = await stageWith();
    const other = stage.configure({});
    await Promise.all([stage.service.list(op), stage.service.list(op), other.list(op)]);
    await other.list(op);
    expect(stage.twin.tokensIssued()).toBe(1);
    expect(asked(stage).filter((line) => line === "POST /oauth2/token")).toHaveLength(1);
  });

  test("of another application is another one", async () => {
    const stage = await stageWith();
    await stage.service.list(op);
    await stage.open("weak-credential").list(op);
    expect(stage.twin.tokensIssued()).toBe(2);
  });

  test("is asked for again only shortly before it ends", async () => {
    const stage = await stageWith();
    await stage.service.list(op);
    stage.advance(HOUR_MS - 61_000);
    await stage.service.list(op);
    expect(stage.twin.tokensIssued()).toBe(1);
    stage.advance(1000);
    await stage.service.list(op);
    expect(stage.twin.tokensIssued()).toBe(2);
  });

  test("is masked, and asked for by a form that names the audience of the business", async () => {
    const stage = await stageWith();
    await stage.service.list(op);
    const [token] = stage.twin.credentials();
    expect(stage.masked().some((secret) => secret.reveal() === token)).toBe(true);
    expect(JSON.stringify(stage.twin.requests)).not.toContain(token);
  });

  test.each([
    ["400", 400, { error: "invalid_request" }, "unauthenticated"],
    ["401", 401, { error: "invalid_client", error_description: "no such client" }, "unauthenticated"],
    ["403", 403, { errors: [{ code: "X", message: "no" }] }, "unauthenticated"],
    ["404", 404, { errors: { code: "ROUTE_NOT_FOUND", message: "no" } }, "not-found"],
    ["500", 500, "oops", "unavailable"],
    ["a page", 200, "<html>", "contract"],
    ["no token", 200, { token_type: "bearer" }, "contract"],
  ])(
    "that is answered by %s fails without effect, also for a mint, and is asked for anew",
    async (_name, status, body, fault) => {
      const stage = await stageWith();
      const heal = answering(stage, { path: "/oauth2/token" }, { status, body });
      const error = await errorOf(stage.service.strategies.rotate?.mint(request(stage), op) ?? Promise.resolve());
      expect([error.fault, error.effect]).toEqual([fault, "none"]);
      heal();
      expect(await stage.service.list(op)).toHaveLength(1);
    },
  );

  function request({ key: { id, name } }: Awaited<ReturnType<typeof stageWith>>) {
    return { replaces: { id, description: name }, description: name, graceMs: HOUR_MS };
  }

  test("counts as good for an hour where Kinde does not say how long", async () => {
    const stage = await stageWith();
    answering(stage, { path: "/oauth2/token" }, { status: 200, body: { access_token: "a-token-without-an-end" } });
    const asks = async () => {
      await errorOf(stage.service.list(op));
      return asked(stage).filter((line) => line === "POST /oauth2/token").length;
    };
    expect(await asks()).toBe(1);
    stage.advance(HOUR_MS - 61_000);
    expect(await asks()).toBe(1);
    stage.advance(1000);
    expect(await asks()).toBe(2);
  });
});

describe("an error of Kinde", () => {
  test.each([
    ["an array", { errors: [{ code: "BAD", message: "not so" }] }, "not so (BAD)"],
    ["an object", { errors: { code: "ROUTE_NOT_FOUND", message: "not here" } }, "not here (ROUTE_NOT_FOUND)"],
  ])("is told in its own words, be it %s", async (_name, body, words) => {
    const stage = await stageWith();
    answering(stage, { path: "/api/v1/api_keys" }, { status: 400, body });
    expect((await errorOf(stage.service.list(op))).message).toBe(
      `Kinde answered 400 while listing the keys of ${new URL(stage.twin.url).host}: ${words}`,
    );
  });

  test.each([
    ["list", "read:api_keys"],
    ["revoke", "delete:api_keys"],
  ] as const)("for a lack of scopes names the scope that %s needs", async (call, scope) => {
    const stage = await stageWith();
    stage.twin.addApplication("nobody", "the-secret-of-nobody", []);
    const service = stage.configure({ "client-id": "nobody", "client-secret": "the-secret-of-nobody" });
    const error = await errorOf(call === "list" ? service.list(op) : service.revoke(stage.key.id, op));
    expect([error.fault, error.hint]).toEqual(["forbidden", expect.stringContaining(`the scope ${scope}`)]);
  });

  test.each([
    [401, "unauthenticated"],
    [403, "forbidden"],
  ] as const)("for a token that is not taken is one of access (%i)", async (badToken, fault) => {
    const stage = await stageWith({ badToken });
    const body = { access_token: "a-token-of-somebody-else" };
    answering(stage, { path: "/oauth2/token" }, { status: 200, body });
    const error = await errorOf(stage.service.list(op));
    expect([error.fault, error.hint]).toEqual([fault, expect.stringContaining("Management API")]);
  });
});

describe("revoking at Kinde", () => {
  test.each([404, 400] as const)("believes the list where a key is answered %i", async (revokeAgain) => {
    const stage = await stageWith({ revokeAgain });
    const end = answering(stage, { method: "DELETE" }, { status: revokeAgain, body: { errors: [] } });
    expect((await errorOf(stage.service.revoke(stage.key.id, op))).fault).toBe(
      revokeAgain === 404 ? "not-found" : "config",
    );
    end();
    stage.twin.kill(stage.key.id);
    expect(await stage.service.revoke(stage.key.id, op)).toBe("already-gone");
  });

  test("cannot be led out of the path of keys by an id", async () => {
    const stage = await stageWith();
    await errorOf(stage.service.revoke("../apis/api_billing", op)).catch(() => undefined);
    expect(asked(stage)[1]).toBe("DELETE /api_keys/..%2Fapis%2Fapi_billing");
  });
});
