import type { GithubAccess, GithubApp, Pace } from "../contract/plug-in.ts";
import type { Mode } from "../contract/policy.ts";
import { Secret } from "../contract/secret.ts";
import { didYouMean } from "../lib/nearest.ts";
import { serverUrlProblem } from "../lib/schema.ts";
import type { ActionInputs } from "./action-inputs.ts";
import { readAppKey } from "./app-key.ts";
import type { Environment } from "./configuration.ts";
import type { Problem } from "./problem.ts";
import { fileSchema, PACES } from "./schema.ts";
import { secretsIn } from "./secrets-in.ts";
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

/** How this run reaches GitHub: inputs of the step before fields of the file. `secrets` are all forms to be masked. */
export function githubAccess(options: AccessOptions): {
  readonly github: GithubAccess;
  readonly secrets: readonly Secret[];
  readonly problems: readonly Problem[];
} {
  const { inputs, env, mode, tree } = options;
  const problems: Problem[] = [];
  const file = fileSchema.shape.github.safeParse(mapping(tree)?.github).data;
  const pace = readPace(inputs, problems) ?? file?.pace ?? (mode === "incident" ? "points" : "safe");
  const apiUrl = readApiUrl(inputs, env, problems);
  const credentials = readCredentials(options, problems);
  return {
    github: { apiUrl, pace, maxTargets: file?.["max-targets"] ?? DEFAULT_MAX_TARGETS, ...credentials },
    secrets: [...secretInput(inputs, "github-token"), ...secretInput(inputs, APP_KEY), ...secretsIn(credentials.app)],
    problems,
  };
}

const APP_ID = "github-app-client-id";
const APP_KEY = "github-app-private-key";

const NO_TOKEN: Problem = {
  message: "input 'github-token': is missing or empty, and rekey needs it to write GitHub secrets",
  hint: "Give it a fine-grained personal access token, or a token of a GitHub App, with write access to the secrets of every target (Secrets, for environments Environments, for organizations the organization's Secrets). The workflow's own GITHUB_TOKEN cannot write secrets. Or give github-app-client-id and github-app-private-key instead, and rekey makes its tokens itself.",
  input: "github-token",
};

const TWO_CREDENTIALS: Problem = {
  message: `input '${APP_ID}': cannot stand beside 'github-token': give either the token, or the App with '${APP_KEY}'`,
  input: APP_ID,
};

/** Either a token or an App; neither is fine where nothing of GitHub is written. */
function readCredentials(options: AccessOptions, problems: Problem[]): Pick<GithubAccess, "token" | "app"> {
  const { inputs } = options;
  const [token] = secretInput(inputs, "github-token");
  const wantsApp = inputs.given(APP_ID) || inputs.given(APP_KEY);
  if (token && wantsApp) problems.push(TWO_CREDENTIALS);
  if (wantsApp) {
    const app = readApp(options, problems);
    return app ? { app } : {};
  }
  if (token) return { token };
  if (problems.length === 0 && needsGithub(options)) problems.push(NO_TOKEN);
  return {};
}

/** Client ids look like `Iv23liAbCdEf0123456789` or `Iv1.0123456789abcdef`; the App's number would do as well. */
const CLIENT_ID = /^[A-Za-z0-9._-]{1,64}$/;

function readApp({ inputs, mode }: AccessOptions, problems: Problem[]): GithubApp | undefined {
  const before = problems.length;
  for (const [input, other] of [
    [APP_ID, APP_KEY],
    [APP_KEY, APP_ID],
  ] as const) {
    if (!inputs.given(input)) {
      problems.push({
        message: `input '${input}': is missing or empty, and '${other}' does nothing without it`,
        input,
      });
    }
  }
  const clientId = inputs.value(APP_ID);
  if (clientId !== "" && !CLIENT_ID.test(clientId)) {
    const hint = "It stands at the top of the settings of the GitHub App and begins with Iv.";
    problems.push({ message: `input '${APP_ID}': is not the client id of a GitHub App`, hint, input: APP_ID });
  }
  const read = inputs.given(APP_KEY) ? readAppKey(inputs.value(APP_KEY)) : undefined;
  if (read?.problem) problems.push({ message: `input '${APP_KEY}': ${read.problem}`, hint: read.hint, input: APP_KEY });
  if (!read || read.problem !== undefined || problems.length > before) return undefined;
  return { clientId, privateKey: read.key, readOnly: mode === "plan" || mode === "check" };
}

function secretInput(inputs: ActionInputs, name: "github-token" | typeof APP_KEY): readonly Secret[] {
  return inputs.given(name) ? [new Secret(inputs.value(name))] : [];
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
