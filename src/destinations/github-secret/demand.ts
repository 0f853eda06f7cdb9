import type { Level, Right } from "./rights.ts";
import { suffices } from "./rights.ts";

/** What a run will ask of the repositories and secrets of one owner. */
export interface Need {
  readonly rights?: readonly Right[];
  /** Full or bare names of repositories, or why it takes all of them: as what follows `as` in a sentence. */
  readonly repositories?: readonly string[] | { readonly all: string };
}

/** What a token for one owner has to be able to do, as far as it is known by now. */
export interface Demand {
  /** Grows with every need that was not known before. */
  readonly version: number;
  /** Levels by GitHub's name of the permission. */
  readonly permissions: ReadonlyMap<string, Level>;
  /** Permissions that GitHub's API has no name for, as its settings pages call them. */
  readonly unnamed: ReadonlySet<string>;
  /** Bare names as they were given, each once; what `all` says, if it says something, counts before them. */
  readonly repositories: Iterable<string>;
  /** How many they are. */
  readonly count: number;
  /** Whether a repository is among them, in any case. */
  names(repository: string): boolean;
  /** Why it takes all repositories. */
  readonly all: string | undefined;
  /** Takes note of a need. */
  add(need: Need): void;
}

/** Starts with nothing. */
export function openDemand(): Demand {
  const permissions = new Map<string, Level>();
  const unnamed = new Set<string>();
  const repositories = new Map<string, string>();
  let all: string | undefined;
  let version = 0;

  function addRight({ name, level, title }: Right): boolean {
    if (name === undefined) return grow(unnamed, title);
    if (suffices(permissions.get(name), level)) return false;
    permissions.set(name, level);
    return true;
  }

  function addRepositories(wanted: NonNullable<Need["repositories"]>): boolean {
    if (all !== undefined) return false;
    if ("all" in wanted) {
      all = wanted.all;
      return true;
    }
    const before = repositories.size;
    for (const name of wanted.map(bareName)) {
      if (!repositories.has(name.toLowerCase())) repositories.set(name.toLowerCase(), name);
    }
    return repositories.size > before;
  }

  return {
    permissions,
    unnamed,
    names: (repository) => repositories.has(bareName(repository).toLowerCase()),
    get repositories() {
      return repositories.values();
    },
    get count() {
      return repositories.size;
    },
    get version() {
      return version;
    },
    get all() {
      return all;
    },
    add({ rights = [], repositories: wanted = [] }) {
      const grew = [...rights.map(addRight), addRepositories(wanted)];
      if (grew.includes(true)) version += 1;
    },
  };
}

/** `api` of `acme/api`. */
function bareName(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

function grow(set: Set<string>, value: string): boolean {
  const before = set.size;
  return set.add(value).size > before;
}
