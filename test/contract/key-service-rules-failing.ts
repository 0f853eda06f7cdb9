import { expect } from "vitest";
import type { KeyServiceRule } from "./key-service-stage.ts";
import { expectFault, failure, mintings, op, placeOf, requestFor, soon } from "./key-service-support.ts";

/** What is kept by ending a key. */
export const REVOKING_RULES: readonly KeyServiceRule[] = [
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

/** What is kept when something goes wrong. */
export const FAILING_RULES: readonly KeyServiceRule[] = [
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
