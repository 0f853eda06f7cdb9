import { expect } from "vitest";
import type { ActionResult } from "../runner/harness.ts";
import { leaks } from "../runner/leaks.ts";
import { GITHUB_TOKEN, type World } from "./world.ts";

/** Nothing secret is to be read anywhere, and every exchange with GitHub kept to GitHub's document. */
export function expectClean(result: ActionResult, world: World): void {
  const keys = world.kosli.keys().map((key) => key.value);
  expect(leaks(result, [...keys, GITHUB_TOKEN])).toEqual([]);
  expect(world.github.violations).toEqual([]);
  expect(world.github.unopened).toEqual([]);
}

/** The step's end as a user sees it; the log is in the failure message. */
export function expectOutcome(result: ActionResult, outcome: string): void {
  expect(result.outputs.outcome, result.log + result.rawStderr).toBe(outcome);
  const fails = ["partial", "held", "failed"].includes(outcome);
  expect(result.exitCode, result.log).toBe(fails ? 1 : 0);
}

/** Methods that reached a twin, without repetition. */
export function methods(requests: readonly { readonly method: string }[]): readonly string[] {
  return [...new Set(requests.map((request) => request.method))].sort();
}
