import { expect, test } from "vitest";
import { paceInVirtualTime } from "../../bench/limits.ts";
import { median } from "../../bench/numbers.ts";
import { isWithin, plain, table } from "../../bench/table.ts";

test("the middle of an even amount is the mean of the middle two", () => {
  expect(median([4, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("a line over its budget is marked, one at its budget is not, and what cannot be told is no fault", () => {
  const row = { what: "x", budget: 4, unit: plain, detail: "" };
  const rows = [4, 4.01, undefined].map((measured) => ({ ...row, measured }));
  expect(rows.map(isWithin)).toEqual([true, false, true]);
  expect(table(rows).filter((line) => line.includes("over"))).toHaveLength(1);
});

test("the optimum is what arithmetic allows: 200 repositories have 1,600 points, the second minute's begin at 64 s", async () => {
  const paced = await paceInVirtualTime({ repositories: 200, pace: "points" });
  expect(paced).toMatchObject({ optimumMs: 64_000, written: 200, violations: 0 });
  expect(paced.ms).toBeGreaterThanOrEqual(paced.optimumMs);
});
