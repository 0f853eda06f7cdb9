import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KeyWindow } from "../../src/contract/report.ts";
import { timeline } from "../../src/report/timeline.ts";
import { DAY, HOUR, NEW_WINDOW, NOW, OLD_WINDOW } from "./fixtures.ts";

/** Everything that a chart may consist of; anything else could break Mermaid's parser. */
const LINE =
  /^(```mermaid|```|gantt| {4}dateFormat YYYY-MM-DD HH:mm| {4}axisFormat [%a-zA-Z: ]+| {4}tickInterval \d+(hour|day|week|month)| {4}todayMarker off| {4}section [A-Z][a-z ]+| {4}[\w. -]+(, [\w ]+)? :(active, |done, |crit, )?\d{4}-\d\d-\d\d \d\d:\d\d, \d{4}-\d\d-\d\d \d\d:\d\d| {4}this run :milestone, \d{4}-\d\d-\d\d \d\d:\d\d, 0d)$/;

function bars(keys: readonly KeyWindow[]) {
  const lines = (timeline(keys, NOW) ?? "")
    .split("\n")
    .filter((line) => / :/.test(line) && !line.includes("milestone"));
  return lines.map((line) => {
    const [, from = "", to = ""] = /(\d{4}-\d\d-\d\d \d\d:\d\d), (\d{4}-\d\d-\d\d \d\d:\d\d)$/.exec(line) ?? [];
    return { from: Date.parse(`${from}Z`), to: Date.parse(`${to}Z`) };
  });
}

describe("the timeline", () => {
  it("shows the hand-over from the old key to the new one", () => {
    expect(timeline([OLD_WINDOW, NEW_WINDOW], NOW)).toMatchInlineSnapshot(`
      "\`\`\`mermaid
      gantt
          dateFormat YYYY-MM-DD HH:mm
          axisFormat %d %b
          tickInterval 1month
          todayMarker off
          section Old
          key 3c59dc..1d2f90 :done, 2026-04-08 05:19, 2026-07-12 05:17
          section Current
          key 8f14e4..1a7b66 - new, open end :active, 2026-07-05 05:17, 2026-07-21 17:16
          section Run
          this run :milestone, 2026-07-05 05:19, 0d
      \`\`\`"
    `);
  });

  it("is left out where no key's beginning is known", () => {
    expect(timeline([], NOW)).toBeUndefined();
    const { createdAtMs: _, ...unknown } = NEW_WINDOW;
    expect(timeline([unknown], NOW)).toBeUndefined();
  });

  it("gives the current key its place however many others there are", () => {
    const foreign = Array.from({ length: 200 }, (_, index) => ({
      ...OLD_WINDOW,
      role: "foreign" as const,
      keyId: `f-${index}`,
    }));
    const chart = timeline([...foreign, NEW_WINDOW], NOW) ?? "";
    expect(chart).toContain("section Current");
    expect(bars([...foreign, NEW_WINDOW])).toHaveLength(12);
  });

  it("draws a window of a minute wide enough to be seen", () => {
    const brief = { ...OLD_WINDOW, createdAtMs: NOW - HOUR, endsAtMs: NOW - HOUR + 60_000 };
    const [first] = bars([{ ...OLD_WINDOW, createdAtMs: NOW - 100 * DAY, endsAtMs: NOW }, brief]).toSorted(
      (a, b) => b.from - a.from,
    );
    expect((first?.to ?? 0) - (first?.from ?? 0)).toBeGreaterThan(DAY);
  });

  it("does not let a key that ends in a hundred years squeeze the others", () => {
    const all = bars([NEW_WINDOW, { ...OLD_WINDOW, endsAtMs: NOW + 36_500 * DAY }]);
    expect(Math.max(...all.map(({ to }) => to))).toBeLessThan(NOW + 500 * DAY);
  });

  it("is a chart that parses, whatever ids and times a service tells", () => {
    const ms = fc.oneof(
      fc.integer({ min: NOW - 1000 * DAY, max: NOW + 1000 * DAY }),
      fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 9e15, 1e18),
    );
    const window = fc.record(
      {
        keyId: fc.string({ unit: "binary", maxLength: 60 }),
        description: fc.string(),
        role: fc.constantFrom("current", "predecessor", "orphan", "foreign", "revoked"),
        createdAtMs: ms,
        endsAtMs: ms,
        mintedByThisRun: fc.boolean(),
      },
      { requiredKeys: ["keyId", "description", "role", "mintedByThisRun"] },
    );
    fc.assert(
      fc.property(fc.array(window, { maxLength: 15 }), (keys) => {
        const chart = timeline(keys as readonly KeyWindow[], NOW);
        for (const line of chart?.split("\n") ?? []) expect(line).toMatch(LINE);
        for (const { from, to } of bars(keys as readonly KeyWindow[])) expect(to).toBeGreaterThanOrEqual(from);
      }),
    );
  });
});
