import { parentPort } from "node:worker_threads";
import { type Job, work } from "./jobs.ts";

// Errors are made by the million here, and nobody reads where.
Error.stackTraceLimit = 0;

/** Does one job after the other, as they are handed in. */
parentPort?.on("message", async (job: Job) => {
  parentPort?.postMessage(await work(job));
});
