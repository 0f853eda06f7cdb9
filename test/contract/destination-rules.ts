import { expect } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import type { DestinationRule, DestinationStage } from "./destination-stage.ts";
import { ASKED_WAIT_MS } from "./destination-stage.ts";
import { blockerOf, callsOf, expectClean, expectFailure, failureOf, NEW_KEY, targetOf } from "./destination-support.ts";
import { op, soon } from "./key-service-support.ts";

const FINDING: readonly DestinationRule[] = [
  {
    name: "refuses an option that it does not know, by its name",
    async check(stage) {
      expect(stage.configure().success).toBe(true);
      const refused = stage.configure({ "no-such-option": 1 });
      expect(refused.success ? "" : JSON.stringify(refused.issues)).toContain("no-such-option");
    },
  },
  {
    name: "names itself without asking anybody and without a secret",
    async check(stage) {
      const { label } = stage.open();
      expect(label).not.toBe("");
      expectClean(stage, label);
      expect(stage.traffic().requests).toBe(0);
    },
  },
  {
    name: "names its places without asking anybody, by the ids that its targets have in every run",
    async check(stage) {
      const configured = stage.configure();
      const places = configured.success ? stage.places(configured.data) : [];
      expect(stage.traffic().requests).toBe(0);
      const first = await targetOf(stage.open());
      const second = await targetOf(stage.open());
      expect([first.id, second.id]).toEqual([places[0], places[0]]);
      expectClean(stage, [first.id, first.label]);
    },
  },
  {
    name: "finds nothing in the way of a good place, and changes nothing by looking",
    async check(stage) {
      const target = await targetOf(stage.open());
      expect(target.named).toBe(true);
      await target.observe(op());
      expect(await target.preflight(op())).toBeUndefined();
      expect(stage.traffic().changes).toBe(0);
    },
  },
  {
    name: "knows its own place when it looks for other holders of the name, and changes nothing by looking",
    async check(stage) {
      const destination = stage.open();
      const target = await targetOf(destination);
      if (!destination.inventory) return;
      const { holders } = await destination.inventory({ wide: true }, op());
      expect(holders.find(({ id }) => id === target.id)).toMatchObject({ label: target.label, excluded: false });
      expectClean(stage, holders);
      expect(stage.traffic().changes).toBe(0);
    },
  },
  {
    name: "writes no more than it foretold",
    async check(stage) {
      const target = await targetOf(stage.open());
      await target.observe(op());
      await target.preflight(op());
      const work = target.work?.();
      if (!work) return;
      const before = stage.traffic();
      await target.verify(NEW_KEY, await target.write(NEW_KEY, op()), op());
      const after = stage.traffic();
      expect(after.changes - before.changes).toBeLessThanOrEqual(work.writes);
      expect(after.requests - before.requests).toBeLessThanOrEqual(work.writes + work.reads);
    },
  },
  {
    name: "tells that a place exists and when it was written, again and again",
    async check(stage) {
      const target = await targetOf(stage.open());
      for (let look = 0; look < 2; look += 1) {
        const state = await target.observe(op());
        expect(state.exists).toBe(true);
        expect(state.writtenAtMs).toBe(stage.writtenAtMs);
      }
      if (stage.writtenAtMs === undefined) return;
      await target.write(NEW_KEY, op());
      expect((await target.observe(op())).writtenAtMs ?? 0).toBeGreaterThan(stage.writtenAtMs);
    },
  },
  {
    name: "calls a place that is not there missing, which is no error but stands in the way of writing",
    async check(stage) {
      const target = await targetOf(stage.openAbsent(false));
      expect(await target.observe(op())).toEqual({ exists: false });
      expect(await target.preflight(op())).toMatchObject({ fault: "not-found", hint: expect.stringMatching(/\w/) });
    },
  },
  {
    name: "knows the server's clock after the first answer",
    async check(stage) {
      const target = await targetOf(stage.open());
      await target.observe(op());
      expect(target.clock()?.uncertaintyMs).toBeGreaterThanOrEqual(500);
    },
  },
];

