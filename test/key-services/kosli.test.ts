import { describe, expect, test } from "vitest";
import type { KeyRecord } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import { describeKeyService } from "../contract/key-service.ts";
import { startKosliStage } from "./kosli-stage.ts";
import { answering, errorOf, op, request, stageWith } from "./kosli-support.ts";

describeKeyService("Kosli", { start: () => startKosliStage() });

describe("the list of keys", () => {
  async function listOf(body: unknown): Promise<readonly KeyRecord[]> {
    const stage = await stageWith();
    answering(stage, "GET", 200, body);
    return stage.service.list(op);
  }

  test.each([
    ["whole seconds", { created_at: 1_780_584_129 }, { createdAtMs: 1_780_584_129_000 }],
    ["fractions", { created_at: 1_780_584_129.6878593 }, { createdAtMs: 1_780_584_129_688 }],
    ["an end", { expires_at: 4_102_444_800.0 }, { expiresAtMs: 4_102_444_800_000 }],
    ["no end", { expires_at: 0 }, {}],
    ["no end, in words", { expires_at: null }, {}],
    ["a use", { last_used_at: 1_780_590_000.5 }, { lastUsedAtMs: 1_780_590_000_500 }],
    ["never used, as zero", { last_used_at: 0 }, {}],
    ["never used, as null", { last_used_at: null }, {}],
    ["times that are no numbers", { created_at: "2026-06-04", last_used_at: "never" }, {}],
    ["fields that nobody documented", { rotation_status: "in grace", owner: { id: 1 } }, {}],
    ["no description", { description: null }, { description: "" }],
  ])("is read with %s", async (_name, fields, expected) => {
    const keys = await listOf([{ id: "k1", description: "ci", ...fields }]);
    expect(keys).toEqual([{ id: "k1", description: "ci", ...expected }]);
  });

  test.each([
    ["an object", { items: [] }, "an object (with items)"],
    ["an empty object", {}, "an empty object"],
    ["null", null, "null"],
    ["a string", "none", "a string"],
    ["an entry without a usable id", [{ description: "ci" }], "an entry without a usable id"],
    ["an entry that is no object", ["k1"], "an entry without a usable id"],
    ["an id that no path can carry", [{ id: ".." }], "an entry without a usable id"],
    ["an id that starts a line", [{ id: "k1\n::add-mask::k" }], "an entry without a usable id"],
    ["an object with a name that starts a command", { "##[group]x": 1 }, "an object (with ## [group]x)"],
  ])("is refused when it is %s, as an empty account would be a lie", async (_name, body, words) => {
    const error = await errorOf(listOf(body));
    expect(error.fault).toBe("contract");
    expect(error.message).toContain(words);
    expect(error.message).toContain("listing the keys of acme/ci");
  });
});

describe("a list that names a next page", () => {
  test("is refused, as the keys beyond it would look gone", async () => {
    const stage = await stageWith();
    const link = '<https://app.kosli.com/api/v2/x?page=2>; rel="next"';
    stage.twin.fault(() => ({ answer: { status: 200, body: [], headers: { link } } }));
    expect((await errorOf(stage.service.list(op))).fault).toBe("contract");
  });
});

describe("names of organizations, accounts and keys", () => {
  test("cannot leave their place in a path", async () => {
    const stage = await stageWith();
    const service = stage.configure({ org: "a/b?c", "service-account": "ü #d" });
    await errorOf(service.list(op));
    await errorOf(service.revoke("../../other/api-keys/1", op));
    expect(stage.twin.requests.map((seen) => seen.path)).toEqual([
      "/service-accounts/a%2Fb%3Fc/%C3%BC%20%23d/api-keys",
      "/service-accounts/a%2Fb%3Fc/%C3%BC%20%23d/api-keys/..%2F..%2Fother%2Fapi-keys%2F1",
    ]);
  });
});

describe("revoking at Kosli", () => {
  test("believes the list where a 404 does not say what is missing", async () => {
    const stage = await stageWith();
    answering(stage, "DELETE", 404, { message: "Not here" });
    expect((await errorOf(stage.service.revoke(stage.old.id, op))).fault).toBe("not-found");
    stage.twin.kill(stage.old.id);
    expect(await stage.service.revoke(stage.old.id, op)).toBe("already-gone");
  });

  test("does not believe a page that knows nothing at all", async () => {
    const stage = await stageWith();
    stage.twin.fault(() => ({ answer: { status: 404, body: "<html>no such host</html>" } }));
    const error = await errorOf(stage.service.revoke(stage.old.id, op));
    expect([error.fault, error.hint]).toEqual(["not-found", expect.stringContaining("service-account (ci)")]);
  });
});

describe("self-rotation at Kosli", () => {
  test("goes over to the new key once it may list and revoke, without revoking anything", async () => {
    const stage = await stageWith();
    const service = stage.configure({ "service-account": "admin", self: true });
    const key = await service.strategies.create?.mint(request(stage), op);
    if (!key) throw new Error("nothing minted");
    const changes = stage.traffic().changes;
    await service.adopt?.(key.value, op);
    expect(stage.traffic().changes).toBe(changes);
    await service.revoke(stage.admin.id, op);
    expect((await service.list(op)).map(({ id }) => id)).toEqual([key.id]);
    expect(stage.twin.requests.slice(-4).map((seen) => seen.caller)).toEqual([key.id, key.id, key.id, key.id]);
  });

  test("stays with the old key where the new one may not list", async () => {
    const stage = await stageWith();
    const error = await errorOf(stage.service.adopt?.(stage.old.value, op) ?? Promise.resolve());
    expect(error.fault).toBe("forbidden");
    await stage.service.list(op);
    expect(stage.twin.requests.at(-1)?.caller).toBe(stage.admin.id);
  });

  test.each([
    [403, { message: "You don't have permission to access this resource" }, "forbidden"],
    [404, { message: "Service account not found" }, "not-found"],
    [401, "Unauthorized", "unauthenticated"],
  ])("stays with the old key where the new one may list but %i answers a revocation", async (status, body, fault) => {
    const stage = await stageWith();
    const service = stage.configure({ "service-account": "admin" });
    const other = stage.twin.addKey({ account: "admin" });
    answering(stage, "DELETE", status, body);
    expect((await errorOf(service.adopt?.(new Secret(other.value), op) ?? Promise.resolve())).fault).toBe(fault);
    await service.list(op);
    expect(stage.twin.requests.at(-1)?.caller).toBe(stage.admin.id);
  });
});

describe("Kosli's clock", () => {
  test("is read from the Date header, however wrong it is", async () => {
    const stage = await stageWith();
    stage.twin.setSkew(-7 * 60_000);
    await stage.service.list(op);
    const { offsetMs = 0, uncertaintyMs = 0 } = stage.service.clock() ?? {};
    expect(Math.abs(offsetMs + 7 * 60_000)).toBeLessThanOrEqual(uncertaintyMs);
  });
});
