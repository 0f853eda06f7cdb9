import { z } from "zod";
import { list, text } from "../../lib/schema.ts";
import { exclusionProblem } from "./exclude.ts";
import { globProblem, isGlob, nameProblem } from "./globs.ts";
import {
  checked,
  organizationProblem,
  problemsOf,
  propertyValue,
  secretNameProblem,
  teamProblem,
} from "./option-checks.ts";
import type { Store } from "./places.ts";
import { STORES } from "./places.ts";
import type { Visibility } from "./repositories.ts";
import { VISIBILITIES } from "./repositories.ts";
import type { Selection } from "./selection.ts";

/** What an entry leads to. */
export type EntryTarget =
  | { readonly kind: "organization"; readonly org: string }
  | {
      readonly kind: "repositories";
      readonly names: readonly string[];
      readonly globs: readonly string[];
      /** Empty: the repositories themselves. */
      readonly environments: readonly string[];
    }
  | {
      /** Whatever holds the secret already, in the stores of the entry. */
      readonly kind: "holders";
      readonly names: readonly string[];
      readonly globs: readonly string[];
      /** Where to look: what names and globs lead to, or all of an owner, with the organization's own secret. */
      readonly within: "patterns" | "owner of home" | { readonly owner: string };
    };

/** Options of the kind `github-secret`, checked and put in order. */
export interface GithubSecretOptions {
  readonly target: EntryTarget;
  /** Of the repositories that a glob matches, or that are looked through. */
  readonly selection: Selection;
  readonly exclude: readonly string[];
  /** Upper-case. */
  readonly name: string;
  readonly stores: readonly Store[];
  readonly required: boolean;
  readonly create: boolean;
  readonly home?: boolean;
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
  stores: list(z.enum(STORES)).optional().meta({
    description: "Which stores hold it. Default actions; with having-secret all of them.",
  }),
  topics: list(text()).optional().meta({
    description: "Of the repositories that a glob matches, those that carry at least one of these topics.",
  }),
  properties: z
    .record(text(), z.union([propertyValue().transform((one) => [one]), list(propertyValue())]))
    .refine((properties) => Object.keys(properties).length > 0, "must not be empty: name at least one property")
    .optional()
    .meta({
      description:
        "Of the repositories that a glob matches, those whose custom properties have these values: name: value, or name: [value, value] for any of several.",
    }),
  visibility: z
    .union([z.enum(VISIBILITIES).transform((one): Visibility[] => [one]), list(z.enum(VISIBILITIES))])
    .optional()
    .meta({ description: "Of the repositories that a glob matches, those that are one of these." }),
  team: checked(teamProblem).optional().meta({
    description: "Of the repositories that a glob matches, those of this team (its slug) of their owner.",
  }),
  exclude: list(checked(exclusionProblem)).optional().meta({
    description:
      "What to leave out, also of the search for other holders: repositories (names and globs), environments (owner/repo:environment), stores (owner/repo@dependabot), an organization's own (acme@actions).",
  }),
  required: z.boolean().default(true).meta({ description: "Whether a failure here fails the run. Default true." }),
  create: z.boolean().default(false).meta({
    description: "Whether to create the secret where none of that name exists. Default false.",
  }),
  home: z.boolean().optional().meta({
    description: "Write this one first. Default: the repository that runs rekey.",
  }),
  "having-secret": z.literal(true, { error: "must be true, or left out" }).optional().meta({
    description:
      "Every place that holds the secret already: of the owner of the repository that runs rekey, or where repository, repositories or organization say.",
  }),
});

type Fields = z.infer<typeof fields>;

/** Schema of the options; strict. */
export const githubSecretSchema: z.ZodType<GithubSecretOptions> = fields
  .superRefine((value, context) => {
    for (const message of problemsOf(value)) context.addIssue({ code: "custom", message });
  })
  .transform(normalize);

function normalize(value: Fields): GithubSecretOptions {
  const target = targetOf(value);
  return {
    target,
    selection: {
      topics: (value.topics ?? []).map((topic) => topic.toLowerCase()),
      visibility: value.visibility ?? [],
      properties: value.properties ?? {},
      ...(value.team === undefined ? {} : { team: value.team }),
    },
    exclude: value.exclude ?? [],
    name: value.name.toUpperCase(),
    stores: [...new Set(value.stores ?? (target.kind === "holders" ? STORES : ["actions" as const]))],
    required: value.required,
    create: value.create,
    ...(value.home === undefined ? {} : { home: value.home }),
  };
}

function targetOf(value: Fields): EntryTarget {
  const { organization } = value;
  const named = value.repositories ?? (value.repository === undefined ? [] : [value.repository]);
  const patterns = { names: unique(named.filter((entry) => !isGlob(entry))), globs: unique(named.filter(isGlob)) };
  if (value["having-secret"]) {
    if (organization !== undefined) return { kind: "holders", ...patterns, within: { owner: organization } };
    return { kind: "holders", ...patterns, within: named.length > 0 ? "patterns" : "owner of home" };
  }
  if (organization !== undefined) return { kind: "organization", org: organization };
  return { kind: "repositories", ...patterns, environments: unique(value.environments ?? []) };
}

/** Without repetitions; names that differ in case only are one. */
function unique(names: readonly string[]): readonly string[] {
  const known = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
  return [...known.values()].toReversed();
}
