import type { Call } from "./route.ts";
import { type Environment, fullName, type Owner, type Repository } from "./world.ts";

type Json = Record<string, unknown>;

const OWNER_LINKS = [
  "followers",
  "following",
  "gists",
  "starred",
  "subscriptions",
  "organizations",
  "repos",
  "events",
  "received_events",
] as const;

const REPOSITORY_LINKS = [
  "archive",
  "assignees",
  "blobs",
  "branches",
  "collaborators",
  "comments",
  "commits",
  "compare",
  "contents",
  "contributors",
  "deployments",
  "downloads",
  "events",
  "forks",
  "git_commits",
  "git_refs",
  "git_tags",
  "hooks",
  "issue_comment",
  "issue_events",
  "issues",
  "keys",
  "labels",
  "languages",
  "merges",
  "milestones",
  "notifications",
  "pulls",
  "releases",
  "stargazers",
  "statuses",
  "subscribers",
  "subscription",
  "tags",
  "teams",
  "trees",
] as const;

/** When everything on the twin was made, as far as it does not matter. */
const LONG_AGO = "2020-01-10T14:59:22Z";

const COUNTERS = {
  forks: 0,
  forks_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  size: 1,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  network_count: 0,
  subscribers_count: 0,
} as const;

const FEATURES = {
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_pages: false,
  has_discussions: false,
  has_downloads: true,
} as const;

/** ISO 8601 in UTC with the granularity that GitHub has: seconds. */
export function isoSeconds(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

function links(names: readonly string[], base: string): Json {
  return Object.fromEntries(names.map((name) => [`${name}_url`, `${base}/${name}`]));
}

/** A `simple-user`. */
export function ownerShape(owner: Owner, baseUrl: string): Json {
  const url = `${baseUrl}/users/${owner.login}`;
  return {
    ...links(OWNER_LINKS, url),
    login: owner.login,
    id: owner.id,
    node_id: `U_${owner.id}`,
    avatar_url: `${baseUrl}/avatars/${owner.id}`,
    gravatar_id: "",
    url,
    html_url: `https://github.com/${owner.login}`,
    type: owner.type,
    site_admin: false,
  };
}

/** A `minimal-repository`: what lists of repositories hold. */
export function repositoryShape(repository: Repository, call: Pick<Call, "baseUrl" | "token">): Json {
  const name = fullName(repository);
  const url = `${call.baseUrl}/repos/${name}`;
  const held = call.token.holds(repository);
  return {
    ...links(REPOSITORY_LINKS, url),
    id: repository.id,
    node_id: `R_${repository.id}`,
    name: repository.name,
    full_name: name,
    owner: ownerShape(repository.owner, call.baseUrl),
    private: repository.visibility !== "public",
    visibility: repository.visibility,
    html_url: `https://github.com/${name}`,
    description: null,
    url,
    fork: repository.fork,
    archived: repository.archived,
    disabled: repository.disabled,
    topics: repository.topics,
    default_branch: repository.defaultBranch,
    permissions: { admin: held, maintain: held, push: held, triage: held, pull: true },
    ...(repository.owner.type === "Organization" ? { custom_properties: repository.customProperties } : {}),
  };
}

/** A `full-repository` and a `repository` at once: what one repository and the lists of a user are told with. */
export function fullRepositoryShape(repository: Repository, call: Pick<Call, "baseUrl" | "token">): Json {
  const page = `https://github.com/${fullName(repository)}`;
  return {
    ...repositoryShape(repository, call),
    ...COUNTERS,
    ...FEATURES,
    clone_url: `${page}.git`,
    git_url: `${page}.git`,
    ssh_url: `git@github.com:${fullName(repository)}.git`,
    svn_url: page,
    homepage: null,
    language: null,
    mirror_url: null,
    license: null,
    pushed_at: LONG_AGO,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
  };
}

/** An `environment`. */
export function environmentShape(environment: Environment, repository: Repository, baseUrl: string): Json {
  const name = fullName(repository);
  return {
    id: environment.id,
    node_id: `EN_${environment.id}`,
    name: environment.name,
    url: `${baseUrl}/repos/${name}/environments/${encodeURIComponent(environment.name)}`,
    html_url: `https://github.com/${name}/deployments/activity_log?environments_filter=${encodeURIComponent(environment.name)}`,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    protection_rules: [],
    deployment_branch_policy: null,
  };
}
