import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { DESCRIPTION_SCHEMA, descriptionEditorSchema, editorSchema } from "../../scripts/schema.ts";
import { file, problems, VARIABLES } from "./reading.ts";

const schema = await editorSchema();
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
const accepts = ajv.addSchema(descriptionEditorSchema(), DESCRIPTION_SCHEMA).compile(schema);

describe("the published JSON Schema", () => {
  test("is what the sources say: `npm run docs` writes it", () => {
    expect(JSON.parse(readFileSync("schema/rekey.schema.json", "utf8"))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  test("says something about every field, for editors to show", () => {
    expect(undescribed(schema, "")).toEqual([]);
  });

  const good = [
    ["the least", file()],
    ["a policy by its name", file({ rotation: "retire: after-verify" })],
    [
      "a policy with its options",
      file({ rotation: "strategy: create\nretire: { policy: when-idle, idle-for: 6h, at-most: 14d }" }),
    ],
    ["references in fields that are no secrets", file({ rotation: 'max-age: "${AGE}"\nstrategy: "${STRATEGY}"' })],
    ["a canary", file({ rotation: "verify: { canary: { repository: acme/api, workflow: smoke.yml, timeout: 5m } }" })],
    ["notifications", file({ rest: 'notify: [{ kind: webhook, url: "${HOOK}", format: slack, on: [always] }]\n' })],
    ["whatever holds the secret", file({ destination: "having-secret: true, exclude: ['acme@actions']" })],
    ["custom properties", file({ destination: "repositories: ['acme/*'], properties: { tier: gold, ok: [true] }" })],
    ["globs and stores", file({ destination: "repositories: ['acme/*'], exclude: ['acme/x-*'], stores: [agents]" })],
  ] as const;

  test.each(good)("accepts what a run accepts: %s", async (_, text) => {
    const env = { ...VARIABLES, AGE: "30d", STRATEGY: "create" };
    expect(await problems({ file: text, env })).toEqual([]);
    expect(accepts(parse(text)), JSON.stringify(accepts.errors)).toBe(true);
  });

  const bad = [
    ["an unknown key", file({ rotation: "max-ages: 90d" })],
    ["an unknown option of a plug-in", file({ destination: "repository: acme/api, store: [actions]" })],
    ["an unknown kind", file().replace("kind: kosli", "kind: kolsi")],
    ["a literal secret", file().replace('"${ADMIN}"', "literal")],
    ["a duration without a unit", file({ rotation: "max-age: 90" })],
    ["an empty list", file({ destination: "repositories: []" })],
    ["a missing field", file().replace("service-account: ci,", "")],
    ["a canary without a workflow", file({ rotation: "verify: { canary: { repository: acme/api } }" })],
    ["a switch that cannot be off", file({ destination: "organization: acme, having-secret: false" })],
    ["another version", file().replace("version: 1", "version: 2")],
  ] as const;

  test.each(bad)("refuses what a run refuses: %s", async (_, text) => {
    expect(await problems({ file: text, env: VARIABLES })).not.toEqual([]);
    expect(accepts(parse(text))).toBe(false);
  });
});

/** Paths of properties without a description. `isMap`: what is looked at maps the names of properties to schemas. */
function undescribed(value: unknown, path: string, isMap = false): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (!isMap) return undescribed(inner, path, name === "properties");
    const missing = JSON.stringify(inner).includes('"description"') ? [] : [`${path}/${name}`];
    return [...missing, ...undescribed(inner, `${path}/${name}`)];
  });
}
