import type { RunContext } from "../contract/plug-in.ts";
import type { Mode } from "../contract/policy.ts";
import { problemsAcross } from "./across.ts";
import { type ActionInputs, actionInputs, blankLists, unknownInputs } from "./action-inputs.ts";
import { type Chosen, chooseSource } from "./choose-source.ts";
import type { Configuration, Environment, PlugIns } from "./configuration.ts";
import { readRunContext } from "./context.ts";
import { insertDescriptions } from "./descriptions.ts";
import { proxyVariables } from "./environment.ts";
import { githubAccess } from "./github-access.ts";
import { problemsOf } from "./issues.ts";
import { readMode } from "./mode.ts";
import { ConfigurationError, inReadingOrder, type Problem, redacted } from "./problem.ts";
import { type Resolved, resolveReferences } from "./references.ts";
import { readRotations } from "./rotations.ts";
import { fileSchema } from "./schema.ts";
import { checkConfirmation, selectRotations } from "./selection.ts";
import { mapping, problemAt, type Source, type TreePath } from "./source.ts";
import { readWebhooks } from "./webhooks.ts";

export interface ReadOptions {
  readonly env: Environment;
  /** Text of a file; undefined if there is none. */
  readFile(path: string): Promise<string | undefined>;
  readonly plugIns: PlugIns;
}

/**
 * Reads and checks everything that the user wrote: inputs, configuration file, environment. All rotations are
 * checked; those that this run is about are returned. Reads files; sends nothing.
 * @throws ConfigurationError with every problem that was found
 */
export async function readConfiguration(options: ReadOptions): Promise<Configuration> {
  const { env, readFile } = options;
  const inputs = actionInputs(env);
  const { mode, problems: modeProblems } = readMode(inputs);
  const run = await readRunContext(env);
  const problems: Problem[] = [...unknownInputs(env), ...blankLists(inputs), ...modeProblems];
  if (run.repository === "") problems.push(NO_REPOSITORY);
  const chosen = await chooseSource({ inputs, env, readFile });
  problems.push(...chosen.problems);
  const { source } = chosen;
  if (source === undefined) throw new ConfigurationError(inReadingOrder(problems), mode);
  const checked = await check({ ...options, inputs, mode, run, chosen: { ...chosen, source } });
  problems.push(...checked.problems);
  if (problems.length > 0) throw new ConfigurationError(redacted(inReadingOrder(problems), checked.values), mode);
  return { mode, run, proxy: proxyVariables(env), ...checked.parts };
}

interface CheckOptions extends ReadOptions {
  readonly inputs: ActionInputs;
  readonly mode: Mode;
  readonly run: RunContext;
  readonly chosen: Chosen & { readonly source: Source };
}

interface Checked {
  readonly parts: Omit<Configuration, "mode" | "run" | "proxy">;
  readonly problems: readonly Problem[];
  /** Values that came from the environment, by the text that stands for them in messages. */
  readonly values: ReadonlyMap<string, string>;
}

/** Checks the tree as a whole, whatever its parts are like: one problem must not hide another. */
async function check({ env, readFile, plugIns, inputs, mode, run, chosen }: CheckOptions): Promise<Checked> {
  const known = Object.keys(mapping(mapping(chosen.source.tree)?.rotations) ?? {});
  const { names, problems: unknownNames } = selectRotations(known, inputs);
  const described = await insertDescriptions(chosen.source, { env, readFile });
  const references = resolve({ ...chosen, source: described.source }, env, names);
  const { source, values } = references;
  const unset = new Set([...references.unset, ...described.unset]);
  const resolved = { source, unset };
  const frame = fileSchema.safeParse(source.tree).error?.issues ?? [];
  const all = await readRotations({ resolved, plugIns, home: run.repository });
  const access = githubAccess({ inputs, env, mode, tree: source.tree, names });
  const notify = readWebhooks(mapping(source.tree)?.notify);
  const confirmation = checkConfirmation({ mode, names }, inputs);
  const { github } = access;
  return {
    values,
    problems: [
      ...unknownNames,
      ...described.problems,
      ...references.problems,
      ...problemsOf(frame, source, { schema: fileSchema, base: [], unset }),
      ...all.problems,
      ...[...problemsAcross(all.rotations, { github }), ...notify.problems].map((one) => problemAt(source, one)),
      ...access.problems,
      ...confirmation.problems,
    ],
    parts: {
      github,
      rotations: all.rotations.filter(({ policy }) => names.includes(policy.name)),
      notify: notify.webhooks,
      warnings: inReadingOrder([...chosen.warnings, ...all.warnings, ...confirmation.warnings]),
      secrets: [...access.secrets, ...all.secrets, ...notify.webhooks.map(({ url }) => url)],
    },
  };
}

/** Inputs are values already. In a file, rotations that this run leaves alone may lack their variables. */
function resolve(
  { from, source, unset }: CheckOptions["chosen"],
  env: Environment,
  names: readonly string[],
): Resolved {
  if (from === "inputs") return { source, problems: [], unset, values: new Map() };
  const lenient = ([top, name]: TreePath) => top === "rotations" && !names.includes(String(name));
  return resolveReferences(source, { env, lenient });
}

const NO_REPOSITORY: Problem = {
  message: "the environment variable GITHUB_REPOSITORY is not set: rekey runs as a step of a workflow",
};
