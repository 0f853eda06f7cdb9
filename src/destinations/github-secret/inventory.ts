import type { Inventory, InventoryQuery, Saving } from "../../contract/inventory.ts";
import type { Op } from "../../contract/key-service.ts";
import { sideBySide } from "../../lib/side-by-side.ts";
import type { Entry } from "./entry.ts";
import { exclusion } from "./exclude.ts";
import { type Inherited, inheritedFrom } from "./inherited.ts";
import { type BlindBook, blindBook, lookAround } from "./look-around.ts";
import { idOf, labelOf, type Place, placeKey, type SecretPlace, STORES, type Store } from "./places.ts";
import type { Repository } from "./repositories.ts";
import { shadowsAmong } from "./shadows.ts";

/** Environments for previews may be hundreds: so many of each repository are looked into. */
const MOST_ENVIRONMENTS = 50;

/** From so many repositories of one organization on, one secret of the organization is worth a word. */
const MANY = 3;

/** Requests for one repository's secret, and for an organization's beside its pages of selected repositories. */
const REQUESTS_EACH = 4;
const SELECTED_PER_PAGE = 100;

/**
 * Looks for what else holds the entry's name: in all stores and environments of the repositories of its targets, and
 * in the stores of their organizations. A wide query adds the repositories that patterns matched without a target,
 * and, in the entry's stores, those that see an organization's target. Read only; one request per list that was not
 * read before.
 * @throws RotationError for what may pass by itself, and for a token that GitHub refuses
 */
export async function takeInventory(entry: Entry, { wide }: InventoryQuery, op: Op): Promise<Inventory> {
  const { places, repositories: known } = entry.trail.last();
  const targets = [...places.values()];
  const around: Around = { entry, targets, blind: blindBook(), op };
  const near = wide ? [...known.values()] : [...known.values()].filter(hasTarget(targets));
  const inherited = await inOrganizations(near, around);
  const seers = wide ? await seersOf(inherited, around) : [];
  const looked = unique([...near, ...seers]);
  const others = looked.filter((repository) => !near.includes(repository));
  const own = targets.filter(({ scope }) => scope.kind !== "organization");
  const held = [
    ...own,
    ...(await inside(near, STORES, around)),
    ...(await inside(others, entry.options.stores, around)),
  ];
  const excluded = exclusion(entry.options.exclude);
  const { apiUrl } = entry.tools.github;
  const all = new Map(
    [...targets, ...held, ...inherited.map(({ place }) => place)].map((place) => [idOf(place, apiUrl), place]),
  );
  return {
    holders: [...all].map(([id, place]) => ({ id, label: labelOf(place), excluded: excluded.place(place) })),
    shadows: shadowsAmong({ held, inherited, repositories: looked, apiUrl }),
    blindSpots: around.blind.spots(),
    savings: wide ? savings(targets, inherited, known) : [],
  };
}

interface Around {
  readonly entry: Entry;
  readonly targets: readonly SecretPlace[];
  readonly blind: BlindBook;
  readonly op: Op;
}

function hasTarget(targets: readonly SecretPlace[]): (repository: Repository) => boolean {
  const names = new Set(
    targets.map(({ scope }) => (scope.kind === "organization" ? "" : `${scope.owner}/${scope.repo}`.toLowerCase())),
  );
  return ({ fullName }) => names.has(fullName.toLowerCase());
}

function unique(repositories: readonly Repository[]): readonly Repository[] {
  return [...new Map(repositories.map((each) => [each.fullName.toLowerCase(), each])).values()];
}

/** Finds the secret in repositories, where it is not a target: those are known. */
async function inside(
  repositories: readonly Repository[],
  stores: readonly Store[],
  around: Around,
): Promise<readonly SecretPlace[]> {
  const { entry, targets, blind, op } = around;
  const { survey, options } = entry;
  const covered = new Set(targets.map(placeKey));
  const skip = (place: Place) => covered.has(placeKey(place));
  const search = { survey, name: options.name, stores, mostEnvironments: MOST_ENVIRONMENTS, skip, blind, op };
  return (await lookAround(repositories, search)).map(({ place }) => place);
}

/** Finds the secret among those of the organizations that targets and repositories belong to. */
async function inOrganizations(repositories: readonly Repository[], around: Around): Promise<readonly Inherited[]> {
  const byOwner = new Map<string, Repository[]>();
  for (const { scope } of around.targets) if (scope.kind === "organization") byOwner.set(scope.org.toLowerCase(), []);
  for (const repository of repositories) {
    if (repository.isPersonal) continue;
    const owner = repository.owner.toLowerCase();
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), repository]);
  }
  const found = await sideBySide({ items: [...byOwner], work: ([org, own]) => inheritedFrom(org, own, around) });
  return found.flat();
}

/** The repositories that see an organization's target: a secret of their own would hide it. */
async function seersOf(
  inherited: readonly Inherited[],
  { entry, targets, blind, op }: Around,
): Promise<readonly Repository[]> {
  const covered = new Set(targets.map(placeKey));
  const found: Repository[] = [];
  for (const { org, place, isSeenBy } of inherited.filter((each) => covered.has(placeKey(each.place)))) {
    const all = await entry.session.repositories.ofOwner(org, op);
    const seers = all.filter((repository) => !repository.archived && !repository.disabled && isSeenBy(repository));
    if (seers.length <= entry.tools.github.maxTargets) found.push(...seers);
    else blind.surplus(`${seers.length} repositories that see ${labelOf(place)} (more than max-targets)`);
  }
  return unique(found);
}

/** What one secret of an organization would cost instead of those of its repositories. */
function savings(
  targets: readonly SecretPlace[],
  inherited: readonly Inherited[],
  known: ReadonlyMap<string, Repository>,
): readonly Saving[] {
  const counts = new Map<string, { readonly org: string; readonly store: string; places: number }>();
  for (const { scope, store } of targets) {
    if (scope.kind !== "repository" || known.get(`${scope.owner}/${scope.repo}`.toLowerCase())?.isPersonal) continue;
    const key = `${scope.owner.toLowerCase()}:${store}`;
    const count = counts.get(key) ?? { org: scope.owner, store, places: 0 };
    counts.set(key, count);
    count.places += 1;
  }
  const taken = new Set(inherited.map(({ org, place }) => `${org.toLowerCase()}:${place.store}`));
  return [...counts]
    .filter(([key, { places }]) => places >= MANY && !taken.has(key))
    .map(([, { org, store, places }]) => ({
      instead: `one secret of the organization ${org} (store ${store}) that is shared with these repositories`,
      places,
      requests: REQUESTS_EACH * places,
      requestsInstead: REQUESTS_EACH + 2 * Math.ceil(places / SELECTED_PER_PAGE),
    }));
}
