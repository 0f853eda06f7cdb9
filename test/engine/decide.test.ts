import { describe, expect, test } from "vitest";
import type { Mode, RotationPolicy } from "../../src/contract/policy.ts";
import { decide } from "../../src/engine/decide.ts";
import { jitterMs } from "../../src/engine/times.ts";
import type { Observation } from "../../src/engine/view.ts";
import { DAY, HOUR, key, MARKER, NOW, OTHER_MARKER, observed, policy, target, timeless } from "./observed.ts";

interface Row {
  readonly when: string;
  readonly seen?: Partial<Observation>;
  readonly told?: RotationPolicy;
  readonly mode?: Mode;
  /** What is expected of the decision, and the codes of its findings. */
  readonly want: object;
  readonly codes?: readonly string[];
}

const jitterDays = jitterMs(policy()) / DAY;
const due = 90 - jitterDays;
const current = { is: "current", keyId: "k2" } as const;
const older = { is: "predecessor", keyId: "k1", snapshotIsOlder: true } as const;
const putBack = { ...older, snapshotIsOlder: false } as const;
const nothing = { action: "nothing", retire: [] } as const;
const create = { action: "rotate", reason: "stale", strategy: "create" } as const;
/** k2 is current and an hour old; the home has it, the other place does not. */
const half = { keys: [key("k1", 100), key("k2", 1 / 24)], targets: [target("home", 1 / 25), target("api", 99)] };
/** k2 is current and ten days old, and everywhere. */
const done = { keys: [key("k1", 100), key("k2", 10)], targets: [target("home", 9.9), target("api", 9.9)] };

/** A key that rekey created. */
const ours = (id: string, ageDays: number) => key(id, ageDays, { description: `ci${MARKER}` });

const AGE: readonly Row[] = [
  { when: "young", want: nothing },
  { when: "a minute before it is due", seen: { keys: [key("k1", due - 1 / 1440)] }, want: nothing },
  {
    when: "a minute after it is due",
    seen: { keys: [key("k1", due + 1 / 1440)] },
    want: { action: "rotate", reason: "due", strategy: "rotate", replaces: "k1" },
  },
  {
    when: "due, under create",
    seen: { keys: [key("k1", 100)] },
    told: policy({ strategy: "create" }),
    want: { action: "rotate", reason: "due", strategy: "create" },
  },
  {
    when: "ending, but not within two days and a grace period",
    seen: { keys: [key("k1", 10, { expiresAtMs: NOW + 4.1 * DAY })] },
    want: nothing,
  },
  {
    when: "ending within two days and a grace period",
    seen: { keys: [key("k1", 10, { expiresAtMs: NOW + 3.9 * DAY })] },
    want: { action: "rotate", reason: "expiring", strategy: "rotate" },
    codes: ["expiring"],
  },
  {
    when: "ending before an overlap would",
    seen: { keys: [key("k1", 10, { expiresAtMs: NOW + DAY })] },
    want: { action: "rotate", reason: "expiring", strategy: "create" },
    codes: ["expiring"],
  },
  {
    when: "ending before an overlap would, at a service that cannot create",
    seen: { keys: [key("k1", 10, { expiresAtMs: NOW + DAY })], canCreate: false },
    want: { action: "rotate", reason: "expiring", strategy: "rotate" },
  },
  { when: "without a creation time, written lately", seen: { keys: [{ id: "k1", description: "ci" }] }, want: nothing },
];

const MODES: readonly Row[] = [
  { when: "forced though young", mode: "force", want: { action: "rotate", reason: "forced", replaces: "k1" } },
  { when: "an incident", mode: "incident", want: { action: "rotate", reason: "incident", replaces: "k1" } },
  {
    when: "plan decides as auto would",
    mode: "plan",
    seen: { keys: [key("k1", 100)] },
    want: { action: "rotate", reason: "due" },
  },
  { when: "check decides as auto would", mode: "check", seen: half, want: create },
];

