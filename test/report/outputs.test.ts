import { describe, expect, it } from "vitest";
import { failureSentence } from "../../src/report/closing.ts";
import { outputsOf } from "../../src/report/outputs.ts";
import { DAY, NEW_KEY, NOW, OLD_KEY, partial, rotation, run } from "./fixtures.ts";

describe("the outputs", () => {
  it("of one rotation are its ids and times", () => {
    expect(outputsOf(run([rotation()]), "/tmp/report.json")).toEqual({
      outcome: "rotated",
      rotated: "true",
      "key-id": NEW_KEY,
      "predecessor-id": OLD_KEY,
      "predecessor-expires-at": "2026-07-12T05:17:00Z",
      "next-due": "2026-09-27T05:19:00Z",
      due: "[]",
      report: "/tmp/report.json",
    });
  });

  it("of several speak of the worst, and name all that are due", () => {
    const idle = rotation({ name: "idle", outcome: "not-due", rotated: false, nextDueAtMs: NOW + DAY });
    const held = rotation({ name: "stuck", outcome: "held", rotated: false, due: true, keyId: "stuck-key" });
    const outputs = outputsOf(
      run([idle, rotation(), held, { ...partial(1, 1), name: "half", keyId: "half-key" }]),
      undefined,
    );
    expect(outputs).toMatchObject({
      outcome: "partial",
      rotated: "true",
      "key-id": "half-key",
      "next-due": "2026-07-06T05:19:00Z",
      due: '["stuck","half"]',
      report: "",
    });
  });

  it("of a run that never began are empty but for the outcome", () => {
    expect(outputsOf(run([], { problems: ["bad"] }), undefined)).toEqual({
      outcome: "failed",
      rotated: "false",
      "key-id": "",
      "predecessor-id": "",
      "predecessor-expires-at": "",
      "next-due": "",
      due: "[]",
      report: "",
    });
  });
});

describe("the sentence that fails the step", () => {
  const cases = [
    [
      "names the destinations that lack the key, and the old key's deadline",
      run([partial(198, 2)]),
      `kosli-ci: partly done: The new key \`${NEW_KEY}\` is in 198 of 200 destinations; 2 do not hold it yet; the old key works until 2026-07-12 05:17 UTC (in 6 d 23 h).`,
    ],
    [
      "names the cause of a hold",
      run([
        rotation({
          outcome: "held",
          findings: [{ level: "error", code: "attempts-exhausted", attempts: 3, targets: ["x"] }],
        }),
      ]),
      "kosli-ci: on hold: Too many keys were made in vain; the old key works until 2026-07-12 05:17 UTC (in 6 d 23 h).",
    ],
    [
      "does not tell a deadline that has passed",
      run([
        rotation({
          outcome: "failed",
          predecessorExpiresAtMs: NOW - DAY,
          findings: [{ level: "error", code: "no-targets" }],
        }),
      ]),
      "kosli-ci: failed: There is no destination to write.",
    ],
    [
      "says what came back where a call failed",
      run([
        rotation({
          outcome: "failed",
          predecessorExpiresAtMs: NOW - DAY,
          findings: [
            {
              level: "error",
              code: "call-failed",
              phase: "observe",
              on: "Kosli acme/ci",
              fault: "unauthenticated",
              message: "Kosli answered 401 while listing the keys of acme/ci",
            },
          ],
        }),
      ]),
      "kosli-ci: failed: `Kosli acme/ci`: Kosli answered 401 while listing the keys of acme/ci.",
    ],
    [
      "names the rotations that need somebody",
      run([rotation(), { ...partial(1, 1), name: "a" }, rotation({ name: "b", outcome: "held" })]),
      "2 of 3 rotations need attention: a (partly done), b (on hold).",
    ],
    ["tells that nothing began", run([], { problems: ["bad"] }), "The configuration cannot be used."],
  ] as const;
  for (const [name, report, sentence] of cases) {
    it(name, () => expect(failureSentence(report, NOW)).toBe(sentence));
  }
});
