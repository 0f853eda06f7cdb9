import { randomBytes } from "node:crypto";
import type { ArrivedRequest, Reply } from "../server.ts";
import { basicOf, bearerOf, ending, field, placing, type VendorService } from "./service.ts";
import { type HttpKey, iso, type KeyWorld } from "./world.ts";

const WEEK_MS = 7 * 86_400_000;
const CLIENT = "mdb_sa_id_1";
const V2 = "application/vnd.atlas.2024-08-05+json";

/**
 * MongoDB Atlas: OAuth 2 client credentials, media types of its own, and a new secret that cuts the other one's life
 * to a week. Atlas takes two secrets; the twin takes any number.
 * @see https://www.mongodb.com/docs/atlas/tutorial/rotate-service-account-secrets/
 */
export const atlasVendor: VendorService = {
  basePath: "",
  newValue: () => `mdb_sa_sk_${randomBytes(20).toString("hex")}`,
  credentialOf: (request) => bearerOf(request)?.replace(/^token-of-/, ""),
  answer(world, request) {
    if (request.path === "/api/oauth/token") return token(world, request);
    const role = world.credentials.get(this.credentialOf(request) ?? "");
    if (!role) return error(401, "You are not authorized for this resource.");
    if (request.headers.accept !== V2) return error(406, "The media type is not one of this API.");
    const [, id] =
      new RegExp(`^/api/atlas/v2/orgs/org1/serviceAccounts/${CLIENT}(?:/secrets/?(\\w*))?$`).exec(request.path) ?? [];
    if (!request.path.includes(`/orgs/org1/serviceAccounts/${CLIENT}`))
      return error(404, "No service account with this id.");
    if (request.method === "GET")
      return { status: 200, body: { clientId: CLIENT, secrets: world.existing().map(shown) } };
    if (role !== "admin") return error(403, "The caller lacks the role Organization Owner.");
    if (request.method === "POST") return create(world, request);
    const key = world.find(id ?? "");
    return key ? { status: 204, apply: ending(world, key) } : error(404, "No secret with this id.");
  },
};

/** Credentials of the twin are client secrets; an access token is one with a word in front. */
function token(world: KeyWorld, request: ArrivedRequest): Reply {
  const [client, ...rest] = (basicOf(request) ?? "").split(":");
  const secret = rest.join(":");
  const isKnown = world.credentials.has(secret) || (client === CLIENT && world.use(secret) !== undefined);
  if (request.text !== "grant_type=client_credentials") return error(400, "unsupported_grant_type");
  if (!isKnown)
    return { status: 401, body: { error: "invalid_client", error_description: "Client authentication failed" } };
  return { status: 200, body: { access_token: `token-of-${secret}`, expires_in: 3600, token_type: "Bearer" } };
}

function error(status: number, detail: string): Reply {
  return { status, body: { detail, error: status, errorCode: "E", reason: "R", parameters: [] } };
}

function shown(key: HttpKey): object {
  return {
    id: key.id,
    createdAt: iso(key.createdAtMs),
    expiresAt: key.expiresAtMs && new Date(key.expiresAtMs).toISOString(),
    ...(key.uses.length > 0 && { lastUsedAt: iso(key.uses.at(-1) ?? 0) }),
    maskedSecretValue: `mdb_sa_sk_...${key.value.slice(-4)}`,
  };
}

function create(world: KeyWorld, { body, headers }: ArrivedRequest): Reply {
  const hours = field(body, "secretExpiresAfterHours");
  if (headers["content-type"] !== V2) return error(415, "The media type is not one of this API.");
  if (typeof hours !== "number" || hours < 8 || hours > 8760) return error(400, "secretExpiresAfterHours");
  const key = world.draft("", { expiresAtMs: world.now() + hours * 3_600_000 });
  const { maskedSecretValue: _, ...rest } = { maskedSecretValue: "", ...shown(key) };
  const apply = placing(world, key, () => {
    for (const other of world.existing()) {
      if (other !== key) other.expiresAtMs = Math.min(other.expiresAtMs ?? Infinity, world.now() + WEEK_MS);
    }
  });
  return { status: 201, body: { ...rest, secret: world.shown(key) }, apply };
}
