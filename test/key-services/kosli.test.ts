import { afterEach, describe, expect, test } from "vitest";
import { RotationError } from "../../src/contract/error.ts";
import type { KeyRecord, Minting, MintRequest } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/kosli.ts";
import { describeKeyService } from "../contract/key-service.ts";
import { expectNoSecret } from "../contract/key-service-support.ts";
import type { KosliSwitches } from "../twins/kosli/index.ts";
import { eachSwitch } from "../twins/kosli/index.ts";
import type { KosliStage } from "./kosli-stage.ts";
import { startKosliStage } from "./kosli-stage.ts";

const HOUR_MS = 3_600_000;
const op = { signal: new AbortController().signal };
const stages: KosliStage[] = [];

afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.stop()));
});

async function stageWith(switches: Partial<KosliSwitches> = {}): Promise<KosliStage> {
  const stage = await startKosliStage(switches);
  stages.push(stage);
  return stage;
}

function strategy(stage: KosliStage, name: "rotate" | "create"): Minting {
  const minting = stage.service.strategies[name];
  if (!minting) throw new Error(`no ${name}`);
  return minting;
}

function request(stage: KosliStage, more: Partial<MintRequest> = {}): MintRequest {
  const { id, description } = stage.old;
  return {
    replaces: { id, description },
    description: "deploy pipeline [rekey:a@b/c]",
    graceMs: 168 * HOUR_MS,
    ...more,
  };
}

async function errorOf(call: Promise<unknown>): Promise<RotationError> {
  const thrown = await call.then(
    () => new Error("resolved, though it should not"),
    (error: unknown) => error,
  );
  if (thrown instanceof RotationError) return thrown;
  throw thrown;
}

/** Answers every request to a path below the keys of `ci` with this. */
function answering(stage: KosliStage, method: string, status: number, body: unknown): () => void {
  return stage.twin.fault((seen) => (seen.method === method ? { answer: { status, body } } : undefined));
}

describeKeyService("Kosli", { start: () => startKosliStage() });

describe("the options of Kosli", () => {
  const good = { org: "acme", "service-account": "ci", "api-token": new Secret("t") };
  const messages = (more: Readonly<Record<string, unknown>>): string => {
    const configured = keyService.configure({ ...good, ...more });
    return configured.success ? configured.data.account : JSON.stringify(configured.issues);
  };

  test.each([
    ["the default host", {}, "kosli:https://app.kosli.com/acme/ci"],
    ["another host", { host: "https://app.us.kosli.com/" }, "kosli:https://app.us.kosli.com/acme/ci"],
    [
      "a host in capitals with the default port",
      { host: "https://APP.kosli.com:443" },
      "kosli:https://app.kosli.com/acme/ci",
    ],
    ["blanks around a name", { org: " acme " }, "kosli:https://app.kosli.com/acme/ci"],
    ["names from the environment", { org: new Secret("acme2") }, "kosli:https://app.kosli.com/acme2/ci"],
  ])("name the account: %s", (_name, more, account) => {
    expect(messages(more)).toBe(account);
  });

  test.each([
    ["an unknown option", { "service-acount": "ci" }, "service-acount"],
    ["a literal token", { "api-token": "s3cr3t" }, "reference such as ${NAME}"],
    ["an empty token", { "api-token": new Secret("") }, "is empty"],
    ["plain http", { host: "http://kosli.example.com" }, "https"],
    ["a host with a path", { host: "https://app.kosli.com/api/v2" }, "without a path: https://app.kosli.com"],
    ["several hosts", { host: "https://a.kosli.com,https://b.kosli.com" }, "host"],
    ["a name made of dots", { org: ".." }, "is not a name"],
    ["an empty name", { "service-account": "  " }, "must not be empty"],
    ["a word for self", { self: "yes" }, "self"],
  ])("are refused by name: %s", (_name, more, message) => {
    expect(messages(more)).toContain(message);
  });

  test.each([
    [0, "got 0h"],
    [721 * HOUR_MS, "got 721h"],
    [90 * 60_000, "got 5400s"],
    [30 * 60_000, "got 1800s"],
  ])("are refused with a grace period of %i ms, whatever the strategy", (graceMs, got) => {
    const configured = keyService.configure(good);
    if (!configured.success) throw new Error("not configured");
    for (const name of ["rotate", "create"]) {
      const problems = configured.data.problems({ strategy: name, graceMs });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^grace-period must be a whole number of hours from 1h to 720h \(30d\)/);
      expect(problems[0]).toContain(got);
    }
  });

  test.each([1, 24, 168, 720])("are accepted with a grace period of %i hours", (hours) => {
    const configured = keyService.configure(good);
    expect(configured.success && configured.data.problems({ strategy: "rotate", graceMs: hours * HOUR_MS })).toEqual(
      [],
    );
  });

  test("say whether rekey's own token is the rotated key: by option, or because it is the current value", async () => {
    const { configure, admin } = await stageWith();
    expect(configure({}).self).toBe(false);
    expect(configure({ self: true }).self).toBe(true);
    expect(configure({}, { current: new Secret(admin.value) }).self).toBe(true);
    expect(configure({}, { current: new Secret("another") }).self).toBe(false);
  });
});

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
    ["an entry without an id", [{ description: "ci" }], "an entry without an id"],
    ["an entry that is no object", ["k1"], "an entry without an id"],
    ["an id that no path can carry", [{ id: ".." }], "an entry without an id"],
  ])("is refused when it is %s, as an empty account would be a lie", async (_name, body, words) => {
    const error = await errorOf(listOf(body));
    expect(error.fault).toBe("contract");
    expect(error.message).toContain(words);
    expect(error.message).toContain("listing the keys of acme/ci");
  });
});

