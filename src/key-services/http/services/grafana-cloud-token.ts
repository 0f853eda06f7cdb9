import type { ShippedService } from "./shipped-service.ts";

/** Tokens of an access policy at Grafana Cloud. @see https://grafana.com/docs/grafana-cloud/developer-resources/api-reference/cloud-api/ */
export const grafanaCloudToken = {
  unverified: "the new token cannot be tried, as what it may do depends on its policy (verify.prove: false)",
  description: {
    version: 1,
    service: "grafana-cloud-token",
    title: "Grafana Cloud",
    "base-url": "https://www.grafana.com/api",
    params: ["region", "policy"],
    headers: { "x-request-id": "${run.idempotency}" },
    auth: { bearer: "${cred.token}" },
    limits: { "unique-names": true },
    key: { prefix: "glc_" },
    issue: {
      kind: "mint",
      request: {
        method: "POST",
        path: "/v1/tokens",
        query: { region: "${params.region}" },
        json: { accessPolicyId: "${params.policy}", name: "${run.name}", expiresAt: "${expires.rfc3339?}" },
      },
      secret: "/token",
      id: "/id",
      created: "/createdAt",
      "old-key": "stays",
    },
    list: {
      request: {
        method: "GET",
        path: "/v1/tokens",
        query: { region: "${params.region}", accessPolicyId: "${params.policy}", pageSize: "500" },
      },
      items: "/items",
      id: "/id",
      name: "/name",
      created: "/createdAt",
      "last-used": "/lastUsedAt",
      expires: "/expiresAt",
      next: { by: "token", param: "pageCursor", from: "/metadata/pagination/nextPage" },
    },
    revoke: {
      steps: [{ method: "DELETE", path: "/v1/tokens/${old.id}", query: { region: "${params.region}" } }],
    },
    errors: { message: ["/message"] },
  },
} as const satisfies ShippedService;
