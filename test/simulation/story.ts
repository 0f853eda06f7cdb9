import type { Counterexample } from "./explore.ts";
import { describe } from "./io.ts";

/** Tells a counterexample so that a person can follow it. */
export function tellStory({ scene, schedule, violation, story }: Counterexample): string {
  const mishaps = schedule.map(({ run, call, fault }) => `run ${run + 1}, request ${call + 1}: ${describe(fault)}`);
  const lines = story.map(({ atMs, who, what }) => `  ${time(atMs)}  ${who.padEnd(10)} ${what}`);
  return [
    `COUNTEREXAMPLE in "${scene.name}"`,
    `broken: ${violation.rule}: ${violation.what}`,
    `mishaps: ${mishaps.join("; ") || "none"}`,
    ...lines,
  ].join("\n");
}

function time(ms: number): string {
  return new Date(ms).toISOString().slice(5, 23).replace("T", " ");
}
