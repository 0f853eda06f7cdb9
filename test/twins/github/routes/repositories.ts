import { byFullName, reachEnvironment, reachOrganization, reachRepository, visibleRepositories } from "../access.ts";
import { paginate } from "../page.ts";
import { notFound, Refusal } from "../refusal.ts";
import type { Answer, Call, Route } from "../route.ts";
import { environmentShape, fullRepositoryShape, repositoryShape } from "../shapes.ts";
import type { Repository } from "../world.ts";

const READ_METADATA = { permission: "metadata", level: "read", openToAll: true } as const;
const READ_ACTIONS = { permission: "actions", level: "read", openToAll: true } as const;

function listed(call: Call, repositories: readonly Repository[]): Answer {
  const { items, headers } = paginate([...repositories].sort(byFullName), call);
  return { status: 200, headers, body: items.map((repository) => repositoryShape(repository, call)) };
}

function ofType(type: string | null, repository: Repository): boolean {
  if (type === "public") return repository.visibility === "public";
  if (type === "private") return repository.visibility !== "public";
  if (type === "forks") return repository.fork;
  if (type === "sources") return !repository.fork;
  return true;
}

function ofOrganization(call: Call): Answer {
  const organization = reachOrganization(call, { permission: "metadata", level: "read" });
  const type = call.query.get("type");
  return listed(
    call,
    visibleRepositories(call, organization).filter((each) => ofType(type, each)),
  );
}

/** Public repositories only, whoever asks. */
function ofUser(call: Call): Answer {
  const owner = call.world.owner(call.params.username ?? "");
  if (!owner) throw notFound();
  return listed(
    call,
    visibleRepositories(call, owner).filter((each) => each.visibility === "public"),
  );
}

function held(call: Call): readonly Repository[] {
  return visibleRepositories(call)
    .filter((each) => call.token.holds(each))
    .sort(byFullName);
}

function ofToken(call: Call): Answer {
  if (call.token.isApp) throw new Refusal(403, "Resource not accessible by integration");
  const { items, headers } = paginate(held(call), call);
  return { status: 200, headers, body: items.map((repository) => fullRepositoryShape(repository, call)) };
}

function ofInstallation(call: Call): Answer {
  if (call.token.options.kind !== "installation") {
    throw new Refusal(
      403,
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  }
  const all = held(call);
  const { items, headers } = paginate(all, call);
  const repositories = items.map((repository) => fullRepositoryShape(repository, call));
  const selection = (call.token.options.repositories ?? "all") === "all" ? "all" : "selected";
  return { status: 200, headers, body: { total_count: all.length, repository_selection: selection, repositories } };
}

function ofTeam(call: Call): Answer {
  const organization = reachOrganization(call, { permission: "members", level: "read" });
  const ids = organization.teams.get(call.params.team_slug ?? "");
  if (!ids) throw notFound();
  return listed(
    call,
    visibleRepositories(call, organization).filter((each) => ids.has(each.id)),
  );
}

function environments(call: Call): Answer {
  const repository = reachRepository(call, READ_ACTIONS);
  const all = [...repository.environments.values()];
  const { items, headers } = paginate(all, call);
  const shapes = items.map((environment) => environmentShape(environment, repository, call.baseUrl));
  return { status: 200, headers, body: { total_count: all.length, environments: shapes } };
}

function environment(call: Call): Answer {
  const repository = reachRepository(call, READ_ACTIONS);
  return { status: 200, body: environmentShape(reachEnvironment(call, repository), repository, call.baseUrl) };
}

function properties(repository: Repository): readonly Record<string, unknown>[] {
  return Object.entries(repository.customProperties).map(([name, value]) => ({ property_name: name, value }));
}

function propertiesOfAll(call: Call): Answer {
  const organization = reachOrganization(call, { permission: "organization_custom_properties", level: "read" });
  const { items, headers } = paginate(visibleRepositories(call, organization), call);
  const body = items.map((repository) => ({
    repository_id: repository.id,
    repository_name: repository.name,
    repository_full_name: `${organization.login}/${repository.name}`,
    properties: properties(repository),
  }));
  return { status: 200, headers, body };
}

/** Routes that tell which repositories, environments, topics and properties there are. */
export const repositoryRoutes: readonly Route[] = [
  { method: "GET", path: "/orgs/{org}/repos", handle: ofOrganization },
  { method: "GET", path: "/orgs/{org}/teams/{team_slug}/repos", handle: ofTeam },
  { method: "GET", path: "/orgs/{org}/properties/values", handle: propertiesOfAll },
  { method: "GET", path: "/users/{username}/repos", handle: ofUser },
  { method: "GET", path: "/user/repos", handle: ofToken },
  { method: "GET", path: "/installation/repositories", handle: ofInstallation },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}",
    handle: (call) => ({ status: 200, body: fullRepositoryShape(reachRepository(call, READ_METADATA), call) }),
  },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}/topics",
    handle: (call) => ({ status: 200, body: { names: reachRepository(call, READ_METADATA).topics } }),
  },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}/properties/values",
    handle: (call) => ({ status: 200, body: properties(reachRepository(call, READ_METADATA)) }),
  },
  { method: "GET", path: "/repos/{owner}/{repo}/environments", handle: environments },
  { method: "GET", path: "/repos/{owner}/{repo}/environments/{environment_name}", handle: environment },
];