const WRITING: readonly DestinationRule[] = [
  {
    name: "writes the value, byte for byte",
    async check(stage) {
      const receipt = await (await targetOf(stage.open())).write(NEW_KEY, op());
      expect(stage.peek()).toBe(NEW_KEY.reveal());
      expect(receipt.created).toBe(false);
      expect(receipt.writtenAtMs).toBeGreaterThan(Date.parse("2000-01-01"));
      expect(receipt.writtenAtMs).toBeLessThan(Date.parse("2100-01-01"));
    },
  },
  {
    name: "writes twice as it writes once",
    async check(stage) {
      const target = await targetOf(stage.open());
      await target.write(NEW_KEY, op());
      const once = stage.surroundings();
      expect((await target.write(NEW_KEY, op())).created).toBe(false);
      expect(stage.peek()).toBe(NEW_KEY.reveal());
      expect(stage.surroundings()).toEqual(once);
    },
  },
  {
    name: "prepares a write without asking anybody, and writes whatever value it is given then",
    async check(stage) {
      const target = await targetOf(stage.open());
      await target.observe(op());
      await target.preflight(op());
      const before = [stage.traffic(), stage.peek()];
      for (const value of [NEW_KEY, NEW_KEY, new Secret("another key than that")]) await target.prepare?.(value);
      expect([stage.traffic(), stage.peek()]).toEqual(before);
      await target.write(NEW_KEY, op());
      expect(stage.peek()).toBe(NEW_KEY.reveal());
    },
  },
  {
    name: "leaves siblings and settings that it does not own alone",
    async check(stage) {
      const before = stage.surroundings();
      for (const withPreflight of [true, false]) {
        const target = await targetOf(stage.open());
        if (withPreflight) await target.preflight(op());
        await target.verify(NEW_KEY, await target.write(NEW_KEY, op()), op());
        expect(stage.surroundings()).toEqual(before);
      }
    },
  },
  {
    name: "creates nothing unless told to",
    async check(stage) {
      const target = await targetOf(stage.openAbsent(false));
      await expectFailure(stage, target.write(NEW_KEY, op()), { fault: "not-found" });
      expect(stage.peekAbsent()).toBeUndefined();
    },
  },
  {
    name: "creates a place when told to, and says so",
    async check(stage) {
      const target = await targetOf(stage.openAbsent(true));
      expect(await target.preflight(op())).toBeUndefined();
      const receipt = await target.write(NEW_KEY, op());
      expect(receipt.created).toBe(true);
      expect(stage.peekAbsent()).toBe(NEW_KEY.reveal());
      expect(await target.verify(NEW_KEY, receipt, op())).toMatchObject({ ok: true });
    },
  },
  {
    name: "shows that a write arrived, with the evidence that its store allows, and changes nothing by it",
    async check(stage) {
      const target = await targetOf(stage.open());
      const receipt = await target.write(NEW_KEY, op());
      const { changes } = stage.traffic();
      const verdict = await target.verify(NEW_KEY, receipt, op());
      expect(verdict).toMatchObject({ ok: true, evidence: stage.evidence });
      expect(verdict.ok && Math.abs(verdict.writtenAtMs - receipt.writtenAtMs)).toBeLessThanOrEqual(2000);
      expect(stage.traffic().changes).toBe(changes);
    },
  },
  {
    name: "does not call a write arrived that was undone behind its back",
    async check(stage) {
      const target = await targetOf(stage.open());
      const receipt = await target.write(NEW_KEY, op());
      stage.tamper();
      const verdict = await target.verify(NEW_KEY, receipt, op());
      expect(verdict).toMatchObject({ ok: false, why: expect.stringMatching(/\w/) });
      expectClean(stage, verdict);
    },
  },
];

const FAILING: readonly DestinationRule[] = [
  {
    name: "calls a credential that nobody knows unauthenticated, with a hint",
    check: (stage) => isBlocked(stage, "unknown-credential", "unauthenticated"),
  },
  {
    name: "calls a credential that may not do it forbidden, with a hint",
    check: (stage) => isBlocked(stage, "weak-credential", "forbidden"),
  },
  {
    name: "calls a parent that is not there not found, with a hint",
    check: (stage) => isBlocked(stage, "missing-parent", "not-found"),
  },
  {
    name: "passes on how long a rate limit asks to wait",
    async check(stage) {
      const target = await targetOf(stage.open());
      await stage.trouble("rate-limited");
      for (const call of callsOf(target)) {
        const { fault, retryAfterMs = 0, effect } = await failureOf(stage, call());
        expect({ fault, effect }).toEqual({ fault: "rate-limited", effect: "none" });
        expect(Math.abs(retryAfterMs - ASKED_WAIT_MS)).toBeLessThanOrEqual(1000);
      }
      expect(stage.traffic().changes).toBe(0);
    },
  },
  {
    name: "calls a store that is down unavailable, and no place of it missing or well",
    async check(stage) {
      const target = await targetOf(stage.open());
      for (const kind of ["unavailable", "unreachable"] as const) {
        await stage.trouble(kind);
        for (const call of callsOf(target)) await expectFailure(stage, call(), { fault: "unavailable" });
        await expectFailure(stage, target.preflight(op()), { fault: "unavailable" });
        await stage.heal();
      }
    },
  },
  {
    name: "abandons a request at once when its signal aborts, late or cancelled",
    async check(stage) {
      const target = await targetOf(stage.open());
      for (const [reason, fault] of [
        [new DOMException("late", "TimeoutError"), "timeout"],
        [new Error("cancelled"), "cancelled"],
      ] as const) {
        const controller = new AbortController();
        const arrived = stage.hang();
        const failed = failureOf(stage, target.observe({ signal: controller.signal }));
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
      const target = await targetOf(stage.open());
      const { requests } = stage.traffic();
      for (const call of callsOf(target, { signal: AbortSignal.abort() })) {
        await expectFailure(stage, call(), { fault: "cancelled", effect: "none" });
      }
      expect(stage.traffic().requests).toBe(requests);
      expect(stage.peek()).not.toBe(NEW_KEY.reveal());
    },
  },
  {
    name: "shows no secret when a server repeats it in an error",
    async check(stage) {
      const target = await targetOf(stage.open());
      await stage.trouble("echo");
      for (const call of callsOf(target)) await failureOf(stage, call());
    },
  },
];

async function isBlocked(
  stage: DestinationStage,
  flaw: Parameters<DestinationStage["open"]>[0],
  fault: string,
): Promise<void> {
  const blocker = await blockerOf(stage, stage.open(flaw));
  expect(blocker).toMatchObject({ fault, hint: expect.stringMatching(/\w/) });
  expect(blocker?.why).not.toMatch(/^Error:|\n|^::|##\[|\.$/);
  expect(stage.traffic().changes).toBe(0);
}

/** What every destination keeps. Each rule gets a stage of its own. */
export const DESTINATION_RULES: readonly DestinationRule[] = [...FINDING, ...WRITING, ...FAILING];
