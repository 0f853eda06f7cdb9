import type { ShippedService } from "./shipped-service.ts";

/** API keys of a Confluent Cloud service account for one resource, handed out as `key:secret`. @see https://docs.confluent.io/cloud/current/api.html */
export const confluentCloudKey = {
  unverified: "the new key cannot be tried over HTTP (verify.prove: false), and it works only after a while",
  description: {
    version: 1,
    service: "confluent-cloud-key",
    title: "Confluent Cloud",
    "base-url": "https://api.confluent.cloud",
    params: ["owner", "resource"],
    auth: { basic: ["${cred.key}", "${cred.secret}"] },
    key: { value: "${id}:${secret}", "presented-as": { basic: "${key.value}" } },
    issue: {
      kind: "mint",
      request: {
        method: "POST",
        path: "/iam/v2/api-keys",
        json: {
          spec: {
            display_name: "${run.name}",
            owner: { id: "${params.owner}" },
            resource: { id: "${params.resource}" },
          },
        },
      },
      ok: { status: [202] },
      secret: "/spec/secret",
      id: "/id",
      name: "/spec/display_name",
      created: "/metadata/created_at",
      "old-key": "stays",
    },
    list: {
      request: {
        method: "GET",
        path: "/iam/v2/api-keys",
        query: { "spec.owner": "${params.owner}", "spec.resource": "${params.resource}", page_size: "100" },
      },
      items: "/data",
      id: "/id",
      name: "/spec/display_name",
      created: "/metadata/created_at",
      next: { by: "url", from: "/metadata/next" },
    },
    revoke: { steps: [{ method: "DELETE", path: "/iam/v2/api-keys/${old.id}" }], ok: { status: [204] } },
    errors: { message: ["/errors/0/detail"] },
  },
} as const satisfies ShippedService;
