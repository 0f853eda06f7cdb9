import * as z from "zod/mini";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import { memory } from "../../lib/memory.ts";
import { sideBySide } from "../../lib/side-by-side.ts";
import type { GithubClient } from "./client.ts";
import { githubFailure, isDefinite, isOfApp, readBody } from "./failures.ts";
import { allPages } from "./pages.ts";

export const VISIBILITIES = ["public", "private", "internal"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

const propertyBag = z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()]));

/** Values of custom properties by name. */
export type PropertyBag = z.infer<typeof propertyBag>;

/** What rekey needs to know of a repository. */
export interface Repository {
  /** Canonical `owner/name`: a renamed or transferred repository has its new one here. */
  readonly fullName: string;
  readonly owner: string;
  readonly name: string;
  readonly archived: boolean;
  readonly disabled: boolean;
  readonly fork: boolean;
  readonly visibility: string;
  readonly topics: readonly string[];
  /** Custom properties, where GitHub tells them along. */
  readonly properties?: PropertyBag;
  /** Its owner is a person, not an organization. */
  readonly isPersonal: boolean;
  /** The token's role there is known to be too low for writing. */
  readonly isReadOnly: boolean;
  /** Only known where the repository was asked singly. */
  readonly defaultBranch?: string;
}

/** A repository by its name, or why it cannot be had. */
export type Found = { readonly repository: Repository } | { readonly error: RotationError };

/** What is known of repositories, asked once a run. */
export interface RepositoryBook {
  /**
   * All repositories of an owner that the token sees, by name: one request per 100.
   * @throws RotationError `not-found` for an unknown owner
   */
  ofOwner(owner: string, op: Op): Promise<readonly Repository[]>;
  /**
   * Looks names up: singly while the run has asked for at most three, else in their owner's list. What the list
   * does not have is asked singly before it is called missing. Keys of the result are the names as given.
   */
  find(names: readonly string[], op: Op): Promise<ReadonlyMap<string, Found>>;
  /** One repository, asked singly and followed to its new name. Never from a list, so with its default branch. */
  single(name: string, op: Op): Promise<Found>;
  /** The canonical name as far as it is known by now, else the name as given. */
  canonical(name: string): string;
}

/** Names that a run asks singly before it reads owners' lists. */
const MAX_SINGLE = 3;

/** Names missing in a list that are asked singly; one that is renamed or hidden from lists is rare, wrong ones may be many. */
const MAX_SECOND_LOOKS = 25;

const repositoryShape = z.object({
  full_name: z.string().check(z.regex(/^[^/]+\/[^/]+$/)),
  private: z.optional(z.boolean()),
  archived: z.optional(z.boolean()),
  disabled: z.optional(z.boolean()),
  fork: z.optional(z.boolean()),
  owner: z.optional(z.object({ type: z.optional(z.string()) })),
  permissions: z.nullish(z.object({ push: z.optional(z.boolean()), pull: z.optional(z.boolean()) })),
  custom_properties: z.catch(z.nullish(propertyBag), undefined),
  visibility: z.optional(z.string()),
  topics: z.optional(z.array(z.string())),
  default_branch: z.optional(z.string()),
});

type RepositoryBody = z.infer<typeof repositoryShape>;

/** Opens the book of one token. No request yet. */
export function repositoryBook(client: GithubClient): RepositoryBook {
  const lists = memory<readonly Repository[]>();
  const singles = memory<Found>();
  const renamed = new Map<string, string>();
  const firstLooks = new Set<string>();
  let secondLooks = 0;

  const ofOwner = (owner: string, op: Op) => lists.recall(owner.toLowerCase(), () => listOwner(client, owner, op));

  const single = (name: string, op: Op) =>
    singles.recall(name.toLowerCase(), async () => {
      const found = await askSingle(client, name, op);
      if ("repository" in found) renamed.set(name.toLowerCase(), found.repository.fullName);
      return found;
    });

  /** Whether these names fit among the few that are asked singly without a look at their owner's list. */
  function mayAskSingly(names: readonly string[]): boolean {
    const all = new Set([...firstLooks, ...names.map((name) => name.toLowerCase())]);
    if (all.size > MAX_SINGLE) return false;
    for (const name of all) firstLooks.add(name);
    return true;
  }

  async function inList(name: string, op: Op): Promise<Found> {
    try {
      const known = (await ofOwner(ownerOf(name), op)).find((each) => sameName(each.fullName, name));
      if (known) return { repository: known };
    } catch (error) {
      // A token that may not see an owner's list may still see one of its repositories.
      if (!isDefinite(error) || error.fault === "unauthenticated") throw error;
      if (isOfApp(error)) return { error };
    }
    secondLooks += 1;
    return secondLooks > MAX_SECOND_LOOKS ? { error: unlisted(name, client) } : single(name, op);
  }

  async function find(names: readonly string[], op: Op): Promise<ReadonlyMap<string, Found>> {
    const asked = (name: string) => singles.knows(name.toLowerCase());
    const open = names.filter((name) => !asked(name) && !lists.knows(ownerOf(name).toLowerCase()));
    const direct = new Set(mayAskSingly(open) ? open : []);
    const look = (name: string) => (asked(name) || direct.has(name) ? single(name, op) : inList(name, op));
    const found = await sideBySide({ items: names, work: async (name) => [name, await look(name)] as const });
    return new Map(found);
  }

  return { ofOwner, find, single, canonical: (name) => renamed.get(name.toLowerCase()) ?? name };
}

