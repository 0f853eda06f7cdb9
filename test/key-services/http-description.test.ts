import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { descriptionEditorSchema } from "../../scripts/schema.ts";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/http/index.ts";
import { SHIPPED_NAMES, shipped } from "../../src/key-services/http/services/index.ts";
import { EXAMPLES, example } from "./http-examples.ts";
import { complaints, credentials, description, flaws } from "./http-script.ts";

const issue = { ...Object(description().issue) };
const list = { request: { method: "GET", path: "/keys" }, id: "/id" };

describe("the published JSON Schema of descriptions", () => {
  const schema = descriptionEditorSchema();
  const accepts = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

  test("is what the sources say: `npm run docs` writes it", () => {
    expect(JSON.parse(readFileSync("schema/http-key-service.schema.json", "utf8"))).toEqual(
      JSON.parse(JSON.stringify(schema)),
    );
  });

  test.each(EXAMPLES)("takes the example %s", (name) => {
    expect(accepts(example(name)), JSON.stringify(accepts.errors)).toBe(true);
  });

  test.each(SHIPPED_NAMES)("takes the shipped description %s", (name) => {
    expect(accepts(shipped(name).description), JSON.stringify(accepts.errors)).toBe(true);
  });

  test("refuses what is misspelt, missing or of another form", () => {
    const bad = [
      { ...description(), isue: {} },
      { ...description(), issue: { ...issue, secret: undefined } },
      { ...description(), issue: { ...issue, id: "id" } },
      { ...description(), auth: { bearer: "a", basic: "b", more: 1 } },
      { ...description(), limits: { grace: { min: "1 hour" } } },
      { ...description(), "base-url": "ftp://api.example.com" },
    ];
    for (const one of bad) expect(accepts(JSON.parse(JSON.stringify(one)))).toBe(false);
  });
});

describe("a description is refused", () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["with a name that nobody knows", { isue: {} }, 'Unrecognized key: "isue"'],
    [
      "with a name in a template that nobody knows",
      { headers: { a: "${cred.}" } },
      "headers.a: has ${cred.}, which is no name",
    ],
    [
      "with a mistyped name in a template, and the nearest one is named",
      { issue: { ...issue, request: { method: "POST", path: "/keys", json: { a: { b: ["${run.nmae}"] } } } } },
      "issue.request.json.a.b.0: has ${run.nmae}: no such name here; did you mean 'run.name'?",
    ],
    [
      "with a parameter that is not declared",
      { params: ["org"], headers: { a: "${params.orgg}" } },
      "headers.a: has ${params.orgg}, which is not among params: no such name here; did you mean 'params.org'?",
    ],
    [
      "with a name where it has no value yet",
      { list: { ...list, request: { method: "GET", path: "/keys/${old.id}" } } },
      "list.request.path: has ${old.id}: no such name here",
    ],
    [
      "with a secret in a path",
      { list: { ...list, request: { method: "GET", path: "/keys/${cred.token}" } } },
      "list.request.path: has ${cred.token}: a secret must not stand in an address",
    ],
    [
      "with a secret in a query",
      { verify: { request: { method: "GET", path: "/me", query: { key: "${key.value}" } }, accept: {} } },
      "verify.request.query.key: has ${key.value}: a secret must not stand in an address",
    ],
    ["with a literal secret", { auth: { bearer: "s3cr3t" } }, "auth: must refer to a credential (${cred.x})"],
    ["with two ways to authenticate", { auth: { bearer: "${cred.a}", basic: "${cred.b}" } }, "auth: must be one of"],
    ["with plain http to another host", { "base-url": "http://api.example.com" }, "must begin with https://"],
    [
      "with credentials in the address",
      { "base-url": "https://me:pw@api.example.com" },
      "base-url: must be an address",
    ],
    [
      "with two bodies",
      { issue: { ...issue, request: { method: "POST", path: "/keys", json: {}, text: "" } } },
      "issue.request: can have only one body",
    ],
    [
      "with a GET that has a body",
      { list: { ...list, request: { method: "GET", path: "/keys", json: {} } } },
      "list.request: a GET has no body",
    ],
    [
      "with a list by POST that is not said to change nothing",
      { list: { ...list, request: { method: "POST", path: "/keys" } } },
      "list.request.method: is POST: add read-only: true",
    ],
    [
      "with a mint that is said to change nothing",
      { issue: { ...issue, request: { method: "POST", path: "/keys", "read-only": true } } },
      "issue.request.read-only: cannot be: this request changes something",
    ],
    ["with a second key that keeps the id", { issue: { ...issue, id: "same" } }, "issue.id: cannot be same"],
    [
      "with a second key that ends the first",
      { issue: { ...issue, "old-key": "dies-at-once" } },
      "issue.old-key: must be stays or dies-later",
    ],
    ["with a stage that nothing promotes", { issue: { ...issue, kind: "stage" } }, "issue.kind: needs revoke"],
    [
      "with undo where revoke does it",
      { undo: { steps: [{ method: "DELETE", path: "/k" }] } },
      "undo: is for the kind stage",
    ],
    ["with an id in a text", { issue: { ...issue, secret: "text" } }, "issue.id: must be same or none"],
    [
      "with a grace that is told nowhere",
      { issue: { ...issue, kind: "rotate", "old-key": "dies-after-grace" } },
      "issue.old-key: needs ${grace.…} in issue.request",
    ],
    [
      "with an end of the old key that nobody knows",
      { issue: { ...issue, "old-key": "dies-later" } },
      "issue.old-key: needs limits.grace.max",
    ],
    [
      "with limits out of order",
      { limits: { grace: { min: "2h", max: "1h" } } },
      "limits.grace: must hold min, default and max in this order",
    ],
    ["with a duration without a unit", { limits: { grace: { min: "2" } } }, "must be a duration with a unit"],
    [
      "with a proof that does not show the key",
      { verify: { auth: "admin", request: { method: "GET", path: "/me" }, accept: {} } },
      "verify.request: must hold ${key.value}",
    ],
    ["with list and get", { list, get: list }, "get: is for services without a list"],
    [
      "with a host that is not declared",
      { list: { ...list, request: { method: "GET", path: "/keys", host: "other" } } },
      "list.request.host: 'other' is not among other-hosts",
    ],
    [
      "with pages by token from nowhere",
      { list: { ...list, next: { by: "token", param: "cursor" } } },
      "list.next: needs from",
    ],
    [
      "with a condition that demands nothing",
      { list: { ...list, ok: { where: [{ at: "/a" }] } } },
      "must hold one of is",
    ],
    ["with a broken pattern", { key: { pattern: "(" } }, "key.pattern: is not a regular expression"],
    ["with a value that leaves the secret out", { key: { value: "${id}" } }, "key.value: must hold ${secret}"],
    ["with a key that nobody presents", { key: { "presented-as": { headers: { a: "b" } } } }, "must hold ${key.value}"],
    [
      "with a path that is a whole address",
      { list: { ...list, request: { method: "GET", path: "https://x.y" } } },
      "must begin with a slash",
    ],
    [
      "with a path that holds a query",
      { list: { ...list, request: { method: "GET", path: "/a?b=c" } } },
      "neither blanks nor a query",
    ],
    ["with a header that is none", { headers: { "a b": "c" } }, "is not the name of a header"],
  ])("%s", (_what, more, words) => {
    expect(flaws(more).join("\n")).toContain(words);
  });
});

