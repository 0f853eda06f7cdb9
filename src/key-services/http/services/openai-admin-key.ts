import type { ShippedService } from "./shipped-service.ts";

/** Admin keys of an OpenAI organization. @see https://platform.openai.com/docs/api-reference/admin-api-keys */
export const openaiAdminKey = {
  unverified: "how long a name may be, and how late last_used_at is",
  description: {
    version: 1,
    service: "openai-admin-key",
    title: "OpenAI",
    "base-url": "https://api.openai.com/v1",
    auth: { bearer: "${cred.admin_key}" },
    key: { prefix: "sk-admin-" },
    issue: {
      kind: "mint",
      request: {
        method: "POST",
        path: "/organization/admin_api_keys",
        json: { name: "${run.name}", expires_in_seconds: "${expires.in_seconds?}" },
      },
      ok: { status: [200] },
      secret: "/value",
      id: "/id",
      name: "/name",
      created: "/created_at",
      "old-key": "stays",
    },
    list: {
      request: { method: "GET", path: "/organization/admin_api_keys", query: { limit: "100", order: "asc" } },
      items: "/data",
      id: "/id",
      name: "/name",
      created: "/created_at",
      "last-used": "/last_used_at",
      expires: "/expires_at",
      time: "s",
      next: { by: "last-id", param: "after", more: "/has_more" },
    },
    revoke: {
      steps: [{ method: "DELETE", path: "/organization/admin_api_keys/${old.id}" }],
      ok: { status: [200], where: [{ at: "/deleted", is: true }] },
    },
    verify: {
      request: { method: "GET", path: "/organization/admin_api_keys", query: { limit: "1" } },
      accept: { status: [200] },
      reject: { status: [401] },
    },
    errors: { message: ["/error/message"] },
  },
} as const satisfies ShippedService;
