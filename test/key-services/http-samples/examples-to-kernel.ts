import { HEX, HOUR_MS, MADE, MADE_MS, type Sample, USED_MS } from "./sample.ts";

const NAME = "ci [rekey:ci@acme/api]";
const k1 = { id: "k1", description: "ci", createdAtMs: MADE_MS };

/** Sample exchanges of the descriptions in `examples/`, up to Kernel. */
export const EXAMPLES_TO_KERNEL = {
  conjur: {
    params: { host: "conjur.example.com", account: "acme", login: "host/ci" },
    credentials: ["api_key"],
    issue: {
      sends: "PUT /authn/acme/api_key",
      headers: { authorization: `Basic ${btoa("host/ci:value-of-api_key")}` },
      body: "",
      gets: { body: HEX },
      gives: { id: "k1", value: HEX },
    },
    verify: { sends: "POST /authn/acme/host%2Fci/authenticate", alive: { body: "token" }, dead: { status: 401 } },
  },
  devin: {
    params: { service_user: "service-user-1" },
    credentials: ["token"],
    issue: {
      sends: "POST /v3beta1/enterprise/service-users/service-user-1/api-keys/k1/rotate",
      body: { revoke_current: false },
      gets: { body: { api_key_id: "i2", api_key_name: "ci", token: `cog_${HEX}` } },
      gives: { id: "i2", value: `cog_${HEX}` },
    },
    list: {
      sends: "GET /v3beta1/enterprise/service-users/service-user-1/api-keys?status=active",
      gets: {
        items: [
          {
            api_key_id: "k1",
            api_key_name: "ci",
            created_at: MADE_MS / 1000,
            is_active: true,
            last_used_at: USED_MS / 1000,
          },
        ],
        has_next_page: false,
      },
      gives: { ...k1, lastUsedAtMs: USED_MS },
    },
  },
  doppler: {
    params: { project: "p", config: "prd" },
    credentials: ["token"],
    issue: {
      sends: "POST /v3/configs/config/tokens",
      gets: { body: { token: { name: "x", slug: "s2", created_at: MADE, key: `dp.st.prd.${HEX}` } } },
      gives: { id: "s2", value: `dp.st.prd.${HEX}` },
    },
    list: {
      sends: "GET /v3/configs/config/tokens?project=p&config=prd",
      gets: { tokens: [{ name: "ci", slug: "k1", created_at: MADE, expires_at: null }] },
      gives: k1,
    },
    revoke: {
      sends: ["DELETE /v3/configs/config/tokens/token"],
      gets: { status: 204 },
      body: { project: "p", config: "prd", slug: "k1" },
    },
    verify: { sends: "GET /v3/me", alive: { body: {} }, dead: { status: 401 } },
  },
  factory: {
    params: { account: "sa1" },
    credentials: ["token"],
    issue: {
      sends: "POST /api/v0/service-accounts/sa1/api-keys/k1/rotate",
      body: { gracePeriodMinutes: 10 },
      graceMs: HOUR_MS / 6,
      gets: { body: { apiKey: { id: "i2", value: HEX, fingerprint: "f", name: "ci" } } },
      gives: { id: "i2", value: HEX },
    },
    list: {
      sends: "GET /api/v0/service-accounts/sa1/api-keys",
      gets: {
        apiKeys: [
          { id: "k1", name: "ci", fingerprint: "f", createdAt: MADE_MS, isRevoked: false },
          { id: "k0", name: "ci", createdAt: 1, isRevoked: true },
        ],
      },
      gives: k1,
    },
    revoke: { sends: ["POST /api/v0/service-accounts/sa1/api-keys/k1/revoke"], gets: { status: 204 } },
  },
  fastly: {
    params: { role: "engineer" },
    credentials: ["token"],
    issue: {
      sends: "POST /automation-tokens",
      headers: { "fastly-key": "value-of-token" },
      body: { attributes: { name: NAME, role: "engineer" } },
      gets: { body: { id: "i2", access_token: HEX } },
      gives: { id: "i2", value: HEX },
    },
    list: {
      sends: "GET /automation-tokens?per_page=100",
      gets: { data: [{ id: "k1", name: "ci", created_at: MADE, last_used_at: null }] },
      gives: k1,
    },
    revoke: { sends: ["DELETE /automation-tokens/k1"], gets: { status: 204 } },
    verify: {
      sends: "GET /tokens/self",
      headers: { "fastly-key": "the-value-that-is-tried" },
      alive: { body: {} },
      dead: { status: 401 },
    },
  },
  fivetran: {
    params: { period: "NINETY_DAYS" },
    credentials: ["key", "secret"],
    id: "k1",
    issue: {
      sends: "POST /v1/system-keys/k1/rotate",
      body: { expiration_period: "NINETY_DAYS" },
      gets: { body: { code: "Success", data: { id: "k1", key: "ft_1", secret: HEX } } },
      gives: { id: "k1", value: `ft_1:${HEX}` },
    },
    verify: {
      sends: "GET /v1/account/info",
      headers: { authorization: `Basic ${btoa("the-value-that-is-tried")}` },
      alive: { body: { code: "Success" } },
      dead: { status: 401, body: { code: "AuthFailed" } },
    },
  },
  insforge: {
    params: { host: "x.insforge.app" },
    credentials: ["token"],
    issue: {
      sends: "POST /api/secrets/api-key/rotate",
      body: { gracePeriodHours: 1 },
      gets: { body: { success: true, message: "m", apiKey: `ik_${HEX}`, oldKeyExpiresAt: "2026-07-15T12:00:00.000Z" } },
      gives: { id: "k1", value: `ik_${HEX}` },
    },
  },
  kernel: {
    credentials: ["token"],
    issue: {
      sends: "POST /org/api_keys/k1/rotate",
      body: { expire_in_days: 7, days_to_expire: 90 },
      graceMs: 7 * 24 * HOUR_MS,
      ends: true,
      gets: { body: { id: "i2", name: "ci", created_at: MADE, expires_at: MADE, key: `sk_${HEX}` } },
      gives: { id: "i2", value: `sk_${HEX}` },
    },
    list: { sends: "GET /org/api_keys?limit=100", gets: [{ id: "k1", name: "ci", created_at: MADE }], gives: k1 },
    revoke: { sends: ["DELETE /org/api_keys/k1"], gets: { status: 204 } },
    verify: { sends: "GET /org/api_keys?limit=1", alive: { body: [] }, dead: { status: 401 } },
  },
} satisfies Readonly<Record<string, Sample>>;
