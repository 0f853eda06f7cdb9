import { randomBytes } from "node:crypto";
import type { ArrivedRequest, Reply } from "../server.ts";
import { ending, headerOf, placing, text, type VendorService } from "./service.ts";
import { type HttpKey, iso, type KeyWorld } from "./world.ts";

const PAGE = 100;

/**
 * GitLab's personal access tokens of one user: a rotation ends the old one at once, and rotating a token that was
 * rotated already is taken for theft: every token that came from it is revoked.
 * @see https://docs.gitlab.com/api/personal_access_tokens/#rotate-a-personal-access-token
 */
export const gitlabVendor: VendorService = {
  basePath: "/api/v4",
  newValue: () => `glpat-${randomBytes(16).toString("hex")}`,
  credentialOf: (request) => headerOf(request, "private-token"),
  answer(world, request) {
    const token = headerOf(request, "private-token") ?? "";
    const own = world.use(token);
    const role = world.credentials.get(token) ?? (own ? "reader" : undefined);
    if (!role) return error(401, "401 Unauthorized");
    const [, id, action] = /^\/personal_access_tokens(?:\/(\w+)(\/rotate)?)?$/.exec(request.path) ?? [];
    if (request.method === "GET" && id === undefined) return list(world, request);
    if (request.method === "GET" && id === "self")
      return own ? { status: 200, body: shown(own) } : error(404, "404 Not found");
    if (role !== "admin" || id === undefined) return error(403, "403 Forbidden");
    if (action) return rotate(world, id, request);
    const key = world.find(id);
    return key ? { status: 204, apply: ending(world, key) } : error(404, "404 Not found");
  },
};

function error(status: number, message: string): Reply {
  return { status, body: { message } };
}

function shown(key: HttpKey): object {
  return {
    id: key.id,
    name: key.name,
    revoked: false,
    active: true,
    created_at: iso(key.createdAtMs),
    last_used_at: key.uses.length > 0 ? iso(key.uses.at(-1) ?? 0) : null,
    expires_at: key.expiresAtMs === undefined ? null : iso(key.expiresAtMs).slice(0, 10),
  };
}

function list(world: KeyWorld, { query, path }: ArrivedRequest): Reply {
  const page = Number(query.get("page") ?? 1);
  const all = world.existing();
  const link = `</api/v4${path}?page=${page + 1}>; rel="next"`;
  const body = all.slice((page - 1) * PAGE, page * PAGE).map(shown);
  return { status: 200, body, ...(page * PAGE < all.length && { headers: { link } }) };
}

function rotate(world: KeyWorld, id: string, { body }: ArrivedRequest): Reply {
  const old = world.keys.find((key) => key.id === id);
  if (!old) return error(404, "404 Not found");
  const endAll = () => {
    for (const key of world.existing()) if (key.name === old.name) key.diesAtMs = world.now();
  };
  if (!world.exists(old)) return { ...error(400, "Token already revoked"), apply: endAll };
  const ends = text(body, "expires_at");
  const key = world.draft(old.name, ends === "" ? {} : { expiresAtMs: Date.parse(`${ends}T00:00:00Z`) });
  const apply = placing(world, key, ending(world, old));
  return { status: 200, body: { ...shown(key), token: world.shown(key) }, apply };
}
