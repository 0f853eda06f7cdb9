import type { ShippedService } from "./shipped-service.ts";

const V2 = "application/vnd.atlas.2024-08-05+json";

/**
 * Secrets of a service account of a MongoDB Atlas organization: at most two, and a new one cuts the other's life to a
 * week. @see https://www.mongodb.com/docs/atlas/tutorial/rotate-service-account-secrets/
 */
export const mongodbAtlas = {
  unverified: "what an account that manages its own secrets may do, and whether a wrong secret is answered 400 or 401",
  description: {
    version: 1,
    service: "mongodb-atlas",
    title: "MongoDB Atlas",
    "base-url": "https://cloud.mongodb.com",
    params: ["org", "client"],
    auth: {
      oauth2: {
        "token-url": "https://cloud.mongodb.com/api/oauth/token",
        "client-id": "${cred.client_id}",
        "client-secret": "${cred.client_secret}",
        send: "basic",
      },
    },
    limits: { "live-keys": 2, "expired-keys-count": true, grace: { max: "7d" } },
    key: { "presented-as": { basic: ["${params.client}", "${key.value}"] } },
    issue: {
      kind: "mint",
      request: {
        method: "POST",
        path: "/api/atlas/v2/orgs/${params.org}/serviceAccounts/${params.client}/secrets",
        headers: { accept: V2, "content-type": V2 },
        json: { secretExpiresAfterHours: "${expires.in_hours}" },
      },
      secret: "/secret",
      id: "/id",
      created: "/createdAt",
      expires: "/expiresAt",
      "old-key": "dies-later",
    },
    list: {
      request: {
        method: "GET",
        path: "/api/atlas/v2/orgs/${params.org}/serviceAccounts/${params.client}",
        headers: { accept: V2 },
      },
      items: "/secrets",
      id: "/id",
      created: "/createdAt",
      "last-used": "/lastUsedAt",
      expires: "/expiresAt",
    },
    revoke: {
      steps: [
        {
          method: "DELETE",
          path: "/api/atlas/v2/orgs/${params.org}/serviceAccounts/${params.client}/secrets/${old.id}",
          headers: { accept: V2 },
        },
      ],
    },
    verify: {
      request: {
        method: "POST",
        path: "/api/oauth/token",
        form: { grant_type: "client_credentials" },
        "read-only": true,
      },
      accept: { status: [200], where: [{ at: "/access_token", exists: true }] },
      reject: { status: [400, 401], where: [{ at: "/error", is: "invalid_client" }] },
    },
    errors: { message: ["/detail", "/error_description"] },
  },
} as const satisfies ShippedService;
