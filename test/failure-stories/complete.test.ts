import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALSO_WAITING, WAITING } from "./waiting.ts";

const PAGE = "docs/failure-stories.md";
const IDS = Array.from({ length: 68 }, (_, index) => `F${String(index + 1).padStart(2, "0")}`);

/** Every test that names a story: its id, what must hold, and the file. */
const tested = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".test.ts") && name !== "complete.test.ts")
  .flatMap((name) => {
    const source = readFileSync(join(import.meta.dirname, name), "utf8");
    return [...source.matchAll(/\bit\(\s*"(F\d\d): ([^"]+)"/g)].map(([, id = "", title = ""]) => ({ id, title, name }));
  });

/** The rows of the page, in order. */
const rows = [...readFileSync(PAGE, "utf8").matchAll(/^\| \*\*(F\d\d)\*\* \| (.+) \| (.+) \| (.+) \|$/gm)].map(
  ([, id = "", happened = "", does = "", where = ""]) => ({ id, happened, does, where }),
);

describe("the failure stories", () => {
  it("are each told once: by a test, or in the table of those that wait", () => {
    const told = [...tested.map(({ id }) => id), ...Object.keys(WAITING)];
    expect(told.toSorted()).toEqual(IDS);
    expect(Object.keys(ALSO_WAITING).filter((id) => !tested.some((test) => test.id === id))).toEqual([]);
  });

  it("are counted as tests only where the tests run", () => {
    const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts"));
    const sources = names.map((name) => readFileSync(join(import.meta.dirname, name), "utf8")).join("\n");
    expect([...sources.matchAll(/\b(?:it|test|describe)\.(?:skip|only|todo|fails)\b/g)]).toEqual([]);
  });

  it("stand on the page in their order, in the words of the tests and of the table", () => {
    expect(rows.map(({ id }) => id)).toEqual(IDS);
    const words = rows.map(({ id, does }) => [id, does]);
    const titles = new Map(tested.map(({ id, title }) => [id, title]));
    expect(words).toEqual(IDS.map((id) => [id, titles.get(id) ?? WAITING[id]?.title]));
  });

  it("say on the page where they are tested or what they wait for", () => {
    const files = new Map(tested.map(({ id, name }) => [id, name]));
    for (const { id, where } of rows) {
      const file = files.get(id);
      const also = ALSO_WAITING[id];
      const test = `[${file?.replace(".test.ts", "")}](../test/failure-stories/${file})`;
      const told = file === undefined ? `waits for \`${WAITING[id]?.for}\`` : test;
      expect([id, where]).toEqual([id, also === undefined ? told : `${told}; its own mishap waits for \`${also}\``]);
    }
    const links = rows.flatMap(({ where }) => [...where.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = ""]) => path));
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
    expect(links.length).toBeGreaterThan(55);
  });

  it("are counted at the top of the page", () => {
    const [, tests, waiting] = /(\d+) of them are tests, (\d+) wait/.exec(readFileSync(PAGE, "utf8")) ?? [];
    expect([Number(tests), Number(waiting)]).toEqual([tested.length, Object.keys(WAITING).length]);
  });
});
