import type { RotationReport } from "../../src/contract/report.ts";
import { Watch } from "./auditor.ts";
import type { Counterexample, Tally } from "./explore.ts";
import { Gate, type Step } from "./io.ts";
import { checkLeaks } from "./leaks.ts";
import { isOurs } from "./ours.ts";
import { type Engine, REAL_ENGINE, type Running, type RunOptions, start } from "./run.ts";
import { build, type Scene } from "./scene.ts";
import { rest } from "./timeline.ts";
import { DAY, HOUR, type SimKey, type World, works } from "./world.ts";

/** Two runs that work on one world at the same time. */
export interface Race {
  readonly name: string;
  readonly scene: Scene;
  readonly runs: readonly [RunOptions, RunOptions];
}

type Turn = 0 | 1;

/**
 * The promise is weaker when two work at once, and exactly this: nothing is written that is not a live key at that
 * moment, nothing foreign is touched, no key younger than 6 h is revoked that was given away, and repeated runs come
 * to rest.
 */
class RaceWatch extends Watch {
  override revoking(key: SimKey, by: string): void {
    this.check(
      "I9 nothing foreign is revoked",
      isOurs(key, this.runs.get(by)?.options),
      () => `${by} revoked ${key.id}`,
    );
    const ageMs = this.world.serviceNow() - key.createdAtMs;
    this.check("I3 no young key that was given away", !key.given || ageMs >= 6 * HOUR, () => {
      return `${by} revoked ${key.id}, ${ageMs / HOUR} h old`;
    });
  }

  override changed(): void {}

  override consumed(): void {}
}

interface Racer {
  readonly running: Running;
  readonly gate: Gate;
  report: RotationReport | "killed" | undefined;
}

/** Plays all interleavings of two runs, request by request; states that were seen already are not played again. */
export async function race(race: Race, engine: Engine = REAL_ENGINE, stopAfter = 3): Promise<Tally> {
  const tally: Tally = { schedules: 0, checks: 0, counterexamples: [] };
  const seen = new Set<string>();
  const settled = new Set<string>();
  const todo: Turn[][] = [[]];
  for (let prefix = todo.pop(); prefix && tally.counterexamples.length < stopAfter; prefix = todo.pop()) {
    const result = await playTurns(race, prefix, { engine, seen, settled });
    todo.push(...result.branches);
    tally.schedules += 1;
    tally.checks += result.checks;
    if (result.counterexample) tally.counterexamples.push(result.counterexample);
  }
  return tally;
}

interface Memory {
  readonly engine: Engine;
  readonly seen: Set<string>;
  readonly settled: Set<string>;
}

interface Played {
  readonly branches: readonly Turn[][];
  readonly checks: number;
  readonly counterexample?: Counterexample;
}

/** Follows the turns that are given, then always lets the first run go on, noting where the other could have. */
async function playTurns({ scene, runs }: Race, prefix: readonly Turn[], memory: Memory): Promise<Played> {
  const world = build(scene);
  const watch = new RaceWatch(world, scene);
  const racers = runs.map((options, turn) => begin(world, watch, options, turn, memory.engine));
  const turns: Turn[] = [];
  const branches: Turn[][] = [];
  for (;;) {
    await rest();
    const ready = ([0, 1] as const).filter((turn) => nextStep(racers[turn]) !== undefined);
    const [first, second] = ready;
    if (first === undefined) break;
    const alone = ready.find((turn) => INDEPENDENT.test(nextStep(racers[turn])?.name ?? ""));
    if (alone !== undefined) {
      take(world, racers[alone]);
      continue;
    }
    let turn = first;
    const given = prefix[turns.length];
    if (second !== undefined) {
      if (given === undefined) {
        const state = stateOf(world, racers);
        if (memory.seen.has(state)) return { branches, checks: watch.checks };
        memory.seen.add(state);
        branches.push([...turns, second]);
      } else turn = given;
    }
    turns.push(turn);
    take(world, racers[turn]);
    if (watch.violations.length > 0) break;
  }
  await settle(scene, { world, watch, racers, memory, runs });
  const [violation] = watch.violations;
  const counterexample = violation && { scene, schedule: [], violation, story: world.story };
  return { branches, checks: watch.checks, ...(counterexample && { counterexample }) };
}

function begin(world: World, watch: RaceWatch, options: RunOptions, turn: number, engine: Engine): Racer {
  const name = `run ${"AB"[turn]}`;
  const gate = new Gate();
  const full = { ...options, name, gate, engine };
  watch.began(name, full);
  const running = start(world, full);
  const racer: Racer = { running, gate, report: undefined };
  void running.end.then((report) => {
    racer.report = report;
    checkLeaks(watch, world, running, report);
  });
  return racer;
}

/** Requests go before waits, and of waits the shortest. */
function nextStep(racer: Racer | undefined): Step | undefined {
  if (!racer || racer.report !== undefined) return undefined;
  const { steps } = racer.gate;
  const request = steps.find((step) => step.untilMs === undefined);
  if (request) return request;
  return steps.reduce<Step | undefined>((best, step) => {
    return best === undefined || (step.untilMs ?? 0) < (best.untilMs ?? 0) ? step : best;
  }, undefined);
}

