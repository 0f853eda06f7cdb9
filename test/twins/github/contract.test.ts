import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf } from "./client.ts";
import { type Exchange, openContract } from "./contract.ts";
import { type GithubTwin, startGithubTwin } from "./twin.ts";

const contract = openContract();

const PUT: Exchange = {
  method: "PUT",
  path: "/orgs/acme/actions/secrets/K",
  query: new URLSearchParams(),
  request: { encrypted_value: "AAAA", key_id: "1", visibility: "all" },
  status: 201,
  response: {},
};

const LIST: Exchange = {
  method: "GET",
  path: "/repos/acme/api/actions/secrets",
  query: new URLSearchParams({ per_page: "100", page: "2" }),
  request: undefined,
  status: 200,
  response: {
    total_count: 1,
    secrets: [{ name: "K", created_at: "2026-11-21T10:00:00Z", updated_at: "2026-11-21T10:00:00Z" }],
  },
};

describe("the contract with GitHub's document", () => {
  it.each([PUT, LIST])("finds nothing wrong with a good exchange", (exchange) => {
    expect(contract.checkRequest(exchange)).toEqual([]);
    expect(contract.checkResponse(exchange)).toEqual([]);
  });

  it.each<[what: string, change: Partial<Exchange>, violation: RegExp]>([
    ["an unknown path", { path: "/orgs/acme/secretz/K" }, /not in the document/],
    ["a method that the path does not have", { method: "POST" }, /not in the document/],
    ["a missing body", { request: undefined }, /request body is missing/],
    [
      "a missing field",
      { request: { encrypted_value: "AAAA", key_id: "1" } },
      /must have required property 'visibility'/,
    ],
    [
      "a field that is not documented",
      { request: { visibility: "all", colour: "red" } },
      /field "colour" is not documented/,
    ],
    ["a value that is not listed", { request: { visibility: "some" } }, /visibility must be equal to one of/],
    [
      "base64 without padding",
      { request: { visibility: "all", encrypted_value: "AAA" } },
      /encrypted_value must match pattern/,
    ],
    ["a query that is not documented", { query: new URLSearchParams({ page: "1" }) }, /"page" is not documented/],
  ])("objects to a request with %s", (_what, change, violation) => {
    expect(contract.checkRequest({ ...PUT, ...change }).join()).toMatch(violation);
  });

  it("objects to a page that is no number, and to a body where none belongs", () => {
    expect(contract.checkRequest({ ...LIST, query: new URLSearchParams({ page: "two" }) }).join()).toMatch(
      /must be integer/,
    );
    expect(contract.checkRequest({ ...LIST, request: {} }).join()).toMatch(/knows no request body/);
  });

  it.each<[what: string, exchange: Exchange, violation: RegExp]>([
    ["a status that is not documented", { ...PUT, status: 202 }, /status 202 is not documented/],
    ["a body where none belongs", { ...PUT, status: 204, response: { a: 1 } }, /has a body/],
    ["a missing field", { ...LIST, response: { secrets: [] } }, /must have required property 'total_count'/],
    [
      "a time that is none",
      { ...LIST, response: { total_count: 1, secrets: [{ name: "K", created_at: "today", updated_at: "" }] } },
      /date-time/,
    ],
    ["an error that has no message", { ...LIST, status: 404, response: "gone" }, /must be object/],
  ])("objects to an answer with %s", (_what, exchange, violation) => {
    expect(contract.checkResponse(exchange).join()).toMatch(violation);
  });

  it("prefers the path with more literal segments: public-key is no secret's name", () => {
    const exchange = { ...LIST, path: "/repos/a/b/actions/secrets/public-key", query: new URLSearchParams() };

    expect(contract.checkResponse({ ...exchange, response: { key_id: "1", key: "abc" } })).toEqual([]);
  });

  it("can be asked about every operation and every answer of the document", () => {
    const document: unknown = JSON.parse(readFileSync(new URL("./openapi.json", import.meta.url), "utf8"));
    const { paths } = document as { paths: Record<string, Record<string, { responses: Record<string, unknown> }>> };
    const query = new URLSearchParams();
    let asked = 0;
    for (const [template, item] of Object.entries(paths)) {
      const path = template.replaceAll(/\{[^}]+\}/g, "x");
      for (const [method, { responses }] of Object.entries(item)) {
        const request = { method: method.toUpperCase(), path, query, request: { made: "up" } };
        expect(contract.checkRequest(request).join()).not.toMatch(/not in the document/);
        for (const status of Object.keys(responses).map(Number)) {
          contract.checkResponse({ ...request, status, response: null });
          asked += 1;
        }
      }
    }

    expect(asked).toBeGreaterThan(Object.keys(paths).length);
  });

  it("takes null where a property's value may be null, and nothing that it may not be", () => {
    const exchange = { ...LIST, path: "/repos/a/b/properties/values" };
    const answer = (value: unknown): readonly string[] =>
      contract.checkResponse({ ...exchange, response: [{ property_name: "p", value }] });

    expect([null, "a", ["a"]].flatMap(answer)).toEqual([]);
    expect(answer(1)).not.toEqual([]);
  });
});

describe("the GitHub twin's record of violations", () => {
  let twin: GithubTwin;
  let client: Client;

  beforeEach(async () => {
    twin = await startGithubTwin({ contract });
    twin.addRepository("acme/api");
    twin.addToken("t", { permissions: { secrets: "write" } });
    client = clientOf(twin.url, "t");
  });

  afterEach(() => twin.stop());

  it("names a request that the document does not allow", async () => {
    await client.get("/repos/acme/api/actions/secrets?perPage=100");
    await client.get("/repos/acme/api/secrets");

    expect(twin.violations).toEqual([
      'get /repos/{owner}/{repo}/actions/secrets: query parameter "perPage" is not documented',
      "GET /repos/acme/api/secrets: not in the document",
    ]);
  });

  it("leaves an answer that a test put in its place alone", async () => {
    twin.fault(() => ({ answer: { status: 418, body: { odd: true } } }));

    await client.get("/repos/acme/api");

    expect(twin.violations).toEqual([]);
  });

  it("looks at nothing when told so", async () => {
    await twin.stop();
    twin = await startGithubTwin({ contract: "unchecked" });
    twin.addToken("t", { permissions: {} });

    await clientOf(twin.url, "t").get("/nowhere");

    expect(twin.violations).toEqual([]);
  });
});
