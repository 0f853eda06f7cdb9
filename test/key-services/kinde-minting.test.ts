import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { expectNoSecret } from "../contract/key-service-support.ts";
import type { SeedKey } from "../twins/kinde/index.ts";
import type { KindeStage } from "./kinde-stage.ts";
import {
  answering,
  asked,
  errorOf,
  NAME,
  newest,
  op,
  PLACE,
  requestFor,
  stageWith,
  strategy,
} from "./kinde-support.ts";

function create(stage: KindeStage, more: Parameters<typeof requestFor>[1] = {}, key = stage.key) {
  return strategy(stage.service, "create").mint(requestFor(key, more), op);
}

function rotate(stage: KindeStage) {
  return strategy(stage.service, "rotate").mint(requestFor(stage.key), op);
}

describe("a second key at Kinde", () => {
  const owners: readonly (readonly [string, SeedKey, Readonly<Record<string, string>>])[] = [
    ["an organization", { orgCode: "org_7" }, { org_code: "org_7" }],
    ["a user", { type: "user", userId: "kp_7" }, { user_id: "kp_7" }],
    ["the environment", { type: "environment" }, {}],
  ];
  test.each(owners)("has the API, type, owner and scopes of the first: %s", async (_name, seed, owner) => {
    const stage = await stageWith();
    const old = stage.twin.addKey({ ...seed, scopes: ["write:invoices"] });
    const key = await create(stage, {}, old);
    expect(stage.twin.requests.at(-1)?.body).toEqual({
      name: NAME,
      type: old.type,
      api_id: "api_billing",
      scope_ids: ["api_scope_api_billing_write:invoices"],
      ...owner,
    });
    const { type, apiIds, scopes, orgCode, userId } = newest(stage);
    expect({ type, apiIds, scopes, orgCode, userId }).toEqual({
      type: old.type,
      apiIds: old.apiIds,
      scopes: old.scopes,
      orgCode: old.orgCode,
      userId: old.userId,
    });
    expect(key).toMatchObject({ id: newest(stage).id, description: NAME, scopes: ["write:invoices"] });
    expect(key.value.reveal()).toBe(newest(stage).value);
  });

  test("has the scopes that were asked for instead", async () => {
    const stage = await stageWith();
    await create(stage, { scopes: ["read:invoices"] });
    expect(newest(stage).scopes).toEqual(["read:invoices"]);
  });

  test("has no scopes if the first has none", async () => {
    const stage = await stageWith();
    await create(stage, {}, stage.twin.addKey({ scopes: [] }));
    expect(stage.twin.requests.at(-1)?.body).toMatchObject({ scope_ids: [] });
    expect(asked(stage)).not.toContain("GET /apis/api_billing/scopes");
  });

  test("was made when Kinde's clock said so", async () => {
    const stage = await stageWith();
    stage.twin.setSkew(-90_000);
    const { createdAtMs } = await create(stage);
    expect(Math.abs((createdAtMs ?? 0) - stage.twin.now())).toBeLessThanOrEqual(1000);
  });

  test("is made by one request once preflight has read what it takes", async () => {
    const stage = await stageWith();
    const replaces = { id: stage.key.id, description: stage.key.name };
    const plan = { strategy: "create", replaces } as const;
    expect(await stage.service.preflight?.(plan, op)).toEqual([]);
    const before = stage.twin.requests.length;
    await create(stage);
    expect(asked(stage).slice(before)).toEqual(["POST /api_keys"]);
  });

  test.each([
    ["is answered as a page", { status: 200, body: "<html>" }, "contract"],
    ["is refused", { status: 403, body: { errors: [] } }, "forbidden"],
    ["comes to nothing", { status: 503, body: "" }, "unavailable"],
  ])("is not made where reading the first one %s, and then nothing was minted", async (_name, answer, fault) => {
    for (const path of [`/api/v1/api_keys/KEY`, "/api/v1/apis/api_billing/scopes"]) {
      const stage = await stageWith();
      answering(stage, { method: "GET", path: path.replace("KEY", stage.key.id) }, answer);
      const error = await errorOf(create(stage));
      expect([error.fault, error.effect]).toEqual([fault, "none"]);
      expect(stage.traffic().changes).toBe(0);
    }
  });

  test("whose answer has the id of the old key is not to be cleaned up", async () => {
    const stage = await stageWith();
    const api_key = { id: stage.key.id, key: "k_live_a_value_of_some_length" };
    answering(stage, { method: "POST", path: "/api/v1/api_keys" }, { status: 201, body: { api_key } });
    const error = await errorOf(create(stage));
    expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", undefined]);
    expect(error.hint).toContain("Nothing may be revoked");
  });

  test.each([
    ["nameLimit", { nameLimit: 48 }, "x".repeat(49), "at most 48"],
    ["nameCharset", { nameCharset: "plain" }, NAME, "not allowed"],
    ["nameUnique", { nameUnique: true }, "billing worker", "taken"],
  ] as const)("whose name Kinde does not take was not made: %s", async (_name, switches, description, words) => {
    const stage = await stageWith(switches);
    const error = await errorOf(create(stage, { description }));
    expect([error.fault, error.effect]).toEqual(["config", "none"]);
    expect(error.message).toContain(words);
    expect(stage.twin.keys()).toHaveLength(1);
  });
});

