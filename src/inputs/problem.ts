import type { Mode } from "../contract/policy.ts";

/** One thing that is wrong with the configuration, or worth a warning. Never holds a secret. */
export interface Problem {
  /** What is wrong: names the key or input, and the nearest known one where a name is mistyped. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Path of the file as the user wrote it; absent for inputs and inline YAML. */
  readonly file?: string;
  /** First line is 1. */
  readonly line?: number;
  /** First column is 1. */
  readonly column?: number;
  /** The input of the step that the value came from. */
  readonly input?: string;
}

/** The problem in one line: `.github/rekey.yml:12:7: rotations.ci.grace-periode: unknown key; did you mean …`. */
export function problemLine(problem: Problem): string {
  const source = problem.file ?? (problem.line === undefined ? undefined : problem.input);
  const position = [source, problem.line, problem.column].filter((part) => part !== undefined).join(":");
  return position === "" ? problem.message : `${position}: ${problem.message}`;
}

/** The problem with its hint, which may have lines of its own. */
export function problemText(problem: Problem): string {
  return problemLine(problem) + (problem.hint === undefined ? "" : `\n${problem.hint}`);
}

/** The configuration cannot be used. Holds every problem that was found, not just the first. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly problems: readonly Problem[];
  /** The mode that was asked for, as far as it could be read. */
  readonly mode: Mode;

  constructor(problems: readonly Problem[], mode: Mode) {
    super(problems.map(problemText).join("\n"));
    this.problems = problems;
    this.mode = mode;
  }
}

/**
 * Each problem once (a fault in `defaults` is found by every rotation), in the order in which a reader meets them:
 * inputs first, then the lines of the file.
 */
export function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map((problem) => [problemText(problem), problem]));
  const before = (a: number | undefined, b: number | undefined) => (a ?? 0) - (b ?? 0);
  return [...seen.values()].sort((a, b) => before(a.line, b.line) || before(a.column, b.column));
}

/** Shorter values are words that stand everywhere, and no secrets. */
const SHORTEST_SECRET = 8;

/** Puts the name of a variable where its value got into a message: what a variable holds may be a secret. */
export function redacted(problems: readonly Problem[], values: ReadonlyMap<string, string>): readonly Problem[] {
  const secrets = [...values].filter(([value]) => value.length >= SHORTEST_SECRET);
  if (secrets.length === 0) return problems;
  const clean = (text: string) => secrets.reduce((rest, [value, name]) => rest.replaceAll(value, name), text);
  return problems.map((problem) => ({
    ...problem,
    message: clean(problem.message),
    ...(problem.hint === undefined ? {} : { hint: clean(problem.hint) }),
  }));
}
