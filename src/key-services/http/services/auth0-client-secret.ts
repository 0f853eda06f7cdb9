import type { ShippedService } from "./shipped-service.ts";

/** The secret of an application at Auth0, named by key.id, its client id. @see https://auth0.com/docs/api/management/v2/clients/post-rotate-secret */
export const auth0ClientSecret = {
  unverified:
    "the new secret cannot be tried, as what an application may ask for depends on its grants (verify.prove: false)",
  description: {
    version: 1,
    service: "auth0-client-secret",
    title: "Auth0",
    "base-url": "https://${params.domain}",
    params: ["domain"],
    auth: {
      oauth2: {
        "token-url": "https://${params.domain}/oauth/token",
        "client-id": "${cred.client_id}",
        "client-secret": "${cred.client_secret}",
        audience: "https://${params.domain}/api/v2/",
      },
    },
    issue: {
      kind: "rotate",
      request: { method: "POST", path: "/api/v2/clients/${old.id}/rotate-secret" },
      secret: "/client_secret",
      id: "same",
      "old-key": "dies-at-once",
    },
    get: {
      request: {
        method: "GET",
        path: "/api/v2/clients/${key.id}",
        query: { fields: "client_id,name", include_fields: "true" },
      },
      id: "/client_id",
      name: "/name",
    },
    errors: { message: ["/message"] },
  },
} as const satisfies ShippedService;
