import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type OutputChunk, type Plugin, rolldown } from "rolldown";

/**
 * Bundles `src/` to `dist/` (or to the folder given as argument, so that a check can compare). What most runs need is
 * one file; the rest is split at every `import()`, and parsed when it is needed.
 */
const root = resolve(import.meta.dirname, "..");
const target = resolve(process.argv[2] ?? join(root, "dist"));

/**
 * Takes `node:http` as it is. An ES import of it reads all that it exports, and so loads Node's WebSocket, which no run
 * needs and which would double the time until the first request.
 */
const plainHttp: Plugin = {
  name: "plain-http",
  resolveId: (source) => (/^(node:)?http$/.test(source) ? "\0http" : null),
  load: (id) => (id === "\0http" ? 'module.exports = process.getBuiltinModule("node:http");' : null),
};

const bundle = await rolldown({
  input: join(root, "src", "index.ts"),
  platform: "node",
  plugins: [plainHttp],
  // The file that most runs need is one file on purpose, whatever is imported lazily in the sources.
  checks: { ineffectiveDynamicImport: false },
});

/** Whether a module is of the first file: all but what another kind of key service, the report or YAML needs. */
function isNeededAtOnce(id: string): boolean {
  const path = id.startsWith("\0") ? id : relative(root, id).replaceAll("\\", "/");
  if (/^\0|^node_modules\/(?:zod|picomatch)\//.test(path)) return true;
  return path.startsWith("src/") && !/^src\/(?:report|key-services\/(?:kinde|http)|inputs\/yaml)/.test(path);
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const { output } = await bundle.write({
  dir: target,
  minify: true,
  comments: false,
  entryFileNames: "index.js",
  chunkFileNames: "[name]-[hash].js",
  // One file for what most runs need before their first request, as each file costs about a millisecond.
  codeSplitting: { groups: [{ name: "index", test: isNeededAtOnce }] },
});
await bundle.close();
writeFileSync(join(target, "package.json"), `${JSON.stringify({ type: "module" })}\n`);
const chunks = output.filter((file): file is OutputChunk => file.type === "chunk");
writeFileSync(join(target, "licenses.txt"), licenses(chunks.flatMap(({ moduleIds }) => moduleIds)));

/** The licenses of all packages that have a module in the bundle, by name. */
function licenses(modules: readonly string[]): string {
  const packages = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []));
  return [...packages].map(licenseOf).sort().join("\n");
}

/** Name, version and license of the package in a folder. */
function licenseOf(folder: string): string {
  const about: { name: string; version: string; license?: string } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const texts = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .sort();
  return [
    `${about.name} ${about.version}`,
    about.license ?? "",
    ...texts.map((name) => readFileSync(join(folder, name), "utf8")),
  ].join("\n");
}
