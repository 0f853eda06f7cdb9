import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { REPOSITORY_ROOT } from "../test/runner/harness.ts";
import { measureColdStart } from "./cold-start.ts";
import { compareClients } from "./comparison.ts";
import { comparisonTable, isWhole, LEGEND } from "./comparison-table.ts";
import { type Paced, paceInRealTime, paceInVirtualTime } from "./limits.ts";
import { countForOrganization, countPerStore } from "./requests.ts";
import { runAtScale } from "./scale.ts";
import { measureSizes } from "./size.ts";
import { isWithin, megabytes, plain, type Row, table, times } from "./table.ts";
import { measureThroughput } from "./throughput.ts";

/**
 * `npm run bench`: measures the committed build against its budgets and prints a table; JSON goes to
 * `build/bench/results.json`. Exits 1 if a budget is missed that is counted and not timed; `--check`: if any is missed.
 * `--quick` takes less than a minute with fewer repetitions, `--minutes` lets real minutes pass under enforced limits
 * (about ten), `--action FOLDER` measures another build. `--fleet` compares the action with a bare client and with gh
 * instead, which takes some minutes (with `--minutes` ten more); JSON goes to `build/bench/fleet.json`, and it exits 1 if
 * the action left a secret unwritten or hit a limit.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    fleet: { type: "boolean", default: false },
    minutes: { type: "boolean", default: false },
    action: { type: "string" },
  },
});
const action = flags.action === undefined ? REPOSITORY_ROOT : resolve(flags.action);
const rows: Row[] = [];

function tell(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${what} …\n`);
}

async function coldStart(): Promise<void> {
  tell("the cold start");
  const { bareMs, actionMs } = await measureColdStart({ action, runs: flags.quick ? 15 : 31 });
  const detail = `${Math.round(actionMs)} ms beside ${Math.round(bareMs)} ms of node -e 0, medians in turn`;
  rows.push({ what: "cold start to first request", measured: actionMs / bareMs, budget: 2.8, unit: times, detail });
}

function sizes(): void {
  const { indexBytes, allBytes } = measureSizes(action);
  rows.push({ what: "dist/index.js", measured: indexBytes, budget: 1.9e6, unit: megabytes, detail: "", counted: true });
  rows.push({ what: "dist/, everything", measured: allBytes, budget: 6e6, unit: megabytes, detail: "", counted: true });
}

async function requests(): Promise<void> {
  tell("requests");
  const one = await countPerStore({ action, secrets: 1 });
  const three = await countPerStore({ action, secrets: 3 });
  const organization = await countForOrganization({ action, selected: 250 });
  const places = "50 repositories, 2 stores";
  const what = "requests per repository and store";
  rows.push({
    what,
    measured: one.perUnit,
    budget: 4,
    unit: plain,
    detail: `${one.requests}: ${places}`,
    counted: true,
  });
  const detail = `${three.requests}: ${places}`;
  rows.push({
    what: "… with three secrets in each",
    measured: three.perUnit,
    budget: 10,
    unit: plain,
    detail,
    counted: true,
  });
  const selected = "250 selected repositories";
  rows.push({
    what: "… organization secret",
    measured: organization.perUnit,
    budget: 10,
    unit: plain,
    detail: selected,
    counted: true,
  });
}

async function throughput(): Promise<void> {
  tell("throughput");
  const options = { action, repositories: 200, latencyMs: 50, runs: flags.quick ? 1 : 5 };
  const { actionMs, referenceMs, ...size } = await measureThroughput(options);
  const beside = `${Math.round(actionMs)} ms beside ${Math.round(referenceMs)} ms of a bare client`;
  const detail = `${beside}: ${size.requests} requests, ${size.concurrency} at once, 50 ms each`;
  const measured = actionMs / referenceMs;
  rows.push({ what: "200 repositories, pace none", measured, budget: 1.15, unit: times, detail });
}

function pacedRow(
  options: { readonly what: string; readonly repositories: number; readonly clock: string; readonly counted?: boolean },
  paced: Paced,
) {
  const { ms, optimumMs, written, violations } = paced;
  const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
  const detail = `${seconds(ms)} beside ${seconds(optimumMs)}, ${written} written, ${violations} over a limit; ${options.clock}`;
  const isWhole = written === options.repositories && violations === 0;
  const measured = isWhole ? ms / optimumMs : Number.POSITIVE_INFINITY;
  const counted = options.counted ?? false;
  rows.push({ what: options.what, measured, budget: 1.1, unit: times, detail, counted });
}

async function limits(): Promise<void> {
  tell("limits");
  for (const [repositories, pace] of [
    [200, "points"],
    [1000, "points"],
    [200, "safe"],
  ] as const) {
    const what = `${repositories} repositories, pace ${pace}`;
    const virtual = await paceInVirtualTime({ repositories, pace });
    pacedRow({ what, repositories, clock: "the gate alone, virtual clock", counted: true }, virtual);
    if (!flags.minutes) continue;
    const real = await paceInRealTime({ action, repositories, pace });
    pacedRow({ what, repositories, clock: "the whole run, real minutes" }, real);
  }
}

async function scale(): Promise<void> {
  tell("thousands of repositories");
  const few = await runAtScale({ action, repositories: 1000 });
  const many = await runAtScale({ action, repositories: 5000 });
  const measured = many.peakBytes;
  const detail = `${few.peakBytes === undefined ? "?" : megabytes(few.peakBytes)} with 1,000`;
  rows.push({ what: "5,000 repositories, peak memory", measured, budget: 150e6, unit: megabytes, detail });
  const [fewMs, manyMs] = [few.cpuMs ?? few.durationMs, many.cpuMs ?? many.durationMs];
  const growth = `${Math.round(fewMs)} ms and ${Math.round(manyMs)} ms on the processor`;
  rows.push({
    what: "… time of 5,000 by 5 × 1,000",
    measured: manyMs / (5 * fewMs),
    budget: 1.1,
    unit: times,
    detail: growth,
  });
}

/** Leaves results for programs; returns where, for people. */
function leave(name: string, results: readonly object[]): string {
  const folder = join(REPOSITORY_ROOT, "build", "bench");
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${JSON.stringify({ node: process.version, results }, undefined, 2)}\n`);
  return relative(process.cwd(), path);
}

async function budgets(): Promise<void> {
  await coldStart();
  sizes();
  await requests();
  await throughput();
  await limits();
  await scale();
  for (const line of table(rows)) process.stdout.write(`${line}\n`);
  const path = leave(
    "results.json",
    rows.map(({ unit, ...row }) => ({ ...row, within: isWithin({ ...row, unit }) })),
  );
  const missed = rows.filter((row) => !isWithin(row)).length;
  process.stdout.write(`\n${rows.length - missed} of ${rows.length} budgets kept; ${path}\n`);
  const miscounted = rows.some((row) => row.counted && !isWithin(row));
  if (miscounted || (flags.check && missed > 0)) process.exitCode = 1;
}

async function fleets(): Promise<void> {
  const lines = await compareClients({ action, minutes: flags.minutes, tell });
  for (const line of [...comparisonTable(lines), "", ...LEGEND]) process.stdout.write(`${line}\n`);
  process.stdout.write(`${leave("fleet.json", lines)}\n`);
  if (!lines.every(isWhole)) process.exitCode = 1;
}

await (flags.fleet ? fleets() : budgets());
