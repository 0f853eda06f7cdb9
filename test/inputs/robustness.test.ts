import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { ConfigurationError, problemText } from "../../src/inputs/problem.ts";
import { file, read, VARIABLES } from "./reading.ts";

const GOOD = file({
  rotation: [
    'key: { label: ci, current: "${CURRENT}" }',
    "strategy: create",
    "verify: { prove: true, canary: { repository: acme/api, workflow: smoke.yml } }",
    "retire: { policy: when-idle, at-most: 14d }",
  ].join("\n"),
  rest: 'defaults: { max-age: 60d }\ngithub: { pace: safe }\nnotify: [{ kind: webhook, url: "${HOOK}", on: [always] }]\n',
});

/** Every place of the good file: ways of keys and indexes. */
function places(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => places(inner).map((rest) => [key, ...rest]))];
}

/** The tree with the value at one place replaced. */
function withValue(tree: unknown, place: readonly string[], value: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return value;
  if (Array.isArray(tree))
    return tree.map((item, index) => (String(index) === key ? withValue(item, rest, value) : item));
  if (typeof tree !== "object" || tree === null) return tree;
  return { ...tree, [key]: withValue(Reflect.get(tree, key), rest, value) };
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    "${ADMIN}",
    "x-${ADMIN}",
    "${MISSING}",
    "${",
    "",
    " ",
    "__proto__",
    "0h",
    "999999999d",
    "a/b",
    "[*",
    "^a.*$",
  ),
);

describe("any value at any place of a file", () => {
  test("is either taken or refused with its problems, which hold no secret", async () => {
    const good: unknown = parse(GOOD);
    const place = fc.constantFrom(...places(good));
    await fc.assert(
      fc.asyncProperty(place, anything, async (where, value) => {
        const text = stringify(withValue(good, where, value));
        const found = await read({ file: text, env: VARIABLES }).then(() => [], problemsIn);
        const said = found.map(problemText).join("\n");
        for (const secret of Object.values(VARIABLES)) expect(said).not.toContain(secret);
        expect(found.filter(({ file: path, line }) => path !== undefined && line === undefined)).toEqual([]);
      }),
      { numRuns: 200, seed: 20_26 },
    );
  });
});

/** The problems of a refusal; anything else is a fault of ours. */
function problemsIn(error: unknown): ConfigurationError["problems"] {
  if (error instanceof ConfigurationError) return error.problems;
  throw error;
}