describe("preflight at Kinde", () => {
  async function blockersOf(
    change: (stage: KindeStage) => { readonly seed?: SeedKey; readonly scopes?: readonly string[] } | undefined,
  ) {
    const stage = await stageWith();
    const { seed, scopes } = change(stage) ?? {};
    const key = seed ? stage.twin.addKey(seed) : stage.key;
    const replaces = { id: key.id, description: key.name };
    const plan = { strategy: "create", replaces, ...(scopes && { scopes }) } as const;
    const blockers = (await stage.service.preflight?.(plan, op)) ?? [];
    expect(stage.traffic().changes).toBe(0);
    return blockers;
  }

  test("finds a scope that cannot be mapped any more", async () => {
    const [blocker] = await blockersOf(({ twin }) => {
      twin.removeScope("api_billing", "write:invoices");
      return undefined;
    });
    expect(blocker).toEqual({
      fault: "config",
      why: "the API api_billing has no scope write:invoices, which the new key should have",
      hint: expect.stringContaining("key.scopes"),
    });
  });

  test("finds a declared scope that the API does not have", async () => {
    const [blocker] = await blockersOf(() => ({ scopes: ["read:invoices", "read:everything"] }));
    expect(blocker?.why).toContain("has no scope read:everything");
    expect(blocker?.hint).toContain("Correct key.scopes");
  });

  test.each([
    ["of two APIs", { apiIds: ["api_billing", "api_other"] }, "it has 2 APIs"],
    ["of no API", { apiIds: [] }, "it has 0 APIs"],
    ["of an organization that is not told", { orgCode: undefined } as never, "no owner"],
    ["of a user who is not told", { type: "user" } as const, "no owner"],
  ])("finds a key that cannot be copied: %s", async (_name, seed: SeedKey, words) => {
    const [blocker] = await blockersOf(() => ({ seed }));
    expect(blocker?.fault).toBe("config");
    expect(blocker?.why).toContain(words);
  });

  test("finds that there is no key to copy", async () => {
    const stage = await stageWith();
    const [blocker] = (await stage.service.preflight?.({ strategy: "create" }, op)) ?? [];
    expect(blocker?.why).toContain("no live key");
    expect(asked(stage)).toEqual([]);
  });

  test("finds that the application lacks a scope, by the error of the call", async () => {
    const stage = await stageWith();
    stage.twin.addApplication("narrow", "the-secret-of-narrow", ["read:api_keys"]);
    const service = stage.configure({ "client-id": "narrow", "client-secret": "the-secret-of-narrow" });
    const plan = { strategy: "create", replaces: { id: stage.key.id, description: "" } } as const;
    const error = await errorOf(service.preflight?.(plan, op) ?? Promise.resolve());
    expect([error.fault, error.hint]).toEqual(["forbidden", expect.stringContaining("read:api_scopes")]);
  });

  test("asks nothing for a rotation in place, which copies nothing", async () => {
    const stage = await stageWith();
    const plan = { strategy: "rotate", replaces: { id: stage.key.id, description: "" } } as const;
    expect(await stage.service.preflight?.(plan, op)).toEqual([]);
    expect(asked(stage)).toEqual([]);
  });
});

