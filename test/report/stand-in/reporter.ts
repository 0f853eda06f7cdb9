import { readFileSync } from "node:fs";
import type { RotationEvent } from "../../../src/contract/event.ts";
import type { NotifyEvent } from "../../../src/contract/notify.ts";
import type { RunReport } from "../../../src/contract/report.ts";
import { Secret } from "../../../src/contract/secret.ts";
import { openReporter } from "../../../src/report/actions.ts";
import type { Problem } from "../../../src/report/annotations.ts";
import { NOW } from "../fixtures.ts";

/** One call of the reporter, as a test writes it. */
export type Step =
  | readonly ["mask", string]
  | readonly ["event", RotationEvent]
  | readonly ["warn", Problem]
  | readonly ["problems", readonly Problem[]]
  | readonly ["finish", RunReport]
  | readonly [
      "finish-and-tell",
      { readonly report: RunReport; readonly url: string; readonly on: readonly NotifyEvent[] },
    ];

const env = process.env;
const reporter = openReporter({
  underRunner: env.GITHUB_ACTIONS === "true",
  clock: { now: () => NOW, sleep: async () => {} },
  ...(env.RUNNER_TEMP !== undefined && { directory: env.RUNNER_TEMP }),
});

for (const [verb, argument] of JSON.parse(readFileSync("steps.json", "utf8")) as readonly Step[]) {
  if (verb === "mask") reporter.mask(new Secret(argument));
  if (verb === "event") reporter.event(argument);
  if (verb === "warn") reporter.warn(argument);
  if (verb === "problems") reporter.problems(argument);
  if (verb === "finish") process.exitCode = await reporter.finish(argument);
  if (verb === "finish-and-tell") {
    const { report, url, on } = argument;
    process.exitCode = await reporter.finish(report, [{ url: new Secret(url), format: "slack", on }]);
  }
}
