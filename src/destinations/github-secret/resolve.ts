import type { Blocker, Resolution, Skipped, Target, Unresolved } from "../../contract/destination.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import { nearest } from "../../lib/nearest.ts";
import { blockerOf, isDefinite } from "./failures.ts";
import { matcher } from "./globs.ts";
import type { GithubSecretOptions } from "./options.ts";
import type { Scope, SecretPlace } from "./places.ts";
import { idOf, labelOf } from "./places.ts";
import type { Found, Repository } from "./repositories.ts";
import { readSecret, type SecretItem } from "./secrets.ts";
import type { Session } from "./session.ts";
import { githubTarget } from "./target.ts";

/** One entry of `destinations` on its way to targets. */
export interface Entry {
  readonly options: GithubSecretOptions;
  readonly session: Session;
  readonly tools: Tools;
}

type RepositoriesTarget = Extract<GithubSecretOptions["target"], { kind: "repositories" }>;

/** What the steps of a resolution add to. */
interface Outcome {
  readonly targets: Map<string, Target>;
  readonly skipped: Skipped[];
  readonly unresolved: Unresolved[];
}

/**
 * Turns names and globs into targets. Read only. What was asked once is not asked again in the same run.
 * @throws RotationError for what may pass by itself, and for a token that GitHub refuses
 */
export async function resolveEntry(entry: Entry, op: Op): Promise<Resolution> {
  const { target } = entry.options;
  const outcome: Outcome = { targets: new Map(), skipped: [], unresolved: [] };
  if (target.kind === "organization") {
    for (const place of placesIn([{ kind: "organization", org: target.org }], entry.options)) {
      addTarget(entry, outcome, { place, named: true });
    }
  } else {
    await resolveNames({ entry, target, outcome, op });
    await resolveGlobs({ entry, target, outcome, op });
  }
  const { maxTargets } = entry.tools.github;
  const count = outcome.targets.size;
  if (count > maxTargets) {
    const why = `${labelOfEntry(entry.options)} stands for ${count} secrets, more than the ${maxTargets} that are allowed`;
    const hint = `Check the patterns; if all of them are meant, set github: { max-targets: ${count} } in the configuration file.`;
    return { targets: [], skipped: [], unresolved: [unresolved(entry, { fault: "config", why, hint })] };
  }
  return { targets: [...outcome.targets.values()], skipped: outcome.skipped, unresolved: outcome.unresolved };
}

interface Step {
  readonly entry: Entry;
  readonly target: RepositoriesTarget;
  readonly outcome: Outcome;
  readonly op: Op;
}

async function resolveNames({ entry, target, outcome, op }: Step): Promise<void> {
  const excluded = matcher(target.exclude);
  const found = await entry.session.repositories.find(target.names, op);
  for (const [name, result] of found) {
    if (excluded(name)) {
      outcome.skipped.push({ label: name, why: "it is named, but also excluded" });
      continue;
    }
    const blocker = "error" in result ? await missing({ entry, name, result, op }) : closedBlocker(result.repository);
    if (blocker || "error" in result) {
      outcome.unresolved.push(unresolved(entry, blocker ?? blockerOf("error" in result && result.error), name));
      continue;
    }
    for (const place of placesIn(scopesOf(result.repository, target), entry.options)) {
      addTarget(entry, outcome, { place, named: true });
    }
  }
}

async function resolveGlobs({ entry, target, outcome, op }: Step): Promise<void> {
  for (const glob of target.globs) {
    const owner = glob.slice(0, glob.indexOf("/"));
    try {
      const all = await entry.session.repositories.ofOwner(owner, op);
      await resolveGlob({ entry, target, outcome, op, glob, all });
    } catch (error) {
      // A dead token stops everything; it is not the fault of this name.
      if (!isDefinite(error) || error.fault === "unauthenticated") throw error;
      outcome.unresolved.push(unresolved(entry, blockerOf(error), glob));
    }
  }
}

