import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { NODE_24 } from "../test/runner/harness.ts";
import { median } from "./numbers.ts";
import { prepareStep, type Step } from "./step.ts";

/** Milliseconds, medians. */
export interface ColdStart {
  /** From the start of `node -e 0` to its end. */
  readonly bareMs: number;
  /** From the start of the action to the arrival of its first request. */
  readonly actionMs: number;
}

/** Runs both in turn, so that a busy moment of the machine hits both. */
export async function measureColdStart({ action, runs }: { action: string; runs: number }): Promise<ColdStart> {
  let arrived = () => {};
  const server = createServer(() => arrived());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const step = prepareStep({
    action,
    inputs: {
      "github-token": "token",
      "github-api-url": url,
      "kosli-host": url,
      "kosli-org": "acme",
      "kosli-service-account": "ci",
      "kosli-api-token": "token-of-an-admin",
      repositories: "acme/api",
    },
  });
  const [bare, started]: [number[], number[]] = [[], []];
  // The first of each fills the caches of the disk and does not count.
  for (let run = 0; run <= runs; run += 1) {
    const bareMs = await timeBare();
    const actionMs = await timeFirstRequest(step, (call) => (arrived = call));
    if (run === 0) continue;
    bare.push(bareMs);
    started.push(actionMs);
  }
  step.remove();
  server.closeAllConnections();
  server.close();
  return { bareMs: median(bare), actionMs: median(started) };
}

async function timeBare(): Promise<number> {
  const beganAt = performance.now();
  await once(spawn(NODE_24, ["-e", "0"], { stdio: "ignore" }), "exit");
  return performance.now() - beganAt;
}

async function timeFirstRequest(step: Step, listen: (call: () => void) => void): Promise<number> {
  const first = Promise.withResolvers<number>();
  listen(() => first.resolve(performance.now()));
  const beganAt = performance.now();
  const child = step.start();
  const gone = once(child, "exit").then(() => first.reject(new Error("the action ended before its first request")));
  const arrivedAt = await first.promise;
  child.kill("SIGKILL");
  await gone;
  return arrivedAt - beganAt;
}
