import { openFleet } from "./fleet.ts";
import { type Run, runStep } from "./step.ts";

/** Whatever is measured is allowed as many targets, so that all runs save as much memory. */
const MAX_TARGETS = 5000;

/** Runs the action on so many repositories without latency and limits. */
export async function runAtScale({ action, repositories }: { action: string; repositories: number }): Promise<Run> {
  const fleet = await openFleet({
    repositories,
    pace: "none",
    maxTargets: MAX_TARGETS,
    twin: { limits: { primary: false } },
  });
  const run = await runStep({ action, inputs: fleet.inputs, env: fleet.env });
  const written = fleet.countWritten();
  await fleet.stop();
  if (written !== repositories) throw new Error(`${written} of ${repositories} were written: ${run.outcome}`);
  return run;
}
