import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { expectNoSecret } from "../contract/key-service-support.ts";
import { credentials, description, errorOf, minting, op, replacing, routes, script, VALUE } from "./http-script.ts";

const list = { request: { method: "GET", path: "/keys" }, id: "/id" };

describe("a request", () => {
  test("never leaves the host: a redirect is an error, and nothing goes to the other address", async () => {
    const { open, sent } = await script(() => ({
      status: 302,
      headers: { location: "https://evil.example.com/keys" },
    }));
    const error = await errorOf(open({ description: description({ list }), credentials }).list(op));
    expect([error.fault, sent.length]).toEqual(["config", 1]);
    expect(error.message).toContain("evil.example.com");
  });

  test("goes to another declared address only where the description says so", async () => {
    const other = await script(() => ({ body: [{ id: "k1" }] }));
    const here = await script(() => ({ body: [] }));
    const two = description({
      "other-hosts": { keys: other.url },
      list: { ...list, request: { ...list.request, host: "keys" } },
    });
    expect(await here.open({ description: two, credentials }).list(op)).toHaveLength(1);
    expect([here.sent.length, other.sent.length]).toEqual([0, 1]);
  });

  test.each(["a\r\nx-evil: 1", " blank", "smile \u263a"])(
    "is not sent with a header that no header can carry: %j",
    async (value) => {
      const { open, sent } = await script(() => ({ body: [] }));
      const service = open({ description: description({ list }), credentials: { token: new Secret(value) } });
      const error = await errorOf(service.list(op));
      expect([error.fault, error.effect, sent.length]).toEqual(["config", "none", 0]);
      expectNoSecret(error, [new Secret(value)]);
    },
  );

  test("has the fixed headers, its own, and the credential last", async () => {
    const { open, sent } = await script(() => ({ body: [] }));
    const one = description({
      headers: { "X-Version": "1", "X-Trace": "${run.idempotency}", Accept: "application/vnd.x+json" },
      list: { ...list, request: { ...list.request, headers: { "X-Version": "2" } } },
    });
    const service = open({ description: one, credentials });
    await service.list(op);
    await service.list(op);
    const [first, second] = sent.map(({ headers }) => headers);
    expect(first).toMatchObject({
      "x-version": "2",
      accept: "application/vnd.x+json",
      authorization: `Bearer ${credentials.token.reveal()}`,
    });
    expect(first?.["x-trace"]).not.toBe(second?.["x-trace"]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string, RegExp | string]>([
    [
      "json",
      { json: { n: "${grace.seconds}", s: "${run.name}" } },
      "application/json; charset=utf-8",
      '{"n":3600,"s":"ci [rekey:ci@acme/api]"}',
    ],
    [
      "form",
      { form: { a: "${run.name}", b: "${expires.epoch?}" } },
      "application/x-www-form-urlencoded",
      "a=ci+%5Brekey%3Aci%40acme%2Fapi%5D",
    ],
    ["text", { text: "name=${run.name}" }, "text/plain; charset=utf-8", "name=ci [rekey:ci@acme/api]"],
    [
      "multipart",
      { multipart: { a: "1", 'b"c': "x" } },
      "multipart/form-data",
      /name="a"\r\n\r\n1\r\n--[\s\S]*name="b%22c"\r\n\r\nx\r\n--[\s\S]*--\r\n$/,
    ],
  ])("can have a body as %s", async (_form, body, type, text) => {
    const { open, sent } = await script(() => ({ body: { id: "k2", key: VALUE } }));
    const issue = { ...Object(description().issue), request: { method: "POST", path: "/keys", ...body } };
    await minting(open({ description: description({ issue }), credentials })).mint(replacing(), op);
    expect(sent[0]?.headers["content-type"]).toContain(type);
    const found = sent[0]?.text ?? "";
    expect(typeof text === "string" ? found === text : text.test(found), found).toBe(true);
  });

  test.each<[string, unknown, Readonly<Record<string, string>>]>([
    ["a bearer token", { bearer: "${cred.token}" }, { authorization: "Bearer the-token-of-the-administrator" }],
    ["one header", { headers: { "X-Key": "${cred.token}" } }, { "x-key": "the-token-of-the-administrator" }],
    [
      "a composed header",
      { headers: { Authorization: "SSWS ${cred.token}" } },
      { authorization: "SSWS the-token-of-the-administrator" },
    ],
    [
      "user and password",
      { basic: ["api", "${cred.token}"] },
      { authorization: `Basic ${btoa("api:the-token-of-the-administrator")}` },
    ],
    ["a pair", { basic: "${cred.token}" }, { authorization: `Basic ${btoa("the-token-of-the-administrator")}` }],
  ])("authenticates by %s", async (_what, auth, headers) => {
    const { open, sent } = await script(() => ({ body: [] }));
    await open({ description: description({ list, auth }), credentials }).list(op);
    expect(sent[0]?.headers).toMatchObject(headers);
  });

  test("without authentication has no credential", async () => {
    const { open, sent } = await script(() => ({ body: [] }));
    await open({ description: description({ list, auth: "none" }) }).list(op);
    expect(sent[0]?.headers.authorization).toBeUndefined();
  });
});

describe("an access token", () => {
  const oauth2 = (send: string) =>
    description({
      list,
      "base-url": "https://api.example.com",
      auth: {
        oauth2: {
          "token-url": "https://api.example.com/oauth/token",
          "client-id": "client",
          "client-secret": "${cred.token}",
          audience: "https://api.example.com/x",
          scope: "keys:write",
          send,
        },
      },
    });
  const grant = { body: { access_token: "the-access-token-of-this-run", expires_in: 3600, token_type: "bearer" } };

  test("is asked for once in a run, is masked, and again only when it runs out", async () => {
    const { open, sent, clock, masked } = await script(
      routes({ "POST /oauth/token": grant, "GET /keys": { body: [] } }),
    );
    const service = open({ description: oauth2("body"), credentials });
    await Promise.all([service.list(op), service.list(op)]);
    await service.list(op);
    clock.advance(3_600_000);
    await service.list(op);
    expect(sent.filter(({ method }) => method === "POST")).toHaveLength(2);
    expect(sent.at(-1)?.headers.authorization).toBe("Bearer the-access-token-of-this-run");
    expect(masked.map((secret) => secret.reveal())).toContain("the-access-token-of-this-run");
  });

  test.each([
    [
      "body",
      "grant_type=client_credentials&client_id=client&client_secret=the-token-of-the-administrator&audience=https%3A%2F%2Fapi.example.com%2Fx&scope=keys%3Awrite",
      undefined,
    ],
    [
      "basic",
      "grant_type=client_credentials&audience=https%3A%2F%2Fapi.example.com%2Fx&scope=keys%3Awrite",
      `Basic ${btoa("client:the-token-of-the-administrator")}`,
    ],
  ])("is asked for with the client's secret in the %s", async (send, text, authorization) => {
    const { open, sent } = await script(routes({ "POST /oauth/token": grant, "GET /keys": { body: [] } }));
    await open({ description: oauth2(send), credentials }).list(op);
    expect([sent[0]?.text, sent[0]?.headers.authorization]).toEqual([text, authorization]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["the client is not known", { status: 400, body: { error: "invalid_client" } }, "unauthenticated"],
    ["the credential is wrong", { status: 401, body: { error: "invalid_client" } }, "unauthenticated"],
    ["the answer has no token", { body: { token: "x" } }, "contract"],
    ["the service is down", { status: 503 }, "unavailable"],
  ])("that cannot be had is told, and nothing else is sent: %s", async (_what, answer, fault) => {
    const { open, sent } = await script(() => answer);
    const error = await errorOf(minting(open({ description: oauth2("body"), credentials })).mint(replacing(), op));
    expect([error.fault, sent.length]).toEqual([fault, 1]);
    expect(error.message).toContain("asking for an access token");
  });
});

describe("an error", () => {
  test("has the words that the description points at, without any secret, and as long as the service says", async () => {
    const { open } = await script(() => ({
      status: 429,
      headers: { "x-wait": "9" },
      body: { error: { detail: `slow down, ${credentials.token.reveal()}`, message: "no" } },
    }));
    const one = description({ list, errors: { message: ["/error/detail"], "retry-after": ["X-Wait"] } });
    const error = await errorOf(open({ description: one, credentials }).list(op));
    expect([error.fault, error.retryAfterMs]).toEqual(["rate-limited", 9000]);
    expect(error.message).toBe("sample answered 429 while listing the keys: slow down, ***");
  });

  test("never shows a key that was tried, and none that was just made", async () => {
    const tried = new Secret("sk_live_tried-by-the-negative-control");
    const verify = { request: { method: "GET", path: "/me" }, accept: {} };
    const { open } = await script(() => ({
      status: 503,
      body: { message: `no ${tried.reveal()} and ${btoa(tried.reveal())}` },
    }));
    const service = open({ description: description({ verify }), credentials });
    expectNoSecret(await errorOf(service.probe(tried, { place: "x", keyId: "k1" }, op)), [tried]);
    const spoilt = await script(() => ({ body: { id: "k2", key: `${VALUE} with blanks` } }));
    const error = await errorOf(
      minting(spoilt.open({ description: description(), credentials })).mint(replacing(), op),
    );
    expectNoSecret(error, [new Secret(VALUE)]);
  });

  test("names the parameters and the address when nothing is found", async () => {
    const { open, url } = await script(() => undefined);
    const one = description({ list, params: ["org"], headers: { org: "${params.org}" } });
    const error = await errorOf(open({ description: one, params: { org: "acme" }, credentials }).list(op));
    expect(error.hint).toBe(`Check params (org: acme) and the address ${url}.`);
  });
});
