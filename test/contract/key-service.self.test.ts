import { describe, expect, test } from "vitest";
import { BROKEN_OTHERWISE } from "./broken-key-services.ts";
import { BROKEN_MINTING } from "./broken-minting.ts";
import { describeKeyService } from "./key-service.ts";
import { KEY_SERVICE_RULES } from "./key-service-rules.ts";
import { memoryStage } from "./memory-key-service.ts";

const BROKEN = [...BROKEN_MINTING, ...BROKEN_OTHERWISE];

describeKeyService("The service in memory", { start: async () => memoryStage() });

describe("The suite for key services catches one that", () => {
  test.each(BROKEN)("%s", async (_what, name, wear) => {
    const rule = KEY_SERVICE_RULES.find((candidate) => candidate.name === name);
    if (!rule) throw new Error(`there is no rule "${name}"`);
    await expect(rule.check(memoryStage(wear))).rejects.toThrow();
  });

  test("breaks any rule at all: no rule is without its counterexample", () => {
    const covered = new Set(BROKEN.map(([, rule]) => rule));
    expect(KEY_SERVICE_RULES.map((rule) => rule.name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
