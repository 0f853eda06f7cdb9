import type { Race } from "./race.ts";
import type { RunOptions } from "./run.ts";
import { NO_JOBS, places, type Scene } from "./scene.ts";
import { each, options } from "./scenes.ts";
import { HOUR, MINUTE } from "./world.ts";

/** How long a run sleeps before it wakes up beside its successor's work. */
export const SLEEPS_MS = [10 * MINUTE, 7 * HOUR, 25 * HOUR] as const;

/** Every strategy with every policy; nobody uses the key, as the order of what others do would multiply everything. */
function small(name: string, count: number): readonly Scene[] {
  return each(name, (strategy, policy) => {
    const { current: _current, ...run } = options(strategy, policy, { label: "ci" });
    return { run, places: places(count, { jobs: NO_JOBS }) };
  });
}

/** Lets a second run that differs from the first by these options begin beside it. */
function beside(scene: Scene, other: RunOptions = {}): Race {
  return { name: scene.name, scene, runs: [scene.run, { ...scene.run, ...other }] };
}

function besideHome(scene: Scene, home: string): Race {
  return beside(scene, { policy: { ...scene.run.policy, home } });
}

/** Where retirement follows at once there are too many orders to play them all in some seconds. */
function isShort({ run }: Scene): boolean {
  return run.retire?.policy === "expire";
}

const GIVEN = small("two runs of one home, current given", 1)
  .filter((scene) => isShort(scene) && scene.run.policy?.strategy === "rotate")
  .map((scene) => beside({ ...scene, run: { ...scene.run, current: "home" } }, { current: "home" }));

/** Two runs of one home, by schedule and by hand, and of two homes that do not know of each other. */
export const RACES: readonly Race[] = [
  ...small("two runs of one home", 1).map((scene) => beside(scene)),
  ...small("two homes", 1).map((scene) => besideHome(scene, "acme/other")),
  ...small("one run by schedule, one by hand", 1).map((scene) => beside(scene, { mode: "force" })),
  ...small("two runs of one home, 2 places", 2)
    .filter(isShort)
    .map((scene) => beside(scene)),
  ...GIVEN,
];
