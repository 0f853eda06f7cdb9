import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { expectNoSecret } from "../contract/key-service-support.ts";
import type { KindeSwitches } from "../twins/kinde/index.ts";
import { eachSwitch } from "../twins/kinde/index.ts";
import type { KindeStage } from "./kinde-stage.ts";
import {
  answering,
  asked,
  errorOf,
  HOUR_MS,
  newest,
  op,
  PLACE,
  requestFor,
  stageWith,
  strategy,
} from "./kinde-support.ts";

const VERIFY = "/api/v1/api_keys/verify";
const STRANGER = new Secret("k_live_nobody_ever_had_this_value");

function probe({ service }: KindeStage, value: Secret, keyId: string) {
  return service.probe(value, { place: PLACE, keyId }, op);
}

describe("the proof at Kinde", () => {
  test("happens at the verify endpoint, with a key that nobody ever had", async () => {
    const stage = await stageWith();
    const ground = await stage.service.provingGround(undefined, op);
    expect(ground).toEqual({ place: PLACE, answers: [{ place: PLACE, answer: "refused" }] });
    expect(asked(stage)).toEqual(["POST /oauth2/token", "POST /api_keys/verify"]);
    expect(stage.traffic().changes).toBe(0);
  });

  test.each(["told", "bare", 400, 401] as const)(
    "tells a dead key from a live one, however Kinde answers (%s)",
    async (verifyDead) => {
      const stage = await stageWith({ verifyDead });
      expect((await stage.service.provingGround(undefined, op)).place).toBe(PLACE);
      expect(await probe(stage, stage.old.value, stage.key.id)).toBe("accepted");
      expect(await probe(stage, STRANGER, stage.key.id)).toBe("refused");
      stage.twin.kill(stage.key.id);
      expect(await probe(stage, stage.old.value, stage.key.id)).toBe("refused");
    },
  );

  test("asks with a key that is known to live before it believes a 401", async () => {
    const stage = await stageWith({ verifyDead: 401 });
    await probe(stage, stage.old.value, stage.key.id);
    const before = asked(stage).length;
    expect(await probe(stage, STRANGER, stage.key.id)).toBe("refused");
    expect(asked(stage).slice(before)).toEqual(["POST /api_keys/verify", "POST /api_keys/verify"]);
  });

  test("asks for the shortest list where no key is known to live", async () => {
    const stage = await stageWith({ verifyDead: 401 });
    await stage.service.provingGround(undefined, op);
    expect(stage.twin.requests.at(-1)).toMatchObject({ method: "GET", query: "page_size=1&status=active" });
  });

  test.each([
    ["the same for a live key", VERIFY, 401],
    ["a refusal of everything", undefined, 400],
    ["a refusal of access", VERIFY, 403],
    ["something unknown", VERIFY, 404],
  ])("believes nothing where the answer is %s", async (_name, path, status) => {
    const stage = await stageWith();
    await probe(stage, stage.old.value, stage.key.id);
    answering(stage, path === undefined ? {} : { path }, { status, body: { errors: [] } });
    expect(await probe(stage, STRANGER, stage.key.id)).toBe("inconclusive");
  });

  test.each([
    ["valid, but inactive", { is_valid: true, status: "inactive" }, "refused"],
    ["valid, but revoked", { is_valid: true, status: "revoked" }, "refused"],
    ["not valid", { is_valid: false, status: "active" }, "refused"],
    ["valid, of another key", { is_valid: true, status: "active", key_id: "api_key_other" }, "inconclusive"],
    ["valid, of no key", { is_valid: true, status: "active" }, "inconclusive"],
    ["not said to be valid", { status: "active" }, "inconclusive"],
    ["valid in words", { is_valid: "true" }, "inconclusive"],
    ["a page", "<html>", "inconclusive"],
  ])("is %s", async (_name, body, expected) => {
    const stage = await stageWith();
    answering(stage, { path: VERIFY }, { status: 200, body });
    expect(await probe(stage, stage.old.value, stage.key.id)).toBe(expected);
  });

  test("is impossible where a made-up key is called valid", async () => {
    const stage = await stageWith();
    answering(stage, { path: VERIFY }, { status: 200, body: { is_valid: true, status: "active" } });
    expect(await stage.service.provingGround(undefined, op)).toEqual({
      answers: [{ place: PLACE, answer: "accepted" }],
    });
  });

  test("is refused at a place that is not one", async () => {
    const stage = await stageWith();
    const call = async () => stage.service.probe(STRANGER, { place: "elsewhere", keyId: stage.key.id }, op);
    expect((await errorOf(call())).fault).toBe("config");
  });
});