async function resolveGlob(step: Step & { readonly glob: string; readonly all: readonly Repository[] }): Promise<void> {
  const { entry, target, outcome, op, glob, all } = step;
  const matches = matcher([glob]);
  const matching = all.filter(({ fullName }) => matches(fullName));
  const excluded = matcher(target.exclude);
  const wanted = matching.filter((each) => !excluded(each.fullName) && isSelected(each, target));
  if (wanted.length === 0) {
    outcome.unresolved.push(unresolved(entry, nothingMatches({ glob, all, matching }), glob));
    return;
  }
  const before = outcome.targets.size;
  const skippedBefore = outcome.skipped.length;
  const open: Repository[] = [];
  for (const repository of wanted) {
    const blocker = closedBlocker(repository);
    if (blocker) outcome.skipped.push({ label: repository.fullName, why: blocker.why });
    else open.push(repository);
  }
  const scopes = open.flatMap((repository) => scopesOf(repository, target));
  await addMatched({ entry, outcome, op }, [...placesIn(scopes, entry.options)]);
  if (outcome.targets.size === before && outcome.skipped.length > skippedBefore) {
    outcome.unresolved.push(unresolved(entry, nothingHolds(glob, entry.options, wanted.length), glob));
  }
}

/** Adds the places of matched repositories: those that hold the secret already, or all of them with `create`. */
async function addMatched({ entry, outcome, op }: Pick<Step, "entry" | "outcome" | "op">, places: SecretPlace[]) {
  const looks = places.map(async (place) => ({ place, look: await lookAt({ entry, place, op }) }));
  for (const { place, look } of await Promise.all(looks)) {
    if ("why" in look) outcome.skipped.push({ label: labelOf(place), why: look.why });
    else addTarget(entry, outcome, { place, named: false, ...look });
  }
}

type Look = { readonly why: string } | { readonly seen?: SecretItem };

async function lookAt({ entry, place, op }: { entry: Entry; place: SecretPlace; op: Op }): Promise<Look> {
  const { session, options } = entry;
  try {
    const seen = await readSecret({ client: session.client, place, op });
    if (seen) return { seen };
    return options.create ? {} : { why: `it holds no such secret (create: true would create it)` };
  } catch (error) {
    // What may pass by itself is looked at again when the target is observed.
    if (!isDefinite(error)) return {};
    if (error.fault === "unauthenticated") throw error;
    return { why: error.hint ? `${error.message}. ${error.hint}` : error.message };
  }
}

function isSelected(repository: Repository, { topics, visibility }: RepositoriesTarget): boolean {
  const hasTopics = topics.every((topic) => repository.topics.includes(topic));
  return hasTopics && (visibility.length === 0 || visibility.some((each) => each === repository.visibility));
}

function scopesOf({ owner, name: repo }: Repository, { environments }: RepositoriesTarget): readonly Scope[] {
  if (environments.length === 0) return [{ kind: "repository", owner, repo }];
  return environments.map((environment) => ({ kind: "environment", owner, repo, environment }));
}

/** The secrets of some scopes in all stores of an entry. */
export function placesIn(scopes: readonly Scope[], options: GithubSecretOptions): readonly SecretPlace[] {
  return scopes.flatMap((scope) => options.stores.map((store) => ({ scope, store, name: options.name })));
}

interface NewTarget {
  readonly place: SecretPlace;
  readonly named: boolean;
  readonly seen?: SecretItem;
}

/** A place that is there already stays as it is: names come before globs. */
function addTarget({ options, session, tools }: Entry, { targets }: Outcome, { place, named, seen }: NewTarget): void {
  const { apiUrl } = tools.github;
  const id = idOf(place, apiUrl);
  if (targets.has(id)) return;
  const { scope } = place;
  const inHome =
    scope.kind !== "organization" &&
    `${scope.owner}/${scope.repo}`.toLowerCase() === tools.run.repository.toLowerCase();
  const { required, create } = options;
  const home = options.home ?? inHome;
  targets.set(
    id,
    githubTarget({
      session,
      clock: tools.clock,
      apiUrl,
      place,
      named,
      required,
      create,
      home,
      ...(seen ? { seen } : {}),
    }),
  );
}