function take(world: World, racer: Racer | undefined): void {
  const step = nextStep(racer);
  if (!racer || !step) return;
  racer.gate.steps.splice(racer.gate.steps.indexOf(step), 1);
  if (step.untilMs !== undefined) world.time.advanceTo(step.untilMs);
  if (step.untilMs === undefined && world.nowMs - step.sentAtMs > HOUR) step.lose();
  else step.go();
}

/** Requests whose answers are the same whatever the other run does: their order does not matter. */
const INDEPENDENT = /^(resolve|control|preflight)/;

/** Everything that the future depends on: the world, the time, what each run was told and what it waits for. */
function stateOf(world: World, racers: readonly Racer[]): string {
  const waits = racers.map(({ gate }) => gate.steps.map((step) => `${step.name}${step.untilMs ?? ""}`).join());
  return [fingerprint(world), ...waits, ...racers.map(({ gate }) => gate.heard)].join("|");
}

function fingerprint(world: World): string {
  const keys = world.keys.map((key) => {
    const { id, createdAtMs, graceEndsAtMs, unlistedFromMs, given, usesMs, by } = key;
    return [id, by, createdAtMs, graceEndsAtMs, unlistedFromMs, given, usesMs.at(-1)].join();
  });
  const places = world.places.map((place) => {
    const last = place.writes.at(-1);
    return `${place.name},${last && world.keyOf(last.value)?.id},${last?.atMs}`;
  });
  return [world.nowMs, ...keys, ...places].join(";");
}

interface After {
  readonly world: World;
  readonly watch: RaceWatch;
  readonly racers: readonly Racer[];
  readonly memory: Memory;
  readonly runs: Race["runs"];
}

const DAYS = 12;

/** Lets runs follow day by day, of both homes if there are two, until nothing changes: at rest, or held. */
async function settle(scene: Scene, { world, watch, memory, runs }: After): Promise<void> {
  const state = fingerprint(world);
  if (watch.violations.length > 0 || memory.settled.has(state)) return;
  const homes = new Map(
    runs.map((options) => [options.policy?.home ?? "", { ...scene.run, policy: options.policy ?? {} }]),
  );
  let still = 0;
  const outcomes: string[] = [];
  for (let day = 1; day <= DAYS && still < 2; day++) {
    world.time.advanceTo(world.nowMs + DAY);
    const before = world.ledger.length;
    const ends: string[] = [];
    for (const [home, options] of homes) {
      const name = `day ${day} ${home}`.trim();
      watch.began(name, options);
      const running = start(world, { ...options, name, engine: memory.engine });
      const report = await world.time.drive(running.end);
      if (report !== "killed") ends.push(report.outcome);
      world.tell(name, `ends ${ends.at(-1)}`);
    }
    outcomes.push(ends.join("+"));
    still = world.ledger.length === before ? still + 1 : 0;
  }
  watch.check("I7 runs come to rest", still >= 2, () => outcomes.join(", "));
  const marked = new Set(
    world.keys.filter((key) => works(world, key)).map((key) => /@(.*)\]/.exec(key.description)?.[1]),
  );
  marked.delete(undefined);
  const held = outcomes.at(-1)?.includes("held") === true;
  watch.check(
    "two homes end in held",
    marked.size < 2 || held,
    () => `${[...marked].join(" and ")}: ${outcomes.join(", ")}`,
  );
  if (watch.violations.length === 0) memory.settled.add(state);
}

/**
 * Lets a run sleep for a while before each of its requests in turn, while another run begins and ends; then it wakes
 * up. What it had sent before it fell asleep for more than an hour never takes effect.
 */
export async function zombies(
  { scene, runs }: Race,
  gapMs: number,
  engine: Engine = REAL_ENGINE,
  stopAfter = 3,
): Promise<Tally> {
  const tally: Tally = { schedules: 0, checks: 0, counterexamples: [] };
  const memory: Memory = { engine, seen: new Set(), settled: new Set() };
  for (let sleepAt = 0, isOver = false; !isOver && tally.counterexamples.length < stopAfter; sleepAt++) {
    const world = build(scene);
    const watch = new RaceWatch(world, scene);
    const racers = [begin(world, watch, runs[0], 0, engine)];
    for (let step = 0; step < sleepAt; step++) {
      await rest();
      take(world, racers[0]);
    }
    await rest();
    isOver = nextStep(racers[0]) === undefined;
    world.tell("run A", `falls asleep for ${gapMs / HOUR} h`);
    world.time.advanceTo(world.nowMs + gapMs);
    racers.push(begin(world, watch, runs[1], 1, engine));
    for (const racer of [racers[1], racers[0]]) {
      for (await rest(); nextStep(racer) !== undefined; await rest()) take(world, racer);
    }
    await settle(scene, { world, watch, racers, memory, runs });
    tally.schedules += 1;
    tally.checks += watch.checks;
    const [violation] = watch.violations;
    if (violation) tally.counterexamples.push({ scene, schedule: [], violation, story: world.story });
  }
  return tally;
}
