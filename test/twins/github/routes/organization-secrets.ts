import { reachOrganization } from "../access.ts";
import { paginate } from "../page.ts";
import { notFound, Refusal } from "../refusal.ts";
import type { Answer, Call, Route } from "../route.ts";
import { checkName, checkRequired, checkRoom, commit, fieldsOf, openValue, remove } from "../sealed-write.ts";
import { isoSeconds, repositoryShape } from "../shapes.ts";
import type { Level, SecretPlace, Store, Visibility } from "../types.ts";
import type { SecretState, Vault } from "../vault.ts";
import type { Owner, Repository } from "../world.ts";

/** @see https://docs.github.com/actions/reference/security/secrets#limits-for-secrets */
const MOST_SECRETS = 1_000;

/** Names of the organization permission of each store, as fine-grained tokens have them. */
export const ORGANIZATION_PERMISSION: Readonly<Record<Store, string>> = {
  actions: "organization_secrets",
  dependabot: "organization_dependabot_secrets",
  codespaces: "organization_codespaces_secrets",
  agents: "organization_agent_secrets",
};

interface Reached {
  readonly organization: Owner;
  readonly vault: Vault;
  readonly place: SecretPlace;
}

function reach(call: Call, store: Store, level: Level): Reached {
  const organization = reachOrganization(call, { permission: ORGANIZATION_PERMISSION[store], level });
  const name = (call.params.secret_name ?? "").toUpperCase();
  const place = { organization: organization.login, store, name };
  return { organization, vault: call.world.vault(organization, store), place };
}

/** The secret that the path names, as it is read now. @throws Refusal 404 */
function existing({ vault, place }: Reached, untilMs?: number): SecretState {
  const state = vault.get(place.name, untilMs);
  if (!state) throw notFound();
  return state;
}

function shape(call: Call, store: Store, name: string, state: SecretState): Record<string, unknown> {
  const url = `${call.baseUrl}/orgs/${call.params.org}/${store}/secrets/${name}/repositories`;
  return {
    name,
    created_at: isoSeconds(state.createdAtMs),
    updated_at: isoSeconds(state.updatedAtMs),
    visibility: state.visibility,
    ...(state.visibility === "selected" ? { selected_repositories_url: url } : {}),
  };
}

function list(call: Call, store: Store): Answer {
  const all = reach(call, store, "read").vault.list(call.readableUntilMs);
  const { items, headers } = paginate(all, call);
  const secrets = items.map(([name, state]) => shape(call, store, name, state));
  return { status: 200, headers, body: { total_count: all.length, secrets } };
}

function read(call: Call, store: Store): Answer {
  const reached = reach(call, store, "read");
  return { status: 200, body: shape(call, store, reached.place.name, existing(reached, call.readableUntilMs)) };
}

function isVisibility(value: unknown): value is Visibility {
  return value === "all" || value === "private" || value === "selected";
}

/** Ids of a body's field, in numbers. @throws Refusal 422 for what is no repository of the organization */
function repositoryIds(call: Call, organization: Owner, value: unknown): ReadonlySet<number> {
  if (!Array.isArray(value)) throw new Refusal(422, '"selected_repository_ids" must be an array.');
  const ids = new Set(value.map(Number));
  for (const id of ids) {
    if (call.world.repositories.get(id)?.owner !== organization) {
      throw new Refusal(422, "One or more of the selected repositories do not belong to the organization.");
    }
  }
  return ids;
}

