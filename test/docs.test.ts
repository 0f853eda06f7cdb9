import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fill, tables } from "../scripts/tables.ts";
import { problems } from "./inputs/reading.ts";

const contents = await tables();
const readme = readFileSync("README.md", "utf8");

describe("the tables of the README", () => {
  test("are what action.yml and the plug-ins say: `npm run docs` writes them", () => {
    expect(fill(readme, contents)).toBe(readme);
  });

  test.each(["inputs", "outputs"])("are there: %s", (name) => {
    expect(readme).toContain(`<!-- ${name}:begin -->\n${contents[name]}\n<!-- ${name}:end -->`);
  });
});

const pages = [
  ["README.md", readme],
  ["docs/kinde.md", readFileSync("docs/kinde.md", "utf8")],
] as const;

const configurations = [
  ...pages.flatMap(([page, content]) =>
    [...content.matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)].map(([, text = ""], index) => [
      `${page}, block ${index + 1}`,
      text,
    ]),
  ),
  ["examples/rekey.yml", readFileSync("examples/rekey.yml", "utf8")],
].filter(([, text]) => text?.includes("version: 1"));

describe("the configuration files that are shown", () => {
  test("are found", () => {
    expect(configurations.length).toBeGreaterThanOrEqual(2);
  });

  test.each(configurations)("can be used: %s", async (_, text = "") => {
    const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    const env = Object.fromEntries(names.map((name) => [name, `https://example.com/${name}`]));
    expect(await problems({ file: text, env })).toEqual([]);
  });
});

describe("filling in", () => {
  test("replaces what stands between a pair of markers, and nothing else", () => {
    const text = "a\n<!-- x:begin -->\nold\n$1\n<!-- x:end -->\nb\n<!-- y:begin --><!-- y:end -->";
    expect(fill(text, { x: "new $& $1" })).toBe(
      "a\n<!-- x:begin -->\nnew $& $1\n<!-- x:end -->\nb\n<!-- y:begin --><!-- y:end -->",
    );
  });
});
