import { randomBytes } from "node:crypto";
import type { ArrivedRequest, Reply } from "../server.ts";
import { bearerOf, ending, field, page, placing, text, type VendorService } from "./service.ts";
import type { HttpKey, KeyWorld } from "./world.ts";

const PAGE = 100;

/**
 * Unkey: every call is a POST, errors are problem documents, verification answers 200 for dead keys too.
 * @see https://www.unkey.com/docs/api-reference/v2/keys/reroll-key
 */
export const unkeyVendor: VendorService = {
  basePath: "",
  newValue: () => `prod_${randomBytes(24).toString("hex")}`,
  credentialOf: bearerOf,
  answer(world, request) {
    const role = world.credentials.get(bearerOf(request) ?? "");
    if (!role) return problem(401, "The root key is invalid.");
    if (request.method !== "POST") return problem(404, "No such route.");
    switch (request.path) {
      case "/v2/apis.listKeys":
        return list(world, request);
      case "/v2/keys.verifyKey":
        return verify(world, request);
      case "/v2/keys.rerollKey":
        return role === "admin" ? reroll(world, request) : problem(403, "Missing permission create_key.");
      case "/v2/keys.deleteKey":
        return role === "admin" ? remove(world, request) : problem(403, "Missing permission delete_key.");
      default:
        return problem(404, "No such route.");
    }
  },
};

function data(value: unknown, more: object = {}, apply?: () => void): Reply {
  return { status: 200, body: { meta: { requestId: "req_1" }, data: value, ...more }, ...(apply && { apply }) };
}

function problem(status: number, detail: string): Reply {
  return {
    status,
    body: { meta: { requestId: "req_1" }, error: { title: "Error", detail, status, type: "https://x" } },
  };
}

function list(world: KeyWorld, { body }: ArrivedRequest): Reply {
  if (text(body, "apiId") !== "api_1") return problem(404, "The requested API does not exist.");
  const from = Number(text(body, "cursor") || 0);
  const { items, rest } = page(world.existing(), from, PAGE);
  return data(items.map(shown), { pagination: { hasMore: rest, ...(rest && { cursor: String(from + PAGE) }) } });
}

function shown(key: HttpKey): object {
  return {
    keyId: key.id,
    start: key.value.slice(0, 8),
    enabled: true,
    name: key.name,
    createdAt: key.createdAtMs,
    ...(key.uses.length > 0 && { lastUsedAt: key.uses.at(-1) }),
    ...(key.expiresAtMs && { expires: key.expiresAtMs }),
  };
}

function verify(world: KeyWorld, { body }: ArrivedRequest): Reply {
  const key = world.use(text(body, "key"));
  return data(key ? { valid: true, code: "VALID", keyId: key.id } : { valid: false, code: "NOT_FOUND" });
}

function reroll(world: KeyWorld, { body }: ArrivedRequest): Reply {
  const old = world.find(text(body, "keyId"));
  const graceMs = field(body, "expiration");
  if (!old) return problem(404, "The specified key was not found.");
  if (typeof graceMs !== "number" || !Number.isInteger(graceMs) || graceMs < 0) return problem(400, "expiration");
  const key = world.draft(old.name);
  const endsAtMs = world.now() + graceMs;
  const apply = placing(world, key, () => {
    old.diesAtMs = endsAtMs;
    old.expiresAtMs = endsAtMs;
  });
  return data({ keyId: key.id, key: world.shown(key) }, {}, apply);
}

function remove(world: KeyWorld, { body }: ArrivedRequest): Reply {
  const key = world.find(text(body, "keyId"));
  return key ? data({}, {}, ending(world, key)) : problem(404, "The specified key was not found.");
}
