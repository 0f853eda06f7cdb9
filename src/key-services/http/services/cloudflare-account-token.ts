import type { ShippedService } from "./shipped-service.ts";

/** Tokens that belong to a Cloudflare account. @see https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/ */
export const cloudflareAccountToken = {
  unverified: "whether issued_on changes when a token is rolled, and what a malformed token is answered",
  description: {
    version: 1,
    service: "cloudflare-account-token",
    title: "Cloudflare",
    "base-url": "https://api.cloudflare.com/client/v4",
    params: ["account"],
    auth: { bearer: "${cred.token}" },
    key: { "min-length": 40 },
    issue: {
      kind: "rotate",
      request: { method: "PUT", path: "/accounts/${params.account}/tokens/${old.id}/value", json: {} },
      ok: { status: [200], where: [{ at: "/success", is: true }] },
      secret: "/result",
      id: "same",
      "old-key": "dies-at-once",
    },
    list: {
      request: { method: "GET", path: "/accounts/${params.account}/tokens", query: { per_page: "50" } },
      ok: { where: [{ at: "/success", is: true }] },
      items: "/result",
      id: "/id",
      name: "/name",
      created: "/issued_on",
      "last-used": "/last_used_on",
      expires: "/expires_on",
      status: "/status",
      active: ["active"],
      next: { by: "page", param: "page" },
    },
    revoke: { steps: [{ method: "DELETE", path: "/accounts/${params.account}/tokens/${old.id}" }] },
    verify: {
      request: { method: "GET", path: "/accounts/${params.account}/tokens/verify" },
      accept: { status: [200], where: [{ at: "/result/status", is: "active" }] },
      reject: { status: [400, 401, 403], where: [{ at: "/success", is: false }] },
      id: "/result/id",
    },
    errors: { message: ["/errors/0/message"] },
  },
} as const satisfies ShippedService;
