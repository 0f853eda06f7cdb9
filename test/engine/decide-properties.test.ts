import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KeyRecord } from "../../src/contract/key-service.ts";
import type { Mode, RotationPolicy } from "../../src/contract/policy.ts";
import { decide } from "../../src/engine/decide.ts";
import { judge } from "../../src/engine/judge.ts";
import { claim, isMarkedByOther, markerOf } from "../../src/engine/ownership.ts";
import type { CurrentIdentity, Observation, TargetView } from "../../src/engine/view.ts";
import { DAY, HOUR, MARKER, NOW, OTHER_MARKER, policy } from "./observed.ts";

/** Any time, also none, zero, and one that lies ahead: services tell all of them. */
const time = fc.option(
  fc.oneof(fc.constant(0), fc.integer({ min: NOW - 400 * DAY, max: NOW + 400 * DAY }), fc.constant(NOW)),
  { nil: undefined },
);

const keyRecord: fc.Arbitrary<KeyRecord> = fc
  .record({
    id: fc.constantFrom("k1", "k2", "k3", "k4", "k5"),
    description: fc.constantFrom("ci", `ci${MARKER}`, `ci${OTHER_MARKER}`, "other", "", `other${MARKER}`),
    createdAtMs: time,
    expiresAtMs: time,
    lastUsedAtMs: time,
  })
  .map(({ id, description, createdAtMs, expiresAtMs, lastUsedAtMs }) => ({
    id,
    description,
    ...(createdAtMs !== undefined && { createdAtMs }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    ...(lastUsedAtMs !== undefined && { lastUsedAtMs }),
  }));

const targetView: fc.Arbitrary<TargetView> = fc
  .record({
    id: fc.constantFrom("home", "api", "web"),
    required: fc.boolean(),
    create: fc.boolean(),
    state: fc.constantFrom("written", "missing", "untold", "unreadable"),
    writtenAtMs: fc.integer({ min: NOW - 400 * DAY, max: NOW }),
  })
  .map(({ id, required, create, state, writtenAtMs }) => ({
    id,
    label: id,
    required,
    create,
    home: id === "home",
    state,
    ...(state === "written" && { writtenAtMs }),
  }));

const identity: fc.Arbitrary<CurrentIdentity | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ is: fc.constant("current" as const), keyId: fc.constantFrom("k1", "k2") }),
  fc.record({
    is: fc.constant("predecessor" as const),
    keyId: fc.constantFrom("k1", "k2"),
    snapshotIsOlder: fc.boolean(),
  }),
  fc.record({ is: fc.constant("refused" as const), snapshotIsOlder: fc.boolean() }),
  fc.constant({ is: "unidentified" as const }),
);

const observation: fc.Arbitrary<Observation> = fc
  .record({
    keys: fc.uniqueArray(keyRecord, { selector: (key) => key.id, maxLength: 5 }),
    targets: fc.uniqueArray(targetView, { selector: (target) => target.id, maxLength: 3 }),
    tellsLastUse: fc.boolean(),
    canCreate: fc.boolean(),
    current: identity,
  })
  .map(({ current, ...rest }) => ({ ...rest, nowMs: NOW, canRotate: true, blocked: [], ...(current && { current }) }));

const anyPolicy: fc.Arbitrary<RotationPolicy> = fc
  .record({
    strategy: fc.constantFrom("rotate" as const, "create" as const),
    retire: fc.constantFrom("expire" as const, "after-verify" as const, "when-idle" as const),
    onOverstay: fc.constantFrom("hold" as const, "revoke" as const),
    label: fc.constantFrom(undefined, "ci", "other"),
    dedicated: fc.boolean(),
    manyOwners: fc.boolean(),
    graceMs: fc.integer({ min: HOUR, max: 30 * DAY }),
  })
  .map(({ strategy, graceMs, retire, onOverstay, label, dedicated, manyOwners }) =>
    policy(
      { strategy, graceMs },
      { retire: { policy: retire, onOverstay }, key: { dedicated, manyOwners, ...(label !== undefined && { label }) } },
    ),
  );

const mode = fc.constantFrom<Mode>("auto", "plan", "check", "force", "incident");
const calm = fc.constantFrom<Mode>("auto", "plan", "check");

/** Runs a property a good many times, always the same. */
function holds(property: (seen: Observation, told: RotationPolicy, mode: Mode) => void, modes = mode): void {
  fc.assert(fc.property(observation, anyPolicy, modes, property), { seed: 20260302, numRuns: 4000 });
}