/** Why no secret of a repository can be written. @see https://docs.github.com/repositories/archiving-a-github-repository */
function closedBlocker(repository: Repository): Blocker | undefined {
  const state = repository.archived ? "archived" : repository.disabled ? "disabled" : undefined;
  if (!state) return undefined;
  const why = `${repository.fullName} is ${state}, so nothing can be written there`;
  return { fault: "conflict", why, hint: "Unarchive it, or leave it out." };
}

interface Missing {
  readonly entry: Entry;
  readonly name: string;
  readonly result: Extract<Found, { error: unknown }>;
  readonly op: Op;
}

/** What to say of a repository that cannot be had: with the nearest name of its owner's, if that can be told. */
async function missing({ entry, name, result, op }: Missing): Promise<Blocker> {
  const blocker = blockerOf(result.error);
  if (blocker.fault !== "not-found") return blocker;
  const owner = name.slice(0, name.indexOf("/"));
  const known = await entry.session.repositories.ofOwner(owner, op).catch((error: unknown) => {
    // Only a suggestion hangs on it: an owner whose list cannot be read has none to offer.
    if (error instanceof RotationError) return [];
    throw error;
  });
  const near = nearest(
    name.slice(owner.length + 1),
    known.map((each) => each.name),
  );
  const rename = near ? ` (did you mean ${owner}/${near}?)` : "";
  const hint = `Either the name is wrong${rename}, or the token cannot see it: give the token access to ${name}.`;
  return { ...blocker, why: `there is no repository ${name}, as far as the token can see`, hint };
}

function nothingMatches(at: {
  readonly glob: string;
  readonly all: readonly Repository[];
  readonly matching: readonly Repository[];
}): Blocker {
  const owner = at.glob.slice(0, at.glob.indexOf("/"));
  const why =
    at.matching.length === 0
      ? `the pattern ${at.glob} matches none of the ${at.all.length} repositories of ${owner} that the token sees`
      : `of the ${at.matching.length} repositories that the pattern ${at.glob} matches, exclude, topics and visibility leave none`;
  return { fault: "not-found", why, hint: "Check the pattern, and which repositories the token may see." };
}

function nothingHolds(glob: string, { name, stores }: GithubSecretOptions, count: number): Blocker {
  return {
    fault: "not-found",
    why: `none of the ${count} repositories that the pattern ${glob} matches has a secret ${name} (${stores.join(", ")}) that can be written`,
    hint: "Check the name of the secret and the permissions of the token, or set create: true to have it created.",
  };
}

function unresolved({ options }: Entry, blocker: Blocker, label = labelOfEntry(options)): Unresolved {
  return { label, required: options.required, blocker };
}

/** An entry in a few words: `acme/api, acme/web-* · actions, dependabot · KOSLI_API_TOKEN`. */
export function labelOfEntry({ target, stores, name }: GithubSecretOptions): string {
  const where = target.kind === "organization" ? `organization ${target.org}` : repositoriesLabel(target);
  return `${where} · ${stores.join(", ")} · ${name}`;
}

const MAX_LABEL_NAMES = 3;

function repositoriesLabel({ names, globs, environments }: RepositoriesTarget): string {
  const all = [...globs, ...names];
  const shown = all.slice(0, MAX_LABEL_NAMES).join(", ");
  const more = all.length > MAX_LABEL_NAMES ? ` and ${all.length - MAX_LABEL_NAMES} more` : "";
  return `${shown}${more}${environments.length > 0 ? ` (${environments.join(", ")})` : ""}`;
}
