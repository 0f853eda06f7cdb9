import { didYouMean } from "../lib/nearest.ts";
import type { Environment } from "./configuration.ts";
import { isOnRunner } from "./environment.ts";
import type { Problem } from "./problem.ts";

/**
 * Names and defaults of the inputs, the same as in `action.yml` (a test compares them). The defaults are here too
 * because a default that a runner passes and the same value written by a person cannot be told apart.
 */
export const ACTION_INPUTS = {
  mode: "auto",
  config: "",
  rotations: "",
  confirm: "",
  "github-token": "",
  "github-app-client-id": "",
  "github-app-private-key": "",
  "github-api-url": "${{ github.api_url }}",
  "kosli-org": "",
  "kosli-service-account": "",
  "kosli-api-token": "",
  "kosli-host": "https://app.kosli.com",
  "key-label": "",
  "key-dedicated": "false",
  "current-key": "",
  strategy: "rotate",
  "grace-period": "168h",
  "max-age": "90d",
  retire: "expire",
  "secret-name": "KOSLI_API_TOKEN",
  repositories: "",
  environments: "",
  organization: "",
  stores: "actions",
  "create-missing": "false",
  pace: "",
} as const satisfies Record<string, string>;

export type InputName = keyof typeof ACTION_INPUTS;

/** What the step was given, read by the rules of a runner. */
export interface ActionInputs {
  /** The trimmed value, else the default. */
  value(name: InputName): string;
  /** The value with its blanks: inline YAML lives by them. */
  raw(name: InputName): string;
  /** The entries of a list, one a line; blank lines mean nothing. */
  list(name: InputName): readonly string[];
  /** Whether there is a value that differs from the default. */
  given(name: InputName): boolean;
}

/**
 * Reads inputs as a runner passes them: `INPUT_` and the name in upper case, dashes kept, surrounding blanks dropped.
 * `@actions/core` would do the same, but it loads a whole HTTP client for it.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#inputs
 */
export function actionInputs(env: Environment): ActionInputs {
  const value = (name: InputName): string => env[variableOf(name)]?.trim() || ACTION_INPUTS[name];
  return {
    value,
    raw: (name) => env[variableOf(name)] ?? ACTION_INPUTS[name],
    list: (name) => lines(value(name)),
    given: (name) => value(name) !== ACTION_INPUTS[name],
  };
}

/** Inputs that nobody knows. A runner only warns about them, and a mistyped `exclude` would then mean "all". */
export function unknownInputs(env: Environment): readonly Problem[] {
  if (!isOnRunner(env)) return [];
  const names = Object.keys(ACTION_INPUTS);
  const known = new Set(names.map(variableOf));
  const problems: Problem[] = [];
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith("INPUT_") || known.has(variable)) continue;
    const input = variable.slice("INPUT_".length).toLowerCase();
    problems.push({ message: `input '${input}': unknown input${didYouMean(input, names)}`, input });
  }
  return problems;
}

const LISTS = ["rotations", "confirm", "repositories", "environments", "organization", "stores"] as const;

/** Lists that hold nothing but blank lines: an empty list never means "all". */
export function blankLists(inputs: ActionInputs): readonly Problem[] {
  return LISTS.filter((name) => isBlankList(inputs, name)).map((input) => ({
    message: `input '${input}': holds only blank lines: name at least one, an empty list never means all`,
    input,
  }));
}

/** Whether something was written, and nothing of it counts. */
export function isBlankList(inputs: ActionInputs, name: InputName): boolean {
  return /^\s+$/.test(inputs.raw(name));
}

function variableOf(name: string): string {
  return `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
}

function lines(value: string): readonly string[] {
  return value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
