import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/kinde.ts";

const GOOD = { domain: "acme", "client-id": "writer", "client-secret": new Secret("s") };

/** The account that the options name, or what is wrong with them. */
function outcome(more: Readonly<Record<string, unknown>>): string {
  const configured = keyService.configure({ ...GOOD, ...more });
  return configured.success ? configured.data.account : JSON.stringify(configured.issues);
}

describe("the options of Kinde", () => {
  test.each([
    ["a subdomain", "acme", "kinde:https://acme.kinde.com"],
    ["a subdomain with blanks around it", " acme ", "kinde:https://acme.kinde.com"],
    ["a host", "acme.kinde.com", "kinde:https://acme.kinde.com"],
    ["a host in a region", "acme.au.kinde.com", "kinde:https://acme.au.kinde.com"],
    ["capitals", "Acme.Kinde.com", "kinde:https://acme.kinde.com"],
    ["an address", "https://acme.kinde.com/", "kinde:https://acme.kinde.com"],
    ["a loopback address", "http://127.0.0.1:8080", "kinde:http://127.0.0.1:8080"],
    ["a name from the environment", new Secret("acme"), "kinde:https://acme.kinde.com"],
  ])("name the business: %s", (_name, domain, account) => {
    expect(outcome({ domain })).toBe(account);
  });

  test.each([
    ["an unknown option", { "client-secrets": "x" }, "client-secrets"],
    ["a literal client secret", { "client-secret": "hunter2" }, "reference such as ${NAME}"],
    ["an empty client secret", { "client-secret": new Secret("") }, "is empty"],
    ["no client id", { "client-id": "" }, "must not be empty"],
    ["a domain of one's own", { domain: "auth.example.com" }, "must be the subdomain at Kinde (acme)"],
    ["a host that only looks like Kinde's", { domain: "acme.kinde.com.example.com" }, "must be the subdomain at Kinde"],
    ["plain http", { domain: "http://acme.kinde.com" }, "https"],
    ["a path", { domain: "https://acme.kinde.com/api" }, "must be a host without a path: https://acme.kinde.com"],
    ["credentials in it", { domain: "https://a:b@acme.kinde.com" }, "credentials"],
    ["something that is no host", { domain: "a cme" }, "is not a URL"],
    ["dots alone", { domain: ".." }, "must be the subdomain at Kinde"],
  ])("are refused by name: %s", (_name, more, message) => {
    expect(outcome(more)).toContain(message);
  });

  test("ask nothing of the grace period, as no clock is Kinde's", () => {
    const configured = keyService.configure(GOOD);
    for (const strategy of ["create", "rotate"]) {
      expect(configured.success && configured.data.problems({ strategy, graceMs: 1 })).toEqual([]);
    }
  });
});
