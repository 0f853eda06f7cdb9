import type { ShippedService } from "./shipped-service.ts";

/** Personal API keys at Neon. @see https://api-docs.neon.tech/reference/createapikey */
export const neonApiKey = {
  unverified: "whether names must be unique, and how late last_used_at is",
  description: {
    version: 1,
    service: "neon-api-key",
    title: "Neon",
    "base-url": "https://console.neon.tech/api/v2",
    auth: { bearer: "${cred.token}" },
    limits: { "unique-names": true },
    issue: {
      kind: "mint",
      request: { method: "POST", path: "/api_keys", json: { key_name: "${run.name}" } },
      secret: "/key",
      id: "/id",
      created: "/created_at",
      "old-key": "stays",
    },
    list: {
      request: { method: "GET", path: "/api_keys" },
      id: "/id",
      name: "/name",
      created: "/created_at",
      "last-used": "/last_used_at",
      "last-used-from": "/last_used_from_addr",
    },
    revoke: { steps: [{ method: "DELETE", path: "/api_keys/${old.id}" }] },
    verify: { request: { method: "GET", path: "/users/me" }, accept: { status: [200] }, reject: { status: [401] } },
    errors: { message: ["/message"] },
  },
} as const satisfies ShippedService;
