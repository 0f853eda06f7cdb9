import type { ShippedService } from "./shipped-service.ts";

/** Tokens of a Grafana service account, by its number. @see https://grafana.com/docs/grafana/latest/developers/http_api/serviceaccount/ */
export const grafanaServiceAccount = {
  unverified: "how late lastUsedAt is",
  description: {
    version: 1,
    service: "grafana-service-account",
    title: "Grafana",
    "base-url": "https://${params.host}/api",
    params: ["host", "account"],
    auth: { bearer: "${cred.token}" },
    limits: { "unique-names": true },
    key: { prefix: "glsa_" },
    issue: {
      kind: "mint",
      request: {
        method: "POST",
        path: "/serviceaccounts/${params.account}/tokens",
        json: { name: "${run.name}", secondsToLive: "${expires.in_seconds?}" },
      },
      secret: "/key",
      id: "/id",
      "old-key": "stays",
    },
    list: {
      request: { method: "GET", path: "/serviceaccounts/${params.account}/tokens" },
      id: "/id",
      name: "/name",
      created: "/created",
      "last-used": "/lastUsedAt",
      expires: "/expiration",
      status: "/isRevoked",
      active: [false, null],
    },
    revoke: { steps: [{ method: "DELETE", path: "/serviceaccounts/${params.account}/tokens/${old.id}" }] },
    // Any token may ask who it is, whatever its role.
    verify: { request: { method: "GET", path: "/user" }, accept: { status: [200] }, reject: { status: [401] } },
    errors: { message: ["/message"] },
  },
} as const satisfies ShippedService;
