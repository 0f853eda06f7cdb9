import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The parts of an `action.yml` that a runner needs to start it. */
export interface ActionManifest {
  readonly directory: string;
  readonly main: string;
  readonly using: string;
  /** Defaults by input name; an input without one is the empty string. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
}

/** Reads `action.yml` of `directory`. */
export function readManifest(directory: string): ActionManifest {
  const document = parse(readFileSync(join(directory, "action.yml"), "utf8"), { schema: "failsafe" }) as {
    readonly inputs?: Record<string, { readonly default?: string } | undefined>;
    readonly outputs?: Record<string, unknown>;
    readonly runs: { readonly using: string; readonly main: string };
  };
  const inputs = Object.entries(document.inputs ?? {}).map(([name, input]) => [name, input?.default ?? ""] as const);
  return {
    directory,
    main: document.runs.main,
    using: document.runs.using,
    inputs: Object.fromEntries(inputs),
    outputs: Object.keys(document.outputs ?? {}),
  };
}

/** Evaluates the `${{ github.x }}` and `${{ runner.x }}` of a default against the step's environment. */
function evaluate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*([^}]*?)\s*\}\}/g, (_, expression: string) => {
    const property = /^(github|runner)\.([a-z_]+)$/.exec(expression);
    if (property === null) throw new Error(`the harness cannot evaluate '${expression}' in action.yml`);
    return env[`${property[1]}_${property[2]}`.toUpperCase()] ?? "";
  });
}

/**
 * The `INPUT_…` variables of a step: every declared input with its default, and whatever else was given. Names
 * keep their dashes.
 */
export function inputVariables(
  manifest: ActionManifest,
  given: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const variables: Record<string, string> = {};
  const values = { ...manifest.inputs, ...given };
  for (const [name, value] of Object.entries(values)) {
    const text = Object.hasOwn(given, name) ? value : evaluate(value, env);
    variables[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] = text;
  }
  return variables;
}

/** What a hosted Linux runner sets for every step, for repository `acme/api`, on api.github.com. */
export function runnerVariables(): Record<string, string> {
  return {
    CI: "true",
    GITHUB_ACTION: "rekey",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "octocat",
    GITHUB_API_URL: "https://api.github.com",
    GITHUB_BASE_REF: "",
    GITHUB_EVENT_NAME: "schedule",
    GITHUB_GRAPHQL_URL: "https://api.github.com/graphql",
    GITHUB_HEAD_REF: "",
    GITHUB_JOB: "rotate",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REF_NAME: "main",
    GITHUB_REF_TYPE: "branch",
    GITHUB_REPOSITORY: "acme/api",
    GITHUB_REPOSITORY_ID: "1001",
    GITHUB_REPOSITORY_OWNER: "acme",
    GITHUB_REPOSITORY_OWNER_ID: "1",
    GITHUB_RETENTION_DAYS: "90",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "9001",
    GITHUB_RUN_NUMBER: "7",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
    GITHUB_TRIGGERING_ACTOR: "octocat",
    GITHUB_WORKFLOW: "rotate",
    GITHUB_WORKFLOW_REF: "acme/api/.github/workflows/rotate.yml@refs/heads/main",
    LANG: "C.UTF-8",
    RUNNER_ARCH: "X64",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_NAME: "GitHub Actions 1",
    RUNNER_OS: "Linux",
  };
}
