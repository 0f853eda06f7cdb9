import type { RotationReport } from "../../src/contract/report.ts";
import { isOurs, type Violation, Watch } from "./auditor.ts";
import { checkHonesty } from "./honesty.ts";
import type { Call, Fault } from "./io.ts";
import { checkLeaks } from "./leaks.ts";
import { type Engine, REAL_ENGINE, type Running, type RunOptions, start } from "./run.ts";
import { build, lies, type Scene } from "./scene.ts";
import { DAY, type Happening, held, MINUTE, type World, works } from "./world.ts";

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

const MAX_RUNS = 16;

/** Plays a scene with a schedule of mishaps, then with none until nothing changes any more. */
export async function play(scene: Scene, schedule: Schedule, engine: Engine = REAL_ENGINE): Promise<Play> {
  const world = build(scene);
  const watch = new Watch(world, scene);
  const calls: Call[][] = [];
  const outcomes: string[] = [];
  const lastFaulted = Math.max(-1, ...schedule.map((mishap) => mishap.run));
  const startMs = world.nowMs;
  let done = false;
  for (let run = 0; run < MAX_RUNS && !done && watch.violations.length === 0; run++) {
    world.time.advanceTo(Math.max(world.nowMs, startOf(scene, startMs, run)));
    scene.before?.(world, run);
    const effects = world.ledger.length;
    const { report, running } = await playRun(scene, { world, watch, run, schedule, engine });
    calls.push(running.line.calls);
    outcomes.push(report === "killed" ? "killed" : report.outcome);
    if (run <= lastFaulted || report === "killed") continue;
    const still = world.ledger.length === effects;
    done = still && (isConverged(world, report) || isHeld(scene, report));
    if (still && needsForce(report)) await force(scene, { world, watch, run, engine });
  }
  watch.check(
    "I7 runs converge",
    done || watch.violations.length > 0,
    () => `${MAX_RUNS} runs: ${outcomes.join(", ")}`,
  );
  return { violations: watch.violations, checks: watch.checks, calls, outcomes, story: world.story };
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
  const options: RunOptions = {
    ...scene.run,
    ...(run === 0 && scene.firstRun),
    name: `run ${run + 1}`,
    engine,
    choose: (_call, index) => mishaps.get(index),
  };
  watch.began(options.name ?? "", options);
  world.tell(options.name ?? "", `begins (${options.mode ?? "auto"})`);
  const running = start(world, options);
  const report = await world.time.drive(running.end);
  if (report !== "killed") {
    world.tell(
      running.line.name,
      `ends ${report.outcome}: ${report.findings.map(brief).join(", ") || "nothing to tell"}`,
    );
    checkHonesty(watch, world, running, report);
  }
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
function isConverged(world: World, report: RotationReport): boolean {
  const live = world.keys.filter((key) => isOurs(key) && works(world, key));
  const newest = [...live].sort((a, b) => a.createdAtMs - b.createdAtMs).at(-1);
  const named = new Set(
    report.findings.flatMap((one) => {
      return one.code === "unexplained-key" || one.code === "orphan" ? one.keyId : [];
    }),
  );
  if (!newest || report.outcome !== "not-due") return false;
  if (live.some((key) => key !== newest && !named.has(key.id))) return false;
  return world.places.every((place) => !place.required || held(place) === undefined || held(place) === newest.value);
}

/** Ends that ask for a person, where the scene gives a reason to. */
function isHeld(scene: Scene, report: RotationReport): boolean {
  const codes = new Set(report.findings.map((finding) => finding.code));
  if (report.findings.some((one) => one.code === "retire-waits" && one.why === "destinations-untold")) return true;
  if (codes.has("no-targets")) return report.outcome === "failed";
  if (!lies(scene.world?.switches)) {
    return codes.has("none-ours") || codes.has("ambiguous-ownership") || codes.has("foreign-successor");
  }
  return report.outcome === "held";
}

function needsForce(report: RotationReport): boolean {
  return report.findings.some((finding) => finding.code === "attempts-exhausted");
}

/** A person reads the report and starts a run by hand. */
async function force(scene: Scene, stage: Omit<Stage, "schedule">): Promise<void> {
  stage.world.time.advanceTo(stage.world.nowMs + 5 * MINUTE);
  const forced = { ...scene, run: { ...scene.run, mode: "force" as const } };
  await playRun(forced, { ...stage, run: stage.run + 100, schedule: [] });
}
