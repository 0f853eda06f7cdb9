import type { Blocker } from "../../contract/blocker.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import { nearest } from "../../lib/nearest.ts";
import { blockerOf, isOfApp } from "./failures.ts";
import type { GithubSecretOptions } from "./options.ts";
import { scopeName } from "./places.ts";
import type { Found, Repository } from "./repositories.ts";
import type { SecretCall } from "./secrets.ts";
import { readNames } from "./secrets.ts";
import type { Session } from "./session.ts";

/** Why no secret of a repository can be written. @see https://docs.github.com/repositories/archiving-a-github-repository */
export function closedBlocker(repository: Repository): Blocker | undefined {
  const state = repository.archived ? "archived" : repository.disabled ? "disabled" : undefined;
  if (!state) return undefined;
  const why = `${repository.fullName} is ${state}, so nothing can be written there`;
  const hint = state === "archived" ? "Unarchive it, or leave it out." : "Leave it out, or ask GitHub's support why.";
  return { fault: "conflict", why, hint };
}

/** Why a repository that a pattern matches is passed over; undefined: it is not. `forksToo`: a fork is meant as well. */
export function skipReason(repository: Repository, { forksToo }: { readonly forksToo: boolean }): string | undefined {
  if (repository.archived) return "it is archived, so nothing can be written there";
  if (repository.disabled) return "it is disabled, so nothing can be written there";
  return repository.fork && !forksToo ? "it is a fork: name it outright if it is meant" : undefined;
}

/** What to say of a repository that cannot be had: with the nearest name of its owner's, if that can be told. */
export async function missingBlocker(
  { session, name, result }: { session: Session; name: string; result: Extract<Found, { error: unknown }> },
  op: Op,
): Promise<Blocker> {
  const blocker = blockerOf(result.error);
  if (blocker.fault !== "not-found" || isOfApp(result.error)) return blocker;
  const owner = name.slice(0, name.indexOf("/"));
  const known = await suggestions(async () =>
    (await session.repositories.ofOwner(owner, op)).map((repository) => repository.name),
  );
  const near = nearest(name.slice(owner.length + 1), known);
  const rename = near ? ` (did you mean ${owner}/${near}?)` : "";
  const hint = `Either the name is wrong${rename}, or the token cannot see it: ${session.client.toSee(name)}.`;
  return { ...blocker, why: `there is no repository ${name}, as far as the token can see`, hint };
}

/** What to say of a secret that is not there and is not to be created: with the nearest name that is there. */
export async function absentBlocker(call: SecretCall): Promise<Blocker> {
  const { name, store, scope } = call.place;
  const where = scope.kind === "organization" ? `the organization ${scope.org}` : scopeName(scope);
  const near = nearest(name, await suggestions(() => readNames(call)));
  const rename = near ? ` (did you mean ${near}?)` : "";
  return {
    fault: "not-found",
    why: `${where} holds no secret ${name} in the store ${store}`,
    hint: `Check the name of the secret${rename} and the stores, or set create: true (create-missing) to have it created.`,
  };
}

/** Only a suggestion hangs on this question: where it cannot be answered there is none. */
async function suggestions(ask: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RotationError && error.fault !== "cancelled") return [];
    throw error;
  }
}

/** What to say of a pattern that leads to no repository. */
export function nothingMatches(at: {
  readonly glob: string;
  readonly all: readonly Repository[];
  readonly matching: readonly Repository[];
}): Blocker {
  const owner = at.glob.slice(0, at.glob.indexOf("/"));
  const why =
    at.matching.length === 0
      ? `the pattern ${at.glob} matches none of the ${at.all.length} repositories of ${owner} that the token sees`
      : `of the ${at.matching.length} repositories that the pattern ${at.glob} matches, exclude, topics, visibility, properties and team leave none`;
  return { fault: "not-found", why, hint: "Check the pattern, and which repositories the token may see." };
}

/** What to say of an entry whose patterns match, and lead to no secret that can be written. `why`: the first reason. */
export function nothingHolds(options: GithubSecretOptions, skipped: { readonly count: number; readonly why: string }) {
  const { name, stores } = options;
  return {
    fault: "not-found",
    why: `nothing that the patterns match has a secret ${name} (${stores.join(", ")}) that can be written: ${skipped.count} skipped, the first because ${skipped.why}`,
    hint: "Check the name of the secret and the permissions of the token, or set create: true to have it created.",
  } satisfies Blocker;
}

/** What to say of an entry that finds no holder. */
export function nobodyHolds({ name, stores }: GithubSecretOptions, where: string): Blocker {
  return {
    fault: "not-found",
    why: `nothing in ${where} holds a secret ${name} (${stores.join(", ")}), as far as the token can see`,
    hint: "Check the name of the secret, and which repositories and secrets the token may see.",
  };
}

/** What to say of an entry that stands for more secrets than are allowed. */
export function tooMany(label: string, { count, maxTargets }: { count: number; maxTargets: number }): Blocker {
  return {
    fault: "config",
    why: `${label} stands for ${count} secrets, more than the ${maxTargets} that are allowed`,
    hint: `Check the patterns; if all of them are meant, allow as many with github: { max-targets: ${count} } in the configuration file.`,
  };
}
