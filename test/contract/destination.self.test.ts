import { describe, expect, test } from "vitest";
import { BROKEN_DESTINATIONS } from "./broken-destinations.ts";
import { describeDestination } from "./destination.ts";
import { DESTINATION_RULES } from "./destination-rules.ts";
import { memoryStage } from "./memory-destination.ts";

describeDestination("The store in memory", { start: async () => memoryStage() });

describe("The suite for destinations catches one that", () => {
  test.each(BROKEN_DESTINATIONS)("%s", async (_what, name, wear) => {
    const rule = DESTINATION_RULES.find((candidate) => candidate.name === name);
    if (!rule) throw new Error(`there is no rule "${name}"`);
    await expect(rule.check(memoryStage(wear))).rejects.toThrow();
  });

  test("breaks any rule at all: no rule is without its counterexample", () => {
    const covered = new Set(BROKEN_DESTINATIONS.map(([, rule]) => rule));
    expect(DESTINATION_RULES.map((rule) => rule.name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
