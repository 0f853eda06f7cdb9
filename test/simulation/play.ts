import type { RotationReport } from "../../src/contract/report.ts";
import { type Violation, Watch } from "./auditor.ts";
import { isHidden } from "./hidden.ts";
import { checkHonesty } from "./honesty.ts";
import type { Call, Fault } from "./io.ts";
import { checkLeaks } from "./leaks.ts";
import { isOurs } from "./ours.ts";
import { type Engine, REAL_ENGINE, type Running, type RunOptions, start } from "./run.ts";
import { build, type Scene } from "./scene.ts";
import { DAY, type Happening, held, MINUTE, type SimKey, type SimPlace, type World, works } from "./world.ts";

/** One thing that goes wrong: in which run, at which of its requests, and how. */
export interface Mishap {
  readonly run: number;
  readonly call: number;
  readonly fault: Fault;
}

export type Schedule = readonly Mishap[];

/** What came of a schedule. */
export interface Play {
  readonly violations: readonly Violation[];
  readonly checks: number;
  /** The requests of every run, in order. */
  readonly calls: readonly (readonly Call[])[];
  readonly outcomes: readonly string[];
  readonly story: readonly Happening[];
}

/** What earlier plays of the same scene have shown. */
export interface Known {
  /** States from which fault-free runs came to a good end. */
  readonly ended: Set<string>;
  /**
   * Given while second mishaps are still to be tried: states right after the first one, whose futures are tried
   * already. A play ends early only there, as all others are needed to see which requests there are.
   */
  readonly branched?: Set<string>;
}

const MAX_RUNS = 16;

/** Plays a scene with a schedule of mishaps, then with none until nothing changes any more. */
export async function play(
  scene: Scene,
  schedule: Schedule,
  engine: Engine = REAL_ENGINE,
  known: Known = { ended: new Set() },
): Promise<Play> {
  const world = build(scene);
  const watch = new Watch(world, scene);
  const calls: Call[][] = [];
  const outcomes: string[] = [];
  const lastFaulted = Math.max(-1, ...schedule.map((mishap) => mishap.run));
  const startMs = world.nowMs;
  const visited: string[] = [];
  let done = false;
  for (let run = 0; run < MAX_RUNS && !done && watch.violations.length === 0; run++) {
    world.time.advanceTo(Math.max(world.nowMs, startOf(scene, startMs, run)));
    scene.before?.(world, run);
    const state = run > lastFaulted && world.pending === 0 ? fingerprint(world, run) : undefined;
    if (state !== undefined) {
      const branching = run === lastFaulted + 1 ? known.branched : undefined;
      done = (branching ?? known.ended).has(state) && (branching !== undefined || known.branched === undefined);
      if (done) break;
      visited.push(state);
      branching?.add(state);
    }
    const effects = changes(world);
    const { report, running } = await playRun(scene, { world, watch, run, schedule, engine });
    calls.push(running.line.calls);
    outcomes.push(report === "killed" ? "killed" : report.outcome);
    if (run <= lastFaulted || report === "killed") continue;
    const still = changes(world) === effects;
    if (!asksForPerson(scene, report).length && !needsForce(scene, report)) watch.mended(running.line.name);
    done = (still && !scene.endsHeld && isConverged(world, scene, report, watch)) || isHeld(scene, report, still);
    if (still && needsForce(scene, report)) await force(scene, { world, watch, run, engine });
  }
  checkMints(scene, schedule, watch);
  if (done && watch.violations.length === 0) for (const state of visited) known.ended.add(state);
  watch.check(
    "I7 runs converge",
    done || watch.violations.length > 0,
    () => `${MAX_RUNS} runs: ${outcomes.join(", ")}`,
  );
  return { violations: watch.violations, checks: watch.checks, calls, outcomes, story: world.story };
}

/** No more keys than there is a reason for: two more for each mishap, as a lost mint may take effect late. */
function checkMints({ mostMints, mayRestOn }: Scene, schedule: Schedule, watch: Watch): void {
  const minted = [...watch.runs.values()].reduce((sum, run) => sum + run.minted.length, 0);
  const plain = mostMints ?? (mayRestOn ? Number.POSITIVE_INFINITY : 1);
  const most = plain + 2 * schedule.length;
  watch.check("I4 no key is minted without a reason", minted <= most, () => `${minted} keys were minted`);
}

/**
 * Everything that the future depends on once nothing goes wrong any more: two plays of a scene that come to the same
 * state at the same time go on alike, so that only one of them needs to be played to the end.
 */
function fingerprint(world: World, run: number): string {
  const keys = world.keys.map((key) => {
    const { id, createdAtMs, expiresAtMs, graceEndsAtMs, deadFromMs, unlistedFromMs, given, usesMs } = key;
    const fate = [id, createdAtMs, expiresAtMs, graceEndsAtMs, deadFromMs, unlistedFromMs, given];
    const replaced = [key.shownId, key.replacedAtMs, key.mendedAtMs, key.outlives.length];
    return [...fate, ...replaced, key.description, key.revoked?.by, ...usesMs.slice(-3)].join();
  });
  const places = world.places.map(({ name, writes }) =>
    [name, ...writes.slice(-2).map((write) => `${world.keyOf(write.value)?.id}@${write.atMs}`)].join(),
  );
  const jobs = world.jobs.map((job) => `${job.place.name}${job.fromMs}${world.keyOf(job.value)?.id}`);
  return [run, world.nowMs, ...keys, ...places, ...jobs].join("|");
}

