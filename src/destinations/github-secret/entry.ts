import type { Tools } from "../../contract/plug-in.ts";
import { type Memory, memory } from "../../lib/memory.ts";
import type { EntryTarget, GithubSecretOptions } from "./options.ts";
import type { Scope, SecretPlace } from "./places.ts";
import type { Repository } from "./repositories.ts";
import type { SecretItem } from "./secrets.ts";
import { type OwnerFacts, ownerFacts } from "./selection.ts";
import { type Session, sessionOf } from "./session.ts";
import { type Survey, surveyOf } from "./survey.ts";

/** One entry of `destinations` on its way to targets. */
export interface Entry {
  readonly options: GithubSecretOptions;
  readonly session: Session;
  readonly tools: Tools;
  /** What was read of matched secrets, by id of the target, so that a resolution that is repeated goes on where it was. */
  readonly looks: Memory<SecretItem | undefined>;
  readonly survey: Survey;
  readonly facts: OwnerFacts;
  readonly trail: Trail;
}

/** Where a resolution came by: what the inventory looks around. */
export interface Trodden {
  /** Places of the targets, by id. */
  readonly places: ReadonlyMap<string, SecretPlace>;
  /** Open repositories that names and patterns led to, by full name in lower case. */
  readonly repositories: ReadonlyMap<string, Repository>;
}

/** The way of the last resolution. */
export interface Trail {
  set(trodden: Trodden): void;
  last(): Trodden;
}

/** Opens an entry. No request. */
export function openEntry(options: GithubSecretOptions, tools: Tools): Entry {
  let trodden: Trodden = { places: new Map(), repositories: new Map() };
  return {
    options,
    tools,
    session: sessionOf(tools),
    looks: memory(),
    survey: surveyOf(tools),
    facts: tools.shared("github-owner-facts", ownerFacts),
    trail: {
      set: (latest) => {
        trodden = latest;
      },
      last: () => trodden,
    },
  };
}

/** What an entry says of repositories. */
export type RepositoriesTarget = Extract<EntryTarget, { kind: "repositories" }>;
export type HoldersTarget = Extract<EntryTarget, { kind: "holders" }>;

/** Names and globs. */
export type PatternTarget = Pick<RepositoriesTarget, "names" | "globs">;

/** The secrets of some scopes in all stores of an entry. */
export function placesIn(scopes: readonly Scope[], options: GithubSecretOptions): readonly SecretPlace[] {
  return scopes.flatMap((scope) => options.stores.map((store) => ({ scope, store, name: options.name })));
}

/** A repository itself, or its environments where an entry names some. */
export function scopesIn(
  { owner, name: repo }: { readonly owner: string; readonly name: string },
  { environments }: RepositoriesTarget,
): readonly Scope[] {
  if (environments.length === 0) return [{ kind: "repository", owner, repo }];
  return environments.map((environment) => ({ kind: "environment", owner, repo, environment }));
}

/** The places that an entry names outright, before anybody was asked. */
export function namedPlaces(options: GithubSecretOptions): readonly SecretPlace[] {
  const { target } = options;
  if (target.kind === "holders") return [];
  if (target.kind === "organization") return placesIn([{ kind: "organization", org: target.org }], options);
  const scopes = target.names.flatMap((fullName) => {
    const [owner = "", name = ""] = fullName.split("/");
    return scopesIn({ owner, name }, target);
  });
  return placesIn(scopes, options);
}

/** An entry in a few words: `acme/api, acme/web-* · actions, dependabot · KOSLI_API_TOKEN`. */
export function labelOfEntry({ target, stores, name }: GithubSecretOptions): string {
  return `${whereOf(target)} · ${stores.join(", ")} · ${name}`;
}

function whereOf(target: EntryTarget): string {
  switch (target.kind) {
    case "organization":
      return `organization ${target.org}`;
    case "repositories":
      return patternsLabel(target) + (target.environments.length > 0 ? ` (${target.environments.join(", ")})` : "");
    case "holders":
      return `wherever it is in ${withinOf(target)}`;
    default:
      return target satisfies never;
  }
}

function withinOf(target: HoldersTarget): string {
  const { within } = target;
  if (within === "patterns") return patternsLabel(target);
  return within === "owner of home" ? "the repositories of the owner" : within.owner;
}

const MAX_LABEL_NAMES = 3;

function patternsLabel({ names, globs }: PatternTarget): string {
  const all = [...globs, ...names];
  const shown = all.slice(0, MAX_LABEL_NAMES).join(", ");
  return all.length > MAX_LABEL_NAMES ? `${shown} and ${all.length - MAX_LABEL_NAMES} more` : shown;
}
