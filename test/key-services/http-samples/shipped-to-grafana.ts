import { expect } from "vitest";
import { HEX, MADE, MADE_MS, type Sample, USED_MS } from "./sample.ts";

const NAME = "ci [rekey:ci@acme/api]";
const k1 = { id: "k1", description: "ci", createdAtMs: MADE_MS };

/** Sample exchanges of shipped descriptions, up to Grafana. */
export const SHIPPED_TO_GRAFANA = {
  "auth0-client-secret": {
    params: { domain: "acme.eu.auth0.com" },
    credentials: ["client_id", "client_secret"],
    id: "AaiyAPdpYdesoKnqjj8HJqRn4T5titww",
    issue: {
      sends: "POST /api/v2/clients/AaiyAPdpYdesoKnqjj8HJqRn4T5titww/rotate-secret",
      gets: { body: { client_id: "AaiyAPdpYdesoKnqjj8HJqRn4T5titww", client_secret: HEX } },
      gives: { id: "AaiyAPdpYdesoKnqjj8HJqRn4T5titww", value: HEX },
    },
    list: {
      sends: "GET /api/v2/clients/AaiyAPdpYdesoKnqjj8HJqRn4T5titww?fields=client_id%2Cname&include_fields=true",
      gets: { client_id: "AaiyAPdpYdesoKnqjj8HJqRn4T5titww", name: "My application" },
      gives: { id: "AaiyAPdpYdesoKnqjj8HJqRn4T5titww", description: "My application" },
    },
  },
  "cloudflare-account-token": {
    params: { account: "023e105f4ecef8ad9ca31a8372d0c353" },
    credentials: ["token"],
    issue: {
      sends: "PUT /accounts/023e105f4ecef8ad9ca31a8372d0c353/tokens/k1/value",
      body: {},
      gets: { body: { errors: [], messages: [], success: true, result: `cfat_${HEX}01234567` } },
      gives: { id: "k1", value: `cfat_${HEX}01234567` },
    },
    list: {
      sends: "GET /accounts/023e105f4ecef8ad9ca31a8372d0c353/tokens?per_page=50",
      gets: {
        success: true,
        result: [{ id: "k1", name: "ci", status: "active", issued_on: MADE, last_used_on: "2026-02-01T00:00:00Z" }],
      },
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    revoke: {
      sends: ["DELETE /accounts/023e105f4ecef8ad9ca31a8372d0c353/tokens/k1"],
      gets: { body: { success: true, result: { id: "k1" } } },
    },
    verify: {
      sends: "GET /accounts/023e105f4ecef8ad9ca31a8372d0c353/tokens/verify",
      alive: { body: { success: true, errors: [], result: { id: "k1", status: "active" } } },
      dead: {
        status: 401,
        body: { success: false, errors: [{ code: 1000, message: "Invalid API Token" }], result: null },
      },
    },
  },
  "confluent-cloud-key": {
    params: { owner: "sa-1a2b3c", resource: "lkc-4d5e6f" },
    credentials: ["key", "secret"],
    issue: {
      sends: "POST /iam/v2/api-keys",
      body: { spec: { display_name: NAME, owner: { id: "sa-1a2b3c" }, resource: { id: "lkc-4d5e6f" } } },
      gets: {
        status: 202,
        body: {
          kind: "ApiKey",
          id: "ABC123DEF456",
          metadata: { created_at: MADE },
          spec: { display_name: NAME, secret: HEX },
        },
      },
      gives: { id: "ABC123DEF456", value: `ABC123DEF456:${HEX}` },
    },
    list: {
      sends: "GET /iam/v2/api-keys?spec.owner=sa-1a2b3c&spec.resource=lkc-4d5e6f&page_size=100",
      gets: {
        kind: "ApiKeyList",
        metadata: { next: "" },
        data: [{ id: "k1", metadata: { created_at: MADE }, spec: { display_name: "ci" } }],
      },
      gives: k1,
    },
    revoke: { sends: ["DELETE /iam/v2/api-keys/k1"], gets: { status: 204 } },
  },
  "datadog-api-key": {
    params: { site: "datadoghq.eu" },
    credentials: ["api_key", "app_key"],
    issue: {
      sends: "POST /api/v2/api_keys",
      headers: { "dd-api-key": "value-of-api_key", "dd-application-key": "value-of-app_key" },
      body: {
        data: {
          type: "api_keys",
          attributes: { name: expect.stringMatching(/^ci \[rekey:ci@acme\/api\] #[0-9a-z]{6}$/) },
        },
      },
      gets: {
        status: 201,
        body: {
          data: { id: "12345678-abcd", type: "api_keys", attributes: { key: HEX, last4: "cdef", created_at: MADE } },
        },
      },
      gives: { id: "12345678-abcd", value: HEX },
    },
    list: {
      sends: "GET /api/v2/api_keys?page%5Bsize%5D=100",
      gets: {
        data: [
          {
            id: "k1",
            type: "api_keys",
            attributes: { name: "ci", created_at: MADE, date_last_used: "2026-02-01T00:00:00+00:00" },
          },
        ],
      },
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    revoke: { sends: ["DELETE /api/v2/api_keys/k1"], gets: { status: 204 } },
    verify: {
      sends: "GET /api/v1/validate",
      headers: { "dd-api-key": "the-value-that-is-tried" },
      alive: { body: { valid: true } },
      dead: { status: 403, body: { errors: ["Forbidden"] } },
    },
  },
  "gitlab-personal-access-token": {
    params: { host: "gitlab.com", user: 42 },
    credentials: ["token"],
    issue: {
      sends: "POST /personal_access_tokens/k1/rotate",
      headers: { "private-token": "value-of-token" },
      body: { expires_at: "2027-02-19" },
      ends: true,
      gets: {
        body: {
          id: 34992,
          name: "ci",
          revoked: false,
          created_at: MADE,
          active: true,
          expires_at: "2027-02-19",
          token: `glpat-${HEX}`,
        },
      },
      gives: { id: "34992", value: `glpat-${HEX}` },
    },
    list: {
      sends: "GET /personal_access_tokens?state=active&user_id=42&per_page=100",
      gets: [
        {
          id: "k1",
          name: "ci",
          created_at: MADE,
          last_used_at: "2026-02-01T00:00:00.000Z",
          active: true,
          expires_at: null,
        },
      ],
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    revoke: { sends: ["DELETE /personal_access_tokens/k1"], gets: { status: 204 } },
    verify: {
      sends: "GET /personal_access_tokens/self",
      headers: { "private-token": "the-value-that-is-tried" },
      alive: { body: { id: "k1", active: true, revoked: false } },
      dead: { status: 401, body: { message: "401 Unauthorized" } },
    },
  },
  "grafana-cloud-token": {
    params: { region: "eu", policy: "5e8a" },
    credentials: ["token"],
    issue: {
      sends: "POST /v1/tokens?region=eu",
      headers: { "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/) },
      body: { accessPolicyId: "5e8a", name: expect.stringContaining(`${NAME} #`) },
      gets: { body: { id: "t2", accessPolicyId: "5e8a", name: "x", createdAt: MADE, token: `glc_${HEX}` } },
      gives: { id: "t2", value: `glc_${HEX}` },
    },
    list: {
      sends: "GET /v1/tokens?region=eu&accessPolicyId=5e8a&pageSize=500",
      gets: {
        items: [{ id: "k1", name: "ci", createdAt: MADE, lastUsedAt: "2026-02-01T00:00:00Z", expiresAt: null }],
        metadata: { pagination: {} },
      },
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    revoke: { sends: ["DELETE /v1/tokens/k1?region=eu"], gets: { status: 204 } },
  },
  "grafana-service-account": {
    params: { host: "acme.grafana.net", account: 7 },
    credentials: ["token"],
    issue: {
      sends: "POST /serviceaccounts/7/tokens",
      body: { name: expect.stringContaining(`${NAME} #`), secondsToLive: 7_776_000 },
      ends: true,
      gets: { body: { id: 9, name: "x", key: `glsa_${HEX}` } },
      gives: { id: "9", value: `glsa_${HEX}` },
    },
    list: {
      sends: "GET /serviceaccounts/7/tokens",
      gets: [
        {
          id: "k1",
          name: "ci",
          created: MADE,
          lastUsedAt: "2026-02-01T00:00:00Z",
          expiration: null,
          hasExpired: false,
          isRevoked: false,
        },
      ],
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    revoke: {
      sends: ["DELETE /serviceaccounts/7/tokens/k1"],
      gets: { body: { message: "Service account token deleted" } },
    },
    verify: {
      sends: "GET /user",
      alive: { body: { id: 1, login: "sa-ci" } },
      dead: { status: 401, body: { message: "Invalid API key" } },
    },
  },
} satisfies Readonly<Record<string, Sample>>;
