import { describe, expect, test } from "vitest";
import { problems, read } from "./reading.ts";

const SERVICE = "{ kind: kinde, domain: acme, client-id: writer, client-secret: '${ADMIN}' }";

/** A rotation of a Kinde key by its lines. */
function rotation(name: string, lines: readonly string[], repository = "acme/api"): string {
  const destination = `destinations: [{ kind: github-secret, name: BILLING_KEY, repository: ${repository} }]`;
  return [`  ${name}:`, ...[`key-service: ${SERVICE}`, ...lines, destination].map((line) => `    ${line}`)].join("\n");
}

function file(...rotations: readonly string[]): { readonly file: string; readonly env: { readonly ADMIN: string } } {
  return { file: ["version: 1", "rotations:", ...rotations, ""].join("\n"), env: { ADMIN: "the-client-secret" } };
}

describe("a rotation of a Kinde key", () => {
  test("makes a second key unless told otherwise, and is named by label or id, with scopes", async () => {
    const lines = ["key: { id: api_key_1, scopes: ['read:x', 'write:x'] }"];
    const [configured] = (await read(file(rotation("billing", lines)))).rotations;
    expect(configured?.policy).toMatchObject({ strategy: "create", allowDowntime: false });
    expect(configured?.policy.key).toEqual({
      id: "api_key_1",
      scopes: ["read:x", "write:x"],
      dedicated: false,
      manyOwners: true,
    });
    expect(configured?.keyService.account).toBe("kinde:https://acme.kinde.com");
  });

  test.each([
    ["without a key", [], ["must name our key", "Name the key by key.label"]],
    ["with a current value alone", ["key: { current: '${ADMIN}' }"], ["must name our key"]],
    ["with every key of the business", ["key: { dedicated: true }"], ["key.dedicated: cannot be"]],
    ["with two names", ["key: { label: a, id: b }"], ["label and id exclude each other"]],
    ["with no scopes at all", ["key: { label: a, scopes: [] }"], ["key.scopes: must not be empty"]],
  ])("is refused %s", async (_name, lines, words) => {
    const told = (await problems(file(rotation("billing", lines)))).join("\n");
    for (const word of words) expect(told).toContain(word);
  });

  test.each([
    ["by other labels", "label: a", "label: b", []],
    ["by other ids", "id: a", "id: b", []],
    ["by a label and an id, which may be one", "label: a", "id: b", []],
    ["by the same label", "label: a", "label: a", ["the same key.label 'a'"]],
    ["by the same id", "id: a", "id: a", ["the same key.id 'a'"]],
  ])("stands beside another one of the same business %s", async (_name, one, other, words) => {
    const both = [rotation("one", [`key: { ${one} }`]), rotation("other", [`key: { ${other} }`], "acme/web")];
    const told = await problems(file(...both));
    expect(told).toHaveLength(words.length);
    for (const word of words) expect(told.join("\n")).toContain(word);
  });
});

describe("scopes", () => {
  test("are refused where keys have none", async () => {
    const kosli = SERVICE.replace("kind: kinde, domain: acme, client-id: writer", "kind: kosli, org: a").replace(
      "client-secret",
      "service-account: ci, api-token",
    );
    const text = file(rotation("ci", ["key: { label: a, scopes: ['read:x'] }"]));
    const told = await problems({ ...text, file: text.file.replace(SERVICE, kosli) });
    expect(told.join("\n")).toContain("key.scopes: keys of kind 'kosli' have no scopes");
  });
});