describe("the options of the kind http", () => {
  const good = {
    description: description({
      params: ["org", "host"],
      "base-url": "https://${params.host}/api",
      headers: { a: "${params.org}" },
    }),
    params: { org: "acme", host: "h.example.com" },
    credentials,
  };

  test("are taken", () => {
    expect(complaints(good)).toEqual([]);
    expect(complaints({ service: "neon-api-key", credentials })).toEqual([]);
  });

  test("name the account by service, address and parameters", () => {
    const configured = keyService.configure(good);
    expect(configured.success && configured.data.account).toBe(
      "http:sample:https://h.example.com/api?host=h.example.com&org=acme",
    );
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["neither service nor description", { credentials }, "needs service"],
    ["both", { ...good, service: "unkey" }, "service: cannot stand beside description"],
    ["an unknown service", { service: "unky", credentials }, "service: "],
    ["a missing parameter", { ...good, params: { host: "h" } }, "params.org: is missing"],
    [
      "an unknown parameter",
      { ...good, params: { ...good.params, orga: "x" } },
      "params.orga: unknown name; did you mean 'org'?",
    ],
    ["a missing credential", { ...good, credentials: {} }, "credentials.token: is missing"],
    [
      "an unknown credential",
      { ...good, credentials: { ...credentials, tokn: new Secret("x") } },
      "did you mean 'token'?",
    ],
    ["a literal credential", { ...good, credentials: { token: "s3cr3t" } }, "must be a reference such as ${NAME}"],
    ["an empty credential", { ...good, credentials: { token: new Secret("") } }, "is empty"],
    [
      "a host that is a path",
      { ...good, params: { ...good.params, host: "h.example.com/x" } },
      "params.host: is part of an address",
    ],
    [
      "a host with a user",
      { ...good, params: { ...good.params, host: "me@h.example.com" } },
      "params.host: is part of an address",
    ],
    [
      "a host that is a query",
      { ...good, params: { ...good.params, host: "h?x=" } },
      "params.host: is part of an address",
    ],
    ["plain http", { ...good, "base-url": "http://api.example.com" }, "base-url: must begin with https://"],
    ["an unknown option", { ...good, parms: {} }, "parms"],
  ])("are refused: %s", (_what, options, words) => {
    expect(complaints(options).join("\n")).toContain(words);
  });

  test("take plain http for a loopback address", () => {
    expect(complaints({ ...good, "base-url": "http://127.0.0.1:8080" })).toEqual([]);
  });

  test("let a parameter be left out that only optional templates use", () => {
    const optional = description({
      params: ["user"],
      list: { ...list, request: { method: "GET", path: "/k", query: { u: "${params.user?}" } } },
    });
    expect(complaints({ description: optional, credentials })).toEqual([]);
  });
});
