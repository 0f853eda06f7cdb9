import { expect } from "vitest";
import type { KeyServiceRule, KeyServiceStage } from "./key-service-stage.ts";
import {
  expectFault,
  expectNoSecret,
  failure,
  HOUR_MS,
  mintings,
  op,
  placeOf,
  recordOf,
  requestFor,
  soon,
  stranger,
} from "./key-service-support.ts";

const READING: readonly KeyServiceRule[] = [
  {
    name: "names itself and its account without asking anybody and without a secret",
    async check(stage) {
      const { label, account } = stage.service;
      expect(label).not.toBe("");
      expect(account).toMatch(/^[a-z]+:/);
      expectNoSecret([label, account], stage.secrets());
      expect(stage.traffic().requests).toBe(0);
    },
  },
  {
    name: "lists every live key, and changes nothing by it",
    async check(stage) {
      stage.addKeys(120);
      const ids = (await stage.service.list(op())).map((key) => key.id);
      expect(new Set(ids).size).toBe(121);
      expect((await stage.service.list(op())).map((key) => key.id)).toEqual(ids);
      expect(stage.traffic().changes).toBe(0);
    },
  },
  {
    name: "tells a key's description and creation time in epoch milliseconds",
    async check(stage) {
      const key = await recordOf(stage, stage.old.id);
      expect(key.description).toBe(stage.old.description);
      expect(key.createdAtMs).toBeGreaterThan(Date.parse("2000-01-01"));
      expect(key.createdAtMs).toBeLessThan(Date.parse("2100-01-01"));
      expectNoSecret(key, stage.secrets());
    },
  },
  {
    name: "finds a place where a made-up key is refused and a live one accepted, and changes nothing by it",
    async check(stage) {
      const place = await placeOf(stage);
      const where = { place, keyId: stage.old.id };
      expect(await stage.service.probe(stranger(), where, op())).toBe("refused");
      expect(await stage.service.probe(stage.old.value, where, op())).toBe("accepted");
      expect(stage.traffic().changes).toBe(0);
    },
  },
  {
    name: "tries the key that it is given, and no credential of its own",
    async check(stage) {
      const where = { place: await placeOf(stage), keyId: stage.old.id };
      await stage.service.revoke(stage.old.id, op());
      expect(await stage.service.probe(stage.old.value, where, op())).toBe("refused");
    },
  },
  {
    name: "tells the last use if it says that it does",
    async check(stage) {
      if (!stage.service.tellsLastUse) return;
      const before = await recordOf(stage, stage.old.id);
      const place = await placeOf(stage);
      stage.advance(HOUR_MS);
      await stage.service.probe(stage.old.value, { place, keyId: stage.old.id }, op());
      const after = await recordOf(stage, stage.old.id);
      expect(after.lastUsedAtMs ?? 0).toBeGreaterThan(before.lastUsedAtMs ?? 0);
    },
  },
  {
    name: "knows the server's clock after the first answer and not before",
    async check(stage) {
      expect(stage.service.clock()).toBeUndefined();
      await stage.service.list(op());
      expect(stage.service.clock()?.uncertaintyMs).toBeGreaterThanOrEqual(500);
    },
  },
];

