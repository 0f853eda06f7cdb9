import type { ShippedService } from "./shipped-service.ts";

/** Client secrets of an OpenID Connect app at Okta: at most two. @see https://developer.okta.com/docs/guides/client-secret-rotation-key/ */
export const oktaClientSecret = {
  unverified: "the new secret cannot be tried (verify.prove: false), and what a second deactivation is answered",
  description: {
    version: 1,
    service: "okta-client-secret",
    title: "Okta",
    "base-url": "https://${params.domain}",
    params: ["domain", "app"],
    auth: { headers: { Authorization: "SSWS ${cred.token}" } },
    limits: { "live-keys": 2 },
    issue: {
      kind: "mint",
      request: { method: "POST", path: "/api/v1/apps/${params.app}/credentials/secrets", json: {} },
      ok: { status: [201] },
      secret: "/client_secret",
      id: "/id",
      created: "/created",
      "old-key": "stays",
    },
    // Inactive secrets are listed too: they take a place, and a revocation that was cut short is finished.
    list: {
      request: { method: "GET", path: "/api/v1/apps/${params.app}/credentials/secrets" },
      id: "/id",
      created: "/created",
    },
    revoke: {
      steps: [
        {
          method: "POST",
          path: "/api/v1/apps/${params.app}/credentials/secrets/${old.id}/lifecycle/deactivate",
          // Only an inactive secret can be deleted, so that the deletion shows whether this was done.
          ok: { status: [200, 204, 400, 403, 404] },
        },
        { method: "DELETE", path: "/api/v1/apps/${params.app}/credentials/secrets/${old.id}" },
      ],
    },
    errors: { message: ["/errorSummary"] },
  },
} as const satisfies ShippedService;
