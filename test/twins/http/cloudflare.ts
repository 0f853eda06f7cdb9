import { randomBytes } from "node:crypto";
import type { ArrivedRequest, Reply } from "../server.ts";
import { bearerOf, ending, page, type VendorService } from "./service.ts";
import { type HttpKey, iso, type KeyWorld } from "./world.ts";

const ACCOUNT = "023e105f4ecef8ad9ca31a8372d0c353";

/**
 * Cloudflare's account tokens: an envelope with `success`, a token that is rolled in place, numbered pages.
 * @see https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/
 */
export const cloudflareVendor: VendorService = {
  basePath: "/client/v4",
  newValue: () => randomBytes(30).toString("base64url"),
  credentialOf: bearerOf,
  answer(world, request) {
    const token = bearerOf(request) ?? "";
    const role = world.credentials.get(token);
    const own = role ? undefined : world.behind(token);
    if (!role && !own) return failed(401, 1000, "Invalid API Token");
    const [, id, rest] = new RegExp(`^/accounts/${ACCOUNT}/tokens(?:/(\\w+))?(/value)?$`).exec(request.path) ?? [];
    if (!request.path.startsWith(`/accounts/${ACCOUNT}/tokens`)) return failed(404, 7003, "Could not route to account");
    if (id === "verify") {
      if (own) world.use(token);
      return ok({ id: own?.id ?? "admin", status: "active" });
    }
    if (request.method === "GET" && id === undefined) return list(world, request);
    if (role !== "admin") return failed(403, 9109, "Unauthorized to access requested resource");
    const key = world.find(id ?? "");
    if (!key) return failed(404, 1003, "Could not find token");
    return rest === "/value" ? roll(world, key) : { ...ok({ id: key.id }), apply: ending(world, key) };
  },
};

function ok(result: unknown): Reply {
  return { status: 200, body: { success: true, errors: [], messages: [], result } };
}

function failed(status: number, code: number, message: string): Reply {
  return { status, body: { success: false, errors: [{ code, message }], messages: [], result: null } };
}

function shown(key: HttpKey): object {
  return {
    id: key.id,
    name: key.name,
    status: "active",
    issued_on: iso(key.createdAtMs),
    ...(key.uses.length > 0 && { last_used_on: iso(key.uses.at(-1) ?? 0) }),
    ...(key.expiresAtMs && { expires_on: iso(key.expiresAtMs) }),
  };
}

function list(world: KeyWorld, { query }: ArrivedRequest): Reply {
  const size = Number(query.get("per_page") ?? 20);
  const number = Number(query.get("page") ?? 1);
  return ok(page(world.existing(), (number - 1) * size, size).items.map(shown));
}

function roll(world: KeyWorld, key: HttpKey): Reply {
  const value = world.newValue();
  const apply = () => {
    key.value = value;
  };
  return { ...ok(world.isSpoilt ? "" : value), apply };
}
