import { CLOCK_WORDS, CLOCKS, LAZY, REVEALERS } from "./exceptions.ts";
import type { Import, Module } from "./scan.ts";

/** A law of the house: what breaks it, told as `file: what`. */
export interface Rule {
  readonly name: string;
  broken(modules: readonly Module[]): string[];
  /** Source texts by path that break it: the proof that it can fail. */
  readonly counterexample: Readonly<Record<string, string>>;
}

function isIn(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** Breaches of a rule about single imports. */
function imports(modules: readonly Module[], isBroken: (path: string, one: Import) => boolean): string[] {
  return modules.flatMap(({ path, imports: all }) =>
    all.filter((one) => isBroken(path, one)).map((one) => `${path}: imports ${one.specifier}`),
  );
}

/** Breaches of a rule about words in code, outside the files that may say them. */
function words(modules: readonly Module[], pattern: RegExp, allowed: readonly string[]): string[] {
  return modules
    .filter(({ path }) => !isIn(path, allowed))
    .flatMap(({ path, code }) => [...code.matchAll(pattern)].map((hit) => `${path}: ${hit[0]}`));
}

/** What the files of a layer may import of our own; nothing else. */
function layer(folder: string, allowed: readonly string[], counterexample: string): Rule {
  return {
    name: `${folder} imports only ${allowed.join(", ")} and itself`,
    broken: (modules) =>
      imports(modules, (path, { file }) => {
        return isIn(path, [folder]) && file !== undefined && !isIn(file, [folder, ...allowed]);
      }),
    counterexample: { [`${folder}/a.ts`]: counterexample },
  };
}

/** The first cycle of runtime imports through `start`, as a path. */
function cycleFrom(start: string, edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const walk = (path: string, trail: readonly string[], seen: Set<string>): string[] | undefined => {
    for (const next of edges.get(path) ?? []) {
      if (next === start) return [...trail, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk(next, [...trail, next], seen);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, [start], new Set());
}

function cycles(modules: readonly Module[]): string[] {
  const edges = new Map(
    modules.map(({ path, imports: all }) => [
      path,
      all.filter((one) => one.kind === "static").flatMap((one) => (one.file === undefined ? [] : [one.file])),
    ]),
  );
  return modules.flatMap(({ path }) => {
    const cycle = cycleFrom(path, edges);
    return cycle === undefined || path !== [...cycle].sort()[0] ? [] : [cycle.join(" -> ")];
  });
}

const PLUG_INS = ["src/key-services", "src/destinations"] as const;
const REGISTRIES = PLUG_INS.map((folder) => `${folder}/registry.ts`);

/** Which kind of plug-in a file belongs to: `kosli.ts`, `kosli-api.ts` and `kosli/…` all to `kosli`. */
function kindOf(path: string, kinds: readonly string[]): string | undefined {
  const name = /^src\/[^/]+\/([^/]+?)(?:\.ts)?(?:\/|$)/.exec(path)?.[1] ?? "";
  return kinds.filter((kind) => name === kind || name.startsWith(`${kind}-`)).sort((a, b) => b.length - a.length)[0];
}

/** The kinds that a registry loads: the names of the modules that it imports when asked. */
function kindsOf(registry: Module): string[] {
  const files = registry.imports.filter((one) => one.kind === "dynamic").map((one) => one.file ?? "");
  return [
    ...new Set(
      files.map(
        (file) =>
          file
            .replace(/\/index\.ts$|\.ts$/, "")
            .split("/")
            .at(-1) ?? "",
      ),
    ),
  ];
}

function registryGaps(modules: readonly Module[]): string[] {
  const gaps: string[] = [];
  for (const folder of PLUG_INS) {
    const registry = modules.find(({ path }) => path === `${folder}/registry.ts`);
    const members = modules.map(({ path }) => path).filter((path) => path.startsWith(`${folder}/`));
    const kinds = registry === undefined ? [] : kindsOf(registry);
    for (const path of members) {
      if (path !== registry?.path && kindOf(path, kinds) === undefined) gaps.push(`${path}: in no registry`);
    }
    for (const one of registry?.imports ?? []) {
      if (one.kind === "dynamic" && !members.includes(one.file ?? "")) gaps.push(`${folder}: no ${one.specifier}`);
    }
  }
  return [...new Set(gaps)];
}

/** A plug-in that imports another kind's files. */
function strangers(modules: readonly Module[]): string[] {
  return PLUG_INS.flatMap((folder) => {
    const registry = modules.find(({ path }) => path === `${folder}/registry.ts`);
    const kinds = registry === undefined ? [] : kindsOf(registry);
    return imports(modules, (path, { file }) => {
      if (file === undefined || path === registry?.path || !isIn(path, [folder]) || !isIn(file, [folder])) return false;
      return kindOf(path, kinds) !== kindOf(file, kinds);
    });
  });
}

function mayLoad(path: string): boolean {
  return isIn(path, [...REGISTRIES, ...Object.keys(LAZY)]);
}

/** The laws that every source file is held to. */
export const rules: readonly Rule[] = [
  {
    name: "contract imports nothing but types of zod",
    broken: (modules) =>
      imports(modules, (path, one) => {
        if (!isIn(path, ["src/contract"])) return false;
        const isOwn = one.file !== undefined && isIn(one.file, ["src/contract"]);
        return !isOwn && !(one.specifier === "zod/mini" && one.kind === "type");
      }),
    counterexample: { "src/contract/a.ts": 'import * as z from "zod/mini";' },
  },
  layer("src/engine", ["src/contract"], 'import { b } from "../lib/b.ts";'),
  {
    name: "engine imports no package and nothing of Node",
    broken: (modules) => imports(modules, (path, one) => isIn(path, ["src/engine"]) && one.file === undefined),
    counterexample: { "src/engine/a.ts": 'import { setTimeout } from "node:timers/promises";' },
  },
  layer("src/lib", ["src/contract"], 'import type { b } from "../key-services/kosli.ts";'),
  layer("src/key-services", ["src/contract", "src/lib"], 'import { b } from "../engine/b.ts";'),
  layer("src/destinations", ["src/contract", "src/lib"], 'import { b } from "../key-services/b.ts";'),
  layer("src/inputs", ["src/contract", "src/lib", ...REGISTRIES], 'import { b } from "../report/b.ts";'),
  layer("src/report", ["src/contract", "src/lib"], 'import { b } from "../engine/b.ts";'),
  {
    name: "a plug-in imports no other plug-in",
    broken: strangers,
    counterexample: {
      "src/key-services/registry.ts": 'const all = { a: () => import("./a.ts"), b: () => import("./b.ts") };',
      "src/key-services/a.ts": 'import { c } from "./b-api.ts";',
      "src/key-services/b-api.ts": "",
      "src/key-services/b.ts": "",
    },
  },
  {
    name: "only report speaks to the runner",
    broken: (modules) =>
      imports(modules, (path, one) => one.specifier.startsWith("@actions/core") && !isIn(path, ["src/report"])),
    counterexample: { "src/main.ts": 'import * as core from "@actions/core";' },
  },
  {
    name: "only inputs reads the run's context",
    broken: (modules) =>
      imports(modules, (path, one) => one.specifier.startsWith("@actions/github") && !isIn(path, ["src/inputs"])),
    counterexample: { "src/lib/a.ts": 'const { context } = await import("@actions/github");' },
  },
  {
    name: "only inputs reads the environment",
    broken: (modules) =>
      words(modules, /\bprocess\s*\??\.\s*env\b|\bprocess\s*\[|\benv\s*\}\s*=\s*process/g, ["src/inputs"]),
    counterexample: { "src/lib/a.ts": "// process.env\nconst home = `${process.env.HOME}`;" },
  },
  {
    name: "plug-ins are loaded by their registry alone",
    broken: (modules) =>
      imports(modules, (path, { file }) => {
        if (file === undefined || REGISTRIES.includes(file) || isIn(path, PLUG_INS)) return false;
        return isIn(file, PLUG_INS);
      }),
    counterexample: { "src/main.ts": 'const { keyService } = await import("./key-services/kosli.ts");' },
  },
  {
    name: "import() is kept to the places that load lazily, and names what it loads",
    broken: (modules) =>
      imports(modules, (path, one) => one.kind === "dynamic" && (one.specifier === "?" || !mayLoad(path))),
    counterexample: { "src/engine/a.ts": 'const b = () => import("./b.ts");', "src/lib/a.ts": "await import(name);" },
  },
  {
    name: "a registry lists what stands beside it, and nothing else",
    broken: registryGaps,
    counterexample: {
      "src/destinations/registry.ts": 'const all = { gone: () => import("./gone/index.ts") };',
      "src/destinations/new.ts": "",
    },
  },
  {
    name: "there is no cycle of runtime imports",
    broken: cycles,
    counterexample: {
      "src/lib/a.ts": 'import { b } from "./b.ts";',
      "src/lib/b.ts": 'export * from "./c.ts";',
      "src/lib/c.ts": 'import "./a.ts";',
    },
  },
  {
    name: "a secret is revealed only where bytes leave the process or masks are made",
    broken: (modules) => words(modules, /\.\s*reveal\b/g, Object.keys(REVEALERS)),
    counterexample: { "src/engine/a.ts": "const text = `${value.reveal()}`;" },
  },
  {
    name: "time comes from the clock that was handed in",
    broken: (modules) => words(modules, CLOCK_WORDS, Object.keys(CLOCKS)),
    counterexample: { "src/lib/a.ts": "const now = Date.now();" },
  },
];
