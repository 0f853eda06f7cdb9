import { HEX, MADE, MADE_MS, type Sample, USED_MS } from "./sample.ts";

const NAME = "ci [rekey:ci@acme/api]";
const k1 = { id: "k1", description: "ci", createdAtMs: MADE_MS };

/** Sample exchanges of the descriptions in `examples/`, from Mailgun. */
export const EXAMPLES_FROM_MAILGUN = {
  mailgun: {
    params: { role: "sending" },
    credentials: ["key"],
    issue: {
      sends: "POST /v1/keys",
      headers: { authorization: `Basic ${btoa("api:value-of-key")}` },
      body: `name="description"\r\n\r\n${NAME}\r\n`,
      gets: { body: { message: "ok", key: { id: "i2", secret: HEX } } },
      gives: { id: "i2", value: HEX },
    },
    list: { sends: "GET /v1/keys", gets: { items: [{ id: "k1", description: "ci", created_at: MADE }] }, gives: k1 },
    revoke: { sends: ["DELETE /v1/keys/k1"], gets: { body: { message: "key deleted" } } },
    verify: { sends: "GET /v4/domains?limit=1", alive: { body: {} }, dead: { status: 401 } },
  },
  northflank: {
    params: { token_id: "t1" },
    credentials: ["token"],
    issue: {
      sends: "POST /v1/tokens/t1/keys",
      body: { otherKeysExpiresAt: "2026-11-21T13:00:00Z" },
      gets: { body: { data: { key: { id: "u", issuedAt: MADE }, token: `eyJ.${HEX}` } } },
      gives: { id: "k1", value: `eyJ.${HEX}` },
    },
    verify: { sends: "GET /v1/projects?per_page=1", alive: { body: {} }, dead: { status: 401 } },
  },
  paddle: {
    id: "k1",
    current: true,
    issue: {
      sends: "POST /api-keys/k1/rotations",
      headers: { authorization: "Bearer the-value-that-consumers-hold" },
      body: { grace_period_seconds: 3600 },
      gets: {
        status: 201,
        body: { data: { id: "apkrot_1", api_key_id: "k1", new_key: `pdl_live_${HEX}`, status: "pending" } },
      },
      gives: { id: "k1", value: `pdl_live_${HEX}` },
    },
    list: {
      sends: "GET /api-keys/k1",
      gets: {
        data: { id: "k1", name: "ci", created_at: MADE, last_used_at: "2026-02-01T00:00:00Z", expires_at: null },
      },
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    verify: {
      sends: "GET /event-types",
      alive: { body: { data: [] } },
      dead: { status: 403, body: { error: { detail: "no" } } },
    },
  },
  planetscale: {
    params: { org: "acme" },
    credentials: ["id", "token"],
    issue: {
      sends: "POST /v1/organizations/acme/service-tokens",
      headers: { authorization: "value-of-id:value-of-token" },
      body: { name: NAME },
      gets: { body: { id: "i2", type: "ServiceToken", token: `pscale_tkn_${HEX}` } },
      gives: { id: "i2", value: `i2:pscale_tkn_${HEX}` },
    },
    list: {
      sends: "GET /v1/organizations/acme/service-tokens?per_page=100",
      gets: { data: [{ id: "k1", name: "ci", created_at: MADE }] },
      gives: k1,
    },
    revoke: { sends: ["DELETE /v1/organizations/acme/service-tokens/k1"], gets: { status: 204 } },
  },
  rootly: {
    id: "k1",
    current: true,
    issue: {
      sends: "POST /v1/api_keys/k1/rotate",
      headers: { "content-type": "application/vnd.api+json" },
      body: { data: { type: "api_keys", attributes: { grace_period_minutes: 60 } } },
      gets: {
        body: {
          data: { id: "k1", type: "api_keys", attributes: { token: `rootly_${HEX}`, grace_period_ends_at: MADE } },
        },
      },
      gives: { id: "k1", value: `rootly_${HEX}` },
    },
  },
  "sentry-dsn": {
    params: { org: "acme", project: "web" },
    credentials: ["token"],
    issue: {
      sends: "POST /api/0/projects/acme/web/keys/",
      body: { name: NAME },
      gets: {
        status: 201,
        body: { id: "i2", name: NAME, dateCreated: MADE, dsn: { secret: `https://${HEX}@sentry.io/1` } },
      },
      gives: { id: "i2", value: `https://${HEX}@sentry.io/1` },
    },
    list: {
      sends: "GET /api/0/projects/acme/web/keys/",
      gets: [{ id: "k1", name: "ci", dateCreated: MADE }],
      gives: k1,
    },
    revoke: {
      sends: ["PUT /api/0/projects/acme/web/keys/k1/", "DELETE /api/0/projects/acme/web/keys/k1/"],
      gets: { status: 204 },
    },
  },
  "snyk-app": {
    params: { org: "o", client: "c", version: "2024-10-15" },
    credentials: ["token"],
    current: true,
    issue: {
      sends: "POST /rest/orgs/o/apps/c/secrets?version=2024-10-15",
      headers: { authorization: "token value-of-token" },
      body: { mode: "create" },
      gets: { body: { data: { attributes: { client_secret: HEX } } } },
      gives: { id: "the-new-key", value: HEX },
    },
  },
  solidgate: {
    credentials: ["token"],
    id: "k1",
    issue: {
      sends: "POST /api-keys/rotate",
      body: { id: "k1", period_seconds: 3600 },
      gets: { body: { id: "k1", name: "n", rotate_secret: `api_sk_${HEX}`, rotate_at: "2026-11-21 13:00:00" } },
      gives: { id: "k1", value: `api_sk_${HEX}` },
    },
  },
  supabase: {
    params: { ref: "abcdefghijklmnopqrst" },
    credentials: ["token"],
    issue: {
      sends: "POST /v1/projects/abcdefghijklmnopqrst/api-keys?reveal=true",
      gets: {
        status: 201,
        body: { id: "i2", name: "x", type: "secret", api_key: `sb_secret_${HEX}`, inserted_at: MADE },
      },
      gives: { id: "i2", value: `sb_secret_${HEX}` },
    },
    list: {
      sends: "GET /v1/projects/abcdefghijklmnopqrst/api-keys",
      gets: [
        { id: "k1", name: "ci", type: "secret", inserted_at: MADE },
        { id: null, name: "anon", type: "legacy" },
      ].slice(0, 1),
      gives: k1,
    },
    revoke: { sends: ["DELETE /v1/projects/abcdefghijklmnopqrst/api-keys/k1"], gets: { body: { id: "k1" } } },
  },
  "twilio-auth-token": {
    params: { account: "AC1" },
    credentials: ["auth_token"],
    current: true,
    issue: {
      sends: "POST /v1/AuthTokens/Secondary",
      headers: { authorization: `Basic ${btoa("AC1:value-of-auth_token")}` },
      gets: { status: 201, body: { account_sid: "AC1", secondary_auth_token: HEX, date_created: MADE } },
      gives: { id: "the-new-key", value: HEX },
    },
  },
  zenml: {
    params: { host: "zenml.example.com", account: "sa1" },
    credentials: ["token"],
    id: "k1",
    issue: {
      sends: "PUT /api/v1/service_accounts/sa1/api_keys/k1/rotate",
      body: { retain_period_minutes: 60 },
      gets: { body: { body: { key: `ZENKEY_${HEX}` }, id: "k1" } },
      gives: { id: "k1", value: `ZENKEY_${HEX}` },
    },
  },
} satisfies Readonly<Record<string, Sample>>;
