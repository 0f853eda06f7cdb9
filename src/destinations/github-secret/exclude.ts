import picomatch from "picomatch";
import { globProblem, matcher } from "./globs.ts";
import type { Scope, SecretPlace, Store } from "./places.ts";
import { STORES } from "./places.ts";

/** What an entry leaves out, of targets as well as of the search for other holders. */
export interface Exclusion {
  /** Whether a whole repository is left out. */
  repository(fullName: string): boolean;
  /** Whether a place is left out, by itself or with its repository. */
  place(place: Pick<SecretPlace, "scope" | "store">): boolean;
}

/** `acme/api`, `acme/web-*:staging`, `acme/api@dependabot`, `acme@actions`, taken apart. */
interface Part {
  /** Owner and name, or an owner alone. */
  readonly names: string;
  readonly environment?: string;
  readonly store?: Store;
}

const STORE_SUFFIX = new RegExp(`^(.*)@(${STORES.join("|")})$`);

const OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

function partOf(entry: string): Part {
  const [, before, store] = STORE_SUFFIX.exec(entry) ?? [undefined, entry];
  const rest = before ?? entry;
  const colon = rest.indexOf(":");
  const known = STORES.find((each) => each === store);
  return {
    names: colon === -1 ? rest : rest.slice(0, colon),
    ...(colon === -1 ? {} : { environment: rest.slice(colon + 1) }),
    ...(known ? { store: known } : {}),
  };
}

/** Why a text cannot be an entry of `exclude`; undefined if it can. */
export function exclusionProblem(entry: string): string | undefined {
  const { names, environment, store } = partOf(entry);
  if (environment === "") return `'${entry}' names no environment after the colon`;
  const unknown = environment === undefined ? /@([^/@]*)$/.exec(names)?.[1] : undefined;
  if (unknown !== undefined) return `'${entry}': '${unknown}' is no store: ${STORES.join(", ")}`;
  if (environment !== undefined && store !== undefined && store !== "actions") {
    return `'${entry}': environments have secrets of the store actions only`;
  }
  const isOrganization = store !== undefined && environment === undefined && OWNER.test(names);
  return isOrganization ? undefined : globProblem(names, { anyOwner: true });
}

/** Makes the exclusion of some entries. Names in any case, as GitHub has them. */
export function exclusion(entries: readonly string[]): Exclusion {
  const parts = entries.map(partOf);
  const whole = parts.filter(({ environment, store }) => environment === undefined && store === undefined);
  const repository = matcher(whole.map(({ names }) => names));
  const rules = parts.filter((part) => !whole.includes(part)).map(ruleOf);
  return {
    repository,
    place({ scope, store }) {
      const isInside = scope.kind !== "organization" && repository(`${scope.owner}/${scope.repo}`);
      return isInside || rules.some((rule) => rule(scope, store));
    },
  };
}

function ruleOf({ names, environment, store }: Part): (scope: Scope, store: Store) => boolean {
  if (!names.includes("/")) {
    return (scope, at) =>
      scope.kind === "organization" && scope.org.toLowerCase() === names.toLowerCase() && at === store;
  }
  const isRepository = matcher([names]);
  if (environment === undefined) {
    return (scope, at) => scope.kind === "repository" && isRepository(`${scope.owner}/${scope.repo}`) && at === store;
  }
  // A single star stands for slashes too: names of environments may have them.
  const isEnvironment = picomatch(environment, {
    nocase: true,
    dot: true,
    nonegate: true,
    noextglob: true,
    bash: true,
  });
  return (scope) =>
    scope.kind === "environment" && isRepository(`${scope.owner}/${scope.repo}`) && isEnvironment(scope.environment);
}
