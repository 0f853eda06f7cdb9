import { spawnSync } from "node:child_process";

/** A list of checks that a script prints as it goes, one a line, and closes with their counts. */
export class Checks {
  readonly #title: string;
  readonly #counts: { passed: number; failed: number };

  constructor(title = "", counts = { passed: 0, failed: 0 }) {
    this.#title = title;
    this.#counts = counts;
  }

  /** The same list, each line led by a title. */
  titled(title: string): Checks {
    return new Checks(`${title}: `, this.#counts);
  }

  /** Prints and counts one check; `seen` is told when it fails. Returns `isTrue`. */
  that(what: string, isTrue: boolean, seen?: unknown): boolean {
    this.#counts[isTrue ? "passed" : "failed"] += 1;
    console.log(`${isTrue ? "ok    " : "FAILED"} ${this.#title}${what}`);
    if (!isTrue && seen !== undefined)
      console.log(indent(typeof seen === "string" ? seen : JSON.stringify(seen, null, 1)));
    return isTrue;
  }

  /** Compares by their JSON. */
  equal(what: string, seen: unknown, expected: unknown): boolean {
    return this.that(what, JSON.stringify(seen) === JSON.stringify(expected), { seen, expected });
  }

  /** Prints the counts on a line of their own and sets the exit code. No check at all counts as a failure. */
  close(): void {
    const counts = this.#counts;
    if (counts.passed + counts.failed === 0) this.that("there is something to check", false);
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    process.exitCode = counts.failed === 0 ? 0 : 1;
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "         ");
}

/**
 * The version line of a program that must be there.
 * @throws Error where it cannot be started: a missing tool is a failure, never a reason to skip.
 */
export function requireTool(program: string, args: readonly string[]): string {
  const { error, stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined)
    throw new Error(`${program} is not installed: ${error.message}; .ci/run tells how to get it`);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return `${stdout}${stderr}`.trim().split("\n")[0] ?? "";
}
