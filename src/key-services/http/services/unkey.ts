import type { ShippedService } from "./shipped-service.ts";

/** Keys of one API at Unkey. @see https://www.unkey.com/docs/api-reference/v2/keys/reroll-key */
export const unkey = {
  unverified: "whether a rerolled key keeps the name of the old one",
  description: {
    version: 1,
    service: "unkey",
    title: "Unkey",
    "base-url": "https://api.unkey.com",
    params: ["api_id"],
    auth: { bearer: "${cred.root_key}" },
    limits: { grace: { min: "1m", max: "30d", default: "24h" } },
    issue: {
      kind: "rotate",
      request: {
        method: "POST",
        path: "/v2/keys.rerollKey",
        json: { keyId: "${old.id}", expiration: "${grace.ms}" },
      },
      secret: "/data/key",
      id: "/data/keyId",
      "old-key": "dies-after-grace",
    },
    list: {
      request: {
        method: "POST",
        path: "/v2/apis.listKeys",
        json: { apiId: "${params.api_id}", limit: 100 },
        "read-only": true,
      },
      items: "/data",
      id: "/keyId",
      name: "/name",
      created: "/createdAt",
      "last-used": "/lastUsedAt",
      expires: "/expires",
      time: "ms",
      next: { by: "token", param: "/cursor", from: "/pagination/cursor", more: "/pagination/hasMore" },
    },
    revoke: {
      steps: [{ method: "POST", path: "/v2/keys.deleteKey", json: { keyId: "${old.id}", permanent: false } }],
    },
    verify: {
      auth: "admin",
      request: {
        method: "POST",
        path: "/v2/keys.verifyKey",
        json: { key: "${key.value}" },
        "read-only": true,
      },
      accept: { status: [200], where: [{ at: "/data/valid", is: true }] },
      reject: { status: [200], where: [{ at: "/data/valid", is: false }] },
      id: "/data/keyId",
    },
    errors: { message: ["/error/detail"] },
  },
} as const satisfies ShippedService;
