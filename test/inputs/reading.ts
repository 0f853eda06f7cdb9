import { destinations, laterDestinations, platform } from "../../src/destinations/registry.ts";
import type { Configuration, PlugIns } from "../../src/inputs/configuration.ts";
import { ConfigurationError, problemText } from "../../src/inputs/problem.ts";
import { readConfiguration } from "../../src/inputs/read.ts";
import { keyServices, laterKeyServices } from "../../src/key-services/registry.ts";

/** The registries of the product. */
export const plugIns: PlugIns = { keyServices, laterKeyServices, destinations, laterDestinations, platform };

/** What a step is given: inputs by name, variables, and the default file or files by path. */
export interface Step {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Text of `.github/rekey.yml`. */
  readonly file?: string;
  /** Texts by path from the root of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Variables as a runner sets them for a step. */
export function variables({ inputs = {}, env = {} }: Step): Record<string, string> {
  const given = { "github-token": "writer-token-value", ...inputs };
  return {
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: "acme/ops",
    GITHUB_RUN_ID: "42",
    GITHUB_WORKSPACE: "/workspace",
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...env,
  };
}

/** Reads what a step is given, with the plug-ins of the product. */
export function read(step: Step): Promise<Configuration> {
  const files: Readonly<Record<string, string>> = {
    ...(step.file === undefined ? {} : { ".github/rekey.yml": step.file }),
    ...step.files,
  };
  return readConfiguration({
    env: variables(step),
    plugIns,
    readFile: async (path) => {
      const name = path.replace("/workspace/", "");
      if (name === ".github") throw Object.assign(new Error("a folder"), { code: "EISDIR" });
      return files[name];
    },
  });
}

/** The problems of a step, as a user reads them; empty if there are none. */
export async function problems(step: Step): Promise<readonly string[]> {
  try {
    await read(step);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(problemText);
    throw error;
  }
}

/** The inputs of the quick start. */
export const SHORTHAND = {
  "kosli-org": "acme",
  "kosli-service-account": "ci",
  "kosli-api-token": "kosli-admin-token",
  repositories: "acme/api",
} as const;

/** Variables that the files of the tests refer to. */
export const VARIABLES = {
  ADMIN: "kosli-admin-token",
  CURRENT: "current-key-value",
  HOOK: "https://hooks.example.com/T0",
};

/** A file with one rotation: lines go into the rotation, options into its only destination. */
export function file({ rotation = "", destination = "repository: acme/api", rest = "" } = {}): string {
  return `version: 1
rotations:
  kosli-ci:
    key-service: { kind: kosli, org: acme, service-account: ci, api-token: "\${ADMIN}" }
    destinations:
      - { kind: github-secret, name: KOSLI_API_TOKEN, ${destination} }
${rotation === "" ? "" : `${indented(rotation, 4)}\n`}${rest}`;
}

function indented(text: string, spaces: number): string {
  return text
    .split("\n")
    .map((line) => `${" ".repeat(spaces)}${line}`)
    .join("\n");
}
