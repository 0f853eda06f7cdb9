import type { Violation } from "./auditor.ts";
import { faultsOf } from "./faults.ts";
import type { Fault } from "./io.ts";
import { type Mishap, type Play, play, type Schedule } from "./play.ts";
import { type Engine, REAL_ENGINE } from "./run.ts";
import type { Scene } from "./scene.ts";
import type { Happening } from "./world.ts";

/** A schedule under which a promise was broken. */
export interface Counterexample {
  readonly scene: Scene;
  readonly schedule: Schedule;
  readonly violation: Violation;
  readonly story: readonly Happening[];
}

/** What an exploration has seen. */
export interface Tally {
  schedules: number;
  checks: number;
  readonly counterexamples: Counterexample[];
}

export interface ExploreOptions {
  readonly engine?: Engine;
  /** How many mishaps at once. */
  readonly depth: 1 | 2;
  /** Stop after so many counterexamples. */
  readonly stopAfter?: number;
}

/** Plays a scene without mishaps, then with every single one, then with every pair (the second at any later request). */
export async function explore(scene: Scene, options: ExploreOptions): Promise<Tally> {
  const tally: Tally = { schedules: 0, checks: 0, counterexamples: [] };
  const engine = options.engine ?? REAL_ENGINE;
  const ended = new Set<string>();
  const branched = new Set<string>();
  const enough = () => tally.counterexamples.length >= (options.stopAfter ?? 5);
  const tryOne = async (schedule: Schedule) => {
    const branches = schedule.length < options.depth;
    const result = await play(scene, schedule, engine, { ended, ...(branches && { branched }) });
    count(tally, scene, schedule, result);
    return result;
  };
  const plain = await tryOne([]);
  const { depth } = options;
  for (const first of mishapsOf(scene, plain, { depth })) {
    if (enough()) return tally;
    const single = await tryOne([first]);
    if (depth === 1) continue;
    for (const second of mishapsOf(scene, single, { depth, after: first })) {
      if (enough()) return tally;
      await tryOne([first, second]);
    }
  }
  return tally;
}

function count(tally: Tally, scene: Scene, schedule: Schedule, { violations, checks, story }: Play): void {
  tally.schedules += 1;
  tally.checks += checks;
  const [violation] = violations;
  if (violation) tally.counterexamples.push({ scene, schedule, violation, story });
}

/** Left out where two go wrong: the first is a slow answer, the second a lost one, but for what the error says. */
const SINGLE_ONLY: ReadonlySet<Fault["kind"]> = new Set(["throttled", "unreachable"]);

/** Everything that can still go wrong after a mishap: later in the same run, and in the run that follows. */
function mishapsOf(
  scene: Scene,
  { calls }: Play,
  { depth, after }: { readonly depth: 1 | 2; readonly after?: Mishap },
): readonly Mishap[] {
  const mishaps: Mishap[] = [];
  for (const [run, requests] of calls.entries()) {
    if (after && (run < after.run || run > after.run + 1)) continue;
    for (const [call, request] of requests.entries()) {
      if (after && run === after.run && call <= after.call) continue;
      for (const fault of faultsOf(request, scene.meddling)) {
        if (depth === 1 || !SINGLE_ONLY.has(fault.kind)) mishaps.push({ run, call, fault });
      }
    }
  }
  return mishaps;
}
