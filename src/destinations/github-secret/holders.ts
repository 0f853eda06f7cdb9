import { nobodyHolds } from "./blockers.ts";
import type { HoldersTarget } from "./entry.ts";
import { blockerOf, isDefinite } from "./failures.ts";
import { blindBook, findAt, type Held, lookAround, type Search } from "./look-around.ts";
import type { Place } from "./places.ts";
import type { Repository } from "./repositories.ts";
import { select } from "./selection.ts";
import { addTarget, passOver, unresolved, type Work } from "./work.ts";

/** Outside of a runner no repository runs rekey. */
const NO_OWNER = {
  fault: "config",
  why: "which repository runs rekey is not known, so neither is its owner",
  hint: "Say where to look: give organization or repositories beside having-secret.",
} as const;

/** Environments for previews may be many; none of them is passed over in an incident. */
const MOST_ENVIRONMENTS = Number.POSITIVE_INFINITY;

/**
 * Makes targets of all places that hold the secret already: `found` and, where an owner is looked through, all of its
 * repositories and its organization's own stores. What cannot be looked into is told.
 */
export async function resolveHolders(work: Work, target: HoldersTarget, found: readonly Repository[]): Promise<void> {
  const { entry, op, excluded } = work;
  const { options, survey, tools } = entry;
  const blind = blindBook();
  const search: Search = {
    survey,
    name: options.name,
    stores: options.stores,
    mostEnvironments: MOST_ENVIRONMENTS,
    skip: (place) => excluded.place(place),
    blind,
    op,
  };
  const owner = ownerOf(target, tools.run.repository);
  if (owner === "") return void work.unresolved.push(unresolved(entry, NO_OWNER));
  const repositories = owner === undefined ? found : await ofOwner(work, owner);
  if (!repositories) return;
  const held = await lookAround(repositories, search);
  const isPersonal = repositories.length > 0 && repositories.every((repository) => repository.isPersonal);
  const own = owner === undefined || isPersonal ? [] : await inOrganization(owner, search);
  for (const { place, item } of [...own, ...held]) addTarget(work, { place, named: false, seen: item });
  for (const { label, why, needs } of blind.spots()) {
    work.skipped.push({ label, why: needs ? `${why}. To have them looked at, give the token ${needs}.` : why });
  }
  if (own.length + held.length > 0 || work.unresolved.length > 0) return;
  work.unresolved.push(unresolved(entry, nobodyHolds(options, owner ?? "what the patterns match")));
}

/** The owner that is looked through; undefined: only what names and globs lead to. */
function ownerOf({ within }: HoldersTarget, home: string): string | undefined {
  if (within === "patterns") return undefined;
  return within === "owner of home" ? home.slice(0, home.indexOf("/")) : within.owner;
}

/** The open repositories of an owner that are as asked; undefined: they cannot be had, which is noted. */
async function ofOwner(work: Work, owner: string): Promise<readonly Repository[] | undefined> {
  const { entry, op, excluded } = work;
  const { client, repositories } = entry.session;
  try {
    const all = await repositories.ofOwner(owner, op);
    const left = all.filter(({ fullName }) => !excluded.repository(fullName));
    return passOver(work, await select(left, entry.options.selection, { client, owner, op, facts: entry.facts }));
  } catch (error) {
    // A dead token stops everything; it is not the fault of this entry.
    if (!isDefinite(error) || error.fault === "unauthenticated") throw error;
    work.unresolved.push(unresolved(entry, blockerOf(error)));
    return undefined;
  }
}

async function inOrganization(org: string, search: Search): Promise<readonly Held[]> {
  const found: Held[] = [];
  for (const store of search.stores) {
    const place: Place = { scope: { kind: "organization", org }, store };
    const held = search.skip(place) ? undefined : await findAt(place, undefined, search);
    if (held) found.push(held);
  }
  return found;
}
