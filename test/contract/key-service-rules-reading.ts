import { expect } from "vitest";
import type { KeyServiceRule } from "./key-service-stage.ts";
import { expectNoSecret, HOUR_MS, op, placeOf, recordOf, stranger } from "./key-service-support.ts";

/** What is kept by looking at keys, and by trying them. */
export const READING_RULES: readonly KeyServiceRule[] = [
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
