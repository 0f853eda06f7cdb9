import { type ActionResult, runAction } from "../test/runner/harness.ts";
import { leaks } from "../test/runner/leaks.ts";
import { countRequests, type Held, heldNow, showHolders } from "./holders.ts";
import type { LogView } from "./log.ts";
import { act, check, claim, prose, put } from "./screen.ts";
import { HOLDERS, ROTATION, type World } from "./world.ts";

/** What every act works with. */
export interface Stage {
  readonly world: World;
  readonly log: LogView;
  /** Traces of keys that the runs so far have left; the demo ends badly if there is any. */
  readonly traces: string[];
}

/** Runs the step, checks how it ends, and looks for traces of keys in everything that it leaves behind. */
async function runStep(
  { world, traces }: Stage,
  outcome: string | undefined,
  more: Parameters<World["step"]>[0],
): Promise<ActionResult> {
  const run = world.step(more);
  const result = await runAction(run);
  if (result.outputs.outcome !== outcome) put(result.log);
  check("the run ends as it should", { expected: outcome, seen: result.outputs.outcome });
  const secrets = [...world.kosli.keys().map((key) => key.value), ...(run.secrets ?? [])];
  traces.push(...leaks(result, secrets).map(({ where, form }) => `${form} in ${where}`));
  return result;
}

function newest(world: World): string {
  return world.kosli.keys("ci").at(-1)?.value ?? "";
}

function claimAllHold(world: World, sentence: string): void {
  const astray = HOLDERS.filter((holder) => world.held(holder) !== newest(world)).map(({ label }) => label);
  claim(sentence, { expected: [], seen: astray });
}

/** Act 1: the key is due. */
export async function firstRotation(stage: Stage): Promise<void> {
  const { world, log } = stage;
  act(1, "A key that is 100 days old");
  prose("acme keeps one Kosli key in six secrets. Its workflow runs every morning; today the key is due.");
  const before = heldNow(world);
  const old = newest(world);
  await runStep(stage, "rotated", { onLine: log.whole });
  showHolders(world, [
    ["before", before],
    ["after", heldNow(world)],
  ]);
  claimAllHold(world, "all six places hold the new key");
  claim("the organization secret is still for acme/docs and acme/infra alone", {
    expected: ["acme/docs", "acme/infra"],
    seen: world.github.secret({ organization: "acme", name: "KOSLI_API_TOKEN" })?.selectedRepositories,
  });
  claim("Kosli takes the new key and refuses the old one", {
    expected: [true, false],
    seen: [world.kosli.accepts(newest(world)), world.kosli.accepts(old)],
  });
  claim("a key of somebody else in the same account and another secret of acme/api are as they were", {
    expected: true,
    seen: world.isBystanderUntouched(),
  });
}

/** Act 2: the schedule of the next morning. */
export async function nothingToDo(stage: Stage): Promise<void> {
  const { world, log } = stage;
  act(2, "The next morning");
  const count = countRequests(world);
  const before = heldNow(world);
  await runStep(stage, "not-due", { onLine: log.news });
  const { total, methods } = count();
  claim(`${total} requests, and all of them only read`, { expected: ["GET"], seen: methods });
  claim("every place holds what it held", { expected: before, seen: heldNow(world) });
}

/** Act 3: the machine dies between two writes, and the next run finishes. */
export async function killedRun(stage: Stage): Promise<void> {
  const { world, log } = stage;
  act(3, "The machine dies in the middle");
  prose("Somebody asks for a rotation at once (mode: force). After three writes the runner is lost: kill -9.");
  const before = heldNow(world);
  const reached = { rest: false };
  const repair = world.github.fault(({ method, path }) => {
    if (method !== "PUT" || path.startsWith("/repos/acme/api/")) return undefined;
    reached.rest = true;
    return { drop: "before-effect" };
  });
  const dead = await runStep(stage, undefined, {
    inputs: { mode: "force" },
    onLine: log.news,
    killAt: () => reached.rest,
  });
  repair();
  const between = heldNow(world);
  claim("the process was killed", { expected: "SIGKILL", seen: dead.killedBy });
  claim("three places hold the new key, three the old one, and Kosli takes both: every job works", {
    expected: { fresh: 3, working: 6 },
    seen: {
      fresh: HOLDERS.filter((holder) => world.held(holder) === newest(world)).length,
      working: HOLDERS.filter((holder) => world.kosli.accepts(world.held(holder))).length,
    },
  });
  await finish(stage, before, between);
}

async function finish(stage: Stage, before: Held, between: Held): Promise<void> {
  const { world, log } = stage;
  const minted = world.kosli.keys("ci").length;
  prose("The next run on schedule gets the new key as its own secret, for the home is written first:");
  await runStep(stage, "rotated", { onLine: log.news });
  showHolders(world, [
    ["before", before],
    ["at its death", between],
    ["next run", heldNow(world)],
  ]);
  claimAllHold(world, "all six places hold the new key");
  claim("no further key was made: the work was finished, not begun again", {
    expected: minted,
    seen: world.kosli.keys("ci").length,
  });
}

/** Act 4: the key is known to somebody who should not have it. Returns the run. */
export async function incident(stage: Stage): Promise<ActionResult> {
  const { world, log } = stage;
  act(4, "The key has leaked");
  const stolen = newest(world);
  claim(`Kosli takes the copy that somebody has (${world.fingerprint(stolen)})`, {
    expected: true,
    seen: world.kosli.accepts(stolen),
  });
  prose(`mode: incident, confirm: ${ROTATION} rotates now, writes every place, and revokes what was before.`);
  const result = await runStep(stage, "rotated", { inputs: { mode: "incident", confirm: ROTATION }, onLine: log.news });
  claimAllHold(world, `all six places hold the new key (${world.fingerprint(newest(world))})`);
  const ours = world.kosli.keys("ci").filter(({ id }) => id !== world.foreignKeyId);
  claim("Kosli takes the new key and refuses every one before it, the copy too", {
    expected: ours.map((key) => key.value === newest(world)),
    seen: ours.map((key) => world.kosli.accepts(key.value)),
  });
  claim("what belongs to others is as it was", { expected: true, seen: world.isBystanderUntouched() });
  return result;
}
