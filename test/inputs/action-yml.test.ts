import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod/mini";
import { ACTION_INPUTS } from "../../src/inputs/action-inputs.ts";
import { outputsOf } from "../../src/report/outputs.ts";

const metadata = z
  .object({
    name: z.string(),
    description: z.string().check(z.maxLength(125)),
    branding: z.object({ icon: z.string(), color: z.string() }),
    inputs: z.record(
      z.string(),
      z.strictObject({ description: z.string().check(z.minLength(20)), default: z.string() }),
    ),
    outputs: z.record(z.string(), z.strictObject({ description: z.string().check(z.minLength(20)) })),
    runs: z.strictObject({ using: z.literal("node24"), main: z.literal("dist/index.js") }),
  })
  .parse(parse(readFileSync("action.yml", "utf8")));

describe("action.yml", () => {
  test("declares the inputs that are read, in the same order and with the same defaults", () => {
    const declared = Object.entries(metadata.inputs).map(([name, input]) => [name, input.default]);
    expect(declared).toEqual(Object.entries(ACTION_INPUTS));
  });

  test("declares the outputs that are written, and no other", () => {
    const report = {
      outcome: "planned",
      mode: "plan",
      repository: "",
      runUrl: "",
      rotations: [],
      problems: [],
    } as const;
    expect(Object.keys(metadata.outputs)).toEqual(Object.keys(outputsOf(report, undefined)));
  });

  test("has no expression in prose, where a runner would refuse it", () => {
    const prose = [...Object.values(metadata.inputs), ...Object.values(metadata.outputs)].map((one) => one.description);
    expect(prose.filter((text) => text.includes("${{"))).toEqual([]);
  });
});
