import * as z from "zod/mini";
import { text } from "../../lib/schema.ts";
import { isGlob } from "./globs.ts";

/** A text of which a function says what is wrong with it. */
export function checked(problemOf: (value: string) => string | undefined) {
  return text().check(
    z.superRefine((value, context) => {
      const message = problemOf(value);
      if (message) context.addIssue({ code: "custom", message });
    }),
  );
}

/** Why a text cannot be the name of a secret. @see https://docs.github.com/actions/reference/security/secrets#naming-your-secrets */
export function secretNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return `'${name}' cannot be the name of a secret: letters, digits and underscores, not beginning with a digit`;
  }
  return /^GITHUB_/i.test(name) ? `'${name}' cannot be the name of a secret: GITHUB_ is reserved` : undefined;
}

/** Why a text cannot be the name of an organization; undefined if it can. */
export function organizationProblem(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) ? undefined : `'${name}' cannot be the name of an organization`;
}

/** Why a text cannot be the slug of a team; undefined if it can. */
export function teamProblem(slug: string): string | undefined {
  if (/^[a-z0-9][a-z0-9._-]*$/.test(slug)) return undefined;
  return `'${slug}' is not the slug of a team: the last part of its address, in lower case and without its organization`;
}

/** A value of a custom property; those of the type true/false are texts to GitHub. */
export function propertyValue() {
  return z.union([z.pipe(z.boolean(), z.transform(String)), text()]);
}

/** The fields that have rules among each other. */
interface RawFields {
  readonly repository?: unknown;
  readonly repositories?: readonly string[] | undefined;
  readonly organization?: unknown;
  readonly "having-secret"?: true | undefined;
  readonly environments?: unknown;
  readonly stores?: readonly string[] | undefined;
  readonly topics?: unknown;
  readonly visibility?: unknown;
  readonly properties?: unknown;
  readonly team?: unknown;
  readonly create: boolean;
}

/** What is wrong with fields that are fine each by itself. */
export function problemsOf(value: RawFields): readonly string[] {
  const targets = [value.repository, value.repositories, value.organization].filter((target) => target !== undefined);
  if (targets.length > 1 || (targets.length === 0 && !value["having-secret"])) {
    const which = targets.length === 0 ? "names no target" : "names more than one kind of target";
    return [`${which}: give exactly one of repository, repositories, organization and having-secret`];
  }
  return value["having-secret"] ? holderProblems(value) : placeProblems(value);
}

function holderProblems(value: RawFields): readonly string[] {
  const problems: string[] = [];
  if (value.create) problems.push("create cannot stand beside having-secret: that finds what is there already");
  if (value.environments) problems.push("environments cannot stand beside having-secret: that finds them by itself");
  return problems;
}

function placeProblems(value: RawFields): readonly string[] {
  const problems: string[] = [];
  if (value.environments && value.organization !== undefined) {
    problems.push("environments belong to repositories: an organization has none");
  }
  const foreign = value.stores?.filter((store) => store !== "actions") ?? [];
  if (value.environments && foreign.length > 0) {
    problems.push(`environments have secrets of the store actions only (got ${foreign.join(", ")})`);
  }
  const hasGlobs = value.repositories?.some(isGlob) ?? false;
  if ((value.topics || value.visibility || value.properties || value.team) && !hasGlobs) {
    const which = "topics, visibility, properties and team";
    problems.push(`${which} select among the repositories that a glob matches: there is none`);
  }
  return problems;
}