describe("a value is identified", () => {
  test.each(["told", "bare", 400, 401] as const)(
    "by Kinde itself, and a dead one is nobody's (%s)",
    async (verifyDead) => {
      const stage = await stageWith({ verifyDead });
      expect(await stage.service.identify?.(stage.old.value, op)).toBe(stage.key.id);
      expect(await stage.service.identify?.(STRANGER, op)).toBeUndefined();
      stage.twin.rotate(stage.key.id);
      expect(await stage.service.identify?.(stage.old.value, op)).toBeUndefined();
      expect(await stage.service.identify?.(new Secret(newest(stage).value), op)).toBe(stage.key.id);
    },
  );

  test.each([
    ["unavailable", 503],
    ["rate-limited", 429],
  ])("later where Kinde is %s", async (fault, status) => {
    const stage = await stageWith();
    answering(stage, { path: VERIFY }, { status, body: "" });
    expect((await errorOf(stage.service.identify?.(stage.old.value, op) ?? Promise.resolve())).fault).toBe(fault);
  });
});

describe("who used a key last", () => {
  test("is read before rekey verifies it, and told with the address", async () => {
    const stage = await stageWith();
    stage.twin.verify(stage.key.value, "198.51.100.4");
    const usedAtMs = stage.clock.now();
    stage.advance(HOUR_MS);
    const [before] = await stage.service.list(op);
    expect(before).toMatchObject({ lastUsedAtMs: Math.floor(usedAtMs / 1000) * 1000, lastUsedFrom: "198.51.100.4" });
    await probe(stage, stage.old.value, stage.key.id);
    const [after] = await stage.service.list(op);
    expect(after?.lastUsedFrom).toBe("127.0.0.1");
  });

  test("is not claimed to be told where verifying leaves no trace", async () => {
    const stage = await stageWith({ verifyMoves: false });
    await probe(stage, stage.old.value, stage.key.id);
    await stage.service.list(op);
    expect(stage.service.tellsLastUse).toBe(false);
  });
});

describe("whatever Kinde's documents leave open,", () => {
  const switches = eachSwitch().filter((one) => one.switches.business === undefined);

  test.each(switches)("keys are read, minted, proved and revoked ($name)", async (one) => {
    const stage = await stageWith(one.switches);
    const { service, twin } = stage;
    expect((await service.list(op)).map(({ id }) => id)).toEqual([stage.key.id]);
    expect((await service.provingGround(undefined, op)).place).toBe(PLACE);
    await rotatesInPlace(stage, one.switches);
    const fresh = await createsOne(stage, one.switches);
    if (!fresh) return;
    stage.advance(60_000);
    expect((await service.list(op)).map(({ id }) => id)).toContain(fresh);
    const value = new Secret(twin.key(fresh).value);
    expect(await probe(stage, value, fresh)).toBe("accepted");
    expect(await service.revoke(fresh, op)).toBe("revoked");
    stage.advance(60_000);
    expect(await probe(stage, value, fresh)).toBe("refused");
    expect(await service.revoke(fresh, op)).toBe(one.switches.revokeAgain === 200 ? "revoked" : "already-gone");
    expect((await service.list(op)).map(({ id }) => id)).toEqual([stage.key.id]);
  });

  const SPOILT: ReadonlySet<unknown> = new Set(["null", "empty", "short", "missing"]);

  async function rotatesInPlace(stage: KindeStage, { secretField }: Partial<KindeSwitches>): Promise<void> {
    const [replaces] = await stage.service.list(op);
    const request = { ...requestFor(stage.key), ...(replaces && { replaces }) };
    const outcome: unknown = await strategy(stage.service, "rotate")
      .mint(request, op)
      .then(({ id, value }) => ({ id, isValue: value.reveal() === newest(stage).value }))
      .catch((error: unknown) => error);
    const spoilt = { fault: "contract", effect: "unknown", keyId: stage.key.id };
    expect(outcome).toMatchObject(SPOILT.has(secretField) ? spoilt : { id: stage.key.id, isValue: true });
    expect(stage.twin.key(stage.key.id).values).toHaveLength(2);
    expectNoSecret(outcome, stage.secrets());
  }

  /** The id of the key that was made, unless its value or its name could not be used. */
  async function createsOne(stage: KindeStage, one: Partial<KindeSwitches>): Promise<string | undefined> {
    const outcome: unknown = await strategy(stage.service, "create")
      .mint(requestFor(stage.key), op)
      .then(({ id, value }) => ({ id, isValueOf: stage.twin.keys().find((key) => key.value === value.reveal())?.id }))
      .catch((error: unknown) => error);
    expectNoSecret(outcome, stage.secrets());
    const [, made, ...more] = stage.twin.keys();
    expect(more).toEqual([]);
    if (one.nameCharset === "plain") expect(outcome).toMatchObject({ fault: "config", effect: "none" });
    else if (SPOILT.has(one.secretField)) expect(outcome).toMatchObject({ fault: "contract", keyId: made?.id });
    else expect(outcome).toEqual({ id: made?.id, isValueOf: made?.id });
    return one.nameCharset === "plain" || SPOILT.has(one.secretField) ? undefined : made?.id;
  }
});
