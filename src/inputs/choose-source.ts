import { resolve } from "node:path";
import type { ActionInputs } from "./action-inputs.ts";
import type { Environment } from "./configuration.ts";
import type { Problem } from "./problem.ts";
import { shorthandInputs, shorthandSource } from "./shorthand.ts";
import type { Source } from "./source.ts";

/** Where a configuration lies if nothing else is said. */
export const DEFAULT_FILE = ".github/rekey.yml";

/** The user's configuration, before references are resolved. */
export interface Chosen {
  /** Absent where nothing could be read; then `problems` says why. */
  readonly source?: Source;
  /** Inputs are values already; a file has references to resolve. */
  readonly from: "inputs" | "file";
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Texts of the paths that `problems` names as missing. */
  readonly unset: ReadonlySet<string>;
}

export interface ChooseOptions {
  readonly inputs: ActionInputs;
  readonly env: Environment;
  readFile(path: string): Promise<string | undefined>;
}

/** Takes the shorthand inputs, the file or the inline YAML: exactly one of them. */
export async function chooseSource(options: ChooseOptions): Promise<Chosen> {
  const { inputs } = options;
  const { decisive, shaping } = shorthandInputs(inputs);
  const explicit = inputs.given("config");
  if (explicit && decisive.length > 0) return { ...NOTHING, problems: decisive.map(exclusion) };
  if (decisive.length > 0) return { from: "inputs", ...shorthandSource(inputs) };
  const chosen = await (explicit && inputs.value("config").includes("\n") ? inline(inputs) : fromFile(options));
  return { ...chosen, warnings: shaping.map(noEffect) };
}

const NOTHING: Chosen = { from: "file", problems: [], warnings: [], unset: new Set() };

function exclusion(input: string): Problem {
  return {
    message: `input '${input}': cannot stand beside 'config': a rotation is described by inputs or by a configuration, not by both`,
    hint: `Leave out 'config', or move '${input}' into the configuration.`,
    input,
  };
}

function noEffect(input: string): Problem {
  return { message: `input '${input}': has no effect, as the rotations come from a configuration`, input };
}

function inline(inputs: ActionInputs): Promise<Chosen> {
  return parse(inputs.raw("config"), { input: "config" });
}

async function fromFile({ inputs, env, readFile }: ChooseOptions): Promise<Chosen> {
  const explicit = inputs.given("config");
  const file = explicit ? inputs.value("config") : DEFAULT_FILE;
  try {
    const text = await readFile(resolve(env.GITHUB_WORKSPACE || ".", file));
    if (text !== undefined) return await parse(text, { file });
  } catch (error) {
    const why = unreadable(error);
    if (why === undefined) throw error;
    return { ...NOTHING, problems: [{ message: `cannot be read: ${why}`, file }] };
  }
  return { ...NOTHING, problems: [explicit ? noSuchFile(file) : nothingToRotate()] };
}

const UNREADABLE: Readonly<Record<string, string>> = {
  EISDIR: "it is a folder",
  EACCES: "the permission is missing",
  ELOOP: "its symbolic links go round in circles",
};

function unreadable(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return UNREADABLE[code];
}

/** The parser is loaded here, as a run by inputs does without it. */
async function parse(text: string, origin: Pick<Problem, "file" | "input">): Promise<Chosen> {
  const { parseYaml } = await import("./yaml-source.ts");
  const parsed = parseYaml(text, origin);
  return "source" in parsed ? { ...NOTHING, source: parsed.source } : { ...NOTHING, problems: parsed.problems };
}

function noSuchFile(file: string): Problem {
  return {
    message: `input 'config': there is no file '${file}'`,
    hint: "The path starts at the root of the repository, and a step `uses: actions/checkout` must come before.",
    input: "config",
  };
}

function nothingToRotate(): Problem {
  return {
    message: `no rotation is described: neither by inputs nor by a file ${DEFAULT_FILE}`,
    hint: [
      "Begin with these five lines under `with:`, or put a configuration file there and check the repository out before this step:",
      "  kosli-org: acme",
      "  kosli-service-account: ci",
      "  kosli-api-token: ${{ secrets.KOSLI_ADMIN_TOKEN }}",
      "  github-token: ${{ secrets.SECRETS_WRITER_TOKEN }}",
      "  repositories: acme/api",
    ].join("\n"),
  };
}