const OWNERS: readonly Row[] = [
  { when: "no live key", seen: { keys: [] }, want: { action: "hold" }, codes: ["no-live-key"] },
  {
    when: "no live key, forced",
    seen: { keys: [] },
    mode: "force",
    want: { action: "rotate", reason: "adopt", strategy: "create" },
  },
  {
    when: "no live key, forced, but nothing can be created",
    seen: { keys: [], canCreate: false },
    mode: "force",
    want: { action: "fail" },
  },
  {
    when: "two descriptions and no label",
    seen: { keys: [key("k1", 10), key("x", 5, { description: "other" })] },
    want: { action: "fail" },
    codes: ["ambiguous-ownership"],
  },
  {
    when: "two descriptions in a dedicated account",
    seen: { keys: [key("k1", 10), key("x", 9.95, { description: "other" })] },
    told: policy({}, { key: { dedicated: true } }),
    want: { action: "nothing" },
  },
  {
    when: "a label that no key has",
    told: policy({}, { key: { label: "nobody" } }),
    want: { action: "fail" },
    codes: ["none-ours"],
  },
  {
    when: "a foreign key beside ours",
    seen: { keys: [key("k1", 10), key("x", 5, { description: "other" })] },
    told: policy({}, { key: { label: "ci" } }),
    want: nothing,
  },
  {
    when: "another home's key like ours",
    seen: { keys: [key("k1", 10), key("x", 5, { description: `ci${OTHER_MARKER}` })] },
    want: { action: "hold" },
    codes: ["key-appeared"],
  },
  {
    when: "another home's key like ours, forced",
    seen: { keys: [key("k1", 10), key("x", 5, { description: `ci${OTHER_MARKER}` })] },
    mode: "force",
    want: { action: "rotate", replaces: "k1" },
  },
  {
    when: "our key is ending and a newer one is not ours by its description",
    seen: { keys: [key("k1", 10, { expiresAtMs: NOW + DAY }), key("x", 1, { description: "" })] },
    told: policy({}, { key: { label: "ci" } }),
    want: { action: "hold" },
    codes: ["expiring", "foreign-successor"],
  },
];

const UNFINISHED: readonly Row[] = [
  {
    when: "a place lacks the current key, and `current` is that key",
    seen: { ...half, current },
    want: { action: "finish", keyId: "k2", targets: ["api"] },
    codes: ["stale"],
  },
  { when: "a place lacks the current key, `current` is not given", seen: half, want: create },
  { when: "a place lacks the current key, `current` is an old key", seen: { ...half, current: older }, want: create },
  {
    when: "a place lacks the current key, `current` cannot be told",
    seen: { ...half, current: { is: "unidentified" } },
    want: create,
  },
  {
    when: "a place lacks the current key, and nothing can be created",
    seen: { ...half, canCreate: false },
    want: { action: "rotate", reason: "stale", strategy: "rotate" },
  },
  { when: "written in the very second of the key's creation", seen: { targets: [target("home", 10)] }, want: create },
  {
    when: "an optional place lacks the current key",
    seen: { ...half, targets: [target("home", 1 / 25), target("api", 99, { required: false })] },
    want: nothing,
    codes: ["stale"],
  },
  {
    when: "an optional place lacks the current key, and `current` is that key",
    seen: { ...half, current, targets: [target("home", 1 / 25), target("api", 99, { required: false })] },
    want: { action: "finish", targets: ["api"] },
  },
  {
    when: "a place that may be made does not exist",
    seen: { targets: [target("home", 9.9), timeless("new", "missing", { create: true })] },
    want: create,
  },
  {
    when: "a place that may not be made does not exist",
    seen: { targets: [target("home", 9.9), timeless("new", "missing")] },
    want: nothing,
  },
  {
    when: "a place cannot tell when it was written",
    seen: { targets: [target("home", 9.9), timeless("api", "untold")] },
    want: nothing,
  },
  {
    when: "a place cannot be read",
    seen: { targets: [target("home", 9.9), timeless("api", "unreadable")] },
    want: nothing,
  },
  {
    when: "three attempts lie behind us",
    seen: {
      keys: [key("k1", 100), ours("k2", 3), ours("k3", 2), ours("k4", 1)],
      targets: [target("home", 0.9), target("api", 99)],
    },
    want: { action: "hold" },
    codes: ["stale", "attempts-exhausted"],
  },
  {
    when: "two attempts lie behind us",
    seen: { keys: [key("k1", 100), key("k2", 3), key("k3", 2)], targets: [target("home", 1.9), target("api", 99)] },
    want: create,
  },
  {
    when: "three attempts for an optional place count nothing",
    seen: {
      keys: [key("k1", 100), key("k2", 3), key("k3", 2), key("k4", 1)],
      targets: [target("home", 0.9), target("api", 99, { required: false })],
    },
    want: { action: "nothing" },
  },
  {
    when: "due and stale: due comes first",
    seen: { keys: [key("k1", 100)], targets: [target("home", 101)] },
    want: { action: "rotate", reason: "due" },
  },
];

