import type { Resolution, WideCredential } from "../../contract/destination.ts";
import type { Op } from "../../contract/key-service.ts";
import { sideBySide } from "../../lib/side-by-side.ts";
import { closedBlocker, missingBlocker, nothingHolds, nothingMatches, tooMany } from "./blockers.ts";
import {
  type Entry,
  labelOfEntry,
  namedPlaces,
  type PatternTarget,
  placesIn,
  type RepositoriesTarget,
  scopesIn,
} from "./entry.ts";
import { exclusion } from "./exclude.ts";
import { blockerOf, isDefinite } from "./failures.ts";
import { matcher } from "./globs.ts";
import { resolveHolders } from "./holders.ts";
import { needsOf } from "./needs.ts";
import { idOf, labelOf, type SecretPlace } from "./places.ts";
import type { Repository } from "./repositories.ts";
import { readSecret, type SecretItem } from "./secrets.ts";
import { select } from "./selection.ts";
import { addRepository, addTarget, passOver, unresolved, type Work } from "./work.ts";

/**
 * Turns names and globs into targets. Read only. What was asked once is not asked again in the same run.
 * @throws RotationError for what may pass by itself, and for a token that GitHub refuses
 */
export async function resolveEntry(entry: Entry, op: Op): Promise<Resolution> {
  const { options, tools } = entry;
  const work = openWork(entry, op);
  await resolveTarget(work);
  const { targets, skipped, matches } = work;
  entry.trail.set({ places: work.places, repositories: work.repositories });
  const { maxTargets } = tools.github;
  if (targets.size > maxTargets) {
    const blocker = tooMany(labelOfEntry(options), { count: targets.size, maxTargets });
    return { targets: [], skipped: [], unresolved: [unresolved(entry, blocker)], matches };
  }
  const [first] = skipped;
  if (targets.size === 0 && first && work.unresolved.length === 0) {
    const blocker = nothingHolds(options, { count: skipped.length, why: `${first.label}: ${first.why}` });
    work.unresolved.push(unresolved(entry, blocker));
  }
  return { targets: [...targets.values()], skipped, unresolved: work.unresolved, matches, wide: wideAt(entry) };
}

function openWork(entry: Entry, op: Op): Work {
  return {
    entry,
    op,
    excluded: exclusion(entry.options.exclude),
    targets: new Map(),
    places: new Map(),
    repositories: new Map(),
    skipped: [],
    unresolved: [],
    matches: [],
  };
}

async function resolveTarget(work: Work): Promise<void> {
  const { options } = work.entry;
  const { target } = options;
  switch (target.kind) {
    case "organization":
      for (const place of namedPlaces(options)) addTarget(work, { place, named: true });
      return;
    case "repositories": {
      const named = await findNamed(work, target);
      for (const repository of named) addNamed(work, placesIn(scopesIn(repository, target), options));
      for (const glob of target.globs) await addMatched(work, target, await findMatched(work, glob));
      return;
    }
    case "holders": {
      const found = await findNamed(work, target);
      for (const glob of target.globs) found.push(...(await findMatched(work, glob)));
      return resolveHolders(work, target, found);
    }
    default:
      return target satisfies never;
  }
}

/** The repositories of the names; what they lack is noted. */
async function findNamed(work: Work, target: PatternTarget): Promise<Repository[]> {
  const { entry, op, excluded } = work;
  for (const name of target.names.filter(excluded.repository)) {
    work.skipped.push({ label: name, why: "it is named, but also excluded" });
  }
  const wanted = target.names.filter((name) => !excluded.repository(name));
  const found: Repository[] = [];
  for (const [name, result] of await entry.session.repositories.find(wanted, op)) {
    const blocker =
      "error" in result
        ? await missingBlocker({ session: entry.session, name, result }, op)
        : closedBlocker(result.repository);
    if (blocker) work.unresolved.push(unresolved(entry, blocker, name));
    else if ("repository" in result) found.push(result.repository);
  }
  for (const repository of found) addRepository(work, repository);
  return found;
}

function addNamed(work: Work, places: readonly SecretPlace[]): void {
  for (const place of places) {
    if (work.excluded.place(place)) work.skipped.push({ label: labelOf(place), why: "it is named, but also excluded" });
    else addTarget(work, { place, named: true });
  }
}

/** The tokens of an App that may do more than this run needs. */
function wideAt({ options, session, tools }: Entry): readonly WideCredential[] {
  return [...needsOf(options, tools.run.repository).keys()].flatMap((owner) => {
    const excess = session.client.excess(owner);
    return excess === undefined ? [] : { credential: `the GitHub App's token for ${owner}`, why: `it ${excess}` };
  });
}

/** The open repositories that a glob matches and that are as asked; what is passed over is noted with its reason. */
async function findMatched(work: Work, glob: string): Promise<readonly Repository[]> {
  const { entry, op, excluded } = work;
  const owner = glob.slice(0, glob.indexOf("/"));
  try {
    const all = await entry.session.repositories.ofOwner(owner, op);
    const matches = matcher([glob]);
    const matching = all.filter(({ fullName }) => matches(fullName));
    const left = matching.filter(({ fullName }) => !excluded.repository(fullName));
    const { client } = entry.session;
    const wanted = await select(left, entry.options.selection, { client, owner, op, facts: entry.facts });
    if (wanted.length === 0) {
      work.unresolved.push(unresolved(entry, nothingMatches({ glob, all, matching }), glob));
      return [];
    }
    const open = passOver(work, wanted);
    work.matches.push({ pattern: glob, places: open.map(({ fullName }) => fullName) });
    return open;
  } catch (error) {
    // A dead token stops everything; it is not the fault of this pattern.
    if (!isDefinite(error) || error.fault === "unauthenticated") throw error;
    work.unresolved.push(unresolved(entry, blockerOf(error), glob));
    return [];
  }
}

/** Adds the secrets of matched repositories: those that are there already, or all of them with `create`. */
async function addMatched(work: Work, target: RepositoriesTarget, open: readonly Repository[]): Promise<void> {
  const scopes = open.flatMap((repository) => scopesIn(repository, target));
  const places = placesIn(scopes, work.entry.options).filter((place) => !work.excluded.place(place));
  const looks = await sideBySide({
    items: places,
    work: async (place) => ({ place, look: await lookAt(work, place) }),
  });
  for (const { place, look } of looks) {
    if ("why" in look) work.skipped.push({ label: labelOf(place), why: look.why });
    else addTarget(work, { place, named: false, ...look });
  }
}

type Look = { readonly why: string } | { readonly seen?: SecretItem };

/** Reads a matched secret, unless it is named too: its target will read it. */
async function lookAt({ entry, op, targets }: Work, place: SecretPlace): Promise<Look> {
  const { session, options, tools, looks } = entry;
  const id = idOf(place, tools.github.apiUrl);
  if (targets.has(id)) return {};
  try {
    const seen = await looks.recall(id, () => readSecret({ client: session.client, place, op }));
    if (seen) return { seen };
    return options.create ? {} : { why: "it holds no such secret (create: true would create it)" };
  } catch (error) {
    if (!isDefinite(error) || error.fault === "unauthenticated") throw error;
    return { why: error.hint ? `${error.message}. ${error.hint}` : error.message };
  }
}
