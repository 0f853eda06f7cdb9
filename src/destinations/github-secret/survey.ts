import * as z from "zod/mini";
import type { Fault, RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import { memory } from "../../lib/memory.ts";
import type { GithubClient } from "./client.ts";
import { githubFailure, isDefinite, readBody } from "./failures.ts";
import { allPages } from "./pages.ts";
import { type Place, placeKey, routeOf, type Scope, type Store } from "./places.ts";
import type { Repository } from "./repositories.ts";
import { actionsRight, rightOf } from "./rights.ts";
import { readAll, type SecretItem } from "./secrets.ts";
import { sessionOf } from "./session.ts";

/** What was found, or why nobody may look. */
export type Seen<T> = { readonly found: T } | { readonly blind: RotationError };

/** Secrets by their upper-case names. */
export type Listing = ReadonlyMap<string, SecretItem>;

/**
 * Looks around: what is there, by lists instead of single questions, each asked once a run. A place into which the
 * token may not look is an answer, not an error. Where it may look into none of the first places of a sort, the others
 * of that owner are not asked any more.
 */
export interface Survey {
  /** The secrets of a repository, one of its environments or an organization. */
  secretsAt(place: Place, about: Repository | undefined, op: Op): Promise<Seen<Listing>>;
  /** The names of a repository's environments. */
  environmentsOf(repository: Repository, op: Op): Promise<Seen<readonly string[]>>;
  /** The secrets of its organization that a repository sees: a view that needs no permission for the organization. */
  inheritedBy(repository: Repository, store: Store, op: Op): Promise<Seen<Listing>>;
}

/** The survey of this run. */
export function surveyOf(tools: Tools): Survey {
  return tools.shared("github-survey", () => openSurvey(sessionOf(tools).client, tools.github.apiUrl));
}

/** So many refusals by repositories that the token does work with show that a permission is missing. */
const ENOUGH_REFUSALS = 3;

/** Opens a survey of its own. No request yet. */
export function openSurvey(client: GithubClient, apiUrl: string): Survey {
  const listings = memory<Seen<Listing>>();
  const environments = memory<Seen<readonly string[]>>();
  const trials = new Map<string, Trial>();

  function attempt<T>(sort: string, about: Repository | undefined, ask: () => Promise<T>): Promise<Seen<T>> {
    if (!about) return look(ask);
    const key = `${about.owner.toLowerCase()}:${sort}`;
    const trial = trials.get(key) ?? new Trial();
    trials.set(key, trial);
    return trial.attempt(about, () => look(ask));
  }

  return {
    secretsAt: (place, about, op) =>
      listings.recall(placeKey(place), () =>
        attempt(sortOf(place), about, () => listSecrets({ client, apiUrl, place, op })),
      ),
    environmentsOf: (repository, op) =>
      environments.recall(repository.fullName.toLowerCase(), () =>
        attempt("environments", repository, () => listEnvironments(client, repository, op)),
      ),
    inheritedBy: (repository, store, op) =>
      listings.recall(`inherited:${repository.fullName.toLowerCase()}:${store}`, () =>
        attempt(`inherited ${store}`, repository, () => listInherited({ client, repository, store, op })),
      ),
  };
}

function sortOf({ scope, store }: Place): string {
  return scope.kind === "environment" ? "environment secrets" : store;
}

/** `config`: the token of an App is limited to other things. */
const BLIND: ReadonlySet<Fault> = new Set(["forbidden", "not-found", "config"]);

/** A refusal is an answer; a token that GitHub does not know stops everything. */
async function look<T>(ask: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { found: await ask() };
  } catch (error) {
    if (!isDefinite(error) || !BLIND.has(error.fault)) throw error;
    return { blind: error };
  }
}

/** One sort of question to the repositories of one owner: singly until the first may be looked into, or enough may not. */
class Trial {
  #isOpen = false;
  #refusals = 0;
  #last: RotationError | undefined;
  #busy: Promise<unknown> | undefined;

  async attempt<T>(about: Repository, ask: () => Promise<Seen<T>>): Promise<Seen<T>> {
    // What is public is seen by every token, and what may only be read says nothing of what may be written.
    const counts = about.visibility !== "public" && !about.isReadOnly;
    while (counts && !this.#isOpen && this.#busy) await this.#busy.catch(() => undefined);
    if (this.#last && this.#refusals >= ENOUGH_REFUSALS && !this.#isOpen) return { blind: this.#last };
    const asking = ask();
    const isFirst = counts && !this.#isOpen;
    if (isFirst) this.#busy = asking;
    try {
      const seen = await asking;
      if ("found" in seen) this.#isOpen = true;
      else if (counts) this.#refuse(seen.blind);
      return seen;
    } finally {
      if (isFirst) this.#busy = undefined;
    }
  }

  #refuse(error: RotationError): void {
    this.#refusals += 1;
    this.#last = error;
  }
}

interface Listed {
  readonly client: GithubClient;
  readonly apiUrl: string;
  readonly place: Place;
  readonly op: Op;
}

async function listSecrets({ client, apiUrl, place, op }: Listed): Promise<Listing> {
  try {
    return await readAll({ client, place, op });
  } catch (error) {
    if (isDefinite(error) && error.fault === "not-found" && mayLackStore(place.store, apiUrl)) return new Map();
    throw error;
  }
}

/** Enterprise Server has neither Codespaces nor Agents secrets. */
function mayLackStore(store: Store, apiUrl: string): boolean {
  if (store !== "codespaces" && store !== "agents") return false;
  const { hostname } = new URL(apiUrl);
  return hostname !== "api.github.com" && !hostname.endsWith(".ghe.com");
}

const environmentsShape = z.object({ environments: z.optional(z.array(z.object({ name: z.string() }))) });

/** @see https://docs.github.com/rest/deployments/environments#list-environments */
async function listEnvironments(
  client: GithubClient,
  { owner, name: repo, fullName }: Repository,
  op: Op,
): Promise<readonly string[]> {
  const what = `listing the environments of ${fullName}`;
  const path = "/repos/{owner}/{repo}/environments";
  const request = { method: "GET" as const, path, params: { owner, repo }, what, right: actionsRight("read") };
  const found = await allPages({ client, request, op }, (answer) => {
    const needs = `the repository permission "Actions" (read) for ${fullName}`;
    if (answer.status !== 200) throw githubFailure(answer, { what, needs });
    return readBody(environmentsShape, answer, what).environments ?? [];
  });
  return found.map(({ name }) => name);
}

const namesShape = z.object({ secrets: z.array(z.object({ name: z.string() })) });

/** @see https://docs.github.com/rest/actions/secrets#list-repository-organization-secrets */
async function listInherited({
  client,
  repository,
  store,
  op,
}: {
  readonly client: GithubClient;
  readonly repository: Repository;
  readonly store: Store;
  readonly op: Op;
}): Promise<Listing> {
  const { owner, name: repo, fullName } = repository;
  const scope: Scope = { kind: "repository", owner, repo };
  const what = `listing the organization's ${store} secrets that ${fullName} sees`;
  const path = routeOf({ scope, store }).path.replace(/secrets$/, "organization-secrets");
  const right = rightOf({ scope, store }, "read");
  const request = { method: "GET" as const, path, params: { owner, repo }, what, right };
  const found = await allPages({ client, request, op }, (answer) => {
    if (answer.status !== 200) throw githubFailure(answer, { what, needs: `access to the secrets of ${fullName}` });
    return readBody(namesShape, answer, what).secrets;
  });
  return new Map(found.map(({ name }) => [name.toUpperCase(), {}]));
}
