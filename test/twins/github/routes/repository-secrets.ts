import { reachEnvironment, reachRepository } from "../access.ts";
import { paginate } from "../page.ts";
import { notFound } from "../refusal.ts";
import type { Answer, Call, Route } from "../route.ts";
import { checkName, checkRequired, checkRoom, commit, fieldsOf, openValue, remove } from "../sealed-write.ts";
import { isoSeconds } from "../shapes.ts";
import type { Level, SecretPlace, SecretScope, Store } from "../types.ts";
import type { SecretState, Vault } from "../vault.ts";
import { fullName } from "../world.ts";

/** @see https://docs.github.com/actions/reference/security/secrets#limits-for-secrets */
const MOST_SECRETS = 100;

/** A family of secrets below a repository. */
interface Family {
  readonly base: string;
  readonly required: readonly string[];
  /** @throws Refusal 404, 403 */
  reach(call: Call, level: Level): { readonly vault: Vault; readonly scope: SecretScope };
}

/** Names of the repository permission of each store, as fine-grained tokens have them. */
export const REPOSITORY_PERMISSION: Readonly<Record<Store, string>> = {
  actions: "secrets",
  dependabot: "dependabot_secrets",
  codespaces: "codespaces_secrets",
  agents: "agent_secrets",
};

const SEALED = ["encrypted_value", "key_id"];

function storeFamily(store: Store): Family {
  return {
    base: `/repos/{owner}/{repo}/${store}/secrets`,
    required: store === "actions" || store === "agents" ? SEALED : [],
    reach(call, level) {
      const repository = reachRepository(call, { permission: REPOSITORY_PERMISSION[store], level });
      return { vault: call.world.vault(repository, store), scope: { repository: fullName(repository), store } };
    },
  };
}

const environmentFamily: Family = {
  base: "/repos/{owner}/{repo}/environments/{environment_name}/secrets",
  required: SEALED,
  reach(call, level) {
    const repository = reachRepository(call, { permission: "environments", level });
    const environment = reachEnvironment(call, repository);
    return { vault: environment.vault, scope: { repository: fullName(repository), environment: environment.name } };
  },
};

function secretShape(name: string, state: SecretState): Record<string, unknown> {
  return { name, created_at: isoSeconds(state.createdAtMs), updated_at: isoSeconds(state.updatedAtMs) };
}

function list(call: Call, family: Family): Answer {
  const all = family.reach(call, "read").vault.list(call.readableUntilMs);
  const { items, headers } = paginate(all, call);
  const secrets = items.map(([name, state]) => secretShape(name, state));
  return { status: 200, headers, body: { total_count: all.length, secrets } };
}

function read(call: Call, family: Family): Answer {
  const { vault } = family.reach(call, "read");
  const { secret_name: name = "" } = call.params;
  const state = vault.get(name, call.readableUntilMs);
  if (!state) throw notFound();
  return { status: 200, body: secretShape(name.toUpperCase(), state) };
}

function write(call: Call, family: Family): Answer {
  const { vault, scope } = family.reach(call, "write");
  const place: SecretPlace = { ...scope, name: (call.params.secret_name ?? "").toUpperCase() };
  const fields = fieldsOf(call);
  checkName(place.name);
  checkRoom(vault, place.name, MOST_SECRETS);
  checkRequired(fields, vault.get(place.name) ? family.required : SEALED);
  const value = openValue(call, fields, vault, place);
  const effect = (atMs: number): void => commit(call, vault, place, value === undefined ? {} : { value }, atMs);
  return vault.get(place.name) ? { status: 204, effect } : { status: 201, body: {}, effect };
}

function erase(call: Call, family: Family): Answer {
  const { vault, scope } = family.reach(call, "write");
  const place: SecretPlace = { ...scope, name: (call.params.secret_name ?? "").toUpperCase() };
  if (!vault.get(place.name)) throw notFound();
  return { status: 204, effect: (atMs) => remove(call, vault, place, atMs) };
}

function familyRoutes(family: Family): readonly Route[] {
  return [
    { method: "GET", path: family.base, handle: (call) => list(call, family) },
    {
      method: "GET",
      path: `${family.base}/public-key`,
      handle: (call) => ({ status: 200, body: family.reach(call, "read").vault.publicKey() }),
    },
    { method: "GET", path: `${family.base}/{secret_name}`, handle: (call) => read(call, family) },
    { method: "PUT", path: `${family.base}/{secret_name}`, handle: (call) => write(call, family) },
    { method: "DELETE", path: `${family.base}/{secret_name}`, handle: (call) => erase(call, family) },
  ];
}

/** Organization secrets that a repository sees: by visibility and selection. */
function inherited(call: Call, store: Store): Answer {
  const repository = reachRepository(call, { permission: REPOSITORY_PERMISSION[store], level: "read" });
  const visible = call.world
    .vault(repository.owner, store)
    .list(call.readableUntilMs)
    .filter(([, state]) => {
      if (state.visibility === "selected") return state.selectedIds?.has(repository.id);
      return state.visibility === "all" || repository.visibility !== "public";
    });
  const { items, headers } = paginate(visible, call);
  const secrets = items.map(([name, state]) => secretShape(name, state));
  return { status: 200, headers, body: { total_count: visible.length, secrets } };
}

/** Routes of repository and environment secrets, of the stores given. */
export function repositorySecretRoutes(stores: readonly Store[]): readonly Route[] {
  const routes: Route[] = [...familyRoutes(environmentFamily)];
  for (const store of stores) routes.push(...familyRoutes(storeFamily(store)));
  for (const store of stores) {
    if (store !== "actions" && store !== "agents") continue;
    const path = `/repos/{owner}/{repo}/${store}/organization-secrets`;
    routes.push({ method: "GET", path, handle: (call) => inherited(call, store) });
  }
  return routes;
}
