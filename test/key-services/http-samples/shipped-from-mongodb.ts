import { expect } from "vitest";
import { HEX, MADE, MADE_MS, type Sample, USED_MS } from "./sample.ts";

const NAME = "ci [rekey:ci@acme/api]";
const k1 = { id: "k1", description: "ci", createdAtMs: MADE_MS };

/** Sample exchanges of shipped descriptions, from MongoDB. */
export const SHIPPED_FROM_MONGODB = {
  "mongodb-atlas": {
    params: { org: "32b6e34b3d91647abb20e7b8", client: "mdb_sa_id_1234" },
    credentials: ["client_id", "client_secret"],
    issue: {
      sends: "POST /api/atlas/v2/orgs/32b6e34b3d91647abb20e7b8/serviceAccounts/mdb_sa_id_1234/secrets",
      headers: {
        accept: "application/vnd.atlas.2024-08-05+json",
        "content-type": "application/vnd.atlas.2024-08-05+json",
      },
      body: { secretExpiresAfterHours: 2160 },
      ends: true,
      gets: {
        status: 201,
        body: {
          id: "aaaaaaaaaaaaaaaaaaaaaaaa",
          secret: `mdb_sa_sk_${HEX}`,
          createdAt: MADE,
          expiresAt: "2027-02-19T12:00:00Z",
        },
      },
      gives: { id: "aaaaaaaaaaaaaaaaaaaaaaaa", value: `mdb_sa_sk_${HEX}` },
    },
    list: {
      sends: "GET /api/atlas/v2/orgs/32b6e34b3d91647abb20e7b8/serviceAccounts/mdb_sa_id_1234",
      gets: {
        clientId: "mdb_sa_id_1234",
        secrets: [{ id: "k1", createdAt: MADE, expiresAt: MADE, lastUsedAt: "2026-02-01T00:00:00Z" }],
      },
      gives: { id: "k1", description: "", createdAtMs: MADE_MS, expiresAtMs: MADE_MS, lastUsedAtMs: USED_MS },
    },
    revoke: {
      sends: ["DELETE /api/atlas/v2/orgs/32b6e34b3d91647abb20e7b8/serviceAccounts/mdb_sa_id_1234/secrets/k1"],
      gets: { status: 204 },
    },
    verify: {
      sends: "POST /api/oauth/token",
      headers: { authorization: `Basic ${btoa("mdb_sa_id_1234:the-value-that-is-tried")}` },
      alive: { body: { access_token: "eyJ", expires_in: 3600 } },
      dead: { status: 401, body: { error: "invalid_client" } },
    },
  },
  "neon-api-key": {
    credentials: ["token"],
    issue: {
      sends: "POST /api_keys",
      body: { key_name: expect.stringContaining(`${NAME} #`) },
      gets: { body: { id: 165432, key: `napi_${HEX}`, name: "x", created_at: MADE } },
      gives: { id: "165432", value: `napi_${HEX}` },
    },
    list: {
      sends: "GET /api_keys",
      gets: [
        {
          id: "k1",
          name: "ci",
          created_at: MADE,
          last_used_at: "2026-02-01T00:00:00Z",
          last_used_from_addr: "130.41.56.60",
        },
      ],
      gives: { ...k1, lastUsedAtMs: USED_MS, lastUsedFrom: "130.41.56.60" },
    },
    revoke: { sends: ["DELETE /api_keys/k1"], gets: { body: { id: 1, revoked: true } } },
    verify: {
      sends: "GET /users/me",
      alive: { body: { id: "u" } },
      dead: { status: 401, body: { message: "unauthorized" } },
    },
  },
  "newrelic-user-key": {
    params: { account: 1, user: 2 },
    credentials: ["key"],
    issue: {
      sends: "POST /graphql",
      headers: { "api-key": "value-of-key" },
      body: expect.objectContaining({ variables: { keys: { user: [{ accountId: 1, userId: 2, name: NAME }] } } }),
      gets: {
        body: {
          data: { apiAccessCreateKeys: { createdKeys: [{ id: "NK2", name: NAME, key: `NRAK-${HEX}` }], errors: null } },
        },
      },
      gives: { id: "NK2", value: `NRAK-${HEX}` },
    },
    list: {
      sends: "POST /graphql",
      gets: {
        data: {
          actor: {
            apiAccess: { keySearch: { keys: [{ id: "k1", name: "ci", createdAt: MADE_MS / 1000 }], nextCursor: null } },
          },
        },
      },
      gives: k1,
    },
    revoke: {
      sends: ["POST /graphql"],
      gets: { body: { data: { apiAccessDeleteKeys: { deletedKeys: [{ id: "k1" }], errors: [] } } } },
      body: expect.objectContaining({ variables: { keys: { userKeyIds: ["k1"] } } }),
    },
    verify: {
      sends: "POST /graphql",
      headers: { "api-key": "the-value-that-is-tried" },
      alive: { body: { data: { actor: { user: { id: 1 } } } } },
      dead: { status: 401, body: { errors: [{ message: "API key is invalid." }] } },
    },
  },
  "okta-client-secret": {
    params: { domain: "acme.okta.com", app: "0oa1" },
    credentials: ["token"],
    issue: {
      sends: "POST /api/v1/apps/0oa1/credentials/secrets",
      headers: { authorization: "SSWS value-of-token" },
      body: {},
      gets: {
        status: 201,
        body: { id: "ocs2", client_secret: HEX, status: "ACTIVE", secret_hash: "h", created: MADE },
      },
      gives: { id: "ocs2", value: HEX },
    },
    list: {
      sends: "GET /api/v1/apps/0oa1/credentials/secrets",
      gets: [{ id: "k1", client_secret: HEX, status: "INACTIVE", created: MADE }],
      gives: { id: "k1", description: "", createdAtMs: MADE_MS },
    },
    revoke: {
      sends: [
        "POST /api/v1/apps/0oa1/credentials/secrets/k1/lifecycle/deactivate",
        "DELETE /api/v1/apps/0oa1/credentials/secrets/k1",
      ],
      gets: { status: 204 },
    },
  },
  "openai-admin-key": {
    credentials: ["admin_key"],
    issue: {
      sends: "POST /organization/admin_api_keys",
      body: { name: NAME, expires_in_seconds: 7_776_000 },
      ends: true,
      gets: {
        body: {
          object: "organization.admin_api_key",
          id: "key_2",
          name: NAME,
          redacted_value: "sk-admin...x",
          value: `sk-admin-${HEX}`,
          created_at: MADE_MS / 1000,
        },
      },
      gives: { id: "key_2", value: `sk-admin-${HEX}` },
    },
    list: {
      sends: "GET /organization/admin_api_keys?limit=100&order=asc",
      gets: {
        object: "list",
        data: [{ id: "k1", name: "ci", created_at: MADE_MS / 1000, last_used_at: USED_MS / 1000 }],
        has_more: false,
      },
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    revoke: { sends: ["DELETE /organization/admin_api_keys/k1"], gets: { body: { id: "k1", deleted: true } } },
    verify: {
      sends: "GET /organization/admin_api_keys?limit=1",
      headers: { authorization: "Bearer the-value-that-is-tried" },
      alive: { body: { object: "list", data: [] } },
      dead: { status: 401, body: { error: { message: "Incorrect API key provided" } } },
    },
  },
  "sendgrid-api-key": {
    params: { scopes: ["mail.send", "alerts.read"] },
    credentials: ["token"],
    issue: {
      sends: "POST /v3/api_keys",
      body: { name: expect.stringContaining(`${NAME} #`), scopes: ["mail.send", "alerts.read"] },
      gets: {
        status: 201,
        body: { api_key: `SG.${HEX}`, api_key_id: "xxxxxxxx", name: `${NAME} #t0zz00`, scopes: ["mail.send"] },
      },
      gives: { id: "xxxxxxxx", value: `SG.${HEX}` },
    },
    list: {
      sends: "GET /v3/api_keys",
      gets: { result: [{ api_key_id: "k1", name: "ci" }] },
      gives: { id: "k1", description: "ci" },
    },
    revoke: { sends: ["DELETE /v3/api_keys/k1"], gets: { status: 204 } },
    verify: {
      sends: "GET /v3/scopes",
      alive: { body: { scopes: [] } },
      dead: { status: 401, body: { errors: [{ message: "authorization required" }] } },
    },
  },
  "twilio-api-key": {
    params: { account: "AC1" },
    credentials: ["sid", "secret"],
    issue: {
      sends: "POST /2010-04-01/Accounts/AC1/Keys.json",
      headers: {
        authorization: `Basic ${btoa("value-of-sid:value-of-secret")}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "FriendlyName=ci+%5Brekey%3Aci%40acme%2Fapi%5D",
      gets: {
        status: 201,
        body: { sid: "SK2", friendly_name: NAME, date_created: "Thu, 15 Jan 2026 10:30:00 +0000", secret: HEX },
      },
      gives: { id: "SK2", value: `SK2:${HEX}` },
    },
    list: {
      sends: "GET /2010-04-01/Accounts/AC1/Keys.json?PageSize=1000",
      gets: {
        keys: [{ sid: "k1", friendly_name: "ci", date_created: "Thu, 15 Jan 2026 10:30:00 +0000" }],
        next_page_uri: null,
      },
      gives: k1,
    },
    revoke: { sends: ["DELETE /2010-04-01/Accounts/AC1/Keys/k1.json"], gets: { status: 204 } },
    verify: {
      sends: "GET /2010-04-01/Accounts/AC1/Calls.json?PageSize=1",
      headers: { authorization: `Basic ${btoa("the-value-that-is-tried")}` },
      alive: { body: { calls: [] } },
      dead: { status: 401, body: { code: 20003, message: "Authenticate" } },
    },
  },
  unkey: {
    params: { api_id: "api_1234" },
    credentials: ["root_key"],
    issue: {
      sends: "POST /v2/keys.rerollKey",
      headers: { authorization: "Bearer value-of-root_key" },
      body: { keyId: "k1", expiration: 3_600_000 },
      gets: { body: { meta: { requestId: "req" }, data: { keyId: "key_2cGKbMxRyIzhCxo1Idjz8q", key: `prod_${HEX}` } } },
      gives: { id: "key_2cGKbMxRyIzhCxo1Idjz8q", value: `prod_${HEX}` },
    },
    list: {
      sends: "POST /v2/apis.listKeys",
      gets: {
        meta: {},
        data: [{ keyId: "k1", name: "ci", createdAt: MADE_MS, lastUsedAt: USED_MS }],
        pagination: { hasMore: false },
      },
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    revoke: {
      sends: ["POST /v2/keys.deleteKey"],
      gets: { body: { meta: {}, data: {} } },
      body: { keyId: "k1", permanent: false },
    },
    verify: {
      sends: "POST /v2/keys.verifyKey",
      headers: { authorization: "Bearer value-of-root_key" },
      alive: { body: { meta: {}, data: { valid: true, code: "VALID", keyId: "k1" } } },
      dead: { body: { meta: {}, data: { valid: false, code: "NOT_FOUND" } } },
    },
  },
  "vercel-token": {
    credentials: ["token"],
    issue: {
      sends: "POST /v3/user/tokens",
      body: { name: NAME, expiresAt: expect.any(Number) },
      ends: true,
      gets: { body: { bearerToken: HEX, token: { id: "t2", name: NAME, createdAt: MADE_MS } } },
      gives: { id: "t2", value: HEX },
    },
    list: {
      sends: "GET /v6/user/tokens?limit=100",
      gets: {
        tokens: [{ id: "k1", name: "ci", createdAt: MADE_MS, activeAt: USED_MS }],
        pagination: { count: 1, next: null },
      },
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
    revoke: { sends: ["DELETE /v3/user/tokens/k1"], gets: { body: { tokenId: "k1" } } },
    verify: {
      sends: "GET /v2/user",
      alive: { body: { user: { id: "u" } } },
      dead: { status: 403, body: { error: { code: "forbidden", message: "Not authorized", invalidToken: true } } },
    },
  },
} satisfies Readonly<Record<string, Sample>>;
