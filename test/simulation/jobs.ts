import { PAIRS, SINGLE } from "./all-scenes.ts";
import { explore, type Tally } from "./explore.ts";
import { GUARDS, type Guard } from "./guards.ts";
import { mutate } from "./mutant.ts";
import { race, zombies } from "./race.ts";
import { RACES, SLEEPS_MS } from "./races.ts";
import { roam } from "./random.ts";
import type { Engine } from "./run.ts";
import { tellStory } from "./story.ts";

/** A piece of work for one processor. */
export interface Job {
  readonly part: Part;
  readonly name: string;
  /** What of the part: a number of its list, or a seed. */
  readonly index: number;
}

export const PARTS = ["singles", "pairs", "random", "races", "sleepers", "guards"] as const;
export type Part = (typeof PARTS)[number];

/** What came of a job; only data, as it crosses from one thread to another. */
export interface JobResult {
  readonly job: Job;
  readonly schedules: number;
  readonly checks: number;
  readonly stories: readonly string[];
  /** Of a guard: how its absence was noticed; absent: it was not. */
  readonly killedBy?: string;
  readonly ms: number;
}

const RANDOM_BATCH = 1000;

/** All work of a part. Random batches are seeds that follow each other. */
export function jobsOf(part: Part, options: { readonly seed: number; readonly batches: number }): readonly Job[] {
  const list = (names: readonly string[]) => names.map((name, index): Job => ({ part, name, index }));
  switch (part) {
    case "singles":
      return list(SINGLE.map((scene) => scene.name));
    case "pairs":
      return list(PAIRS.map((scene) => scene.name));
    case "random":
      return Array.from({ length: options.batches }, (_, batch): Job => {
        const seed = options.seed + batch;
        return { part, name: `seed ${seed}`, index: seed };
      });
    case "races":
    case "sleepers":
      return list(RACES.map((one) => one.name));
    case "guards":
      return list(GUARDS.map((guard) => guard.name));
    default:
      return part satisfies never;
  }
}

/** Does one job. */
export async function work(job: Job): Promise<JobResult> {
  const fromMs = performance.now();
  if (job.part === "guards") {
    const guard = pick(GUARDS, job.index);
    const { killedBy, tally } = await hunt(guard);
    return { ...result(job, tally, fromMs), stories: [], ...(killedBy !== undefined && { killedBy }) };
  }
  return result(job, await play(job), fromMs);
}

function result(job: Job, { schedules, checks, counterexamples }: Tally, fromMs: number): JobResult {
  const ms = Math.round(performance.now() - fromMs);
  return { job, schedules, checks, stories: counterexamples.map(tellStory), ms };
}

async function play({ part, index }: Job): Promise<Tally> {
  switch (part) {
    case "singles":
      return explore(pick(SINGLE, index), { depth: 1, stopAfter: 1 });
    case "pairs":
      return explore(pick(PAIRS, index), { depth: 2, stopAfter: 1 });
    case "random":
      return roam(index, RANDOM_BATCH);
    case "races":
      return race(pick(RACES, index), undefined, 1);
    default:
      return sleepers(index);
  }
}

async function sleepers(index: number, engine?: Engine): Promise<Tally> {
  const total: Tally = { schedules: 0, checks: 0, counterexamples: [] };
  for (const gapMs of SLEEPS_MS) add(total, await zombies(pick(RACES, index), gapMs, engine, 1));
  return total;
}

/**
 * Looks for a counterexample to an engine without a guard: first where one is expected, then everywhere. A guard that
 * is not missed anywhere is no guard.
 */
async function hunt(guard: Guard): Promise<{ readonly killedBy?: string; readonly tally: Tally }> {
  const engine = await mutate(guard);
  const tally: Tally = { schedules: 0, checks: 0, counterexamples: [] };
  const near = new RegExp(guard.where ?? "^1 places");
  const scenes = nearFirst([...SINGLE, ...PAIRS], near).map((scene) => () => {
    const depth = near.test(scene.name) ? (guard.depth ?? 1) : 1;
    return explore(scene, { depth, stopAfter: 1, engine });
  });
  const races = nearFirst(RACES, near).map((one) => async () => {
    const asleep = await sleepers(RACES.indexOf(one), engine);
    add(asleep, await race(one, engine, 1));
    return asleep;
  });
  const isRace = RACES.some(({ name }) => near.test(name));
  for (const look of isRace ? [...races, ...scenes] : [...scenes, ...races]) {
    add(tally, await look());
    const [first] = tally.counterexamples;
    if (first) return { killedBy: `${first.violation.rule} (${first.scene.name})`, tally };
  }
  return { tally };
}

function nearFirst<T extends { readonly name: string }>(list: readonly T[], near: RegExp): readonly T[] {
  return [...list.filter(({ name }) => near.test(name)), ...list.filter(({ name }) => !near.test(name))];
}

function add(total: Tally, more: Tally): void {
  total.schedules += more.schedules;
  total.checks += more.checks;
  total.counterexamples.push(...more.counterexamples);
}

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}