const MINTING: readonly KeyServiceRule[] = [
  {
    name: "mints a key that is listed under its id and accepted, and sends one changing request for it",
    async check(stage) {
      const place = await placeOf(stage);
      for (const [, minting] of mintings(stage.service)) {
        const request = await requestFor(stage, minting);
        const { changes } = stage.traffic();
        const key = await minting.mint(request, op());
        expect(stage.traffic().changes).toBe(changes + 1);
        expect(key.id === stage.old.id).toBe(minting.keepsId);
        expect((await recordOf(stage, key.id)).description).toBe(key.description);
        expect(await stage.service.probe(key.value, { place, keyId: key.id }, op())).toBe("accepted");
        expect(stage.accepts(key.value)).toBe(true);
      }
    },
  },
  {
    name: "gives the new key the description asked for where it says that it can",
    async check(stage) {
      for (const [, minting] of mintings(stage.service)) {
        if (!minting.marks) continue;
        const request = await requestFor(stage, minting);
        const longest = `${"ü".repeat(minting.maxDescription - 1)}x`;
        const key = await minting.mint({ ...request, description: longest }, op());
        expect((await recordOf(stage, key.id)).description).toBe(longest);
      }
    },
  },
  {
    name: "gives the new key the end asked for",
    async check(stage) {
      for (const [, minting] of mintings(stage.service)) {
        const request = await requestFor(stage, minting);
        const { createdAtMs = 0 } = await recordOf(stage, stage.old.id);
        const expiresAtMs = createdAtMs + 90 * 24 * HOUR_MS + 123;
        const key = await minting.mint({ ...request, expiresAtMs }, op());
        const listed = await recordOf(stage, key.id);
        expect(Math.abs((listed.expiresAtMs ?? 0) - expiresAtMs)).toBeLessThanOrEqual(1000);
      }
    },
  },
  {
    name: "has the new value masked by the time it hands it out",
    async check(stage) {
      for (const [, minting] of mintings(stage.service)) {
        const key = await minting.mint(await requestFor(stage, minting), op());
        expect(stage.masked().some((secret) => secret.equals(key.value))).toBe(true);
      }
    },
  },
  {
    name: "keeps its word about the old key",
    async check(stage) {
      const [, minting] = mintings(stage.service)[0] ?? [];
      if (minting) await keepsItsWord(stage, minting.overlap.mode);
    },
  },
  {
    name: "keeps its word about the old key in every other strategy",
    async check(stage) {
      const [, minting] = mintings(stage.service).at(-1) ?? [];
      if (minting) await keepsItsWord(stage, minting.overlap.mode, -1);
    },
  },
  {
    name: "does not mint again when the answer is lost, and leaves the effect open",
    async check(stage) {
      for (const [, minting] of mintings(stage.service)) {
        const request = await requestFor(stage, minting);
        const before = (await stage.service.list(op())).map((key) => key.id);
        await stage.trouble("lost-answer");
        const { requests } = stage.traffic();
        await expectFault(stage, minting.mint(request, op()), { fault: "unavailable", effect: "unknown" });
        expect(stage.traffic().requests).toBe(requests + 1);
        await stage.heal();
        const after = (await stage.service.list(op())).map((key) => key.id);
        expect(after.length).toBe(before.length + (minting.keepsId ? 0 : 1));
      }
    },
  },
  {
    name: "does not mint again when the service is unavailable, and leaves the effect open",
    async check(stage) {
      for (const [, minting] of mintings(stage.service)) {
        const request = await requestFor(stage, minting);
        await stage.trouble("unavailable");
        const { requests } = stage.traffic();
        await expectFault(stage, minting.mint(request, op()), { fault: "unavailable", effect: "unknown" });
        expect(stage.traffic().requests).toBe(requests + 1);
        await stage.heal();
      }
    },
  },
  {
    name: "knows that nothing was minted when it was refused, told to slow down or never got through",
    async check(stage) {
      for (const [name, minting] of mintings(stage.service)) {
        const request = await requestFor(stage, minting);
        const weak = stage.open("weak-credential").strategies[name === "rotate" ? "rotate" : "create"];
        await expectFault(stage, required(weak).mint(request, op()), { fault: "forbidden", effect: "none" });
        await stage.trouble("rate-limited");
        await expectFault(stage, minting.mint(request, op()), { fault: "rate-limited", effect: "none" });
        await stage.trouble("unreachable");
        await expectFault(stage, minting.mint(request, op()), { fault: "unavailable", effect: "none" });
        await stage.heal();
      }
      expect(stage.traffic().changes).toBe(0);
    },
  },
  {
    name: "names the new key when its value is unusable, and hands out nothing",
    async check(stage) {
      for (const [, minting] of mintings(stage.service)) {
        const request = await requestFor(stage, minting);
        const before = new Set((await stage.service.list(op())).map((key) => key.id));
        stage.spoilValues();
        const { fault, keyId, effect } = await failure(stage, minting.mint(request, op()));
        expect({ fault, effect }).toEqual({ fault: "contract", effect: "unknown" });
        const fresh = (await stage.service.list(op())).filter((key) => !before.has(key.id)).map((key) => key.id);
        expect(keyId).toBe(minting.keepsId ? stage.old.id : fresh[0]);
      }
    },
  },
];

const REVOKING: readonly KeyServiceRule[] = [
  {
    name: "revokes one key and no other: refused and off the list",
    async check(stage) {
      stage.addKeys(3);
      const place = await placeOf(stage);
      const before = (await stage.service.list(op())).map((key) => key.id);
      expect(await stage.service.revoke(stage.old.id, op())).toBe("revoked");
      expect(stage.accepts(stage.old.value)).toBe(false);
      expect(await stage.service.probe(stage.old.value, { place, keyId: stage.old.id }, op())).toBe("refused");
      const after = (await stage.service.list(op())).map((key) => key.id);
      expect(after).toEqual(before.filter((id) => id !== stage.old.id));
    },
  },
  {
    name: "calls a key that is gone already gone",
    async check(stage) {
      await stage.service.revoke(stage.old.id, op());
      expect(await stage.service.revoke(stage.old.id, op())).toBe("already-gone");
    },
  },
  {
    name: "does not take an account that is not there for a key that is gone",
    async check(stage) {
      await expectFault(stage, stage.open("unknown-account").revoke(stage.old.id, op()), {
        fault: "not-found",
        effect: "none",
      });
      expect(stage.accepts(stage.old.value)).toBe(true);
    },
  },
];

