import { expect, test } from "vitest";
import type { Compared } from "../../bench/comparison.ts";
import { comparisonTable, isWhole } from "../../bench/comparison-table.ts";
import { paceInVirtualTime } from "../../bench/limits.ts";

const line: Compared = {
  repositories: 50,
  secrets: 3,
  limited: true,
  client: "rekey",
  ms: 64_000,
  written: 150,
  violations: 0,
  note: "",
};

test("a line of the action is whole if every secret was written and no limit was hit; others may do as they like", () => {
  const lines = [line, { ...line, written: 149 }, { ...line, violations: 1 }];
  expect(lines.map(isWhole)).toEqual([true, false, false]);
  expect(isWhole({ ...line, client: "reference", written: 20, violations: 9 })).toBe(true);
});

test("what was not measured is a dash, and a client that is not there is named with the reason", () => {
  const { ms: _ms, written: _written, violations: _violations, ...bare } = line;
  const absent: Compared = { ...bare, client: "gh, in a loop", note: "gh is not installed here" };
  const [head, ours, theirs] = comparisonTable([line, absent]);
  expect(head).toContain("Requests per target");
  expect(ours).toContain("64.00 s");
  expect(theirs).toMatch(/gh, in a loop( +–){7} +gh is not installed here/);
});

test("three secrets share one public key: 50 repositories have 1,100 points, so that the second minute is needed", async () => {
  const paced = await paceInVirtualTime({ repositories: 50, secrets: 3, pace: "points" });
  expect(paced).toMatchObject({ optimumMs: 60_000, written: 150, violations: 0 });
});
