import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { firstRotation, incident, killedRun, nothingToDo, type Stage } from "./acts.ts";
import { kindeActs } from "./kinde.ts";
import { openLogView } from "./log.ts";
import { paint } from "./render/text.ts";
import { BrokenPromise, claim, prose, put } from "./screen.ts";
import { showSummary } from "./summary.ts";
import { openWorld } from "./world.ts";

/**
 * `npm run demo`: runs the action as a runner does against stand-ins for Kosli, Kinde and GitHub, and tells what happens.
 * Every sentence with a tick is checked; the first that is not true ends the demo with exit code 1.
 * `--action FOLDER` runs another build: a folder with `action.yml` and `dist/`.
 */
const { values } = parseArgs({ options: { action: { type: "string" } } });
const beganAt = performance.now();
const actionDirectory = values.action === undefined ? undefined : resolve(values.action);
const world = await openWorld(actionDirectory);
try {
  put(paint("bold", "rekey: a key is rotated everywhere it lives"));
  prose(
    "Servers on this machine stand in for Kosli, Kinde and GitHub, and decrypt what they are sent. dist/index.js runs " +
      "against them as a runner runs it. Keys are told apart by four digits of a keyed hash.",
  );
  const stage: Stage = { world, log: openLogView(), traces: [] };
  await firstRotation(stage);
  await nothingToDo(stage);
  await killedRun(stage);
  showSummary(await incident(stage));
  await kindeActs({ log: stage.log, traces: stage.traces, actionDirectory });
  put();
  claim("no key, in any form, was to be read in a log, a summary, an output or a report of the seven runs", {
    expected: [],
    seen: stage.traces,
  });
  claim(`GitHub's own API description finds no fault with any of the ${world.github.requests.length} exchanges`, {
    expected: [],
    seen: world.github.violations,
  });
  prose(paint("dim", `Everything above was checked, in ${Math.round((performance.now() - beganAt) / 1000)} s.`));
} catch (error) {
  if (!(error instanceof BrokenPromise)) throw error;
  put(`  ${paint("red", "✘")} ${error.message}`);
  process.exitCode = 1;
} finally {
  await world.stop();
}
