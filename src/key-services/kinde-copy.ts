import type { Blocker } from "../contract/blocker.ts";
import { RotationError } from "../contract/error.ts";
import type { MintPlan, Op } from "../contract/key-service.ts";
import type { KindeApi, KindeCall } from "./kinde-api.ts";
import type { KeyTraits } from "./kinde-keys.ts";
import { readScopeIds, readTraits } from "./kinde-keys.ts";

/** What is asked of Kinde for a second key like the first, but for its name. */
export interface Pattern {
  readonly body: Readonly<Record<string, unknown>>;
  readonly scopes: readonly string[];
}

/** A pattern, or what stands in the way of one. */
export type Copied = { readonly pattern: Pattern } | { readonly blocker: Blocker };

/**
 * Finds out how to ask for a key with the API, type, owner and scopes of another (or the scopes that are wanted
 * instead). Scopes are told by their keys and asked for by their ids. Read only.
 * @throws RotationError where a call fails
 * @see https://docs.kinde.com/manage-your-apis/about-api-keys/api-keys-overview/
 */
export async function copyOf(
  api: KindeApi,
  { replaces, scopes: wanted }: Pick<MintPlan, "replaces" | "scopes">,
  op: Op,
): Promise<Copied> {
  if (!replaces) {
    return blocked(
      "there is no live key that a new one could be like",
      "Make the first key in Kinde: its API, owner and scopes are a decision, which rekey then copies.",
    );
  }
  const traits = await traitsOf(api, replaces.id, op);
  const [apiId, ...more] = traits.apiIds;
  const owner = ownerOf(traits);
  if (apiId === undefined || more.length > 0 || !owner) return notOneOfEach(replaces.id, traits);
  const scopes = wanted ?? traits.scopes;
  if (!scopes) return blocked(`Kinde does not tell the scopes of the key ${replaces.id}`, "Name them in key.scopes.");
  const ids = scopes.length === 0 ? new Map<string, string>() : await scopeIdsOf(api, apiId, op);
  const unknown = scopes.filter((scope) => !ids.has(scope));
  if (unknown.length > 0) {
    return blocked(
      `the API ${apiId} has no scope ${unknown.join(", ")}, which the new key should have`,
      wanted
        ? "Correct key.scopes, or add the scope to the API in Kinde."
        : "Add the scope to the API again, or name in key.scopes what the new key needs.",
    );
  }
  const scopeIds = scopes.map((scope) => ids.get(scope));
  return { pattern: { body: { type: traits.type, api_id: apiId, scope_ids: scopeIds, ...owner }, scopes } };
}

function blocked(why: string, hint: string): Copied {
  return { blocker: { fault: "config", why, hint } };
}

/** The fields that name the owner; undefined where Kinde does not tell who it is. */
function ownerOf({ type, orgCode, userId }: KeyTraits): Readonly<Record<string, string>> | undefined {
  if (type === "organization") return orgCode === undefined ? undefined : { org_code: orgCode };
  if (type === "user") return userId === undefined ? undefined : { user_id: userId };
  return type === "environment" ? {} : undefined;
}

function notOneOfEach(id: string, { apiIds, type, orgCode, userId }: KeyTraits): Copied {
  const owner = orgCode ?? userId ?? "no owner";
  return blocked(
    `the key ${id} cannot be copied: it has ${apiIds.length} APIs, the type ${type || "unknown"} and ${owner}, and a new key takes one API and the owner that belongs to its type`,
    "Make the new key in Kinde by hand, or use strategy: rotate with allow-downtime: true.",
  );
}

async function traitsOf(api: KindeApi, id: string, op: Op): Promise<KeyTraits> {
  const call: KindeCall = {
    method: "GET",
    path: api.paths.key(id),
    what: `reading the key ${id}`,
    scope: "read:api_keys",
  };
  const answer = await api.send(call, op);
  if (answer.status !== 200) throw api.failure(answer, call);
  const traits = readTraits(answer.json);
  if (traits) return traits;
  throw new RotationError("contract", `Kinde answered 200 without a key while ${call.what}`, { effect: "none" });
}

async function scopeIdsOf(api: KindeApi, apiId: string, op: Op): Promise<ReadonlyMap<string, string>> {
  const what = `reading the scopes of the API ${apiId}`;
  const call: KindeCall = { method: "GET", path: api.paths.scopesOf(apiId), what, scope: "read:api_scopes" };
  const answer = await api.send(call, op);
  if (answer.status !== 200) throw api.failure(answer, call);
  const ids = readScopeIds(answer.json);
  if (ids) return ids;
  throw new RotationError("contract", `Kinde answered 200 without scopes while ${what}`, { effect: "none" });
}
