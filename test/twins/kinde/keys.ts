import type { ArrivedRequest, Reply } from "../server.ts";
import { isObject, notFound, refused } from "./answers.ts";
import type { Key, KeyType, World } from "./world.ts";
import { dateText, newValue } from "./world.ts";

/** `GET /api/v1/api_keys`: one page, after a key if one is named. */
export function listKeys(world: World, { query }: ArrivedRequest): Reply {
  const asked = Number(query.get("page_size") ?? 50);
  if (!Number.isInteger(asked) || asked < 1 || asked > 500) return invalid("page_size must be between 1 and 500");
  const keys = world.keys.filter((key) => isAsked(world, key, query));
  if (world.switches.listOrder === "newest-first") keys.reverse();
  const after = query.get("starting_after");
  const from = after === null ? 0 : keys.findIndex((key) => key.id === after) + 1;
  if (after !== null && from === 0) return invalid("starting_after is not a key");
  const page = keys.slice(from, from + Math.min(asked, world.switches.maxPage));
  const has_more = from + page.length < keys.length;
  return { status: 200, body: { ...OK, has_more, api_keys: page.map((key) => summary(world, key)) } };
}

function isAsked(world: World, key: Key, query: URLSearchParams): boolean {
  const status = world.switches.statusFilter === "kept" ? query.get("status") : null;
  if (!world.listed(key) && status !== "revoked") return false;
  const wanted = { status, type: query.get("key_type"), orgCode: query.get("org_code"), userId: query.get("user_id") };
  if (wanted.status !== null && key.status !== wanted.status) return false;
  if (wanted.type !== null && key.type !== wanted.type) return false;
  if (wanted.orgCode !== null && key.orgCode !== wanted.orgCode) return false;
  return wanted.userId === null || key.userId === wanted.userId;
}

/** `GET /api/v1/api_keys/{id}`. */
export function getKey(world: World, id: string): Reply {
  const key = world.key(id);
  if (!key || (key.status === "revoked" && world.switches.getAfterDelete === 404)) return notFound("API key not found");
  const details = {
    verification_count: key.uses.length,
    organization_id: key.orgCode ?? null,
    user_id: key.userId ?? null,
  };
  return { status: 200, body: { ...OK, api_key: { ...summary(world, key), ...details } } };
}

/** `POST /api/v1/api_keys`. */
export function createKey(world: World, { body }: ArrivedRequest): Reply {
  if (!isObject(body)) return invalid("the body must be an object");
  const problem = nameProblem(world, body.name) ?? ownerProblem(body);
  if (problem !== undefined) return invalid(problem);
  const api = world.apis.find((one) => one.id === body.api_id);
  if (!api) return invalid("api_id is not an API");
  const ids: readonly unknown[] = Array.isArray(body.scope_ids) ? body.scope_ids : [];
  const scopes = ids.map((id) => api.scopes.find((scope) => scope.id === id)?.key);
  if (scopes.includes(undefined)) return invalid("scope_ids must be ids of scopes of the API");
  const key = world.draft({
    name: String(body.name),
    type: typeOf(body.type) ?? "environment",
    apiIds: [api.id],
    scopes: scopes.filter((scope) => scope !== undefined),
    orgCode: typeof body.org_code === "string" ? body.org_code : undefined,
    userId: typeof body.user_id === "string" ? body.user_id : undefined,
  });
  const text = key.values.at(-1)?.text ?? "";
  return {
    status: 201,
    body: { code: "API_KEY_CREATED", message: "API key created", api_key: minted(world, key.id, text) },
    apply: () => world.place(key),
  };
}

/** `PUT /api/v1/api_keys/{id}`: the id stays, the value changes, the old one dies. */
export function rotateKey(world: World, id: string): Reply {
  const key = world.key(id);
  if (!key) return notFound("API key not found");
  if (key.status !== "active") {
    return world.switches.rotateRevoked === 404 ? notFound("API key not found") : invalid("the API key is not active");
  }
  const text = newValue();
  return {
    status: 201,
    body: { code: "API_KEY_ROTATED", message: "API key rotated successfully", api_key: minted(world, id, text) },
    apply: () => world.rotate(key, text),
  };
}

/** `DELETE /api/v1/api_keys/{id}`. */
export function revokeKey(world: World, id: string): Reply {
  const key = world.key(id);
  if (!key) return notFound("API key not found");
  if (key.status !== "revoked") return { status: 200, body: OK, apply: () => world.revoke(key) };
  const { revokeAgain } = world.switches;
  if (revokeAgain === 200) return { status: 200, body: OK };
  return revokeAgain === 404 ? notFound("API key not found") : invalid("the API key is revoked");
}

const OK = { code: "OK", message: "Success" } as const;

function invalid(message: string): Reply {
  return refused(400, "BAD_REQUEST", message);
}

function nameProblem({ switches, keys }: World, name: unknown): string | undefined {
  if (typeof name !== "string" || name === "") return "name is required";
  if ([...name].length > switches.nameLimit) return `name must have at most ${switches.nameLimit} characters`;
  if (switches.nameCharset === "plain" && !/^[\w .-]+$/.test(name)) return "name has characters that are not allowed";
  const taken = switches.nameUnique && keys.some((key) => key.status === "active" && key.name === name);
  return taken ? "name is taken" : undefined;
}

function ownerProblem(body: Readonly<Record<string, unknown>>): string | undefined {
  const type = typeOf(body.type);
  if (!type) return "type must be user, organization or environment";
  if (type === "organization" && typeof body.org_code !== "string") return "org_code is required for this type";
  return type === "user" && typeof body.user_id !== "string" ? "user_id is required for this type" : undefined;
}

function typeOf(value: unknown): KeyType | undefined {
  return value === "user" || value === "organization" || value === "environment" ? value : undefined;
}

function minted({ switches }: World, id: string, text: string): object {
  const forms = {
    key: { key: text },
    null: { key: null },
    empty: { key: "" },
    short: { key: text.slice(0, 8) },
    missing: {},
  };
  return { id, ...forms[switches.secretField] };
}

function summary(world: World, key: Key): object {
  const { dates, suffix } = world.switches;
  const text = key.values.at(-1)?.text ?? "";
  const use = world.lastUse(key);
  return {
    id: key.id,
    name: key.name,
    type: key.type,
    status: key.status,
    key_prefix: text.slice(0, 6),
    key_suffix: suffix === "shown" ? text.slice(-4) : null,
    created_on: dateText(key.createdAtMs, dates),
    last_verified_on: use ? dateText(use.atMs, dates) : null,
    last_verified_ip: use?.ip ?? null,
    created_by: key.createdBy,
    api_ids: key.apiIds,
    scopes: key.scopes,
  };
}
