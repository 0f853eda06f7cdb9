import { z } from "zod";
import { list, text } from "../../lib/schema.ts";
import { globProblem, isGlob, nameProblem } from "./globs.ts";
import type { Store } from "./places.ts";
import { STORES } from "./places.ts";
import type { Visibility } from "./repositories.ts";
import { VISIBILITIES } from "./repositories.ts";

/** Options of the kind `github-secret`, checked and put in order. */
export interface GithubSecretOptions {
  readonly target:
    | { readonly kind: "organization"; readonly org: string }
    | {
        readonly kind: "repositories";
        readonly names: readonly string[];
        readonly globs: readonly string[];
        /** Empty: the repositories themselves. */
        readonly environments: readonly string[];
        /** A repository that a glob matches must carry all of these. */
        readonly topics: readonly string[];
        /** A repository that a glob matches must be one of these; empty: any. */
        readonly visibility: readonly Visibility[];
        readonly exclude: readonly string[];
      };
  /** Upper-case. */
  readonly name: string;
  readonly stores: readonly Store[];
  readonly required: boolean;
  readonly create: boolean;
  readonly home?: boolean;
}

/** A field that the design knows and this version does not have. */
function later() {
  return z.never({ error: "is not in this version of rekey" }).optional();
}

/** A text of which a function says what is wrong with it. */
function checked(problemOf: (value: string) => string | undefined) {
  return text().superRefine((value, context) => {
    const message = problemOf(value);
    if (message) context.addIssue({ code: "custom", message });
  });
}

/** @see https://docs.github.com/actions/reference/security/secrets#naming-your-secrets */
function secretNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return `'${name}' cannot be the name of a secret: letters, digits and underscores, not beginning with a digit`;
  }
  return /^GITHUB_/i.test(name) ? `'${name}' cannot be the name of a secret: GITHUB_ is reserved` : undefined;
}

function organizationProblem(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) ? undefined : `'${name}' cannot be the name of an organization`;
}

const fields = z.strictObject({
  repository: checked(nameProblem).optional().meta({ description: "One repository: owner/name." }),
  repositories: list(checked(globProblem)).optional().meta({
    description: "Repositories: names (owner/name) and globs with a literal owner (acme/web-*).",
  }),
  organization: checked(organizationProblem).optional().meta({
    description: "An organization; its secret keeps its visibility and its selected repositories.",
  }),
  environments: list(text()).optional().meta({ description: "Environments of each of the repositories." }),
  name: checked(secretNameProblem).meta({ description: "Name of the secret." }),
  stores: list(z.enum(STORES)).default(["actions"]).meta({ description: "Which stores hold it. Default actions." }),
  topics: list(text()).optional().meta({
    description: "Of the repositories that a glob matches, those that carry all of these topics.",
  }),
  visibility: z
    .union([z.enum(VISIBILITIES).transform((one): Visibility[] => [one]), list(z.enum(VISIBILITIES))])
    .optional()
    .meta({ description: "Of the repositories that a glob matches, those that are one of these." }),
  exclude: list(checked((value) => globProblem(value, { anyOwner: true })))
    .optional()
    .meta({ description: "Repositories to leave out: names and globs." }),
  required: z.boolean().default(true).meta({ description: "Whether a failure here fails the run. Default true." }),
  create: z.boolean().default(false).meta({
    description: "Whether to create the secret where none of that name exists. Default false.",
  }),
  home: z.boolean().optional().meta({
    description: "Write this one first. Default: the repository that runs rekey.",
  }),
  "having-secret": later(),
  properties: later(),
  team: later(),
});

type Fields = z.infer<typeof fields>;

/** Schema of the options; strict. */
export const githubSecretSchema: z.ZodType<GithubSecretOptions> = fields
  .superRefine((value, context) => {
    for (const message of problemsOf(value)) context.addIssue({ code: "custom", message });
  })
  .transform(normalize);

/** What is wrong with fields that are fine each by itself. */
function problemsOf(value: Fields): readonly string[] {
  const targets = [value.repository, value.repositories, value.organization].filter((target) => target !== undefined);
  if (targets.length !== 1) {
    const which = targets.length === 0 ? "names no target" : "names more than one kind of target";
    return [`${which}: give exactly one of repository, repositories and organization`];
  }
  const problems: string[] = [];
  if (value.environments && value.organization !== undefined) {
    problems.push("environments belong to repositories: an organization has none");
  }
  const foreign = value.stores.filter((store) => store !== "actions");
  if (value.environments && foreign.length > 0) {
    problems.push(`environments have secrets of the store actions only (got ${foreign.join(", ")})`);
  }
  const hasGlobs = value.repositories?.some(isGlob) ?? false;
  if ((value.topics || value.visibility) && !hasGlobs) {
    problems.push("topics and visibility select among the repositories that a glob matches: there is none");
  }
  if (value.exclude && !value.repositories) problems.push("exclude goes with repositories only");
  return problems;
}

function normalize(value: Fields): GithubSecretOptions {
  const named = value.repositories ?? (value.repository === undefined ? [] : [value.repository]);
  return {
    target:
      value.organization === undefined
        ? {
            kind: "repositories",
            names: unique(named.filter((entry) => !isGlob(entry))),
            globs: unique(named.filter(isGlob)),
            environments: unique(value.environments ?? []),
            topics: (value.topics ?? []).map((topic) => topic.toLowerCase()),
            visibility: value.visibility ?? [],
            exclude: value.exclude ?? [],
          }
        : { kind: "organization", org: value.organization },
    name: value.name.toUpperCase(),
    stores: [...new Set(value.stores)],
    required: value.required,
    create: value.create,
    ...(value.home === undefined ? {} : { home: value.home }),
  };
}

/** Without repetitions; names that differ in case only are one. */
function unique(names: readonly string[]): readonly string[] {
  const known = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
  return [...known.values()].toReversed();
}
