import type { FindingCode, RetireWait } from "../../src/contract/finding.ts";
import type { RunOptions } from "./run.ts";
import { DAY, HOUR, MINUTE, type SimPlace, World, type WorldOptions } from "./world.ts";

/** A situation from which runs start: what the world is like and how rekey is configured. */
export interface Scene {
  readonly name: string;
  /** How every run is configured. */
  readonly run: RunOptions;
  /** What is different in the first run: its mode. */
  readonly firstRun?: RunOptions;
  readonly world?: WorldOptions;
  /** Places beside each other; the first is the home. */
  readonly places: readonly (Partial<SimPlace> & { readonly name: string })[];
  /** Age of the key that everybody holds. */
  readonly ageDays?: number;
  /** How long that key lives in all, if it ends. */
  readonly lifetimeDays?: number;
  /** From one run to the next; the second may come sooner. */
  readonly gapMs?: number;
  /** What happened before. */
  readonly prepare?: (world: World) => void;
  /** Changes made by people and tools: before the nth run. */
  readonly before?: (world: World, run: number) => void;
  readonly foreign?: boolean;
  /** An older key of the same description, used by nobody that rekey was told of. */
  readonly elder?: boolean;
  /** What goes wrong is the meddling of others, not the requests themselves. */
  readonly meddling?: boolean;
  /** How many keys may be minted without mishaps: one, unless a person may be asked. Each mishap may cost two more. */
  readonly mostMints?: number;
  /** It tries in every run, as nothing that it could count shows how often it has tried. */
  readonly tireless?: boolean;
  /** Nothing but a person can settle it: a run that finds nothing to do is not the end. */
  readonly endsHeld?: boolean;
  /** Findings with which it may come to rest without having got through: a person is asked. */
  readonly mayRestOn?: readonly (FindingCode | RetireWait | "powerless")[];
}

/** Nobody else's business: how long before the first run the consumers are watched. */
export const LEAD_MS = 12 * HOUR;

/** Jobs that start every few hours and work with the value that they read when they began. */
export const JOBS = [
  { everyMs: 7 * HOUR, lastMs: 2 * HOUR, phaseMs: HOUR },
  { everyMs: 5 * HOUR, lastMs: 40 * MINUTE, phaseMs: 11 * HOUR + 50 * MINUTE },
  { everyMs: 3 * HOUR, lastMs: 20 * MINUTE, phaseMs: 2 * HOUR + 30 * MINUTE },
] as const;

/** Nobody works with it. */
export const NO_JOBS = { everyMs: 0, lastMs: 0, phaseMs: 0 } as const;

/** Builds the world of a scene and lets half a day pass. */
export function build(scene: Scene): World {
  const world = new World(scene.world);
  const ageMs = (scene.ageDays ?? 100) * DAY;
  const createdAtMs = world.serviceNow() - ageMs;
  const { lifetimeDays } = scene;
  const key = world.addKey({
    description: "ci",
    by: "before",
    createdAtMs,
    given: true,
    ...(lifetimeDays !== undefined && { expiresAtMs: createdAtMs + lifetimeDays * DAY }),
  });
  if (scene.elder) world.addKey({ description: "ci", by: "human", createdAtMs: createdAtMs - 50 * DAY });
  if (scene.foreign) world.addKey({ description: "other", by: "human", createdAtMs: createdAtMs - DAY });
  const atMs = Math.floor((world.storeNow() - ageMs + HOUR) / 1000) * 1000;
  for (const [index, place] of scene.places.entries()) {
    const writes = place.writes ? [...place.writes] : [{ value: key.value, atMs, by: "before" }];
    world.addPlace({ home: index === 0, jobs: JOBS[index] ?? JOBS[0], ...place, writes });
  }
  scene.prepare?.(world);
  world.time.advanceTo(world.nowMs + LEAD_MS);
  return world;
}

/** Places named home, api, web …; each with the same peculiarities. */
export function places(count: number, extra: Partial<SimPlace> = {}): Scene["places"] {
  return ["home", "api", "web"].slice(0, count).map((name) => ({ name, ...extra }));
}
