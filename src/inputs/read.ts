import { z } from "zod";
import type { Mode } from "../contract/policy.ts";
import type { Secret } from "../contract/secret.ts";
import { problemsAcross } from "./across.ts";
import { actionInputs, emptyLists, unknownInputs } from "./action-inputs.ts";
import { chooseSource } from "./choose-source.ts";
import type { Configuration, Environment, PlugIns } from "./configuration.ts";
import { readRunContext } from "./context.ts";
import { proxyVariables } from "./environment.ts";
import { githubAccess } from "./github-access.ts";
import { problemsOf } from "./issues.ts";
import { readMode } from "./mode.ts";
import { ConfigurationError, inReadingOrder, type Problem, redacted } from "./problem.ts";
import { type Resolved, resolveReferences } from "./references.ts";
import { readRotations } from "./rotations.ts";
import { fileSchema } from "./schema.ts";
import { checkConfirmation, selectRotations } from "./selection.ts";
import { mapping, problemAt } from "./source.ts";
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
export async function readConfiguration({ env, readFile, plugIns }: ReadOptions): Promise<Configuration> {
  // A run parses each shape a few times: compiled parsers would cost 4 ms of every cold start and save less.
  z.config({ jitless: true });
  const inputs = actionInputs(env);
  const { mode, problems: modeProblems } = readMode(inputs);
  const run = await readRunContext(env);
  const problems: Problem[] = [...unknownInputs(env), ...emptyLists(env), ...modeProblems];
  if (run.repository === "") problems.push(NO_REPOSITORY);

  const chosen = await chooseSource({ inputs, env, readFile });
  problems.push(...chosen.problems);
  if (chosen.source === undefined) throw new ConfigurationError(inReadingOrder(problems), mode);
  const known = Object.keys(mapping(mapping(chosen.source.tree)?.rotations) ?? {});
  const selection = selectRotations(known, inputs);
  const isLeftAlone = (name: string | number | undefined) => !selection.names.includes(String(name));
  const resolved: Resolved =
    chosen.from === "inputs"
      ? { source: chosen.source, problems: [], unset: chosen.unset, values: new Map() }
      : resolveReferences(chosen.source, { env, lenient: ([top, name]) => top === "rotations" && isLeftAlone(name) });
  const { source, unset } = resolved;

  const frame = fileSchema.safeParse(source.tree);
  const all = await readRotations({ resolved, plugIns, home: run.repository });
  const access = githubAccess({ inputs, env, mode, tree: source.tree, names: selection.names });
  const notify = readWebhooks(mapping(source.tree)?.notify);
  const confirmation = checkConfirmation({ mode, names: selection.names }, inputs);
  problems.push(
    ...selection.problems,
    ...resolved.problems,
    ...problemsOf(frame.error?.issues ?? [], source, { schema: fileSchema, base: [], unset }),
    ...all.problems,
    ...[...problemsAcross(all.rotations, access), ...notify.problems].map((problem) => problemAt(source, problem)),
    ...access.problems,
    ...confirmation.problems,
  );
  refuse({ problems, resolved, mode });
  const { token } = access.github;
  return {
    mode,
    run,
    github: access.github,
    rotations: all.rotations.filter(({ policy }) => selection.names.includes(policy.name)),
    notify: notify.webhooks,
    warnings: inReadingOrder([...chosen.warnings, ...all.warnings, ...confirmation.warnings]),
    secrets: [...(token ? [token] : []), ...all.secrets, ...notify.webhooks.map(({ url }): Secret => url)],
    proxy: proxyVariables(env),
  };
}

const NO_REPOSITORY: Problem = {
  message: "the environment variable GITHUB_REPOSITORY is not set: rekey runs as a step of a workflow",
};

interface Refusal {
  readonly problems: readonly Problem[];
  readonly resolved: Resolved;
  readonly mode: Mode;
}

function refuse({ problems, resolved, mode }: Refusal): void {
  if (problems.length > 0) throw new ConfigurationError(redacted(inReadingOrder(problems), resolved.values), mode);
}