describe("whatever is observed", () => {
  test("there is a decision, and the same one whatever the order of the keys", () => {
    holds((seen, told, mode) => {
      const decision = decide(seen, told, mode);
      expect(["nothing", "rotate", "finish", "hold", "fail"]).toContain(decision.action);
      const backwards = decide({ ...seen, keys: [...seen.keys].reverse() }, told, mode);
      expect(backwards.action).toBe(decision.action);
    });
  });

  test("no foreign key, not the current one and never all of ours are retired", () => {
    holds((seen, told, mode) => {
      const decision = decide(seen, told, mode);
      const { ours } = claim(seen.keys, told.key, markerOf(told));
      const retired = decision.action === "nothing" ? decision.retire : [];
      expect(retired).not.toContain(ours.at(-1)?.id);
      expect(ours.map((key) => key.id)).toEqual(expect.arrayContaining([...retired]));
      expect(retired.length).toBeLessThan(Math.max(1, ours.length));
    });
  });

  test("no judgement names the current key, even when the run minted it and the list is not up to date", () => {
    fc.assert(
      fc.property(observation, anyPolicy, mode, fc.boolean(), (seen, told, mode, mintedNow) => {
        const { ours } = claim(seen.keys, told.key, markerOf(told));
        for (const currentId of [ours.at(-1)?.id, "not-listed"]) {
          if (currentId === undefined) continue;
          const judged = judge({ observation: seen, ours, policy: told, mode, mintedNow, currentId });
          expect(judged.map((one) => one.keyId)).not.toContain(currentId);
          if (currentId === "not-listed") expect(judged).toEqual([]);
        }
      }),
      { seed: 20260303, numRuns: 4000 },
    );
  });

  test("a key marked by another home is neither replaced nor retired nor handed out", () => {
    holds((seen, told, mode) => {
      const decision = decide(seen, told, mode);
      const strange = seen.keys.filter((key) => isMarkedByOther(key, markerOf(told))).map((key) => key.id);
      if (decision.action === "rotate") expect(strange).not.toContain(decision.replaces);
      if (decision.action === "nothing") for (const id of decision.retire) expect(strange).not.toContain(id);
    });
  });

  test("nothing is retired while a required place lacks the current key or cannot be read", () => {
    holds((seen, told, mode) => {
      const decision = decide(seen, told, mode);
      if (decision.action !== "nothing" || decision.retire.length === 0) return;
      const required = seen.targets.filter((target) => target.required);
      expect(required.filter((target) => target.state !== "written")).toEqual([]);
      const born = claim(seen.keys, told.key, markerOf(told)).ours.at(-1)?.createdAtMs ?? 0;
      for (const target of required) expect(target.writtenAtMs).toBeGreaterThan(born + 1000);
    }, calm);
  });

  test("no key younger than six hours is retired, nor one that does not tell when it was made", () => {
    holds((seen, told, mode) => {
      const decision = decide(seen, told, mode);
      for (const id of decision.action === "nothing" ? decision.retire : []) {
        const born = seen.keys.find((key) => key.id === id)?.createdAtMs;
        expect(born).toBeLessThanOrEqual(NOW - 6 * HOUR);
      }
    }, calm);
  });

  test("only the value that was told to be the current key's is handed out", () => {
    holds((seen, told, mode) => {
      const decision = decide(seen, told, mode);
      if (decision.action !== "finish") return;
      expect(seen.current).toMatchObject({ is: "current", keyId: decision.keyId });
      expect(decision.targets.length).toBeGreaterThan(0);
    });
  });

  test("a decision that was carried out leaves nothing to do but to retire", () => {
    holds((seen, told, mode) => {
      const decision = decide(seen, told, mode);
      if (decision.action !== "rotate") return;
      const after = carriedOut(seen, told, decision.replaces);
      if (!after) return;
      expect(["nothing", "hold"]).toContain(decide(after, told, "auto").action);
    }, calm);
  });
});

/** The world after a rotation that went well: a new key like the old one, in every place. */
function carriedOut(seen: Observation, told: RotationPolicy, replaces: string | undefined): Observation | undefined {
  const old = seen.keys.find((key) => key.id === replaces);
  const isAhead = seen.keys.some((key) => (key.createdAtMs ?? 0) > NOW);
  if (!old || isAhead || told.key.manyOwners) return undefined;
  const keys = [...seen.keys, { id: "new", description: old.description, createdAtMs: NOW }];
  const targets = seen.targets.map(
    (target): TargetView => ({ ...target, state: "written", writtenAtMs: NOW + 10_000 }),
  );
  const { current: _current, ...rest } = seen;
  return { ...rest, keys, targets, nowMs: NOW + HOUR };
}
