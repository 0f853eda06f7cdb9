import * as z from "zod/mini";
import type { Op } from "../../contract/key-service.ts";
import type { Memory } from "../../lib/memory.ts";
import { memory } from "../../lib/memory.ts";
import type { GithubClient } from "./client.ts";
import { githubFailure, readBody } from "./failures.ts";
import { allPages } from "./pages.ts";
import type { PropertyBag, Repository, Visibility } from "./repositories.ts";
import { MEMBERS_RIGHT, PROPERTIES_RIGHT } from "./rights.ts";

/** Values of custom properties by name; of several allowed values a repository must have one. */
export type Properties = Readonly<Record<string, readonly string[]>>;

/** What a repository that a pattern matches must be; what is empty or absent is no condition. */
export interface Selection {
  /** At least one of these, in lower case. */
  readonly topics: readonly string[];
  /** One of these. */
  readonly visibility: readonly Visibility[];
  /** Each of these properties with one of its values. */
  readonly properties: Properties;
  /** Slug of a team of the owner: the repositories that it may reach. */
  readonly team?: string;
}

/** What was asked about owners beside their lists of repositories: once a run. */
export interface OwnerFacts {
  /** Full names in lower case, by `owner/slug`. */
  readonly teams: Memory<ReadonlySet<string>>;
  /** By owner, then by full name in lower case. */
  readonly properties: Memory<ReadonlyMap<string, PropertyBag>>;
}

/** Makes the memory of a run. */
export function ownerFacts(): OwnerFacts {
  return { teams: memory(), properties: memory() };
}

export interface SelectionCall {
  readonly client: GithubClient;
  readonly owner: string;
  readonly op: Op;
  readonly facts: OwnerFacts;
}

/** Whether anything is asked of a repository. */
export function selects({ topics, visibility, properties, team }: Selection): boolean {
  return topics.length + visibility.length + Object.keys(properties).length > 0 || team !== undefined;
}

/**
 * Keeps the repositories of one owner that are as asked. A team takes one request per 100 of its repositories; custom
 * properties take none where the list of the owner has them, as github.com's does.
 * @throws RotationError where the team or the properties cannot be read
 */
export async function select(
  repositories: readonly Repository[],
  selection: Selection,
  call: SelectionCall,
): Promise<readonly Repository[]> {
  const { topics, visibility, properties, team } = selection;
  let left = repositories.filter(
    (each) =>
      (topics.length === 0 || topics.some((topic) => each.topics.includes(topic))) &&
      (visibility.length === 0 || visibility.some((one) => one === each.visibility)),
  );
  if (left.length > 0 && team !== undefined) {
    const members = await teamRepositories(call, team);
    left = left.filter(({ fullName }) => members.has(fullName.toLowerCase()));
  }
  const wanted = Object.entries(properties);
  if (left.length === 0 || wanted.length === 0) return left;
  const isListed = left.every((each) => each.properties !== undefined);
  const values = isListed ? undefined : await propertyValues(call);
  return left.filter((each) => {
    const own = each.properties ?? values?.get(each.fullName.toLowerCase()) ?? {};
    return wanted.every(([name, allowed]) => has(own, name, allowed));
  });
}

/** Names of properties ignore case, values do not. */
function has(own: PropertyBag, name: string, allowed: readonly string[]): boolean {
  const entry = Object.entries(own).find(([key]) => key.toLowerCase() === name.toLowerCase());
  const values = entry?.[1] ?? [];
  return allowed.some((value) => (Array.isArray(values) ? values.includes(value) : values === value));
}

const teamShape = z.array(z.object({ full_name: z.string() }));

/** @see https://docs.github.com/rest/teams/teams#list-team-repositories */
async function teamRepositories(call: SelectionCall, team: string): Promise<ReadonlySet<string>> {
  const { client, owner, op, facts } = call;
  return facts.teams.recall(`${owner}/${team}`.toLowerCase(), async () => {
    const what = `listing the repositories of the team ${owner}/${team}`;
    const path = "/orgs/{org}/teams/{team_slug}/repos";
    const request = {
      method: "GET" as const,
      path,
      params: { org: owner, team_slug: team },
      what,
      right: MEMBERS_RIGHT,
    };
    const found = await allPages({ client, request, op }, (answer) => {
      if (answer.status === 200) return readBody(teamShape, answer, what);
      const needs = `the organization permission "Members" (read) for ${owner}`;
      const missing = `Either ${owner} has no team "${team}" (its slug, as in its address), or the token cannot see it: it needs ${needs}.`;
      throw githubFailure(answer, { what, needs, missing });
    });
    return new Set(found.map(({ full_name }) => full_name.toLowerCase()));
  });
}

const valuesShape = z.array(
  z.object({
    repository_full_name: z.string(),
    properties: z.array(
      z.object({ property_name: z.string(), value: z.union([z.string(), z.array(z.string()), z.null()]) }),
    ),
  }),
);

/** @see https://docs.github.com/rest/orgs/custom-properties#list-custom-property-values-for-organization-repositories */
async function propertyValues(call: SelectionCall): Promise<ReadonlyMap<string, PropertyBag>> {
  const { client, owner, op, facts } = call;
  return facts.properties.recall(owner.toLowerCase(), async () => {
    const what = `reading the custom properties of the repositories of ${owner}`;
    const path = "/orgs/{org}/properties/values";
    const request = { method: "GET" as const, path, params: { org: owner }, what, right: PROPERTIES_RIGHT };
    const found = await allPages({ client, request, op }, (answer) => {
      if (answer.status === 200) return readBody(valuesShape, answer, what);
      const needs = `the organization permission "Custom properties" (read) for ${owner}`;
      throw githubFailure(answer, { what, needs });
    });
    return new Map(
      found.map(({ repository_full_name, properties }) => [
        repository_full_name.toLowerCase(),
        Object.fromEntries(properties.map(({ property_name, value }) => [property_name, value])),
      ]),
    );
  });
}
