import { describe, expect, it } from "vitest";
import type { RotationEvent } from "../../src/contract/event.ts";
import { type LogEntry, openLiveLog } from "../../src/report/live-log.ts";
import { NEW_KEY, NOW, OLD_KEY } from "./fixtures.ts";

type Bare = RotationEvent extends infer E ? (E extends { rotation: string } ? Omit<E, "rotation"> : never) : never;

/** A log with a clock that stands still until told, and what it printed as plain lines. */
function openLog(rotation = "kosli-ci") {
  let nowMs = NOW;
  const log = openLiveLog(() => nowMs);
  const lines: string[] = [];
  const take = (entries: readonly LogEntry[]) => {
    for (const entry of entries) {
      if (entry.type === "line") lines.push(entry.text);
      else lines.push(entry.type === "end" ? "]" : `[${entry.title}`);
    }
  };
  return {
    lines,
    pass: (ms: number) => {
      nowMs += ms;
    },
    tell: (event: Bare, of = rotation) => take(log.entries({ ...event, rotation: of } as RotationEvent)),
    close: () => take(log.close()),
  };
}

describe("the live log", () => {
  it("tells how long the limits make the rest last, where that is known, from the first line on", () => {
    const log = openLog();
    log.tell({ type: "phase.began", phase: "distribute", total: 500 });
    log.tell({ type: "observed", keys: [], targets: 500, skipped: 0 });
    log.tell({ type: "progress", phase: "distribute", done: 50, total: 500, leftMs: 180_000 });
    log.pass(100_000);
    log.tell({ type: "progress", phase: "distribute", done: 250, total: 500, leftMs: 60_000 });
    log.tell({ type: "progress", phase: "distribute", done: 480, total: 500, leftMs: 0 });
    expect(log.lines.filter((line) => line.includes(" of 500"))).toEqual([
      "50 of 500 (10 %), about 3 min left",
      "250 of 500 (50 %), about 1 min left",
      "480 of 500 (96 %)",
    ]);
  });

  it("tells a rotation as facts in the open, with the steps folded between them", () => {
    const log = openLog();
    log.tell({ type: "phase.began", phase: "observe" });
    log.tell({ type: "observed", keys: [{ id: OLD_KEY, description: "ci" }], targets: 2, skipped: 1 });
    log.tell({ type: "phase.began", phase: "decide" });
    log.tell({
      type: "decided",
      decision: { action: "rotate", reason: "due", strategy: "rotate", replaces: OLD_KEY, findings: [] },
    });
    log.tell({ type: "phase.began", phase: "mint" });
    log.tell({ type: "key.minted", keyId: NEW_KEY, predecessorId: OLD_KEY, predecessorExpiresAtMs: NOW + 86_400_000 });
    log.tell({ type: "phase.began", phase: "prove" });
    log.tell({ type: "key.proved", keyId: NEW_KEY, place: "GET /environments" });
    log.tell({ type: "phase.began", phase: "distribute", total: 2 });
    log.tell({ type: "waiting", why: "first-write", ms: 4000 });
    log.tell({ type: "target.written", target: "acme/api · actions · KEY", created: false });
    log.tell({ type: "progress", phase: "distribute", done: 1, total: 2 });
    log.tell({ type: "target.written", target: "acme/web · actions · KEY", created: true });
    log.tell({ type: "phase.began", phase: "verify", total: 2 });
    log.tell({ type: "target.verified", target: "acme/api · actions · KEY", evidence: "version" });
    log.tell({ type: "phase.began", phase: "retire" });
    log.tell({ type: "key.revoked", keyId: OLD_KEY, how: "revoked" });
    log.close();
    expect(log.lines).toMatchInlineSnapshot(`
      [
        "kosli-ci: 1 live key, 2 destinations, 1 skipped.",
        "kosli-ci: decision: rotate, because the key is due (strategy \`rotate\`).",
        "kosli-ci: the new key \`8f14e45f-ceea-4a7d-9e3b-5f0c2d1a7b66\` was made. The old key \`3c59dc04-8e88-4f0a-b1d6-0e6b6c1d2f90\` works until 2026-07-06 05:19 UTC (in 1 d).",
        "[kosli-ci: proving the new key",
        "The new key works: it was accepted at GET /environments.",
        "]",
        "[kosli-ci: writing destinations (2)",
        "Waiting 4 s so that every write is later than the new key by the servers' clocks.",
        "Written: \`acme/api · actions · KEY\`",
        "Created: \`acme/web · actions · KEY\`",
        "]",
        "[kosli-ci: verifying destinations (2)",
        "Accepted (fresh time): \`acme/api · actions · KEY\`",
        "]",
        "kosli-ci: the key \`3c59dc04-8e88-4f0a-b1d6-0e6b6c1d2f90\` was revoked.",
      ]
    `);
  });

  it("opens no group for a phase that has nothing to say", () => {
    const log = openLog();
    log.tell({ type: "phase.began", phase: "verify", total: 0 });
    log.tell({ type: "phase.began", phase: "retire" });
    log.close();
    expect(log.lines).toEqual([]);
  });

  it("names no destination one by one where there are hundreds, but a line per 5 %", () => {
    const log = openLog();
    log.tell({ type: "observed", keys: [], targets: 5000, skipped: 0 });
    log.tell({ type: "phase.began", phase: "distribute", total: 5000 });
    for (let done = 1; done <= 5000; done++) {
      log.tell({ type: "target.written", target: `acme/service-${done} · actions · KEY`, created: false });
      log.tell({ type: "progress", phase: "distribute", done, total: 5000 });
    }
    log.close();
    expect(log.lines.slice(1, 5)).toEqual([
      "[kosli-ci: writing destinations (5,000)",
      "250 of 5,000 (5 %)",
      "500 of 5,000 (10 %)",
      "750 of 5,000 (15 %)",
    ]);
    expect(log.lines).toHaveLength(23);
    expect(log.lines.at(-2)).toBe("5,000 of 5,000 (100 %)");
  });

  it("tells slow work every ten seconds, with a guess at the rest", () => {
    const log = openLog();
    log.tell({ type: "observed", keys: [], targets: 1000, skipped: 0 });
    log.tell({ type: "phase.began", phase: "distribute", total: 1000 });
    for (let done = 1; done <= 20; done++) {
      log.pass(1000);
      log.tell({ type: "progress", phase: "distribute", done, total: 1000 });
    }
    log.close();
    expect(log.lines.slice(2, -1)).toEqual([
      "10 of 1,000 (1 %), about 16 min 30 s left",
      "20 of 1,000 (2 %), about 16 min 20 s left",
    ]);
  });

  it("does not call it slow when time was only waited", () => {
    const log = openLog();
    log.tell({ type: "phase.began", phase: "observe" });
    log.tell({ type: "waiting", why: "stale-reading", ms: 10_000 });
    log.pass(10_000);
    for (let done = 1; done <= 3; done++) log.tell({ type: "progress", phase: "observe", done, total: 3 });
    log.close();
    expect(log.lines).toEqual([
      "[kosli-ci: looking at keys and destinations",
      "Waiting 10 s before looking again: a destination seems to lag behind.",
      "]",
    ]);
  });

  it("tells of a short list only when it is slow, as its steps have lines of their own", () => {
    const log = openLog();
    log.tell({ type: "observed", keys: [], targets: 3, skipped: 0 });
    log.tell({ type: "phase.began", phase: "distribute", total: 3 });
    log.tell({ type: "progress", phase: "distribute", done: 1, total: 3 });
    log.pass(40_000);
    log.tell({ type: "progress", phase: "distribute", done: 2, total: 3 });
    log.tell({ type: "progress", phase: "distribute", done: 3, total: 3 });
    log.close();
    expect(log.lines.slice(2, -1)).toEqual(["2 of 3 (66 %), about 20 s left"]);
  });

  it("does not repeat a wait that is told again and again", () => {
    const log = openLog();
    log.tell({ type: "phase.began", phase: "retire" });
    for (let second = 0; second < 25; second++) {
      log.tell({ type: "waiting", why: "consumers", ms: 60_000 - second * 1000 });
      log.pass(1000);
    }
    expect(log.lines.filter((line) => line.startsWith("Waiting"))).toEqual([
      "Waiting 1 min for workflow runs that may still hold the old key.",
      "Waiting 50 s for workflow runs that may still hold the old key.",
      "Waiting 40 s for workflow runs that may still hold the old key.",
    ]);
  });

  it("tells a finding when it is found, with what to do", () => {
    const log = openLog();
    log.tell({ type: "phase.began", phase: "distribute", total: 1 });
    log.tell({
      type: "found",
      finding: {
        level: "error",
        code: "write-failed",
        target: "acme/api",
        required: true,
        fault: "forbidden",
        message: "it answered 403",
        hint: "Grant it",
      },
    });
    expect(log.lines.at(-1)).toBe(
      "Error: A destination was not written. `acme/api`: it answered 403. It still holds the old key. What to do: Grant it.",
    );
  });

  it("keeps the lines of two rotations in groups of their own", () => {
    const log = openLog();
    log.tell({ type: "phase.began", phase: "distribute" }, "a");
    log.tell({ type: "target.written", target: "x", created: false }, "a");
    log.tell({ type: "target.written", target: "y", created: false }, "b");
    log.tell({ type: "target.written", target: "z", created: false }, "a");
    log.close();
    expect(log.lines).toEqual([
      "[a: writing destinations",
      "Written: `x`",
      "]",
      "[b",
      "Written: `y`",
      "]",
      "[a",
      "Written: `z`",
      "]",
    ]);
  });

  const decisions: readonly (readonly [
    RotationEvent & { type: "decided" } extends infer E ? (E extends { decision: infer D } ? D : never) : never,
    string,
  ])[] = [
    [{ action: "nothing", retire: [], findings: [] }, "kosli-ci: decision: nothing to write, nothing to retire."],
    [
      { action: "nothing", retire: [OLD_KEY], findings: [] },
      `kosli-ci: decision: nothing to write; old keys to retire: \`${OLD_KEY}\`.`,
    ],
    [
      { action: "finish", keyId: NEW_KEY, targets: ["x"], findings: [] },
      `kosli-ci: decision: write the current key \`${NEW_KEY}\` to 1 destination without it.`,
    ],
    [{ action: "hold", findings: [] }, "kosli-ci: decision: hold, a person is needed."],
    [{ action: "fail", findings: [] }, "kosli-ci: decision: nothing can be done until a person has looked."],
    [
      { action: "rotate", reason: "incident", strategy: "create", findings: [] },
      "kosli-ci: decision: rotate and revoke the old keys at once (strategy `create`).",
    ],
  ];
  it("says each decision in words", () => {
    for (const [decision, line] of decisions) {
      const log = openLog();
      log.tell({ type: "decided", decision });
      expect(log.lines).toEqual([line]);
    }
  });
});
