import type { ShippedService } from "./shipped-service.ts";

/** API keys of a Datadog organization. @see https://docs.datadoghq.com/api/latest/key-management/ */
export const datadogApiKey = {
  unverified:
    "whether names must be unique, and how late date_last_used is; the Agent reads its key only when it starts",
  description: {
    version: 1,
    service: "datadog-api-key",
    title: "Datadog",
    "base-url": "https://api.${params.site}",
    params: ["site"],
    auth: { headers: { "DD-API-KEY": "${cred.api_key}", "DD-APPLICATION-KEY": "${cred.app_key}" } },
    limits: { "unique-names": true },
    key: { "presented-as": { headers: { "DD-API-KEY": "${key.value}" } } },
    issue: {
      kind: "mint",
      request: {
        method: "POST",
        path: "/api/v2/api_keys",
        json: { data: { type: "api_keys", attributes: { name: "${run.name}" } } },
      },
      ok: { status: [201] },
      secret: "/data/attributes/key",
      id: "/data/id",
      created: "/data/attributes/created_at",
      "old-key": "stays",
    },
    list: {
      request: { method: "GET", path: "/api/v2/api_keys", query: { "page[size]": "100" } },
      items: "/data",
      id: "/id",
      name: "/attributes/name",
      created: "/attributes/created_at",
      "last-used": "/attributes/date_last_used",
      next: { by: "page", param: "page[number]", first: 0 },
    },
    revoke: { steps: [{ method: "DELETE", path: "/api/v2/api_keys/${old.id}" }], ok: { status: [204] } },
    verify: {
      request: { method: "GET", path: "/api/v1/validate" },
      accept: { status: [200], where: [{ at: "/valid", is: true }] },
      reject: { status: [403] },
    },
    errors: { message: ["/errors/0"] },
  },
} as const satisfies ShippedService;
