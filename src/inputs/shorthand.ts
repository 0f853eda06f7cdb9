import { Secret } from "../contract/secret.ts";
import { type ActionInputs, type InputName, isBlankList } from "./action-inputs.ts";
import type { Problem } from "./problem.ts";
import { type Entry, shorthandPlaces } from "./shorthand-places.ts";
import { pathText, type Source } from "./source.ts";

/** Inputs that make a run a shorthand one: beside an explicit `config` they are an error. */
const DECISIVE = [
  "kosli-org",
  "kosli-service-account",
  "kosli-api-token",
  "key-label",
  "current-key",
  "repositories",
  "environments",
  "organization",
] as const satisfies readonly InputName[];

/** Inputs that only shape the shorthand's rotation: beside a file they have no effect. */
const SHAPING = [
  "kosli-host",
  "key-dedicated",
  "strategy",
  "grace-period",
  "max-age",
  "retire",
  "secret-name",
  "stores",
  "create-missing",
] as const satisfies readonly InputName[];

/** The shorthand inputs that were given. */
export function shorthandInputs(inputs: ActionInputs): {
  readonly decisive: readonly InputName[];
  readonly shaping: readonly InputName[];
} {
  return { decisive: DECISIVE.filter(inputs.given), shaping: SHAPING.filter(inputs.given) };
}

/** The shorthand as a tree. */
export interface Shorthand {
  readonly source: Source;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Texts of the paths that are missing, and named in `problems`. */
  readonly unset: ReadonlySet<string>;
}

/** Turns the inputs into the tree that a configuration file would hold, so that both go the same way from here. */
export function shorthandSource(inputs: ActionInputs): Shorthand {
  const name = inputs.value("secret-name").toLowerCase().replaceAll("_", "-");
  const absent = missing(inputs);
  const problems = [...absent.problems];
  const flag = (input: InputName) => readFlag(inputs, input, problems);
  const entries = destinationEntries(inputs, { problems, create: flag("create-missing") });
  const rotation = {
    ...rotationFields(inputs, flag("key-dedicated")),
    destinations: entries.map(({ options }) => options),
  };
  const tree = { version: 1, rotations: { [name]: rotation } };
  return {
    source: shorthandPlaces(tree, entries),
    problems,
    warnings: idleStores(inputs),
    unset: new Set(absent.fields.map((field) => pathText(["rotations", name, field]))),
  };
}

function rotationFields(inputs: ActionInputs, dedicated: boolean): Readonly<Record<string, unknown>> {
  const textOf = (input: InputName) => inputs.value(input) || undefined;
  const secretOf = (input: InputName) => (inputs.given(input) ? new Secret(inputs.value(input)) : undefined);
  return {
    "key-service": given({
      kind: "kosli",
      host: textOf("kosli-host"),
      org: textOf("kosli-org"),
      "service-account": textOf("kosli-service-account"),
      "api-token": secretOf("kosli-api-token"),
    }),
    key: given({ label: textOf("key-label"), dedicated, current: secretOf("current-key") }),
    strategy: inputs.value("strategy"),
    "grace-period": inputs.value("grace-period"),
    "max-age": inputs.value("max-age"),
    retire: inputs.value("retire"),
  };
}

/** What a shorthand cannot do without: the input, its field, and what it is. */
const REQUIRED = [
  ["kosli-org", "key-service.org", "It is the organization at Kosli, for example acme."],
  ["kosli-service-account", "key-service.service-account", "It is the service account whose key is rotated."],
  [
    "kosli-api-token",
    "key-service.api-token",
    "It is an API key that may manage the keys of the service account. Given as ${{ secrets.NAME }}, it is empty where there is no such secret, and in runs for pull requests from forks.",
  ],
] as const satisfies readonly (readonly [InputName, string, string])[];

const TARGETS = ["repositories", "environments", "organization"] as const;

interface Missing {
  readonly problems: readonly Problem[];
  /** Fields of the rotation that were complained about. */
  readonly fields: readonly string[];
}

function missing(inputs: ActionInputs): Missing {
  const absent = REQUIRED.filter(([input]) => inputs.value(input) === "");
  const problems: Problem[] = absent.map(([input, , hint]) => ({
    message: `input '${input}': is missing or empty`,
    hint,
    input,
  }));
  const fields: string[] = absent.map(([, field]) => field);
  if (!TARGETS.some((input) => inputs.list(input).length > 0)) {
    const isTold = TARGETS.some((input) => isBlankList(inputs, input));
    if (!isTold)
      problems.push({
        message:
          "input 'repositories': is missing or empty, and so are 'environments' and 'organization': no destination is named",
        hint: "Name at least one target, one a line: repositories (acme/api, acme/web-*), environments (acme/api:production) or organization (acme).",
        input: "repositories",
      });
    fields.push("destinations");
  }
  return { problems, fields };
}

interface EntryOptions {
  readonly problems: Problem[];
  readonly create: unknown;
}

function destinationEntries(inputs: ActionInputs, { problems, create }: EntryOptions): readonly Entry[] {
  const common = { kind: "github-secret", name: inputs.value("secret-name"), create };
  const stores = inputs.list("stores");
  const entries: Entry[] = [];
  const repositories = inputs.list("repositories");
  if (repositories.length > 0) entries.push({ input: "repositories", options: { ...common, repositories, stores } });
  for (const [repository, environments] of environmentsByRepository(inputs, problems)) {
    entries.push({ input: "environments", options: { ...common, repositories: [repository], environments } });
  }
  for (const organization of inputs.list("organization")) {
    entries.push({ input: "organization", options: { ...common, organization, stores } });
  }
  return entries;
}

function idleStores(inputs: ActionInputs): readonly Problem[] {
  const hasStores = (["repositories", "organization"] as const).some((input) => inputs.list(input).length > 0);
  if (hasStores || !inputs.given("stores")) return [];
  const message = "input 'stores': has no effect, as environments have a store of their own";
  return [{ message, input: "stores" }];
}

/** `owner/repo:environment`: names of repositories have no colon, those of environments may. */
function environmentsByRepository(inputs: ActionInputs, problems: Problem[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const line of inputs.list("environments")) {
    const colon = line.indexOf(":");
    const repository = line.slice(0, colon).trim();
    const environment = line.slice(colon + 1).trim();
    if (colon < 1 || environment === "" || !repository.includes("/")) {
      const message = `input 'environments': must be owner/repo:environment, one a line (got '${line}')`;
      problems.push({ message, input: "environments" });
      continue;
    }
    found.set(repository, [...(found.get(repository) ?? []), environment]);
  }
  return found;
}

function readFlag(inputs: ActionInputs, input: InputName, problems: Problem[]): boolean {
  const value = inputs.value(input).toLowerCase();
  if (value !== "true" && value !== "false") {
    problems.push({ message: `input '${input}': must be true or false (got '${inputs.value(input)}')`, input });
  }
  return value === "true";
}

/** Without the fields that were not given. */
function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
