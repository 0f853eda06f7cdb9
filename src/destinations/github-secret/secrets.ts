import * as z from "zod/mini";
import type { Op } from "../../contract/key-service.ts";
import type { GithubClient } from "./client.ts";
import { githubFailure, readBody } from "./failures.ts";
import { allPages } from "./pages.ts";
import type { Place, SecretPlace } from "./places.ts";
import { labelOf, needsOf, routeOf, scopeName } from "./places.ts";
import type { GithubAnswer } from "./request.ts";
import { rightOf } from "./rights.ts";

/** What GitHub shows of a secret. */
export interface SecretItem {
  /** Last write by GitHub's clock, whole seconds. */
  readonly updatedAtMs?: number;
  /** Organizations only: which repositories see it. */
  readonly visibility?: OrganizationVisibility;
}

export type OrganizationVisibility = "all" | "private" | "selected";

/** Right after a write the times may be missing for a moment. */
const itemShape = z.object({
  updated_at: z.nullish(z.iso.datetime({ offset: true })),
  visibility: z.optional(z.enum(["all", "private", "selected"])),
});

const selectionShape = z.object({
  repositories: z.array(z.object({ id: z.number(), full_name: z._default(z.string(), "") })),
});

/** A repository that is selected for an organization's secret. */
export interface SelectedRepository {
  readonly id: number;
  readonly full_name: string;
}

/** How the requests about one secret are made. */
export interface SecretCall {
  readonly client: GithubClient;
  readonly place: SecretPlace;
  readonly op: Op;
}

/**
 * Reads what GitHub shows of a secret; undefined where there is none of that name.
 * @see https://docs.github.com/rest/actions/secrets#get-a-repository-secret
 */
export async function readSecret(call: SecretCall): Promise<SecretItem | undefined> {
  const what = `reading ${labelOf(call.place)}`;
  const answer = await send(call, { method: "GET", what });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw failure(call, answer, what);
  return toItem(readBody(itemShape, answer, what));
}

function toItem({ updated_at, visibility }: z.infer<typeof itemShape>): SecretItem {
  return { ...(updated_at ? { updatedAtMs: Date.parse(updated_at) } : {}), ...(visibility ? { visibility } : {}) };
}

const listShape = z.object({ secrets: z.array(z.extend(itemShape, { name: z.string() })) });

/** Names of all secrets at a place: what GitHub's settings pages show. */
export async function readNames(call: SecretCall): Promise<readonly string[]> {
  return [...(await readAll(call)).keys()];
}

/** How the requests about a whole place are made. */
export interface PlaceCall {
  readonly client: GithubClient;
  readonly place: Place;
  readonly op: Op;
}

/** All secrets at a place by their upper-case names, all pages. */
export async function readAll({ client, place, op }: PlaceCall): Promise<ReadonlyMap<string, SecretItem>> {
  const { path, params } = routeOf(place);
  const what = `listing the ${place.store} secrets of ${scopeName(place.scope)}`;
  const request = { method: "GET" as const, path, params, what, right: rightOf(place, "read") };
  const items = await allPages({ client, request, op }, (answer) => {
    if (answer.status !== 200) throw githubFailure(answer, { what, ...needsOf(place) });
    return readBody(listShape, answer, what).secrets;
  });
  return new Map(items.map(({ name, ...item }) => [name.toUpperCase(), toItem(item)]));
}

/** What a secret is written with. */
export interface SecretBody {
  readonly encrypted_value: string;
  readonly key_id: string;
  readonly visibility?: OrganizationVisibility;
  readonly selected_repository_ids?: readonly number[];
}

/** Writes a sealed value; resolves with any answer. @see https://docs.github.com/rest/actions/secrets#create-or-update-a-repository-secret */
export function putSecret(call: SecretCall, body: SecretBody): Promise<GithubAnswer> {
  return send(call, { method: "PUT", what: `writing ${labelOf(call.place)}`, body });
}

/** Deletes a secret. @throws RotationError where the answer is not that it is gone */
export async function deleteSecret(call: SecretCall): Promise<void> {
  const what = `deleting ${labelOf(call.place)}`;
  const answer = await send(call, { method: "DELETE", what });
  if (answer.status !== 204 && answer.status !== 404) throw failure(call, answer, what);
}

/** Reads which repositories see an organization's secret, all pages, in GitHub's order. */
export async function readSelection(call: SecretCall): Promise<readonly SelectedRepository[]> {
  const what = `reading the repositories selected for ${labelOf(call.place)}`;
  const { path, params } = secretRoute(call.place);
  const right = rightOf(call.place, "read");
  const request = { method: "GET" as const, path: `${path}/repositories`, params, what, right };
  return allPages({ client: call.client, request, op: call.op }, (answer) => {
    if (answer.status !== 200) throw failure(call, answer, what);
    return readBody(selectionShape, answer, what).repositories;
  });
}

/** Sets the whole list of repositories that see an organization's secret. */
export async function putSelection(call: SecretCall, ids: readonly number[]): Promise<void> {
  const what = `restoring the repositories selected for ${labelOf(call.place)}`;
  const body = { selected_repository_ids: ids };
  const answer = await send(call, { method: "PUT", what, body, below: "/repositories" });
  if (answer.status !== 204) throw failure(call, answer, what);
}

/** The error for an answer about a secret that is none of those expected. */
export function failure({ place }: SecretCall, answer: GithubAnswer, what: string) {
  return githubFailure(answer, { what, ...needsOf(place) });
}

function secretRoute(place: SecretPlace) {
  const { path, params } = routeOf(place);
  return { path: `${path}/{secret_name}`, params: { ...params, secret_name: place.name } };
}

interface Sending {
  readonly method: "GET" | "PUT" | "DELETE";
  readonly what: string;
  readonly body?: object;
  readonly below?: string;
}

function send({ client, place, op }: SecretCall, { method, what, body, below = "" }: Sending): Promise<GithubAnswer> {
  const { path, params } = secretRoute(place);
  const right = rightOf(place, method === "GET" ? "read" : "write");
  return client.send({ method, path: path + below, params: { ...params, ...body }, what, right }, op);
}
