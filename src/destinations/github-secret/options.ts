import * as z from "zod/mini";
import { described, list, text } from "../../lib/schema.ts";
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
  repository: described(z.optional(checked(nameProblem)), "One repository: owner/name."),
  repositories: described(
    z.optional(list(checked(globProblem))),
    "Repositories: names (owner/name) and globs with a literal owner (acme/web-*).",
  ),
  organization: described(
    z.optional(checked(organizationProblem)),
    "An organization; its secret keeps its visibility and its selected repositories.",
  ),
  environments: described(z.optional(list(text())), "Environments of each of the repositories."),
  name: described(checked(secretNameProblem), "Name of the secret."),
  stores: described(
    z.optional(list(z.enum(STORES))),
    "Which stores hold it. Default actions; with having-secret all of them.",
  ),
  topics: described(
    z.optional(list(text())),
    "Of the repositories that a glob matches, those that carry at least one of these topics.",
  ),
  properties: described(
    z.optional(
      z
        .record(
          text(),
          z.union([
            z.pipe(
              propertyValue(),
              z.transform((one) => [one]),
            ),
            list(propertyValue()),
          ]),
        )
        .check(
          z.refine((properties) => Object.keys(properties).length > 0, "must not be empty: name at least one property"),
        ),
    ),
    "Of the repositories that a glob matches, those whose custom properties have these values: name: value, or name: [value, value] for any of several.",
  ),
  visibility: described(
    z.optional(
      z.union([
        z.pipe(
          z.enum(VISIBILITIES),
          z.transform((one): Visibility[] => [one]),
        ),
        list(z.enum(VISIBILITIES)),
      ]),
    ),
    "Of the repositories that a glob matches, those that are one of these.",
  ),
  team: described(
    z.optional(checked(teamProblem)),
    "Of the repositories that a glob matches, those of this team (its slug) of their owner.",
  ),
  exclude: described(
    z.optional(list(checked(exclusionProblem))),
    "What to leave out, also of the search for other holders: repositories (names and globs), environments (owner/repo:environment), stores (owner/repo@dependabot), an organization's own (acme@actions).",
  ),
  required: described(z._default(z.boolean(), true), "Whether a failure here fails the run. Default true."),
  create: described(
    z._default(z.boolean(), false),
    "Whether to create the secret where none of that name exists. Default false.",
  ),
  home: described(z.optional(z.boolean()), "Write this one first. Default: the repository that runs rekey."),
  "having-secret": described(
    z.optional(z.literal(true, { error: "must be true, or left out" })),
    "Every place that holds the secret already: of the owner of the repository that runs rekey, or where repository, repositories or organization say.",
  ),
});

type Fields = z.infer<typeof fields>;

/** Schema of the options; strict. */
export const githubSecretSchema: z.ZodMiniType<GithubSecretOptions> = z.pipe(
  fields.check(
    z.superRefine((value, context) => {
      for (const message of problemsOf(value)) context.addIssue({ code: "custom", message });
    }),
  ),
  z.transform(normalize),
);

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
