import { randomBytes } from "node:crypto";
import type { ArrivedRequest, Reply } from "../server.ts";
import { bearerOf, ending, field, placing, text, type VendorService } from "./service.ts";
import type { HttpKey, KeyWorld } from "./world.ts";

/**
 * OpenAI's admin keys: seconds, pages after the last id, a deletion that says so in its body.
 * @see https://platform.openai.com/docs/api-reference/admin-api-keys
 */
export const openaiVendor: VendorService = {
  basePath: "/v1",
  newValue: () => `sk-admin-${randomBytes(24).toString("hex")}`,
  credentialOf: bearerOf,
  answer(world, request) {
    const token = bearerOf(request) ?? "";
    const role = world.credentials.get(token) ?? (world.use(token) ? "admin" : undefined);
    if (!role) return error(401, "Incorrect API key provided.");
    const [, id] = /^\/organization\/admin_api_keys(?:\/(\w+))?$/.exec(request.path) ?? [undefined, ""];
    if (id === "") return error(404, "Unknown request URL.");
    if (request.method === "GET" && id === undefined) return list(world, request);
    if (role !== "admin") return error(403, "You have insufficient permissions for this operation.");
    if (request.method === "POST" && id === undefined) return create(world, request);
    return request.method === "DELETE" ? remove(world, id ?? "") : error(404, "Unknown request URL.");
  },
};

function error(status: number, message: string): Reply {
  return { status, body: { error: { message, type: "invalid_request_error", param: null, code: null } } };
}

const seconds = (ms: number | undefined) => (ms === undefined ? null : Math.floor(ms / 1000));

function shown(key: HttpKey): object {
  return {
    object: "organization.admin_api_key",
    id: key.id,
    name: key.name,
    redacted_value: `sk-admin...${key.value.slice(-3)}`,
    created_at: seconds(key.createdAtMs),
    last_used_at: seconds(key.uses.at(-1)),
    expires_at: seconds(key.expiresAtMs),
  };
}

function list(world: KeyWorld, { query }: ArrivedRequest): Reply {
  const all = world.existing();
  const limit = Number(query.get("limit") ?? 20);
  const start = all.findIndex((key) => key.id === query.get("after")) + 1;
  const items = all.slice(start, start + limit);
  const body = { object: "list", data: items.map(shown), has_more: start + limit < all.length };
  return { status: 200, body };
}

function create(world: KeyWorld, { body }: ArrivedRequest): Reply {
  const lasts = field(body, "expires_in_seconds");
  const ends = typeof lasts === "number" ? { expiresAtMs: world.now() + lasts * 1000 } : {};
  const key = world.draft(text(body, "name"), ends);
  return { status: 200, body: { ...shown(key), value: world.shown(key) }, apply: placing(world, key) };
}

function remove(world: KeyWorld, id: string): Reply {
  const key = world.find(id);
  if (!key) return error(404, `No such admin API key: ${id}`);
  const body = { id, object: "organization.admin_api_key.deleted", deleted: true };
  return { status: 200, body, apply: ending(world, key) };
}
