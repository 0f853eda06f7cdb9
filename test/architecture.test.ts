import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exceptions } from "./architecture/exceptions.ts";
import { rules } from "./architecture/rules.ts";
import { type Module, scanText, scanTree } from "./architecture/scan.ts";

const ROOT = join(import.meta.dirname, "..");
const modules = scanTree(ROOT, "src");

function read(sources: Readonly<Record<string, string>>): Module[] {
  return Object.entries(sources).map(([path, text]) => scanText(path, text));
}

describe("the house", () => {
  test.each(rules)("$name", ({ broken }) => {
    expect(broken(modules)).toEqual([]);
  });

  test("imports only files that exist", () => {
    const missing = modules.flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file !== undefined && !existsSync(join(ROOT, file)))
        .map(({ specifier }) => `${path}: ${specifier}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("no exception outlives its reason", () => {
  test.each(exceptions)("$name", ({ pattern, files }) => {
    const needless = files.filter((file) => {
      const code = modules.find(({ path }) => path === file)?.code ?? "";
      return code.search(pattern) < 0;
    });
    expect(needless).toEqual([]);
  });
});

describe("each law can be broken", () => {
  test.each(rules)("$name", ({ broken, counterexample }) => {
    const breaches = broken(read(counterexample));
    expect(breaches.length).toBeGreaterThan(0);
    expect(breaches.every((breach) => breach.includes(": ") || breach.includes(" -> "))).toBe(true);
  });
});

describe("the scan", () => {
  test("sees every form of import, over several lines too, and tells types from values", () => {
    const text = [
      'import type { A } from "./a.ts";',
      'import { type B, c } from "zod";',
      'import {\n  d,\n  e,\n} from "../lib/d.ts";',
      'export * from "./f.ts";',
      'export type { G } from "./g.ts";',
      'import "./h.ts";',
      'import sodium from "libsodium-wrappers";',
      'import * as core from "@actions/core";',
      'const lazy = () => import("./i.ts");',
    ].join("\n");
    expect(scanText("src/engine/x.ts", text).imports.map((one) => [one.kind, one.file ?? one.specifier])).toEqual([
      ["type", "src/engine/a.ts"],
      ["static", "zod"],
      ["static", "src/lib/d.ts"],
      ["static", "src/engine/f.ts"],
      ["type", "src/engine/g.ts"],
      ["static", "src/engine/h.ts"],
      ["static", "libsodium-wrappers"],
      ["static", "@actions/core"],
      ["dynamic", "src/engine/i.ts"],
    ]);
  });

  test("takes no comment, string or regular expression for code, but the inside of a template", () => {
    const text = [
      "// process.env and import('x')",
      '/* import { a } from "./a.ts"; */',
      "const s = \"process.env\"; const t = 'it\\'s';",
      'const r = /[/"`]/g; const q = 8 / 2 / 1;',
      "const u = `a ${`b ${process.env.HOME} c`} d ${{ x: 1 }.x}`;",
      "const last = 1;",
    ].join("\n");
    const { code, imports } = scanText("src/x.ts", text);
    expect(imports).toEqual([]);
    expect(code.match(/process\.env/g)).toHaveLength(1);
    expect(code.split("\n").at(-1)).toBe("const last = 1;");
  });

  test("reads the whole tree", () => {
    expect(modules.length).toBeGreaterThan(40);
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(modules.length);
  });
});
