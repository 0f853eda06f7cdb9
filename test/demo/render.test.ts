import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { drawGantt } from "../../demo/render/gantt.ts";
import { renderMarkdown } from "../../demo/render/markdown.ts";
import { align, widthOf, wrap } from "../../demo/render/text.ts";
import { BrokenPromise, check } from "../../demo/screen.ts";

/** Lines without the colours that a terminal may want. */
const bare = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line));

test("columns are aligned by what a terminal shows: emoji take two columns, colours none", () => {
  const [first = "", second = ""] = align([
    ["✅ accepted", "x"],
    ["\u001b[31mfailed\u001b[39m", "x"],
  ]);
  expect(widthOf(first)).toBe(widthOf(second));
});

test("a long line is broken between words, and what follows is indented", () => {
  expect(wrap("one two three four", { width: 9, indent: 2 })).toEqual(["one two", "  three", "  four"]);
});

test("a word that is wider than the screen stays whole", () => {
  expect(wrap("a 0123456789 b", { width: 5 })).toEqual(["a", "0123456789", "b"]);
});

test("a summary loses its marks and keeps its words", () => {
  const source = [
    "## ✅ rekey",
    "",
    "> [!WARNING]",
    "> - **Look.** at <code>acme&#58;api</code><br>**What to do:** nothing",
    "",
    "| Key | Role |",
    "|---|---|",
    "| <code>01A</code> | old |",
    "",
    "<details><summary>two more</summary>",
    "",
    "</details>",
    "<sub>took 3 s</sub>",
  ].join("\n");
  expect(bare(renderMarkdown(source, 60))).toEqual([
    "✅ rekey",
    "",
    "│ ▲ Warning",
    "│ • Look. at acme:api",
    "│ What to do: nothing",
    "",
    "Key   Role",
    "01A   old",
    "",
    "▾ two more",
    "",
    "took 3 s",
  ]);
});

test("the last column of a table is broken where the row would be wider than the screen", () => {
  const lines = renderMarkdown("| A | Note |\n|---|---|\n| x | one two three four five six |", 24);
  expect(lines.map(widthOf).every((width) => width <= 24)).toBe(true);
  expect(lines.join(" ")).toMatch(/six/);
});

test("a chart has a bar per key, as long as its window, and a mark for the run", () => {
  const lines = bare(
    drawGantt(
      [
        "section Old",
        "k1 :done, 2026-01-01 00:00, 2026-01-06 00:00",
        "section Run",
        "this run :milestone, 2026-01-06 00:00, 0d",
        "section Current",
        "k2 :active, 2026-01-06 00:00, 2026-01-11 00:00",
      ],
      21,
    ),
  );
  expect(lines[0]).toMatch(/^Old +k1 +░{10}$/);
  expect(lines[1]).toMatch(/this run +◆$/);
  expect(lines[2]).toMatch(/k2 +█{10}$/);
  expect(lines.at(-1)).toMatch(/2026-01-01 *2026-01-11/);
});

test("a sentence that is not true ends the demo, with what was expected and what was seen", () => {
  expect(() => check("two are three", { expected: 3, seen: 2 })).toThrow(BrokenPromise);
  expect(() => check("two are three", { expected: 3, seen: 2 })).toThrow(/two are three\s+expected 3\s+seen +2/);
  expect(() => check("two are two", { expected: [2], seen: [2] })).not.toThrow();
});
