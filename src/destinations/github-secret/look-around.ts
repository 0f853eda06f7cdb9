import type { BlindSpot } from "../../contract/inventory.ts";
import type { Op } from "../../contract/key-service.ts";
import { sideBySide } from "../../lib/side-by-side.ts";
import { type Place, permissionOf, type Scope, type SecretPlace, type Store } from "./places.ts";
import type { Repository } from "./repositories.ts";
import type { SecretItem } from "./secrets.ts";
import type { Seen, Survey } from "./survey.ts";

/** A secret that was found. */
export interface Held {
  readonly place: SecretPlace;
  readonly item: SecretItem;
}

/** What is looked for, and where. */
export interface Search {
  readonly survey: Survey;
  /** Upper-case. */
  readonly name: string;
  /** Environments are looked into where `actions` is one of them. */
  readonly stores: readonly Store[];
  /** At most so many environments of a repository are looked into. */
  readonly mostEnvironments: number;
  /** Whether to pass over a place without looking. */
  skip(place: Place): boolean;
  readonly blind: BlindBook;
  readonly op: Op;
}

/** Finds a secret in the stores and environments of repositories. One request per list, each asked once a run. */
export async function lookAround(repositories: readonly Repository[], search: Search): Promise<readonly Held[]> {
  const found = await sideBySide({ items: repositories, work: (repository) => lookInto(repository, search) });
  return found.flat();
}

async function lookInto(repository: Repository, search: Search): Promise<readonly Held[]> {
  const { owner, name: repo } = repository;
  const own = search.stores.map((store): Place => ({ scope: { kind: "repository", owner, repo }, store }));
  const places = search.stores.includes("actions") ? [...own, ...(await environments(repository, search))] : own;
  const wanted = places.filter((place) => !search.skip(place));
  const found = await sideBySide({ items: wanted, work: (place) => findAt(place, repository, search) });
  return found.flatMap((held) => held ?? []);
}

async function environments(repository: Repository, search: Search): Promise<readonly Place[]> {
  const { survey, blind, mostEnvironments, op } = search;
  const seen = await survey.environmentsOf(repository, op);
  if ("blind" in seen) {
    blind.note({
      sort: "environments",
      of: repository.fullName,
      needs: `the repository permission "Actions" (read)`,
      seen,
    });
    return [];
  }
  const { owner, name: repo, fullName } = repository;
  const rest = seen.found.length - mostEnvironments;
  if (rest > 0) blind.surplus(`${rest} of the ${seen.found.length} environments of ${fullName}`);
  return seen.found.slice(0, mostEnvironments).map((environment) => ({
    scope: { kind: "environment", owner, repo, environment },
    store: "actions",
  }));
}

/** Looks for the secret at one place; `about` is the repository that it belongs to, if any. */
export async function findAt(
  place: Place,
  about: Repository | undefined,
  { survey, name, blind, op }: Pick<Search, "survey" | "name" | "blind" | "op">,
): Promise<Held | undefined> {
  const seen = await survey.secretsAt(place, about, op);
  if ("blind" in seen) {
    blind.note({ sort: sortName(place), of: ownerName(place.scope), needs: `${permissionOf(place)} (read)`, seen });
    return undefined;
  }
  const item = seen.found.get(name);
  return item && { place: { ...place, name }, item };
}

function sortName({ scope, store }: Place): string {
  return scope.kind === "environment" ? "secrets of environments" : `${store} secrets`;
}

function ownerName(scope: Scope): string {
  return scope.kind === "organization" ? `the organization ${scope.org}` : `${scope.owner}/${scope.repo}`;
}

/** Gathers where nobody could look, so that it is told in a few sentences. */
export interface BlindBook {
  note(spot: {
    readonly sort: string;
    /** A repository or an organization. */
    readonly of: string;
    readonly needs: string;
    readonly seen: Extract<Seen<unknown>, { readonly blind: unknown }>;
  }): void;
  /** What was left out because there is too much of it. */
  surplus(label: string): void;
  spots(): readonly BlindSpot[];
}

/** Opens an empty book. */
export function blindBook(): BlindBook {
  const groups = new Map<
    string,
    { readonly spot: Omit<BlindSpot, "label">; readonly sort: string; readonly of: Set<string> }
  >();
  const surpluses: BlindSpot[] = [];
  return {
    note({ sort, of, needs, seen: { blind } }) {
      const key = [sort, of.split("/")[0], blind.fault].join(" ");
      const mended = blind.fault === "config" ? {} : { needs };
      const group = groups.get(key) ?? { spot: { why: blind.message, ...mended }, sort, of: new Set() };
      groups.set(key, group);
      group.of.add(of);
    },
    surplus(label) {
      surpluses.push({ label, why: "there are too many to look into all of them" });
    },
    spots() {
      const told = [...groups.values()].map(({ spot, sort, of }) => ({ label: `${sort} of ${some(of)}`, ...spot }));
      return [...told, ...surpluses];
    },
  };
}

function some(names: ReadonlySet<string>): string {
  const [first = "", ...rest] = names;
  if (rest.length === 0) return first;
  return `${first} and ${rest.length} more ${rest.length === 1 ? "repository" : "repositories"}`;
}
