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

/** Nearly everything that is made dies young. */
const THREAD = { resourceLimits: { maxYoungGenerationSizeMb: 128 } };

/** Hands jobs to as many threads as there are processors. */
async function run(jobs: readonly Job[], onResult: (result: JobResult) => void): Promise<void> {
  let next = 0;
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("./worker.ts", import.meta.url), THREAD);
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

interface Sum {
  readonly schedules: number;
  readonly checks: number;
  readonly counterexamples: number;
  /** Precautions that were taken out of the engine, and how many of them were missed. */
  readonly removed: number;
  readonly noticed: number;
}

/** Plays one part and says what came of it; undefined: it has nothing of that name. */
async function playPart(part: Part): Promise<Sum | undefined> {
  const options = { seed: Number(values.seed), batches: Number(values.batches) };
  const only = new RegExp(values.only ?? "");
  const jobs = jobsOf(part, options).filter((job) => only.test(job.name));
  if (jobs.length === 0) return undefined;
  const results: JobResult[] = [];
  await run(jobs, (result) => {
    results.push(result);
    if (values.verbose)
      console.log(`  ${result.job.name}: ${result.schedules} in ${result.ms} ms ${result.killedBy ?? ""}`);
    for (const story of result.stories) console.log(`\n${story}\n`);
  });
  const sum = (count: (result: JobResult) => number) => results.reduce((all, result) => all + count(result), 0);
  const schedules = sum((result) => result.schedules);
  if (part === "guards") {
    const alive = results.filter((result) => result.killedBy === undefined);
    for (const { job } of alive) console.log(`  nobody misses: ${job.name}`);
    console.log(`${TITLES[part]}: ${jobs.length} removed, ${jobs.length - alive.length} noticed`);
    const noticed = jobs.length - alive.length;
    return { schedules: 0, checks: 0, counterexamples: 0, removed: jobs.length, noticed };
  }
  const checks = sum((result) => result.checks);
  const counterexamples = sum((result) => result.stories.length);
  const what = `${jobs.length} ${part === "random" ? `batches from seed ${options.seed}` : "scenes"}`;
  console.log(
    `${TITLES[part]} (${what}): ${number(schedules)} schedules, ${number(checks)} checks, ${counterexamples} counterexamples`,
  );
  return { schedules, checks, counterexamples, removed: 0, noticed: 0 };
}

const fromMs = performance.now();
const sums: Sum[] = [];
for (const part of values.part ? PARTS.filter((one) => values.part?.includes(one)) : PARTS) {
  const sum = await playPart(part);
  if (sum) sums.push(sum);
}
if (sums.length === 0) throw new Error(`no part and no scene matches; parts are ${PARTS.join(", ")}`);
const all = (count: (sum: Sum) => number) => sums.reduce((total, sum) => total + count(sum), 0);
const failed = sums.filter((sum) => sum.counterexamples > 0 || sum.noticed < sum.removed).length;
const seconds = Math.round((performance.now() - fromMs) / 1000);
console.log(`
${number(all((sum) => sum.schedules))} schedules explored, ${number(all((sum) => sum.checks))} invariant checks, \
${all((sum) => sum.counterexamples)} counterexamples; \
${all((sum) => sum.removed)} guards removed, ${all((sum) => sum.noticed)} noticed; in ${seconds} s`);
console.log(`simulate: ${sums.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
