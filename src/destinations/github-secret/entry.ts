import type { Tools } from "../../contract/plug-in.ts";
import type { Memory } from "../../lib/memory.ts";
import type { GithubSecretOptions } from "./options.ts";
import type { Scope, SecretPlace } from "./places.ts";
import type { SecretItem } from "./secrets.ts";
import type { Session } from "./session.ts";

/** One entry of `destinations` on its way to targets. */
export interface Entry {
  readonly options: GithubSecretOptions;
  readonly session: Session;
  readonly tools: Tools;
  /** What was read of matched secrets, by id of the target, so that a resolution that is repeated goes on where it was. */
  readonly looks: Memory<SecretItem | undefined>;
}

/** What an entry says of repositories. */
export type RepositoriesTarget = Extract<GithubSecretOptions["target"], { kind: "repositories" }>;

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
  if (target.kind === "organization") return placesIn([{ kind: "organization", org: target.org }], options);
  const scopes = target.names.flatMap((fullName) => {
    const [owner = "", name = ""] = fullName.split("/");
    return scopesIn({ owner, name }, target);
  });
  return placesIn(scopes, options);
}

/** An entry in a few words: `acme/api, acme/web-* · actions, dependabot · KOSLI_API_TOKEN`. */
export function labelOfEntry({ target, stores, name }: GithubSecretOptions): string {
  const where = target.kind === "organization" ? `organization ${target.org}` : repositoriesLabel(target);
  return `${where} · ${stores.join(", ")} · ${name}`;
}

const MAX_LABEL_NAMES = 3;

function repositoriesLabel({ names, globs, environments }: RepositoriesTarget): string {
  const all = [...globs, ...names];
  const shown = all.slice(0, MAX_LABEL_NAMES).join(", ");
  const more = all.length > MAX_LABEL_NAMES ? ` and ${all.length - MAX_LABEL_NAMES} more` : "";
  return `${shown}${more}${environments.length > 0 ? ` (${environments.join(", ")})` : ""}`;
}
