import { readFileSync } from "node:fs";
import { type Cancellation, listenForCancellation } from "./cancellation.ts";
import type { Tools } from "./contract/plug-in.ts";
import { type Outcome, type RotationReport, type RunReport, worse } from "./contract/report.ts";
import { type Desk, openDesk } from "./desk.ts";
import { destinations, laterDestinations, platform } from "./destinations/registry.ts";
import { runRotation } from "./engine/run.ts";
import type { Configuration } from "./inputs/configuration.ts";
import { environment, isOnRunner, temporaryFolder } from "./inputs/environment.ts";
import { ConfigurationError, problemLine } from "./inputs/problem.ts";
import { readConfiguration } from "./inputs/read.ts";
import { keyServices, laterKeyServices } from "./key-services/registry.ts";
import { type Ending, ending } from "./lib/ending.ts";
import { sharing } from "./lib/shared.ts";
import { loopTurns, systemClock } from "./lib/system-clock.ts";
import { openRotation } from "./open.ts";

/**
 * Runs the action: reads, opens, runs every rotation, reports.
 * @returns the exit code
 */
export async function run(): Promise<number> {
  const env = environment();
  const underRunner = isOnRunner(env);
  const desk = openDesk(async () => {
    const { openReporter } = await import("./report/actions.ts");
    return openReporter({ underRunner, clock: systemClock, directory: temporaryFolder(env) });
  });
  const plugIns = { keyServices, destinations, platform, laterKeyServices, laterDestinations };
  try {
    const configuration = await readConfiguration({ env, readFile: readIfThere, plugIns });
    return await runAll(configuration, desk, listenForCancellation());
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return refuse(error, desk);
  }
}

async function refuse(error: ConfigurationError, desk: Desk): Promise<number> {
  const reporter = await desk.reporter();
  reporter.problems(error.problems);
  const problems = error.problems.map(problemLine);
  return reporter.finish({ outcome: "failed", mode: error.mode, repository: "", runUrl: "", rotations: [], problems });
}

async function runAll(configuration: Configuration, desk: Desk, cancellation: Cancellation): Promise<number> {
  const { mode, run: context, notify, warnings, secrets, proxy } = configuration;
  for (const secret of secrets) desk.mask(secret);
  if (proxy.length > 0) await useProxy();
  const thrift = thriftFor(configuration.github.maxTargets);
  if (thrift) await tellV8(thrift);
  const end = ending(systemClock);
  const running = runRotations(configuration, desk, cancellation, end);
  // Loading the reporter blocks for tens of milliseconds: what is asked first is on the wire before that.
  await Promise.race([desk.begun, running]);
  await loopTurns(2);
  const reporter = await desk.reporter();
  // What is needed all along has been loaded: space for more newborn objects would only be filled with garbage.
  await tellV8("--semi-space-growth-factor=1");
  for (const warning of warnings) reporter.warn(warning);
  const rotations = await running.finally(async () => {
    for (const undone of await end.run(cancellation.aborted)) reporter.note(undone);
  });
  const outcome = rotations.map((rotation) => rotation.outcome).reduce<Outcome>(worse, "not-due");
  const { repository, runUrl } = context;
  const report: RunReport = { outcome, mode, repository, runUrl, rotations, problems: [] };
  return reporter.finish(report, notify);
}

/** One after the other: their logs stay apart, and they share the pace of their servers anyway. */
async function runRotations(
  configuration: Configuration,
  desk: Desk,
  { cancelled, aborted }: Cancellation,
  { add: atEnd }: Ending,
): Promise<readonly RotationReport[]> {
  const { mode, run: context, github } = configuration;
  const tools: Tools = { clock: systemClock, run: context, github, mask: desk.mask, shared: sharing(), atEnd };
  let nonce: string | undefined;
  const crew = {
    clock: systemClock,
    emit: desk.event,
    mask: desk.mask,
    signal: aborted,
    cancelled,
    // Made when a canary asks: the module behind it is not loaded before the first request for nothing.
    get nonce() {
      nonce ??= `rekey-${crypto.randomUUID()}`;
      return nonce;
    },
  };
  const reports: RotationReport[] = [];
  for (const configured of configuration.rotations) {
    reports.push(await runRotation(await openRotation(configured, mode, tools), crew));
  }
  return reports;
}

/**
 * Has V8 collect garbage earlier where there may be more targets than by default: memory counts for more there than
 * processor time, as the server's limits make the run wait. Whenever the heap has grown by a fifth: a sixth less memory
 * for a tenth to a quarter more time; whatever it costs: a quarter less for three quarters more.
 */
function thriftFor(maxTargets: number): string | undefined {
  if (maxTargets > 3000) return "--optimize-for-size";
  return maxTargets > 500 ? "--heap-growing-percent=20" : undefined;
}

async function tellV8(flag: string): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString(flag);
}

/** Node speaks through a proxy only when told to. @see https://nodejs.org/api/http.html#httpsetglobalproxyfromenvproxyenv */
async function useProxy(): Promise<void> {
  const http = await import("node:http");
  http.setGlobalProxyFromEnv();
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    // Unlike its sibling with promises, `node:fs` is loaded before anything of ours runs.
    return readFileSync(path, "utf8");
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
