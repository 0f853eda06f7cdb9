import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { expectNoSecret } from "../contract/key-service-support.ts";
import { example } from "./http-examples.ts";
import {
  credentials,
  description,
  errorOf,
  minting,
  op,
  replacing,
  routes,
  script,
  sentences,
  VALUE,
} from "./http-script.ts";

describe("a revocation that needs the old value (Snyk)", () => {
  const options = {
    description: example("snyk-app"),
    params: { org: "o", client: "c", version: "2024-10-15" },
    credentials,
  };
  const current = new Secret("snyk-secret-that-consumers-hold-now");
  const answers = { "POST /rest/orgs/o/apps/c/secrets": { body: { data: { attributes: { client_secret: VALUE } } } } };

  test("demands key.current, and a retirement in the same run", () => {
    const words = sentences(options, { strategy: "create", hasCurrent: false, retire: "expire" });
    expect(words).toEqual([
      "key.current must be given, as Snyk revokes a key only by its value",
      "retire must be after-verify, as keys without ids can be told apart only by the run that makes one",
    ]);
    expect(sentences(options, { strategy: "create", retire: "after-verify" })).toEqual([]);
  });

  test("names the value of the key that was replaced, and of no other", async () => {
    const { open, sent } = await script(routes(answers));
    const service = open(options, { current });
    const [replaces] = await service.list(op);
    const key = await minting(service).mint(replacing(replaces && { replaces }), op);
    expect((await service.list(op)).map(({ id }) => id)).toEqual([replaces?.id, key.id]);
    expect(await service.revoke(replaces?.id ?? "", op)).toBe("revoked");
    expect(sent.at(-1)?.json).toEqual({ mode: "delete", secret: current.reveal() });
    expect((await service.list(op)).map(({ id }) => id)).toEqual([key.id]);
    await service.revoke(key.id, op);
    expect(sent.at(-1)?.json).toEqual({ mode: "delete", secret: VALUE });
  });

  test("is refused without it, and nothing is sent", async () => {
    const { open, sent } = await script(routes(answers));
    const service = open(options);
    const [held] = await service.list(op);
    const error = await errorOf(service.revoke(held?.id ?? "", op));
    expect([error.fault, error.effect, sent.length]).toEqual(["config", "none", 0]);
  });

  test("never takes the value that consumers hold for that of a key which it did not replace", async () => {
    const byValue = description({
      list: { request: { method: "GET", path: "/keys" }, id: "/id" },
      revoke: { steps: [{ method: "POST", path: "/revoke", json: { secret: "${old.value}" } }] },
    });
    const { open, sent } = await script(routes({ "GET /keys": { body: [{ id: "k1" }, { id: "orphan" }] } }));
    const service = open({ description: byValue, credentials }, { current });
    const error = await errorOf(service.revoke("orphan", op));
    expect([error.fault, sent.filter(({ method }) => method === "POST")]).toEqual(["config", []]);
  });
});

describe("an error that comes with status 200 (New Relic)", () => {
  const options = {
    service: "newrelic-user-key",
    params: { account: 1, user: 2 },
    credentials: { key: credentials.token },
  };
  const refusal = { body: { data: null, errors: [{ message: "Not authorized: NRAK-0123456789abcdef" }] } };

  test("is no empty list", async () => {
    const { open } = await script(() => refusal);
    const error = await errorOf(open(options).list(op));
    expect([error.fault, error.message]).toEqual(["contract", expect.stringContaining("Not authorized")]);
  });

  test("is no key, and leaves open whether there is one", async () => {
    const { open } = await script(() => refusal);
    const error = await errorOf(minting(open(options)).mint(replacing(), op));
    expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", undefined]);
  });

  test("is no key either where only the mutation reports it", async () => {
    const body = { data: { apiAccessCreateKeys: { createdKeys: [], errors: [{ message: "quota" }] } } };
    const { open } = await script(() => ({ body }));
    expect((await errorOf(minting(open(options)).mint(replacing(), op))).message).toContain("quota");
  });

  test("is no revocation, and no proof of a key", async () => {
    const { open } = await script(() => refusal);
    const service = open(options);
    expect((await errorOf(service.revoke("k1", op))).fault).toBe("contract");
    expect(await service.probe(new Secret(VALUE), { place: "x", keyId: "k1" }, op)).toBe("inconclusive");
  });
});

describe("a list that shows the secrets (Okta)", () => {
  test("leaves none of them in records and errors", async () => {
    const options = { service: "okta-client-secret", params: { domain: "acme.okta.com", app: "0oa1" } };
    const secret = { id: "ocs1", client_secret: VALUE, status: "ACTIVE", created: "2026-01-01T00:00:00.000Z" };
    const { open } = await script(() => ({ body: [secret] }));
    expectNoSecret(await open({ ...options, credentials }).list(op), [new Secret(VALUE)]);
    const broken = await script(() => ({ body: [{ ...secret, id: null }] }));
    expectNoSecret(await errorOf(broken.open({ ...options, credentials }).list(op)), [new Secret(VALUE)]);
  });
});

