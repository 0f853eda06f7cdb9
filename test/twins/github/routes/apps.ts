import type { App, Installation } from "../apps.ts";
import { notFound, Refusal } from "../refusal.ts";
import type { Answer, Call, Route } from "../route.ts";
import { fullRepositoryShape, isoSeconds, ownerShape } from "../shapes.ts";
import type { Level, TokenOptions } from "../types.ts";
import { fullName, type Repository } from "../world.ts";

const LONG_AGO = "2020-01-10T14:59:22Z";

/** The most repositories that a token can be asked for by name. */
const MOST_REPOSITORIES = 500;

const RANK: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 };

function appOf(call: Call): App {
  const { authorization } = call.headers;
  return call.apps.authenticate(typeof authorization === "string" ? authorization : undefined, call.nowMs);
}

function selection({ options }: Installation): "all" | "selected" {
  return (options.repositories ?? "all") === "all" ? "all" : "selected";
}

function installationShape(call: Call, installation: Installation): Record<string, unknown> {
  const { id, app, owner, options } = installation;
  return {
    id,
    account: ownerShape(owner, call.baseUrl),
    repository_selection: selection(installation),
    access_tokens_url: `${call.baseUrl}/app/installations/${id}/access_tokens`,
    repositories_url: `${call.baseUrl}/installation/repositories`,
    html_url: `https://github.com/organizations/${owner.login}/settings/installations/${id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: owner.id,
    target_type: owner.type,
    permissions: { metadata: "read", ...options.permissions },
    events: [],
    single_file_name: null,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    suspended_by: null,
    suspended_at: options.suspended ? LONG_AGO : null,
  };
}

function installationAt(call: Call, login: string | undefined, type?: "User" | "Organization"): Answer {
  const app = appOf(call);
  const owner = call.world.owner(login ?? "");
  if (type && owner?.type !== type) throw notFound();
  return { status: 200, body: installationShape(call, call.apps.installationAt(app, owner)) };
}

function installationOfRepository(call: Call): Answer {
  const app = appOf(call);
  const repository = call.world.repository(`${call.params.owner}/${call.params.repo}`);
  const installation = call.apps.installationAt(app, repository?.owner);
  if (!repository || !covers(installation, repository)) throw notFound();
  return { status: 200, body: installationShape(call, installation) };
}

function covers({ owner, options }: Installation, repository: Repository): boolean {
  const { repositories = "all" } = options;
  if (repository.owner !== owner) return false;
  return (
    repositories === "all" || repositories.some((name) => name.toLowerCase() === fullName(repository).toLowerCase())
  );
}

function isLevel(value: unknown): value is Level {
  return value === "read" || value === "write" || value === "admin";
}

/** What of the installation's permissions the token shall have. @throws Refusal 422 for more than was granted */
function permissionsOf({ options }: Installation, wanted: unknown): TokenOptions["permissions"] {
  if (typeof wanted !== "object" || wanted === null) return options.permissions;
  const permissions: Record<string, Level> = {};
  for (const [name, level] of Object.entries(wanted)) {
    const granted = name === "metadata" ? "read" : options.permissions[name];
    if (!isLevel(level) || !granted || RANK[granted] < RANK[level]) {
      throw new Refusal(422, "The permissions requested are not granted to this installation.");
    }
    permissions[name] = level;
  }
  return permissions;
}

/** @throws Refusal 422 for a repository that the installation does not have, or too many */
function repositoriesOf(
  call: Call,
  installation: Installation,
  fields: Readonly<Record<string, unknown>>,
): readonly Repository[] | "all" {
  const { repositories: names, repository_ids: ids } = fields;
  if (names === undefined && ids === undefined) return "all";
  const named = Array.isArray(names)
    ? names.map((name) => call.world.repository(`${installation.owner.login}/${name}`))
    : [];
  const numbered = Array.isArray(ids) ? ids.map((id) => call.world.repositories.get(Number(id))) : [];
  const all = [...named, ...numbered];
  if (all.length > MOST_REPOSITORIES)
    throw new Refusal(422, `At most ${MOST_REPOSITORIES} repositories can be listed.`);
  const found = all.filter((repository) => repository !== undefined && covers(installation, repository));
  if (found.length === all.length) return found.flatMap((repository) => repository ?? []);
  throw new Refusal(
    422,
    "There is at least one repository that does not exist or is not accessible to the parent installation.",
  );
}

function createToken(call: Call): Answer {
  const installation = call.apps.installation(appOf(call), Number(call.params.installation_id));
  const fields = typeof call.body === "object" && call.body !== null ? { ...call.body } : {};
  const permissions = permissionsOf(installation, "permissions" in fields ? fields.permissions : undefined);
  const chosen = repositoriesOf(call, installation, fields);
  const repositories = chosen === "all" ? (installation.options.repositories ?? "all") : chosen.map(fullName);
  const issued = call.apps.issue(installation, { permissions, repositories }, call.nowMs);
  const body = {
    token: issued.value,
    expires_at: isoSeconds(issued.expiresAtMs),
    permissions: { metadata: "read", ...permissions },
    repository_selection: chosen === "all" ? selection(installation) : "selected",
    ...(chosen === "all" ? {} : { repositories: chosen.map((repository) => fullRepositoryShape(repository, call)) }),
  };
  return { status: 201, body };
}

function revokeToken(call: Call): Answer {
  if (call.token.options.kind !== "installation")
    throw new Refusal(403, "Resource not accessible by personal access token");
  const { authorization } = call.headers;
  return { status: 204, effect: () => call.apps.revoke(typeof authorization === "string" ? authorization : undefined) };
}

function self(call: Call): Answer {
  const app = appOf(call);
  const body = {
    id: app.id,
    slug: app.slug,
    node_id: `A_${app.id}`,
    client_id: app.clientId,
    owner: {
      ...ownerShape({ id: app.id, login: app.slug, type: "User", vaults: new Map(), teams: new Map() }, call.baseUrl),
    },
    name: app.slug,
    description: null,
    external_url: "https://example.com",
    html_url: `https://github.com/apps/${app.slug}`,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    permissions: { metadata: "read" },
    events: [],
  };
  return { status: 200, body };
}

/** Routes of GitHub Apps: who am I, where am I installed, a token please. */
export const appRoutes: readonly Route[] = [
  { method: "GET", path: "/app", auth: "app", handle: self },
  {
    method: "GET",
    path: "/orgs/{org}/installation",
    auth: "app",
    handle: (call) => installationAt(call, call.params.org, "Organization"),
  },
  {
    method: "GET",
    path: "/users/{username}/installation",
    auth: "app",
    handle: (call) => installationAt(call, call.params.username),
  },
  { method: "GET", path: "/repos/{owner}/{repo}/installation", auth: "app", handle: installationOfRepository },
  { method: "POST", path: "/app/installations/{installation_id}/access_tokens", auth: "app", handle: createToken },
  { method: "DELETE", path: "/installation/token", handle: revokeToken },
];