describe("minting at Kosli", () => {
  test("rotates with whole hours and whole seconds, and nothing that was not asked for", async () => {
    const stage = await stageWith();
    const expiresAtMs = stage.twin.now() + 90 * 24 * HOUR_MS + 999;
    await strategy(stage, "rotate").mint(request(stage), op);
    await strategy(stage, "rotate").mint(request(stage, { expiresAtMs }), op);
    expect(stage.twin.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", `/service-accounts/acme/ci/api-keys/${stage.old.id}/rotate`, { grace_period_hours: 168 }],
      [
        "POST",
        `/service-accounts/acme/ci/api-keys/${stage.old.id}/rotate`,
        { grace_period_hours: 168, expires_at: Math.floor(expiresAtMs / 1000) },
      ],
    ]);
  });

  test("creates with a description, and never asks for an end beyond the latest that Kosli takes", async () => {
    const stage = await stageWith();
    const beyond = Date.parse("2100-06-01");
    const key = await strategy(stage, "create").mint(request(stage, { expiresAtMs: beyond }), op);
    expect(stage.twin.requests.at(-1)?.body).toEqual({
      description: "deploy pipeline [rekey:a@b/c]",
      expires_at: 4_102_444_800,
    });
    expect(key.expiresAtMs).toBe(4_102_444_800_000);
  });

  test.each([
    ["no key to rotate", { replaces: undefined }],
    ["no grace", { graceMs: 0 }],
    ["half an hour of grace", { graceMs: HOUR_MS / 2 }],
  ])("refuses to rotate with %s, before anything is sent", async (_name, more) => {
    const stage = await stageWith();
    const { replaces, ...rest } = { ...request(stage), ...more };
    const error = await errorOf(strategy(stage, "rotate").mint({ ...rest, ...(replaces && { replaces }) }, op));
    expect([error.fault, error.effect, stage.twin.requests.length]).toEqual(["config", "none", 0]);
  });

  test.each([
    ["is null", { key: null }],
    ["is missing", {}],
    ["is empty", { key: "" }],
    ["is a number", { key: 1234567890123456 }],
    ["is shorter than 16 characters", { key: "short-key-12345" }],
    ["has a line break", { key: "a-key-with-a-line-break\nX" }],
    ["has a blank", { key: "a key with blanks in it" }],
    ["is the id", { key: "01JDEXAMPLE0000000000000K9" }],
    ["was replaced by stars", { key: "****************" }],
    ["was cut", { key: "Zk3x9Qw7…and-so-on-and-on" }],
    ["is null, with an empty second field", { key: null, api_key: "" }],
  ])("names the new key in the error when its value %s", async (_name, fields) => {
    const stage = await stageWith();
    const id = "01JDEXAMPLE0000000000000K9";
    answering(stage, "POST", 201, { id, description: "ci", created_at: 1_780_584_129.5, expires_at: 0, ...fields });
    for (const name of ["rotate", "create"] as const) {
      const error = await errorOf(strategy(stage, name).mint(request(stage), op));
      expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", id]);
      expect(error.message).toContain(id);
    }
    expect(stage.masked()).toEqual([]);
  });

  test("names the new key in the error when its value is the token of the call itself", async () => {
    const stage = await stageWith();
    answering(stage, "POST", 201, { id: "k9", key: stage.admin.value });
    const error = await errorOf(strategy(stage, "create").mint(request(stage), op));
    expect([error.fault, error.keyId]).toEqual(["contract", "k9"]);
    expectNoSecret(error, stage.secrets());
  });

  test.each([
    ["null", null],
    ["an array", [{ id: "k9", key: "a-key-of-some-length" }]],
    ["an object without an id", { key: "a-key-of-some-length" }],
    ["a page", "<html>a-key-of-some-length</html>"],
  ])("leaves the effect open when the answer is %s", async (_name, body) => {
    const stage = await stageWith();
    answering(stage, "POST", 201, body);
    const error = await errorOf(strategy(stage, "rotate").mint(request(stage), op));
    expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", undefined]);
    expectNoSecret(error, [new Secret("a-key-of-some-length")]);
  });

  test.each(["a-key-of-some-length", null])(
    "names no key to clean up when the id is that of the old one (value %s)",
    async (key) => {
      const stage = await stageWith();
      answering(stage, "POST", 201, { id: stage.old.id, key });
      const error = await errorOf(strategy(stage, "rotate").mint(request(stage), op));
      expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", undefined]);
      expect(error.hint).toContain("Nothing may be revoked");
    },
  );

  test("tells that a key to be rotated is gone, and that nothing was minted", async () => {
    const stage = await stageWith();
    stage.twin.kill(stage.old.id);
    const error = await errorOf(strategy(stage, "rotate").mint(request(stage), op));
    expect([error.fault, error.effect]).toEqual(["not-found", "none"]);
    expect(error.message).toContain("API key not found");
  });

  test("passes on which field a server refuses", async () => {
    const stage = await stageWith();
    const past = stage.twin.now() - HOUR_MS;
    const error = await errorOf(strategy(stage, "create").mint(request(stage, { expiresAtMs: past }), op));
    expect([error.fault, error.effect]).toEqual(["config", "none"]);
    expect(error.message).toContain('Input payload validation failed {"expires_at":');
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

describe("the proof at Kosli", () => {
  const sampleOf = (stage: KosliStage): KeyRecord => ({ id: stage.old.id, description: "" });

  test("happens at the list of environments, with a key that nobody ever had", async () => {
    const stage = await stageWith();
    const ground = await stage.service.provingGround(sampleOf(stage), op);
    expect(ground).toEqual({
      place: "the list of environments",
      answers: [{ place: "the list of environments", answer: "refused" }],
    });
    expect(stage.twin.requests.map((seen) => [seen.method, seen.path, seen.query, seen.caller])).toEqual([
      ["GET", "/environments/acme", "page=1&per_page=1", undefined],
    ]);
  });

  test("moves to the key's own entry where anybody may list environments", async () => {
    const stage = await stageWith({ publicOrganization: true });
    const ground = await stage.service.provingGround(sampleOf(stage), op);
    expect(ground.place).toBe("the key's own entry");
    expect(ground.answers.map(({ answer }) => answer)).toEqual(["accepted", "refused"]);
    const where = { place: "the key's own entry", keyId: stage.admin.id };
    const admins = stage.configure({ "service-account": "admin" });
    expect(await admins.probe(new Secret(stage.admin.value), where, op)).toBe("accepted");
    const readers = { place: "the key's own entry", keyId: stage.old.id };
    expect(await stage.service.probe(stage.old.value, readers, op)).toBe("inconclusive");
  });

  test("can do without an existing key", async () => {
    const stage = await stageWith({ publicOrganization: true });
    const ground = await stage.service.provingGround(undefined, op);
    expect(ground.place).toBe("the key's own entry");
  });

  test.each([
    ["200", 200, "accepted"],
    ["403", 403, "inconclusive"],
    ["404", 404, "inconclusive"],
    ["400", 400, "inconclusive"],
  ])("is impossible where %s answers a made-up key everywhere", async (_name, status, answer) => {
    const stage = await stageWith();
    answering(stage, "GET", status, []);
    expect(await stage.service.provingGround(sampleOf(stage), op)).toEqual({
      answers: [
        { place: "the list of environments", answer },
        { place: "the key's own entry", answer },
      ],
    });
  });

  test("is refused at a place that is not one", async () => {
    const stage = await stageWith();
    const call = stage.service.probe(stage.old.value, { place: "elsewhere", keyId: stage.old.id }, op);
    expect((await errorOf(call)).fault).toBe("config");
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

describe("whatever Kosli's documents leave open,", () => {
  test.each(eachSwitch())("keys are read, minted, proved and revoked ($name)", async ({ switches }) => {
    const stage = await stageWith(switches);
    const { service, twin } = stage;
    expect((await service.list(op)).map(({ id }) => id)).toEqual([stage.old.id]);
    const { place } = await service.provingGround({ id: stage.old.id, description: "" }, op);
    expect(place).toBe(switches.publicOrganization ? "the key's own entry" : "the list of environments");
    for (const name of ["create", "rotate"] as const) await mintsOneOrNamesIt(stage, name, switches);
    const ours = twin.keys("ci").at(-1);
    if (!ours) throw new Error("nothing minted");
    stage.advance(60_000);
    expect((await service.list(op)).map(({ id }) => id)).toContain(ours.id);
    if (place === "the list of environments") {
      expect(await service.probe(new Secret(ours.value), { place, keyId: ours.id }, op)).toBe("accepted");
    }
    expect(await service.revoke(ours.id, op)).toBe("revoked");
    const again = switches.revokeAgain === 200 || switches.revoke === "ignored" ? "revoked" : "already-gone";
    expect(await service.revoke(ours.id, op)).toBe(again);
  });

  async function mintsOneOrNamesIt(
    stage: KosliStage,
    name: "rotate" | "create",
    switches: Partial<KosliSwitches>,
  ): Promise<void> {
    const before = stage.twin.keys("ci").length;
    const outcome: unknown = await strategy(stage, name)
      .mint(request(stage), op)
      .then(({ id, value }) => ({
        id,
        isValueOf: stage.twin.keys("ci").find((key) => key.value === value.reveal())?.id,
      }))
      .catch((error: unknown) => error);
    const [made, ...more] = stage.twin.keys("ci").slice(before);
    expect(more).toEqual([]);
    const spoilt = ["null", "empty", "short"].includes(switches.secretField ?? "");
    if (name === "rotate" && switches.rotateAnswersOldId) {
      expect(outcome).toMatchObject({ fault: "contract", keyId: undefined });
    } else if (spoilt) {
      expect(outcome).toMatchObject({ fault: "contract", keyId: made?.id });
    } else {
      expect(outcome).toEqual({ id: made?.id, isValueOf: made?.id });
    }
    expectNoSecret(outcome, stage.secrets());
  }

  test.each([
    [201, undefined],
    [400, { fault: "config", effect: "none" }],
    [409, { fault: "conflict", effect: "none" }],
  ] as const)("a key in grace can be rotated again or not: %i", async (rotateInGrace, refusal) => {
    const stage = await stageWith({ rotateInGrace });
    await strategy(stage, "rotate").mint(request(stage), op);
    const again = strategy(stage, "rotate").mint(request(stage), op);
    if (refusal) expect(await errorOf(again)).toMatchObject(refusal);
    else expect((await again).id).toBe(stage.twin.keys("ci").at(-1)?.id);
  });

  test.each(["json", "string", "page", "none"] as const)("a 401 is a 401 (body: %s)", async (unauthorizedBody) => {
    const stage = await stageWith({ unauthorizedBody });
    const error = await errorOf(stage.open("unknown-credential").list(op));
    expect(error.fault).toBe("unauthenticated");
    expect(error.hint).toContain("https://app.us.kosli.com");
  });

  test.each([
    ["older", undefined],
    ["newer", 365 * 24 * HOUR_MS],
  ] as const)(
    "a key without an asked end has the one that the server tells (%s servers)",
    async (expiry, lifetimeMs) => {
      const stage = await stageWith({ expiry });
      const key = await strategy(stage, "create").mint(request(stage), op);
      expect(key.expiresAtMs).toBe(lifetimeMs === undefined ? undefined : stage.twin.now() + lifetimeMs);
    },
  );
});