describe("a key that must be made inactive before it is deleted (Okta)", () => {
  const options = { service: "okta-client-secret", params: { domain: "acme.okta.com", app: "0oa1" }, credentials };
  const at = "/api/v1/apps/0oa1/credentials/secrets/k1";

  test("is revoked in two steps, and in one where the first was done", async () => {
    for (const first of [{ status: 200 }, { status: 400, body: { errorSummary: "The secret is inactive" } }]) {
      const { open, sent } = await script(
        routes({ [`POST ${at}/lifecycle/deactivate`]: first, [`DELETE ${at}`]: { status: 204 } }),
      );
      expect(await open(options).revoke("k1", op)).toBe("revoked");
      expect(sent.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
    }
  });

  test("is not called revoked when only the first step was done", async () => {
    const { open } = await script(
      routes({
        [`POST ${at}/lifecycle/deactivate`]: {},
        [`DELETE ${at}`]: { status: 403, body: { errorSummary: "no" } },
      }),
    );
    expect((await errorOf(open(options).revoke("k1", op))).fault).toBe("forbidden");
  });
});

describe("expired keys that keep their places (Atlas)", () => {
  const secrets = [
    { id: "s1", createdAt: "2026-01-01T00:00:00Z", expiresAt: "2026-02-01T00:00:00Z" },
    { id: "s2", createdAt: "2026-11-01T00:00:00Z", expiresAt: "2027-02-01T00:00:00Z" },
  ];

  test("are listed, so that headroom counts them and they can be revoked", async () => {
    const { open } = await script(({ target }) =>
      target.startsWith("/api/oauth") ? { body: { access_token: "t", expires_in: 3600 } } : { body: { secrets } },
    );
    const service = open({
      service: "mongodb-atlas",
      params: { org: "o", client: "c" },
      credentials: { client_id: new Secret("client-id-1"), client_secret: credentials.token },
    });
    expect((await service.list(op)).map(({ id }) => id)).toEqual(["s1", "s2"]);
    expect(service.maxLiveKeys).toBe(2);
  });

  test("are left out everywhere else", async () => {
    const { open } = await script(() => ({ body: secrets }));
    const list = { request: { method: "GET", path: "/keys" }, id: "/id", expires: "/expiresAt" };
    const service = open({ description: description({ list }), credentials });
    expect((await service.list(op)).map(({ id }) => id)).toEqual(["s2"]);
  });
});

describe("a staged key (Twilio's auth token)", () => {
  const current = new Secret("the-primary-auth-token-of-twilio");
  const options = {
    description: { ...Object(example("twilio-auth-token")), "other-hosts": undefined },
    params: { account: "AC1" },
    credentials: { auth_token: current },
  };
  const answers = {
    "POST /v1/AuthTokens/Secondary": {
      status: 201,
      body: { secondary_auth_token: VALUE, date_created: "2026-11-21T12:00:00Z" },
    },
    "POST /v1/AuthTokens/Promote": { status: 200, body: {} },
    "DELETE /v1/AuthTokens/Secondary": { status: 204 },
  };
  const without = (text: string) => JSON.parse(text.replace(',"host":"api"', ""));
  const flat = { ...options, description: without(JSON.stringify(options.description)) };

  test("is promoted when the old one is revoked", async () => {
    const { open, sent } = await script(routes(answers));
    const service = open(flat, { current });
    const [replaces] = await service.list(op);
    await minting(service).mint(replacing(replaces && { replaces }), op);
    expect(await service.revoke(replaces?.id ?? "", op)).toBe("revoked");
    expect(sent.at(-1)?.target).toBe("/v1/AuthTokens/Promote");
  });

  test("is taken back, and never promoted, when it is the one to be revoked", async () => {
    const { open, sent } = await script(routes(answers));
    const service = open(flat, { current });
    const [replaces] = await service.list(op);
    const key = await minting(service).mint(replacing(replaces && { replaces }), op);
    await service.revoke(key.id, op);
    expect(sent.map(({ method, target }) => `${method} ${target}`)).toEqual([
      "POST /v1/AuthTokens/Secondary",
      "DELETE /v1/AuthTokens/Secondary",
    ]);
  });
});

describe("names that must be unique (Grafana)", () => {
  const options = {
    service: "grafana-service-account",
    params: { host: "g.example.com", account: 7 },
    credentials,
  };

  test("get the time behind them, which is not part of the description", async () => {
    const { open, sent, clock } = await script(({ method }) => ({
      body: method === "POST" ? { id: 9, key: `glsa_${VALUE}` } : [{ id: 9, name: String(Object(sent[0]?.json).name) }],
    }));
    const service = open(options);
    const key = await minting(service).mint(replacing(), op);
    const name = String(Object(sent[0]?.json).name);
    expect(name).toMatch(/^ci \[rekey:ci@acme\/api\] #[0-9a-z]{6}$/);
    expect([key.id, key.description]).toEqual(["9", "ci [rekey:ci@acme/api]"]);
    const [listed] = await service.list(op);
    expect(listed?.description).toBe("ci [rekey:ci@acme/api]");
    expect(Math.abs((listed?.createdAtMs ?? 0) - clock.now())).toBeLessThan(1500);
  });

  test("tell the age of a key where the service does not (SendGrid)", async () => {
    const { open } = await script(() => ({
      body: {
        result: [
          { api_key_id: "a", name: "ci" },
          { api_key_id: "b", name: "ci #t0zz00" },
        ],
      },
    }));
    const keys = await open({ service: "sendgrid-api-key", params: { scopes: ["mail.send"] }, credentials }).list(op);
    expect(keys).toEqual([
      { id: "a", description: "ci" },
      { id: "b", description: "ci", createdAtMs: Number.parseInt("t0zz00", 36) * 1000 },
    ]);
  });
});
