import { notFound, Refusal } from "./refusal.ts";
import type { Call } from "./route.ts";
import type { Level } from "./types.ts";
import { type Environment, fullName, type Owner, type Repository } from "./world.ts";

const ARCHIVED = "Repository was archived so is read-only.";

/** What of a repository a call wants; `openToAll`: any token may read it where the repository is public. */
export interface RepositoryNeed {
  readonly permission: string;
  readonly level: Level;
  readonly openToAll?: boolean;
}

function moved(call: Call, repository: Repository): Refusal {
  const former = `/repos/${call.params.owner}/${call.params.repo}`;
  const query = call.query.size > 0 ? `?${call.query}` : "";
  const url = `${call.baseUrl}/repositories/${repository.id}${call.path.slice(former.length)}${query}`;
  const reading = call.method === "GET" || call.method === "HEAD";
  // A 301 may turn another method into GET, so those are sent on with 307.
  const [status, message] = reading ? ([301, "Moved Permanently"] as const) : ([307, "Temporary Redirect"] as const);
  return new Refusal(status, message, { headers: { location: url }, body: { url } });
}

/**
 * The repository that the path names, if the token may do with it what the call needs.
 * @throws Refusal 301/307 renamed, 404 unseen, 403 not allowed, archived or blocked
 */
export function reachRepository(call: Call, need: RepositoryNeed): Repository {
  const name = `${call.params.owner}/${call.params.repo}`;
  const repository = call.world.repository(name);
  if (!repository) {
    const former = call.world.movedFrom(name);
    throw former && call.token.sees(former) ? moved(call, former) : notFound();
  }
  if (!call.token.sees(repository)) throw notFound();
  const open = need.level === "read" && repository.visibility === "public" && need.openToAll === true;
  if (!open && !(call.token.holds(repository) && call.token.has(need))) throw call.token.refuse(need);
  if (repository.disabled && need.permission !== "metadata") throw new Refusal(403, "Repository access blocked");
  if (repository.archived && need.level !== "read") throw new Refusal(403, ARCHIVED);
  return repository;
}

/** The environment that the path names. @throws Refusal 404 */
export function reachEnvironment(call: Call, repository: Repository): Environment {
  const environment = call.world.environment(repository, call.params.environment_name ?? "");
  if (!environment) throw notFound();
  return environment;
}

/**
 * The organization that the path names, if the token may do with it what the call needs.
 * @throws Refusal 404 unseen or a user, 403 not allowed
 */
export function reachOrganization(call: Call, need: { readonly permission: string; readonly level: Level }): Owner {
  const owner = call.world.owner(call.params.org ?? "");
  if (owner?.type !== "Organization") throw notFound();
  if (need.permission === "metadata") return owner;
  if (!call.token.owns(owner)) throw notFound();
  if (!call.token.has(need)) throw call.token.refuse(need);
  return owner;
}

/** Repositories that the token sees, by id; those of one owner where given. */
export function visibleRepositories(call: Call, owner?: Owner): readonly Repository[] {
  const visible: Repository[] = [];
  for (const repository of call.world.repositories.values()) {
    if (owner && repository.owner !== owner) continue;
    if (call.token.sees(repository)) visible.push(repository);
  }
  return visible;
}

/** For sorting by full name. */
export function byFullName(a: Repository, b: Repository): number {
  return fullName(a) < fullName(b) ? -1 : 1;
}
