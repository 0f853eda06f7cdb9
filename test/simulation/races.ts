import type { Race } from "./race.ts";
import type { RunOptions } from "./run.ts";
import { places } from "./scene.ts";
import { each, options } from "./scenes.ts";
import { HOUR, MINUTE } from "./world.ts";

/** How long a run sleeps before it wakes up beside its successor's work. */
export const SLEEPS_MS = [10 * MINUTE, 7 * HOUR, 25 * HOUR] as const;

const IDLE = { everyMs: 0, lastMs: 0, phaseMs: 0 };

/** Two runs of one home, and of two homes that do not know of each other. */
export const RACES: readonly Race[] = ["acme/ops", "acme/other"].flatMap((home) =>
  each(home === "acme/ops" ? "two runs of one home" : "two homes", (strategy, policy) => {
    const { current: _current, ...run } = options(strategy, policy, { label: "ci" });
    return { run, places: places(1, { jobs: IDLE }) };
  }).map(({ name, ...scene }): Race => {
    const other: RunOptions = { ...scene.run, policy: { ...scene.run.policy, home } };
    return { name, scene: { name, ...scene }, runs: [scene.run, other] };
  }),
);