const FAILING: readonly KeyServiceRule[] = [
  {
    name: "calls a credential that nobody knows unauthenticated, with a hint",
    async check(stage) {
      const service = stage.open("unknown-credential");
      await expectFault(stage, service.list(op()), { fault: "unauthenticated", effect: "none" });
      await expectFault(stage, service.revoke(stage.old.id, op()), { fault: "unauthenticated", effect: "none" });
      expect((await failure(stage, service.list(op()))).hint).toMatch(/\w/);
    },
  },
  {
    name: "calls a credential that may not do it forbidden, with a hint",
    async check(stage) {
      const service = stage.open("weak-credential");
      await expectFault(stage, service.revoke(stage.old.id, op()), { fault: "forbidden", effect: "none" });
      expect((await failure(stage, service.revoke(stage.old.id, op()))).hint).toMatch(/\w/);
      expect(stage.accepts(stage.old.value)).toBe(true);
    },
  },
  {
    name: "calls an account that is not there not found, with a hint",
    async check(stage) {
      const service = stage.open("unknown-account");
      await expectFault(stage, service.list(op()), { fault: "not-found", effect: "none" });
      expect((await failure(stage, service.list(op()))).hint).toMatch(/\w/);
    },
  },
  {
    name: "passes on how long a rate limit asks to wait",
    async check(stage) {
      const where = { place: await placeOf(stage), keyId: stage.old.id };
      await stage.trouble("rate-limited");
      const { service } = stage;
      for (const call of [() => service.list(op()), () => service.probe(stage.old.value, where, op())]) {
        const { fault, retryAfterMs } = await failure(stage, call());
        expect({ fault, retryAfterMs }).toEqual({ fault: "rate-limited", retryAfterMs: 7000 });
      }
    },
  },
  {
    name: "calls a service that is down unavailable, and neither accepts nor refuses a key by it",
    async check(stage) {
      const where = { place: await placeOf(stage), keyId: stage.old.id };
      for (const kind of ["unavailable", "unreachable"] as const) {
        await stage.trouble(kind);
        await expectFault(stage, stage.service.list(op()), { fault: "unavailable" });
        await expectFault(stage, stage.service.revoke(stage.old.id, op()), { fault: "unavailable" });
        await expectFault(stage, stage.service.probe(stage.old.value, where, op()), { fault: "unavailable" });
        await stage.heal();
      }
    },
  },
  {
    name: "abandons a request at once when its signal aborts, late or cancelled",
    async check(stage) {
      for (const [reason, fault] of [
        [new DOMException("late", "TimeoutError"), "timeout"],
        [new Error("cancelled"), "cancelled"],
      ] as const) {
        const controller = new AbortController();
        const arrived = stage.hang();
        const failed = failure(stage, stage.service.list({ signal: controller.signal }));
        await arrived;
        controller.abort(reason);
        const outcome = await soon(failed);
        expect(outcome === "still running" ? outcome : outcome.fault).toBe(fault);
        await stage.heal();
      }
    },
  },
  {
    name: "sends nothing once its signal has aborted",
    async check(stage) {
      const request = await Promise.all(
        mintings(stage.service).map(async ([, minting]) => [minting, await requestFor(stage, minting)] as const),
      );
      const { requests } = stage.traffic();
      const gone = { signal: AbortSignal.abort() };
      for (const [minting, asked] of request) {
        await expectFault(stage, minting.mint(asked, gone), { fault: "cancelled", effect: "none" });
      }
      await expectFault(stage, stage.service.revoke(stage.old.id, gone), { fault: "cancelled", effect: "none" });
      expect(stage.traffic().requests).toBe(requests);
    },
  },
  {
    name: "shows no secret when a server repeats it in an error",
    async check(stage) {
      const where = { place: await placeOf(stage), keyId: stage.old.id };
      const requests = await Promise.all(
        mintings(stage.service).map(async ([, minting]) => [minting, await requestFor(stage, minting)] as const),
      );
      await stage.trouble("echo");
      await failure(stage, stage.service.list(op()));
      await failure(stage, stage.service.revoke(stage.old.id, op()));
      for (const [minting, request] of requests) await failure(stage, minting.mint(request, op()));
      expect(await stage.service.probe(stage.old.value, where, op())).toBe("inconclusive");
    },
  },
];

/** What every key service keeps. Each rule gets a stage of its own. */
export const KEY_SERVICE_RULES: readonly KeyServiceRule[] = [...READING, ...MINTING, ...REVOKING, ...FAILING];

/** Mints by one strategy, and watches the old key until long after. */
async function keepsItsWord(stage: KeyServiceStage, mode: string, at = 0): Promise<void> {
  const [, minting] = required(mintings(stage.service).at(at));
  const key = await minting.mint(await requestFor(stage, minting), op());
  expect(stage.accepts(key.value)).toBe(true);
  expect(stage.accepts(stage.old.value), "the old key right after").toBe(mode !== "none");
  if (minting.overlap.mode !== "grace") {
    stage.advance(1000 * HOUR_MS);
    expect(stage.accepts(stage.old.value), "the old key long after").toBe(mode === "independent");
    return;
  }
  const { minMs } = minting.overlap;
  const { createdAtMs = 0 } = await recordOf(stage, key.id);
  expect(Math.abs((key.predecessorExpiresAtMs ?? 0) - createdAtMs - minMs)).toBeLessThanOrEqual(1000);
  stage.advance(minMs - 60_000);
  expect(stage.accepts(stage.old.value), "the old key just before the end of its grace").toBe(true);
  stage.advance(120_000);
  expect(stage.accepts(stage.old.value), "the old key just after the end of its grace").toBe(false);
  expect(stage.accepts(key.value)).toBe(true);
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("missing");
  return value;
}
