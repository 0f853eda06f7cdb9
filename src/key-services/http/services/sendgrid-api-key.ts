import type { ShippedService } from "./shipped-service.ts";

/** API keys at SendGrid with the scopes that you name. @see https://www.twilio.com/docs/sendgrid/api-reference/api-keys */
export const sendgridApiKey = {
  unverified:
    "whether names have a limit; SendGrid tells no last use, and when a key was made only rekey's own name for it",
  description: {
    version: 1,
    service: "sendgrid-api-key",
    title: "SendGrid",
    "base-url": "https://api.sendgrid.com",
    params: ["scopes"],
    auth: { bearer: "${cred.token}" },
    limits: { "live-keys": 100, "unique-names": true },
    key: { prefix: "SG." },
    issue: {
      kind: "mint",
      request: { method: "POST", path: "/v3/api_keys", json: { name: "${run.name}", scopes: "${params.scopes}" } },
      ok: { status: [201] },
      secret: "/api_key",
      id: "/api_key_id",
      name: "/name",
      "old-key": "stays",
    },
    list: { request: { method: "GET", path: "/v3/api_keys" }, items: "/result", id: "/api_key_id", name: "/name" },
    revoke: { steps: [{ method: "DELETE", path: "/v3/api_keys/${old.id}" }], ok: { status: [204] } },
    verify: { request: { method: "GET", path: "/v3/scopes" }, accept: { status: [200] }, reject: { status: [401] } },
    errors: { message: ["/errors/0/message"] },
  },
} as const satisfies ShippedService;
