import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

/**
 * Compiles with tsc to `build/`, bundles with ncc to `dist/` (or to the folder given as argument, so that a check
 * can compare). ncc splits at every `import()`: what a run does not need is not parsed.
 */
const root = resolve(import.meta.dirname, "..");
const target = resolve(process.argv[2] ?? join(root, "dist"));
const bin = (name: string) => join(root, "node_modules", ".bin", name);

rmSync(join(root, "build"), { recursive: true, force: true });
execFileSync(bin("tsc"), ["-p", join(root, "tsconfig.json")], { stdio: "inherit" });
rmSync(target, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [
    createRequire(import.meta.url).resolve("@vercel/ncc/dist/ncc/cli.js"),
    "build",
    join(root, "build", "index.js"),
    "-o",
    target,
    "-m",
    "--license",
    "licenses.txt",
    "--no-cache",
    "-q",
  ],
  { stdio: "inherit" },
);
