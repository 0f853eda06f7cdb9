import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { type Job, type JobResult, jobsOf, PARTS, type Part } from "./jobs.ts";

const TITLES: Readonly<Record<Part, string>> = {
  singles: "every single mishap",
  pairs: "every pair of mishaps",
  random: "up to six mishaps at random",
  races: "two runs at once, every interleaving",
  sleepers: "runs that sleep and wake up",
  guards: "the engine without one of its guards",
};

const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true },
    only: { type: "string" },
    seed: { type: "string", default: "20260302" },
    batches: { type: "string", default: "24" },
    verbose: { type: "boolean", default: false },
  },
});

/** Hands jobs to as many threads as there are processors. */
async function run(jobs: readonly Job[], onResult: (result: JobResult) => void): Promise<void> {
  let next = 0;
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("./worker.ts", import.meta.url));
      const hand = () => {
        const job = jobs[next++];
        if (job) worker.postMessage(job);
        else resolve(void worker.terminate());
      };
      worker.on("message", (result: JobResult) => {
        onResult(result);
        hand();
      });
      worker.on("error", reject);
      hand();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, thread));
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}

/** Plays one part and says what came of it. @returns whether all was well */
async function playPart(
  part: Part,
): Promise<{ readonly schedules: number; readonly checks: number; readonly bad: number }> {
  const options = { seed: Number(values.seed), batches: Number(values.batches) };
  const only = new RegExp(values.only ?? "");
  const jobs = jobsOf(part, options).filter((job) => only.test(job.name));
  const results: JobResult[] = [];
  await run(jobs, (result) => {
    results.push(result);
    if (values.verbose)
      console.log(`  ${result.job.name}: ${result.schedules} in ${result.ms} ms ${result.killedBy ?? ""}`);
    for (const story of result.stories) console.log(`\n${story}\n`);
  });
  const schedules = results.reduce((sum, result) => sum + result.schedules, 0);
  const checks = results.reduce((sum, result) => sum + result.checks, 0);
  const stories = results.reduce((sum, result) => sum + result.stories.length, 0);
  if (part !== "guards") {
    const what = `${jobs.length} ${part === "random" ? `batches from seed ${options.seed}` : "scenes"}`;
    console.log(
      `${TITLES[part]} (${what}): ${number(schedules)} schedules, ${number(checks)} checks, ${stories} counterexamples`,
    );
    return { schedules, checks, bad: stories };
  }
  const alive = results.filter((result) => result.killedBy === undefined);
  for (const { job } of alive) console.log(`  nobody misses: ${job.name}`);
  console.log(`${TITLES[part]}: ${jobs.length} removed, ${jobs.length - alive.length} noticed`);
  return { schedules, checks, bad: alive.length };
}

const fromMs = performance.now();
const parts = values.part ? PARTS.filter((part) => values.part?.includes(part)) : PARTS;
const total = { schedules: 0, checks: 0, bad: 0 };
for (const part of parts) {
  const { schedules, checks, bad } = await playPart(part);
  total.bad += bad;
  if (part === "guards") continue;
  total.schedules += schedules;
  total.checks += checks;
}
console.log(
  `\n${number(total.schedules)} schedules explored, ${number(total.checks)} invariant checks, in ${Math.round((performance.now() - fromMs) / 1000)} s`,
);
console.log(`simulate: ${parts.length - (total.bad > 0 ? 1 : 0)} passed, ${total.bad} failed`);
process.exitCode = total.bad === 0 ? 0 : 1;
