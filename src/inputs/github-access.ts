import type { GithubAccess, Pace } from "../contract/plug-in.ts";
import type { Mode } from "../contract/policy.ts";
import { Secret } from "../contract/secret.ts";
import { didYouMean } from "../lib/nearest.ts";
import { serverUrlProblem } from "../lib/schema.ts";
import type { ActionInputs } from "./action-inputs.ts";
import type { Environment } from "./configuration.ts";
import type { Problem } from "./problem.ts";
import { fileSchema, PACES } from "./schema.ts";
import { mapping } from "./source.ts";

export interface AccessOptions {
  readonly inputs: ActionInputs;
  readonly env: Environment;
  readonly mode: Mode;
  readonly tree: unknown;
  /** The rotations of this run. */
  readonly names: readonly string[];
}

const DEFAULT_MAX_TARGETS = 500;

/** How this run reaches GitHub: inputs of the step before fields of the file. */
export function githubAccess(options: AccessOptions): {
  readonly github: GithubAccess;
  readonly problems: readonly Problem[];
} {
  const { inputs, env, mode, tree } = options;
  const problems: Problem[] = [];
  const file = fileSchema.shape.github.safeParse(mapping(tree)?.github).data;
  const pace = readPace(inputs, problems) ?? file?.pace ?? (mode === "incident" ? "points" : "safe");
  const apiUrl = readApiUrl(inputs, env, problems);
  const token = inputs.given("github-token") ? new Secret(inputs.value("github-token")) : undefined;
  problems.push(...appProblems(inputs));
  if (token === undefined && problems.length === 0 && needsGithub(options)) problems.push(NO_TOKEN);
  return {
    github: {
      apiUrl,
      pace,
      maxTargets: file?.["max-targets"] ?? DEFAULT_MAX_TARGETS,
      ...(token === undefined ? {} : { token }),
    },
    problems,
  };
}

const NO_TOKEN: Problem = {
  message: "input 'github-token': is missing or empty, and rekey needs it to write GitHub secrets",
  hint: "Give it a fine-grained personal access token, or a token of a GitHub App, with write access to the secrets of every target (Secrets, for environments Environments, for organizations the organization's Secrets). The workflow's own GITHUB_TOKEN cannot write secrets.",
  input: "github-token",
};

const APP_INPUTS = ["github-app-client-id", "github-app-private-key"] as const;

function appProblems(inputs: ActionInputs): readonly Problem[] {
  return APP_INPUTS.filter(inputs.given).map((input) => ({
    message: `input '${input}': not in this version`,
    hint: "Make a token with actions/create-github-app-token in a step before, and pass it as github-token.",
    input,
  }));
}

/** Kinds that write to GitHub begin with its name; a canary is a workflow. */
function needsGithub({ tree, names }: AccessOptions): boolean {
  const rotations = mapping(mapping(tree)?.rotations);
  return names.some((name) => {
    const { destinations, verify } = mapping(rotations?.[name]) ?? {};
    const kinds = Array.isArray(destinations) ? destinations.map((entry) => String(mapping(entry)?.kind)) : [];
    return kinds.some((kind) => kind.startsWith("github-")) || mapping(verify)?.canary !== undefined;
  });
}

function readPace(inputs: ActionInputs, problems: Problem[]): Pace | undefined {
  const value = inputs.value("pace");
  const pace = PACES.find((known) => known === value);
  if (value !== "" && pace === undefined) {
    problems.push({ message: `input 'pace': unknown pace '${value}'${didYouMean(value, PACES)}`, input: "pace" });
  }
  return pace;
}

/** The default of the input is an expression: unless a runner evaluated it, the runner's variable says the same. */
function readApiUrl(inputs: ActionInputs, env: Environment, problems: Problem[]): string {
  const value = inputs.given("github-api-url") ? inputs.value("github-api-url") : (env.GITHUB_API_URL ?? "");
  const url = value || "https://api.github.com";
  const problem = serverUrlProblem(url);
  if (problem) problems.push({ message: `input 'github-api-url': ${problem}`, input: "github-api-url" });
  return url.replace(/\/+$/, "");
}
