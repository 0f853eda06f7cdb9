import type { Blocker } from "../../contract/blocker.ts";
import type { Match, Skipped, Target, Unresolved } from "../../contract/destination.ts";
import type { Op } from "../../contract/key-service.ts";
import { skipReason } from "./blockers.ts";
import { type Entry, labelOfEntry } from "./entry.ts";
import type { Exclusion } from "./exclude.ts";
import { idOf, type SecretPlace } from "./places.ts";
import type { Repository } from "./repositories.ts";
import type { SecretItem } from "./secrets.ts";
import { githubTarget } from "./target.ts";

/** One resolution: what it works on, and what it adds to. */
export interface Work {
  readonly entry: Entry;
  readonly op: Op;
  readonly excluded: Exclusion;
  readonly targets: Map<string, Target>;
  /** Places of the targets, by id. */
  readonly places: Map<string, SecretPlace>;
  /** Open repositories that names and patterns led to, by full name in lower case. */
  readonly repositories: Map<string, Repository>;
  readonly skipped: Skipped[];
  readonly unresolved: Unresolved[];
  readonly matches: Match[];
}

export interface NewTarget {
  readonly place: SecretPlace;
  readonly named: boolean;
  readonly seen?: SecretItem;
}

/** Adds a target. A place that is there already stays as it is: names come before globs. */
export function addTarget({ entry, targets, places }: Work, { place, named, seen }: NewTarget): void {
  const { options, session, tools } = entry;
  const { apiUrl } = tools.github;
  const id = idOf(place, apiUrl);
  if (targets.has(id)) return;
  const { scope } = place;
  const name = scope.kind === "organization" ? undefined : `${scope.owner}/${scope.repo}`;
  const home = options.home ?? name?.toLowerCase() === tools.run.repository.toLowerCase();
  const { required, create } = options;
  const { clock } = tools;
  places.set(id, place);
  targets.set(
    id,
    githubTarget({ session, clock, apiUrl, place, named, required, create, home, ...(seen ? { seen } : {}) }),
  );
}

/** Remembers a repository for the search around the targets. */
export function addRepository({ repositories }: Work, repository: Repository): void {
  repositories.set(repository.fullName.toLowerCase(), repository);
}

/** Leaves out what a pattern may match and nobody means: unless it is named, or holds the secret already. */
export function passOver(work: Work, matched: readonly Repository[]): readonly Repository[] {
  const named = new Set(work.repositories.keys());
  const open: Repository[] = [];
  for (const repository of matched) {
    const isMeant = work.entry.options.target.kind === "holders" || named.has(repository.fullName.toLowerCase());
    const why = skipReason(repository, { forksToo: isMeant });
    if (why !== undefined) work.skipped.push({ label: repository.fullName, why });
    else open.push(repository);
  }
  for (const repository of open) addRepository(work, repository);
  return open;
}

/** A name or an entry that leads nowhere. */
export function unresolved({ options }: Entry, blocker: Blocker, label = labelOfEntry(options)): Unresolved {
  return { label, required: options.required, blocker };
}
