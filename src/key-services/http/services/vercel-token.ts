import type { ShippedService } from "./shipped-service.ts";

/** Access tokens of a Vercel user. @see https://vercel.com/docs/rest-api/reference/endpoints/authentication/create-an-auth-token */
export const vercelToken = {
  unverified: "whether a dead token is always answered 403 with invalidToken, and how late activeAt is",
  description: {
    version: 1,
    service: "vercel-token",
    title: "Vercel",
    "base-url": "https://api.vercel.com",
    auth: { bearer: "${cred.token}" },
    issue: {
      kind: "mint",
      request: { method: "POST", path: "/v3/user/tokens", json: { name: "${run.name}", expiresAt: "${expires.ms?}" } },
      secret: "/bearerToken",
      id: "/token/id",
      name: "/token/name",
      created: "/token/createdAt",
      "old-key": "stays",
    },
    list: {
      request: { method: "GET", path: "/v6/user/tokens", query: { limit: "100" } },
      items: "/tokens",
      id: "/id",
      name: "/name",
      created: "/createdAt",
      "last-used": "/activeAt",
      expires: "/expiresAt",
      time: "ms",
      next: { by: "token", param: "until", from: "/pagination/next" },
    },
    revoke: { steps: [{ method: "DELETE", path: "/v3/user/tokens/${old.id}" }] },
    verify: {
      request: { method: "GET", path: "/v2/user" },
      accept: { status: [200], where: [{ at: "/user", exists: true }] },
      reject: { status: [401, 403], where: [{ at: "/error/invalidToken", is: true }] },
    },
    errors: { message: ["/error/message"] },
  },
} as const satisfies ShippedService;
