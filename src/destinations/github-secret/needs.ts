import type { Need } from "./demand.ts";
import { type HoldersTarget, type PatternTarget, placesIn, scopesIn } from "./entry.ts";
import type { GithubSecretOptions } from "./options.ts";
import type { Scope } from "./places.ts";
import { actionsRight, type Right, rightOf } from "./rights.ts";

/**
 * What an entry will ask of each owner, before anybody was asked: for an App, whose tokens are made to fit. `home` is
 * the repository that runs rekey.
 */
export function needsOf(options: GithubSecretOptions, home: string): ReadonlyMap<string, Need> {
  const { target } = options;
  switch (target.kind) {
    case "organization": {
      const all = "the repositories that an organization's secret is selected for are read and written with it";
      const rights = rightsAt({ kind: "organization", org: target.org }, options);
      return new Map([[target.org, { rights, repositories: { all } }]]);
    }
    case "repositories":
      return ofPatterns(target, (owner) =>
        scopesIn({ owner, name: "*" }, target).flatMap((scope) => rightsAt(scope, options)),
      );
    case "holders":
      return ofHolders(target, options, home);
    default:
      return target satisfies never;
  }
}

function ofPatterns({ names, globs }: PatternTarget, rightsFor: (owner: string) => readonly Right[]) {
  const needs = new Map<string, Need>();
  for (const owner of new Set([...names, ...globs].map(ownerOf))) {
    const glob = globs.find((each) => ownerOf(each) === owner);
    const repositories = glob
      ? { all: `the pattern ${glob} is matched against all of them` }
      : names.filter((each) => ownerOf(each) === owner);
    needs.set(owner, { rights: rightsFor(owner), repositories });
  }
  return needs;
}

function ofHolders(target: HoldersTarget, options: GithubSecretOptions, home: string): ReadonlyMap<string, Need> {
  const { within } = target;
  const inside = (owner: string): readonly Right[] => {
    const own = rightsAt({ kind: "repository", owner, repo: "*" }, options);
    if (!options.stores.includes("actions")) return own;
    const environment: Scope = { kind: "environment", owner, repo: "*", environment: "*" };
    return [...own, rightOf({ scope: environment, store: "actions" }, "write"), actionsRight("read")];
  };
  if (within === "patterns") return ofPatterns(target, inside);
  const owner = within === "owner of home" ? ownerOf(home) : within.owner;
  if (owner === "") return new Map();
  const rights = [...inside(owner), ...rightsAt({ kind: "organization", org: owner }, options)];
  return new Map([[owner, { rights, repositories: { all: "all of them are looked through" } }]]);
}

function rightsAt(scope: Scope, options: GithubSecretOptions): readonly Right[] {
  return placesIn([scope], options).map((place) => rightOf(place, "write"));
}

function ownerOf(name: string): string {
  return name.slice(0, name.indexOf("/"));
}
