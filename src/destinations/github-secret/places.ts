/** The stores of GitHub that hold secrets. Each has its own copy, its own public key and its own permission. */
export const STORES = ["actions", "dependabot", "codespaces", "agents"] as const;
export type Store = (typeof STORES)[number];

/** What a store belongs to. Environments have one store only, that of Actions. */
export type Scope =
  | { readonly kind: "repository"; readonly owner: string; readonly repo: string }
  | { readonly kind: "environment"; readonly owner: string; readonly repo: string; readonly environment: string }
  | { readonly kind: "organization"; readonly org: string };

/** One store of one scope: what a public key belongs to. */
export interface Place {
  readonly scope: Scope;
  readonly store: Store;
}

/** One secret. `name` is upper-case, as GitHub stores it. */
export interface SecretPlace extends Place {
  readonly name: string;
}

/** A URL template and the values for it. */
export interface Route {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Where the secrets of a place are listed; `/public-key`, `/{secret_name}` and `/{secret_name}/repositories` follow.
 * All families have this one shape.
 * @see https://docs.github.com/rest/actions/secrets
 * @see https://docs.github.com/rest/dependabot/secrets
 * @see https://docs.github.com/rest/codespaces/repository-secrets
 */
export function routeOf({ scope, store }: Place): Route {
  switch (scope.kind) {
    case "repository":
      return {
        path: `/repos/{owner}/{repo}/${store}/secrets`,
        params: { owner: scope.owner, repo: scope.repo },
      };
    case "environment":
      return {
        path: "/repos/{owner}/{repo}/environments/{environment_name}/secrets",
        params: { owner: scope.owner, repo: scope.repo, environment_name: scope.environment },
      };
    case "organization":
      return { path: `/orgs/{org}/${store}/secrets`, params: { org: scope.org } };
  }
}

/*
 * The names below are joined, not put together by templates: these would keep every piece and what it was cut from, a
 * kilobyte for each of thousands of targets.
 */

/** `acme/api` */
export function repositoryName({ owner, repo }: { readonly owner: string; readonly repo: string }): string {
  return [owner, repo].join("/");
}

/** `acme/api`, `acme/api:production`, `acme`: for people. */
export function scopeName(scope: Scope): string {
  switch (scope.kind) {
    case "repository":
      return repositoryName(scope);
    case "environment":
      return [scope.owner, "/", scope.repo, ":", scope.environment].join("");
    case "organization":
      return scope.org;
  }
}

/** `acme/api · actions · KOSLI_API_TOKEN`: for people. */
export function labelOf({ scope, store, name }: SecretPlace): string {
  const where = scope.kind === "organization" ? `organization ${scope.org}` : scopeName(scope);
  return [where, store, name].join(" · ");
}

/** The same for every run and every spelling: GitHub ignores the case of all these names. */
export function idOf({ scope, store, name }: SecretPlace, apiUrl: string): string {
  const where = scope.kind === "organization" ? `orgs/${scope.org}` : scopeName(scope);
  return ["github-secret", new URL(apiUrl).host, where.toLowerCase(), store, name].join(":");
}

/** Key for caches of what belongs to a store of a scope. */
export function placeKey({ scope, store }: Place): string {
  return [scope.kind, scopeName(scope).toLowerCase(), store].join(":");
}

const REPOSITORY_PERMISSION: Readonly<Record<Store, string>> = {
  actions: "Secrets",
  dependabot: "Dependabot secrets",
  codespaces: "Codespaces secrets",
  agents: "Agent secrets",
};

const ORGANIZATION_PERMISSION: Readonly<Record<Store, string>> = {
  actions: "Secrets",
  dependabot: "Organization dependabot secrets",
  codespaces: "Organization codespaces secrets",
  agents: "Agent secrets",
};

/**
 * The permission, as GitHub's settings pages name it, that a fine-grained token or an App needs for a place.
 * @see https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 */
export function permissionOf({ scope, store }: Place): string {
  if (scope.kind === "environment") return `the repository permission "Environments"`;
  return scope.kind === "organization"
    ? `the organization permission "${ORGANIZATION_PERMISSION[store]}"`
    : `the repository permission "${REPOSITORY_PERMISSION[store]}"`;
}

/** What the token needs at a place, and what a 404 there may mean besides. */
export function needsOf({ scope, store }: Place): { readonly needs: string; readonly missing: string } {
  const needs = `${permissionOf({ scope, store })} (read and write) for ${scopeName(scope)}`;
  const may = [absence(scope)];
  // Enterprise Server has neither of them yet.
  if (store === "codespaces" || store === "agents") may.push(`this server has no ${store} secrets`);
  return { needs, missing: `Either ${may.join(", or ")}, or the token cannot see it: it needs ${needs}.` };
}

function absence(scope: Scope): string {
  switch (scope.kind) {
    case "repository":
      return "the name is wrong";
    case "environment":
      return `there is no environment "${scope.environment}" in ${scope.owner}/${scope.repo} (rekey does not create environments)`;
    case "organization":
      return `there is no organization "${scope.org}"`;
  }
}
