import type { ShippedService } from "./shipped-service.ts";

/**
 * Personal access tokens at GitLab, its own or yours. The old one is dead at once, and a second rotation with a dead
 * one would revoke the whole family: nothing is ever sent twice. @see https://docs.gitlab.com/api/personal_access_tokens/
 */
export const gitlabPersonalAccessToken = {
  unverified: "whether a token of a service account can be given an end, which it gets in 7 days otherwise",
  description: {
    version: 1,
    service: "gitlab-personal-access-token",
    title: "GitLab",
    "base-url": "https://${params.host}/api/v4",
    params: ["host", "user"],
    auth: { headers: { "PRIVATE-TOKEN": "${cred.token}" } },
    key: { "presented-as": { headers: { "PRIVATE-TOKEN": "${key.value}" } } },
    issue: {
      kind: "rotate",
      request: {
        method: "POST",
        path: "/personal_access_tokens/${old.id}/rotate",
        json: { expires_at: "${expires.date?}" },
      },
      secret: "/token",
      id: "/id",
      name: "/name",
      created: "/created_at",
      expires: "/expires_at",
      "old-key": "dies-at-once",
    },
    list: {
      request: {
        method: "GET",
        path: "/personal_access_tokens",
        query: { state: "active", user_id: "${params.user?}", per_page: "100" },
      },
      id: "/id",
      name: "/name",
      created: "/created_at",
      "last-used": "/last_used_at",
      expires: "/expires_at",
      status: "/active",
      active: [true],
      next: { by: "link-header" },
    },
    revoke: { steps: [{ method: "DELETE", path: "/personal_access_tokens/${old.id}" }] },
    verify: {
      request: { method: "GET", path: "/personal_access_tokens/self" },
      accept: { status: [200], where: [{ at: "/active", is: true }] },
      reject: { status: [401] },
      id: "/id",
    },
    errors: { message: ["/message", "/error_description"] },
  },
} as const satisfies ShippedService;
