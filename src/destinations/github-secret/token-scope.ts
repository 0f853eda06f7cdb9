import type { Demand } from "./demand.ts";
import type { Level } from "./rights.ts";
import { suffices } from "./rights.ts";

/** What a token of an installation is limited to; what is absent is not limited. */
export interface TokenScope {
  /** Levels by GitHub's name of the permission. */
  readonly permissions?: Readonly<Record<string, Level>>;
  /** Names without the owner. */
  readonly repositories?: readonly string[];
}

export interface ScopeOptions {
  readonly demand: Demand;
  /** What the installation was granted, by GitHub's name of the permission. */
  readonly granted: Readonly<Record<string, string>>;
  /** Whether the run only reads. */
  readonly readOnly: boolean;
}

/** @see https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
const MAX_REPOSITORIES = 500;

/**
 * The least that a token can be limited to. What the installation was not granted is left out, as GitHub refuses a
 * token that asks for it, and other destinations can do without.
 */
export function scopeOf({ demand, granted, readOnly }: ScopeOptions): TokenScope {
  const { unnamed, repositories } = demand;
  const permissions: Record<string, Level> = {};
  for (const [name, level] of [["metadata", "read"] as const, ...demand.permissions]) {
    const wanted = readOnly ? "read" : level;
    if (suffices(granted[name], wanted)) permissions[name] = wanted;
    else if (suffices(granted[name], "read")) permissions[name] = "read";
  }
  return {
    ...(unnamed.size > 0 ? {} : { permissions }),
    ...(whyAll(demand) === undefined ? { repositories: [...repositories].sort() } : {}),
  };
}

/** What a server did not let a token be limited to. */
export interface Unlimited {
  readonly permissions: boolean;
  readonly repositories: boolean;
}

/** Why a token may do more than the run needs, as what follows `the token` in a sentence; undefined: it may not. */
export function excessOf(demand: Demand, unlimited: Unlimited): string | undefined {
  const permissions = unlimited.permissions ? "GitHub refused to limit it to those that it needs" : whyEvery(demand);
  const missing = "one of those that are named does not exist, or the App is not installed for it";
  const repositories = unlimited.repositories ? missing : whyAll(demand);
  const parts: string[] = [];
  if (permissions !== undefined) parts.push(`has every permission of the App, as ${permissions}`);
  if (repositories !== undefined)
    parts.push(`reaches every repository that the App is installed for, as ${repositories}`);
  return parts.length === 0 ? undefined : parts.join("; it ");
}

function whyEvery({ unnamed }: Demand): string | undefined {
  if (unnamed.size === 0) return undefined;
  return `GitHub has no name by which to limit a token to ${[...unnamed].join(" and ")}`;
}

function whyAll({ all, count }: Demand): string | undefined {
  if (all !== undefined) return all;
  if (count === 0) return "no repository is named";
  return count > MAX_REPOSITORIES
    ? `GitHub limits a token to ${MAX_REPOSITORIES} of them at most, and ${count} are named`
    : undefined;
}