function write(call: Call, store: Store): Answer {
  const reached = reach(call, store, "write");
  const { organization, vault, place } = reached;
  const fields = fieldsOf(call);
  const { visibility, selected_repository_ids: ids = [] } = fields;
  checkName(place.name);
  checkRoom(vault, place.name, MOST_SECRETS);
  const isNew = vault.get(place.name) === undefined;
  const sealed = isNew || store === "agents" ? ["encrypted_value", "key_id"] : [];
  checkRequired(fields, [...sealed, "visibility"]);
  if (!isVisibility(visibility))
    throw new Refusal(422, `"visibility" is not a member of ["all", "private", "selected"].`);
  const value = openValue(call, fields, vault, place);
  // `selected` without ids clears the list: every repository loses the secret, as on the real one.
  const selectedIds = visibility === "selected" ? repositoryIds(call, organization, ids) : undefined;
  const next = { visibility, selectedIds, ...(value === undefined ? {} : { value }) };
  const effect = (atMs: number): void => commit(call, vault, place, next, atMs);
  return isNew ? { status: 201, body: {}, effect } : { status: 204, effect };
}

function erase(call: Call, store: Store): Answer {
  const reached = reach(call, store, "write");
  existing(reached);
  return { status: 204, effect: (atMs) => remove(call, reached.vault, reached.place, atMs) };
}

function selected(call: Call, state: SecretState): readonly Repository[] {
  const repositories: Repository[] = [];
  for (const id of state.selectedIds ?? []) {
    const repository = call.world.repositories.get(id);
    if (repository) repositories.push(repository);
  }
  return repositories.sort((a, b) => a.id - b.id);
}

function listSelected(call: Call, store: Store): Answer {
  const all = selected(call, existing(reach(call, store, "read"), call.readableUntilMs));
  const { items, headers } = paginate(all, call);
  const repositories = items.map((repository) => repositoryShape(repository, call));
  return { status: 200, headers, body: { total_count: all.length, repositories } };
}

/** @throws Refusal 409 unless the secret has visibility `selected` */
function selection(state: SecretState): ReadonlySet<number> {
  if (state.visibility === "selected") return state.selectedIds ?? new Set();
  throw new Refusal(409, "Conflict: the secret's visibility is not 'selected'.");
}

function setSelected(call: Call, store: Store): Answer {
  const reached = reach(call, store, "write");
  selection(existing(reached));
  const selectedIds = repositoryIds(call, reached.organization, fieldsOf(call).selected_repository_ids);
  return { status: 204, effect: (atMs) => commit(call, reached.vault, reached.place, { selectedIds }, atMs) };
}

function changeSelected(call: Call, store: Store, how: "add" | "delete"): Answer {
  const reached = reach(call, store, "write");
  const before = selection(existing(reached));
  const [id = 0] = repositoryIds(call, reached.organization, [call.params.repository_id]);
  const selectedIds = new Set(before);
  selectedIds[how](id);
  return { status: 204, effect: (atMs) => commit(call, reached.vault, reached.place, { selectedIds }, atMs) };
}

/** Routes of organization secrets, of the stores given. */
export function organizationSecretRoutes(stores: readonly Store[]): readonly Route[] {
  return stores.flatMap((store): readonly Route[] => {
    const base = `/orgs/{org}/${store}/secrets`;
    const publicKey = (call: Call): Answer => ({ status: 200, body: reach(call, store, "read").vault.publicKey() });
    const one = `${base}/{secret_name}`;
    return [
      { method: "GET", path: base, handle: (call) => list(call, store) },
      { method: "GET", path: `${base}/public-key`, handle: publicKey },
      { method: "GET", path: one, handle: (call) => read(call, store) },
      { method: "PUT", path: one, handle: (call) => write(call, store) },
      { method: "DELETE", path: one, handle: (call) => erase(call, store) },
      { method: "GET", path: `${one}/repositories`, handle: (call) => listSelected(call, store) },
      { method: "PUT", path: `${one}/repositories`, handle: (call) => setSelected(call, store) },
      {
        method: "PUT",
        path: `${one}/repositories/{repository_id}`,
        handle: (call) => changeSelected(call, store, "add"),
      },
      {
        method: "DELETE",
        path: `${one}/repositories/{repository_id}`,
        handle: (call) => changeSelected(call, store, "delete"),
      },
    ];
  });
}
