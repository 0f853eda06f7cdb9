import type { Blocker, Resolution, Skipped, Target, Unresolved } from "../../contract/destination.ts";
import type { Op } from "../../contract/key-service.ts";
import { sideBySide } from "../../lib/side-by-side.ts";
import { closedBlocker, missingBlocker, nothingHolds, nothingMatches, tooMany } from "./blockers.ts";
import { type Entry, labelOfEntry, namedPlaces, placesIn, type RepositoriesTarget, scopesIn } from "./entry.ts";
import { blockerOf, isDefinite } from "./failures.ts";
import { matcher } from "./globs.ts";
import { idOf, labelOf, type SecretPlace } from "./places.ts";
import type { Repository } from "./repositories.ts";
import { readSecret, type SecretItem } from "./secrets.ts";
import { githubTarget } from "./target.ts";

/** One resolution: what it works on, and what it adds to. */
interface Work {
  readonly entry: Entry;
  readonly op: Op;
  readonly targets: Map<string, Target>;
  readonly skipped: Skipped[];
  readonly unresolved: Unresolved[];
}

/**
 * Turns names and globs into targets. Read only. What was asked once is not asked again in the same run.
 * @throws RotationError for what may pass by itself, and for a token that GitHub refuses
 */
export async function resolveEntry(entry: Entry, op: Op): Promise<Resolution> {
  const { options, tools } = entry;
  const work: Work = { entry, op, targets: new Map(), skipped: [], unresolved: [] };
  if (options.target.kind === "organization") {
    for (const place of namedPlaces(options)) addTarget(work, { place, named: true });
  } else {
    await resolveNames(work, options.target);
    for (const glob of options.target.globs) await resolveGlob(work, options.target, glob);
  }
  const { maxTargets } = tools.github;
  const count = work.targets.size;
  if (count > maxTargets) {
    const blocker = tooMany(labelOfEntry(options), { count, maxTargets });
    return { targets: [], skipped: [], unresolved: [unresolved(entry, blocker)] };
  }
  const [first] = work.skipped;
  if (count === 0 && first && work.unresolved.length === 0) {
    const blocker = nothingHolds(options, { count: work.skipped.length, why: `${first.label}: ${first.why}` });
    work.unresolved.push(unresolved(entry, blocker));
  }
  return { targets: [...work.targets.values()], skipped: work.skipped, unresolved: work.unresolved };
}

async function resolveNames(work: Work, target: RepositoriesTarget): Promise<void> {
  const { entry, op } = work;
  const excluded = matcher(target.exclude);
  for (const name of target.names.filter(excluded)) {
    work.skipped.push({ label: name, why: "it is named, but also excluded" });
  }
  const wanted = target.names.filter((name) => !excluded(name));
  for (const [name, result] of await entry.session.repositories.find(wanted, op)) {
    if ("error" in result) {
      const blocker = await missingBlocker({ session: entry.session, name, result }, op);
      work.unresolved.push(unresolved(entry, blocker, name));
      continue;
    }
    const blocker = closedBlocker(result.repository);
    if (blocker) work.unresolved.push(unresolved(entry, blocker, name));
    else addPlaces(work, placesIn(scopesIn(result.repository, target), entry.options));
  }
}

function addPlaces(work: Work, places: readonly SecretPlace[]): void {
  for (const place of places) addTarget(work, { place, named: true });
}

async function resolveGlob(work: Work, target: RepositoriesTarget, glob: string): Promise<void> {
  const { entry, op } = work;
  const owner = glob.slice(0, glob.indexOf("/"));
  try {
    const all = await entry.session.repositories.ofOwner(owner, op);
    const matches = matcher([glob]);
    const excluded = matcher(target.exclude);
    const matching = all.filter(({ fullName }) => matches(fullName));
    const wanted = matching.filter((each) => !excluded(each.fullName) && isSelected(each, target));
    if (wanted.length > 0) await addMatched(work, target, wanted);
    else work.unresolved.push(unresolved(entry, nothingMatches({ glob, all, matching }), glob));
  } catch (error) {
    // A dead token stops everything; it is not the fault of this pattern.
    if (!isDefinite(error) || error.fault === "unauthenticated") throw error;
    work.unresolved.push(unresolved(entry, blockerOf(error), glob));
  }
}

/** Adds the secrets of matched repositories: those that are there already, or all of them with `create`. */
async function addMatched(work: Work, target: RepositoriesTarget, matched: readonly Repository[]): Promise<void> {
  const open: Repository[] = [];
  for (const repository of matched) {
    const blocker = closedBlocker(repository);
    if (blocker) work.skipped.push({ label: repository.fullName, why: blocker.why });
    else open.push(repository);
  }
  const scopes = open.flatMap((repository) => scopesIn(repository, target));
  const places = placesIn(scopes, work.entry.options);
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

function isSelected(repository: Repository, { topics, visibility }: RepositoriesTarget): boolean {
  const hasTopics = topics.every((topic) => repository.topics.includes(topic));
  return hasTopics && (visibility.length === 0 || visibility.some((each) => each === repository.visibility));
}

interface NewTarget {
  readonly place: SecretPlace;
  readonly named: boolean;
  readonly seen?: SecretItem;
}

/** A place that is there already stays as it is: names come before globs. */
function addTarget({ entry, targets }: Work, { place, named, seen }: NewTarget): void {
  const { options, session, tools } = entry;
  const { apiUrl } = tools.github;
  const id = idOf(place, apiUrl);
  if (targets.has(id)) return;
  const { scope } = place;
  const name = scope.kind === "organization" ? undefined : `${scope.owner}/${scope.repo}`;
  const home = options.home ?? name?.toLowerCase() === tools.run.repository.toLowerCase();
  const { required, create } = options;
  const { clock } = tools;
  targets.set(
    id,
    githubTarget({ session, clock, apiUrl, place, named, required, create, home, ...(seen ? { seen } : {}) }),
  );
}

function unresolved({ options }: Entry, blocker: Blocker, label = labelOfEntry(options)): Unresolved {
  return { label, required: options.required, blocker };
}
