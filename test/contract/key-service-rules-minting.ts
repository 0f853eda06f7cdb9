import { expect } from "vitest";
import type { KeyServiceRule, KeyServiceStage } from "./key-service-stage.ts";
import { expectFault, failure, HOUR_MS, mintings, op, placeOf, recordOf, requestFor } from "./key-service-support.ts";

/** What is kept by making a key. */
export const MINTING_RULES: readonly KeyServiceRule[] = [
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
        if (minting.endless) {
          const key = await minting.mint(request, op());
          expect((await recordOf(stage, key.id)).expiresAtMs).toBeUndefined();
          continue;
        }
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
