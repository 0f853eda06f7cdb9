import type { Op } from "../../contract/key-service.ts";
import { sideBySide } from "../../lib/side-by-side.ts";
import type { Entry } from "./entry.ts";
import type { BlindBook } from "./look-around.ts";
import { type Place, permissionOf, type SecretPlace, STORES, type Store } from "./places.ts";
import type { Repository } from "./repositories.ts";
import { readSelection, type SecretItem } from "./secrets.ts";

/** An organization's secret, and which repositories see it. */
export interface Inherited {
  readonly org: string;
  readonly place: SecretPlace;
  isSeenBy(repository: Repository): boolean;
}

export interface Inheritance {
  readonly entry: Entry;
  readonly blind: BlindBook;
  readonly op: Op;
}

/**
 * Finds the entry's secret among those of an organization, in every store: by the organization's own lists or, where
 * the token may not read them, by what the given repositories see.
 */
export async function inheritedFrom(
  org: string,
  repositories: readonly Repository[],
  at: Inheritance,
): Promise<readonly Inherited[]> {
  const found = await sideBySide({ items: STORES, work: (store) => inStore({ org, store, repositories }, at) });
  return found.flatMap((inherited) => inherited ?? []);
}

interface Question {
  readonly org: string;
  readonly store: Store;
  readonly repositories: readonly Repository[];
}

async function inStore(question: Question, at: Inheritance): Promise<Inherited | undefined> {
  const { org, store } = question;
  const { entry, blind, op } = at;
  const place: Place = { scope: { kind: "organization", org }, store };
  const seen = await entry.survey.secretsAt(place, undefined, op);
  if ("found" in seen) {
    const item = seen.found.get(entry.options.name);
    return item && withAudience({ ...place, name: entry.options.name }, item, { org, ...at });
  }
  const told = await bySeers(question, place, at);
  if (told !== "blind") return told;
  const needs = `${permissionOf(place)} (read)`;
  blind.note({ sort: `${store} secrets`, of: `the organization ${org}`, needs, seen });
  return undefined;
}

async function withAudience(
  place: SecretPlace,
  { visibility }: SecretItem,
  { org, entry, op }: Inheritance & { readonly org: string },
): Promise<Inherited> {
  if (visibility !== "selected") {
    return { org, place, isSeenBy: (repository) => visibility === "all" || repository.visibility !== "public" };
  }
  const selection = await readSelection({ client: entry.session.client, place, op });
  const names = new Set(selection.map(({ full_name }) => full_name.toLowerCase()));
  return { org, place, isSeenBy: ({ fullName }) => names.has(fullName.toLowerCase()) };
}

/** Only for Actions and Agents do repositories tell what they see of their organization. */
async function bySeers(
  { org, store, repositories }: Question,
  place: Place,
  { entry, op }: Inheritance,
): Promise<Inherited | undefined | "blind"> {
  if (repositories.length === 0 || (store !== "actions" && store !== "agents")) return "blind";
  const { survey, options } = entry;
  const asked = await sideBySide({
    items: repositories,
    work: async (repository) => ({ repository, seen: await survey.inheritedBy(repository, store, op) }),
  });
  const answers = asked.flatMap(({ repository, seen }) => ("found" in seen ? [{ repository, found: seen.found }] : []));
  if (answers.length === 0) return "blind";
  const seers = new Set(
    answers.filter(({ found }) => found.has(options.name)).map(({ repository }) => repository.fullName),
  );
  if (seers.size === 0) return undefined;
  return { org, place: { ...place, name: options.name }, isSeenBy: ({ fullName }) => seers.has(fullName) };
}