/** How often runs changed something so far; to write what is there already is no change. */
function changes({ ledger, rewrites }: World): number {
  return ledger.filter((effect) => effect !== "canary").length - rewrites;
}

interface Stage {
  readonly world: World;
  readonly watch: Watch;
  readonly run: number;
  readonly schedule: Schedule;
  readonly engine: Engine;
}

async function playRun(
  scene: Scene,
  { world, watch, run, schedule, engine }: Stage,
): Promise<{ readonly report: RotationReport | "killed"; readonly running: Running }> {
  const mishaps = new Map(schedule.filter((one) => one.run === run).map((one) => [one.call, one.fault]));
  const name = `run ${run + 1}`;
  const options: RunOptions = {
    ...scene.run,
    ...(run === 0 && scene.firstRun),
    name,
    engine,
    choose: (_call, index) => mishaps.get(index),
    onEvent: (event) => {
      if (event.type === "decided" && event.decision.action === "rotate") watch.decided(name, event.decision.reason);
      if (event.type !== "found") return;
      if (event.finding.code === "target-skipped") watch.skipped.add(event.finding.target);
      if (event.finding.code === "target-blocked") watch.runs.get(name)?.blocked.add(event.finding.target);
    },
  };
  watch.began(name, options);
  world.tell(name, `begins (${options.mode ?? "auto"})`);
  const running = start(world, options);
  const report = await world.time.drive(running.end);
  if (report !== "killed") {
    world.tell(
      running.line.name,
      `ends ${report.outcome}: ${report.findings.map(brief).join(", ") || "nothing to tell"}`,
    );
    checkHonesty(watch, world, running, report);
    watch.ended(name, report.outcome);
  } else watch.killed(name);
  checkLeaks(watch, world, running, report);
  watch.changed();
  return { report, running };
}

function brief(finding: RotationReport["findings"][number]): string {
  const id = "keyId" in finding ? ` ${finding.keyId}` : "";
  const why = "why" in finding ? ` (${finding.why})` : "";
  return `${finding.code}${id}${why}`;
}

function startOf(scene: Scene, startMs: number, run: number): number {
  if (run === 0) return startMs;
  if (run === 1) return startMs + (scene.gapMs ?? DAY);
  return startMs + run * DAY;
}

/** One live key that every place holds; whatever else lives was named, for a person to look at. */
function isConverged(world: World, scene: Scene, report: RotationReport, watch: Watch): boolean {
  const hides = world.switches.revoke === "hidden";
  const live = world.keys.filter((key) => {
    return isOurs(key) && works(world, key) && !(hides && key.revoked) && !isAsleep(world, key);
  });
  const newest = [...live].sort((a, b) => a.createdAtMs - b.createdAtMs).at(-1);
  const named = new Set(
    report.findings.flatMap((one) => {
      return one.code === "unexplained-key" || one.code === "orphan" ? one.keyId : [];
    }),
  );
  if (!newest || report.outcome !== "not-due") return false;
  if (live.some((key) => key.shownId !== newest.shownId && !named.has(key.shownId))) return false;
  return world.places.every((place) => {
    const key = world.keyOf(held(place));
    return isOptional(place, world, scene) || key === newest || (key && isHidden(world, key, watch.runs));
  });
}

/** A value under an id that others have, too, and that nobody has: it does nothing until it is used. */
function isAsleep({ ways }: World, { given, usesMs, made }: SimKey): boolean {
  return ways.oldDies === "with-first-use" && made === "in-place" && !given && usesMs.length === 0;
}

/** Nobody answers for what it holds. */
function isOptional(place: SimPlace, world: World, { run }: Scene): boolean {
  if (place.home && run.current !== undefined && place.required && place.writes.length > 0) return false;
  if (world.barriers.includes(place.name) && !place.named) return true;
  return !place.required || !place.declared || place.writes.at(-1)?.dead === true || place.writes.length === 0;
}

/** What a service does again and again because it cannot do otherwise: every run tries, and says so. */
const ENDLESS: ReadonlySet<string> = new Set(["not-dead", "mint-unusable", "powerless", "new-key-refused"]);

/** Ends that ask for a person, where the scene gives a reason to. */
function isHeld(scene: Scene, report: RotationReport, still: boolean): boolean {
  return asksForPerson(scene, report).some((code) => still || scene.tireless || ENDLESS.has(code));
}

/** The reasons that the scene gives to ask for a person, as far as a report has them. */
function asksForPerson({ mayRestOn = [] }: Scene, report: RotationReport): NonNullable<Scene["mayRestOn"]> {
  const told = new Set<string>();
  for (const finding of report.findings) {
    if (finding.code !== "current-not-ours" || finding.level === "error") told.add(finding.code);
    if (finding.code === "retire-waits" || finding.code === "write-withheld") told.add(finding.why);
  }
  return mayRestOn.filter((code) => told.has(code));
}

function needsForce({ run, world }: Scene, report: RotationReport): boolean {
  return report.findings.some((finding) => {
    const isRefused = finding.code === "current-not-ours" && finding.level === "error";
    const isLeft = world?.ways?.keepsId === true && run.strategies?.includes("create") === false;
    return finding.code === "attempts-exhausted" || (isLeft && isRefused);
  });
}

/** A person reads the report and starts a run by hand. */
async function force(scene: Scene, stage: Omit<Stage, "schedule">): Promise<void> {
  stage.world.time.advanceTo(stage.world.nowMs + 5 * MINUTE);
  const forced = { ...scene, run: { ...scene.run, mode: "force" as const } };
  await playRun(forced, { ...stage, run: stage.run + 100, schedule: [] });
}