describe("rotating in place at Kinde", () => {
  test("keeps the id and kills the old value at once, by one request without a body", async () => {
    const stage = await stageWith();
    const key = await rotate(stage);
    expect(asked(stage)).toEqual(["POST /oauth2/token", `PUT /api_keys/${stage.key.id}`]);
    expect(stage.twin.requests.at(-1)?.body).toBeUndefined();
    expect(key.id).toBe(stage.key.id);
    expect([stage.accepts(key.value), stage.accepts(stage.old.value)]).toEqual([true, false]);
  });

  test("shows in the end of the value, and says nothing of the one before", async () => {
    const stage = await stageWith();
    stage.twin.verify(stage.key.value);
    const [before] = await stage.service.list(op);
    const request = { ...requestFor(stage.key), ...(before && { replaces: before }) };
    const key = await strategy(stage.service, "rotate").mint(request, op);
    const [after] = await stage.service.list(op);
    expect(before?.suffix).toBe(stage.key.value.slice(-4));
    expect(after?.suffix).toBe(newest(stage).value.slice(-4));
    expect(Object.keys(key).sort()).toEqual(["createdAtMs", "description", "id", "scopes", "value"]);
  });

  test("is never sent twice, even where the connection had been idle", async () => {
    const stage = await stageWith();
    await stage.service.list(op);
    stage.twin.fault(({ method }) => (method === "PUT" ? { drop: "after-effect" } : undefined));
    const error = await errorOf(rotate(stage));
    expect([error.fault, error.effect]).toEqual(["unavailable", "unknown"]);
    expect(stage.twin.key(stage.key.id).values).toHaveLength(2);
  });

  test.each([404, 400] as const)("tells that a key is gone, and that nothing was done (%i)", async (rotateRevoked) => {
    const stage = await stageWith({ rotateRevoked });
    stage.twin.kill(stage.key.id);
    const error = await errorOf(rotate(stage));
    expect([error.fault, error.effect]).toEqual([rotateRevoked === 404 ? "not-found" : "config", "none"]);
  });

  test("needs a key", async () => {
    const stage = await stageWith();
    const { replaces: _, ...rest } = requestFor(stage.key);
    const error = await errorOf(strategy(stage.service, "rotate").mint(rest, op));
    expect([error.fault, error.effect, asked(stage)]).toEqual(["config", "none", []]);
  });
});

describe("a value that cannot be used", () => {
  test.each([
    ["is null", { key: null }],
    ["is missing", {}],
    ["is empty", { key: "" }],
    ["is a number", { key: 1234567890123456 }],
    ["is shorter than 16 characters", { key: "k_live_12345678" }],
    ["has a line break", { key: "k_live_a_key_with_a_break\nX" }],
    ["is the id", { key: "api_key_0000000000000000000000000009" }],
    ["is the name", { key: "billing worker [rekey:a@b/c]".replaceAll(" ", "_") }, "billing_worker_[rekey:a@b/c]"],
    ["was replaced by stars", { key: "****************" }],
    ["was cut", { key: "k_live_12345678…" }],
  ])("names the key and hands out nothing when it %s", async (_name, fields, description = NAME) => {
    const stage = await stageWith();
    const id = "api_key_0000000000000000000000000009";
    for (const method of ["POST", "PUT"]) {
      stage.twin.fault((seen) =>
        seen.method === method && seen.path.startsWith("/api/v1/api_keys") && !seen.path.endsWith("verify")
          ? { answer: { status: 201, body: { api_key: { id, ...fields } } } }
          : undefined,
      );
    }
    for (const name of ["create", "rotate"] as const) {
      const mint = strategy(stage.service, name).mint(requestFor(stage.key, { description }), op);
      const error = await errorOf(mint);
      expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", id]);
      expect(error.message).toContain(id);
    }
  });

  test.each([
    ["null", null],
    ["an array", [{ id: "k9", key: "k_live_a_key_of_some_length" }]],
    ["an object without an id", { api_key: { key: "k_live_a_key_of_some_length" } }],
    ["a page", "<html>k_live_a_key_of_some_length</html>"],
  ])("leaves the effect open when the answer is %s", async (_name, body) => {
    const stage = await stageWith();
    answering(stage, { method: "PUT" }, { status: 201, body });
    const error = await errorOf(rotate(stage));
    expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", undefined]);
    expectNoSecret(error, [new Secret("k_live_a_key_of_some_length")]);
  });
});

describe("a new key's scopes", () => {
  async function proved(scopes: readonly string[]) {
    const stage = await stageWith();
    const key = await create(stage);
    const verdict = { is_valid: true, status: "active", key_id: key.id, scopes };
    answering(stage, { path: "/api/v1/api_keys/verify" }, { status: 200, body: verdict });
    return stage.service.probe(key.value, { place: PLACE, keyId: key.id }, op);
  }

  test("are compared with those of the old one, in any order", async () => {
    expect(await proved(["write:invoices", "read:invoices"])).toBe("accepted");
  });

  test.each([
    ["fewer", ["read:invoices"], "lacks the scopes write:invoices"],
    ["none", [], "lacks the scopes read:invoices, write:invoices"],
    ["more", ["read:invoices", "write:invoices", "admin"], "has scopes that nobody asked for: admin"],
  ])("make it unusable when there are %s", async (_name, scopes, words) => {
    const error = await errorOf(proved(scopes));
    expect([error.fault, error.message]).toEqual(["contract", expect.stringContaining(words)]);
    expect(error.keyId).toMatch(/^api_key_/);
  });

  test("are none of the plug-in's business for a key that it did not make", async () => {
    const stage = await stageWith();
    const other = stage.twin.addKey({ scopes: [] });
    expect(await stage.service.probe(new Secret(other.value), { place: PLACE, keyId: other.id }, op)).toBe("accepted");
  });
});