const CURRENT: readonly Row[] = [
  {
    when: "an old value is back in the home",
    seen: { ...done, current: putBack },
    want: create,
    codes: ["current-is-predecessor"],
  },
  {
    when: "an old value that may have been handed out before the home was written",
    seen: { ...done, current: older },
    want: nothing,
    codes: ["current-is-predecessor"],
  },
  {
    when: "a dead value is in the home",
    seen: { current: { is: "refused", snapshotIsOlder: false } },
    want: { action: "hold" },
    codes: ["current-not-ours"],
  },
  {
    when: "a dead value that may be older than the home",
    seen: { current: { is: "refused", snapshotIsOlder: true } },
    want: nothing,
    codes: ["current-not-ours"],
  },
  {
    when: "an old key is used, and a place was written when no roll-out could be under way any more",
    seen: {
      keys: [key("k1", 100, { lastUsedAtMs: NOW - HOUR }), key("k2", 10)],
      targets: [target("home", 9.9), target("api", 0.2)],
      current,
    },
    want: { action: "finish", keyId: "k2", targets: ["api"], mends: true },
  },
];

const RETIREMENT: readonly Row[] = [
  { when: "past the grace period", seen: done, want: { action: "nothing", retire: ["k1"] } },
  {
    when: "within the grace period",
    seen: { ...done, keys: [key("k1", 100), key("k2", 1)], targets: [target("home", 0.9), target("api", 0.9)] },
    want: nothing,
  },
  {
    when: "used after every place was written, and lately",
    seen: { ...done, keys: [key("k1", 100, { lastUsedAtMs: NOW - HOUR }), key("k2", 10)] },
    want: nothing,
    codes: ["lingering-use"],
  },
  {
    when: "used after every place was written, but long ago",
    seen: { ...done, keys: [key("k1", 100, { lastUsedAtMs: NOW - 7 * HOUR }), key("k2", 10)] },
    want: { retire: ["k1"] },
    codes: [],
  },
  {
    when: "a place cannot be read",
    seen: { ...done, targets: [target("home", 9.9), timeless("api", "unreadable")] },
    want: nothing,
  },
  {
    when: "a place cannot tell",
    seen: { ...done, targets: [target("home", 9.9), timeless("api", "untold")] },
    want: nothing,
  },
  {
    when: "two old keys without our marker: only the newer is ours",
    seen: { ...done, keys: [key("k0", 200), key("k1", 100), key("k2", 10)] },
    want: { retire: ["k1"] },
    codes: ["unexplained-key"],
  },
  {
    when: "two old keys without our marker in a dedicated account",
    seen: { ...done, keys: [key("k0", 200), key("k1", 100), key("k2", 10)] },
    told: policy({}, { key: { dedicated: true } }),
    want: { retire: ["k0", "k1"] },
  },
  {
    when: "two old keys with our marker",
    seen: {
      ...done,
      keys: [
        key("k0", 200, { description: `ci${MARKER}` }),
        key("k1", 100, { description: `ci${MARKER}` }),
        key("k2", 10),
      ],
    },
    want: { retire: ["k0", "k1"] },
  },
  {
    when: "younger than six hours",
    seen: { keys: [key("k1", 0.2), key("k2", 0.1)], targets: [target("home", 0.05)] },
    told: policy({}, { retire: { policy: "after-verify" } }),
    want: nothing,
  },
  {
    when: "nobody has the current key",
    seen: { keys: [key("k1", 100), key("k2", 10)], targets: [target("home", 50, { required: false })] },
    want: nothing,
    codes: ["stale"],
  },
  {
    when: "when-idle, idle",
    seen: done,
    told: policy({}, { retire: { policy: "when-idle" } }),
    want: { retire: ["k1"] },
  },
  {
    when: "when-idle, used an hour before the writes",
    seen: { keys: [key("k1", 100, { lastUsedAtMs: NOW - 5 * HOUR }), key("k2", 1.2)], targets: [target("home", 0.1)] },
    told: policy({}, { retire: { policy: "when-idle" } }),
    want: nothing,
  },
  {
    when: "when-idle, the service tells of no use",
    seen: { ...done, tellsLastUse: false },
    told: policy({}, { retire: { policy: "when-idle" } }),
    want: nothing,
  },
  {
    when: "when-idle, used, past at-most, told to revoke",
    seen: {
      ...done,
      keys: [key("k1", 100, { lastUsedAtMs: NOW - HOUR }), key("k2", 15)],
      targets: [target("home", 14.9)],
    },
    told: policy({}, { retire: { policy: "when-idle", onOverstay: "revoke" } }),
    want: { retire: ["k1"] },
  },
];

describe.each([
  ["age and end", AGE],
  ["mode", MODES],
  ["ownership", OWNERS],
  ["unfinished work", UNFINISHED],
  ["what `current` is", CURRENT],
  ["retirement", RETIREMENT],
])("%s", (_name, rows) => {
  test.each(rows)("$when", ({ seen, told, mode, want, codes }) => {
    const decision = decide(observed(seen), told ?? policy(), mode ?? "auto");
    expect(decision).toMatchObject(want);
    if (codes) expect(decision.findings.map((finding) => finding.code)).toEqual(codes);
  });
});