function ownerOf(name: string): string {
  return name.slice(0, name.indexOf("/"));
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function toRepository(body: RepositoryBody): Repository {
  const [owner = "", name = ""] = body.full_name.split("/");
  return {
    fullName: body.full_name,
    owner,
    name,
    archived: body.archived ?? false,
    disabled: body.disabled ?? false,
    fork: body.fork ?? false,
    visibility: body.visibility ?? (body.private === false ? "public" : "private"),
    topics: body.topics ?? [],
    ...(body.custom_properties ? { properties: body.custom_properties } : {}),
    isPersonal: body.owner?.type === "User",
    // To an App's token GitHub says no to all of them, which means nothing.
    isReadOnly: body.permissions?.push === false && body.permissions.pull === true,
    ...(body.default_branch ? { defaultBranch: body.default_branch } : {}),
  };
}

const READ_METADATA = `the repository permission "Metadata" (read)`;

/** @see https://docs.github.com/rest/repos/repos#get-a-repository */
async function askSingle(client: GithubClient, name: string, op: Op): Promise<Found> {
  const what = `looking for the repository ${name}`;
  const params = { owner: ownerOf(name), repo: name.slice(name.indexOf("/") + 1) };
  try {
    const answer = await client.send({ method: "GET", path: "/repos/{owner}/{repo}", params, what }, op);
    if (answer.status === 200) return { repository: toRepository(readBody(repositoryShape, answer, what)) };
    throw githubFailure(answer, { what, needs: `access to ${name}` });
  } catch (error) {
    if (!isDefinite(error) || error.fault === "unauthenticated") throw error;
    return { error };
  }
}

function unlisted(name: string, client: GithubClient): RotationError {
  const owner = ownerOf(name);
  return new RotationError("not-found", `${name} is not among the repositories of ${owner} that the token sees`, {
    hint: `Either the name is wrong, or the token cannot see it: ${client.toSee(name)}.`,
  });
}

/** @see https://docs.github.com/rest/repos/repos#list-organization-repositories */
async function listOwner(client: GithubClient, owner: string, op: Op): Promise<readonly Repository[]> {
  const what = `listing the repositories of ${owner}`;
  const page = (path: string, params: Readonly<Record<string, unknown>>, absent: readonly number[]) =>
    listPages({ client, request: { method: "GET", path, params, what, account: owner }, op }, absent);
  const ofOrganization = await page("/orgs/{org}/repos", { org: owner, type: "all" }, [404]);
  if (ofOrganization) return ofOrganization;
  const shown = await page("/users/{username}/repos", { username: owner, type: "owner" }, []);
  // The list of a user has public repositories only; private ones are listed to their owner, or to an App there.
  const affiliation = "owner,collaborator";
  const own =
    (await page("/user/repos", { affiliation }, [401, 403, 404])) ??
    (await page("/installation/repositories", {}, [401, 403, 404])) ??
    [];
  const all = new Map([...(shown ?? []), ...own].map((each) => [each.fullName.toLowerCase(), each]));
  return [...all.values()].filter((each) => sameName(each.owner, owner));
}

const listShape = z.union([
  z.array(repositoryShape),
  z.pipe(
    z.object({ repositories: z.array(repositoryShape) }),
    z.transform(({ repositories }) => repositories),
  ),
]);

/** All pages of a list of repositories; undefined where the first answer has one of the statuses `absent`. */
async function listPages(
  list: Parameters<typeof allPages>[0],
  absent: readonly number[],
): Promise<readonly Repository[] | undefined> {
  let missing = false;
  const items = await allPages(list, (answer) => {
    missing = absent.includes(answer.status);
    if (missing) return [];
    const { what } = list.request;
    if (answer.status !== 200) throw githubFailure(answer, { what, needs: READ_METADATA });
    return readBody(listShape, answer, what);
  });
  return missing ? undefined : items.map(toRepository);
}
