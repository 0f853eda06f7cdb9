import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

/**
 * Compiles with tsc to `build/`, bundles with ncc to `dist/` (or to the folder given as argument, so that a check
 * can compare). ncc splits at every `import()`: what a run does not need is not parsed.
 */
const root = resolve(import.meta.dirname, "..");
const target = resolve(process.argv[2] ?? join(root, "dist"));
const ncc = createRequire(import.meta.url).resolve("@vercel/ncc/dist/ncc/cli.js");

/** Runs a tool; its own words are enough where it fails. */
function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(join(root, "build"), { recursive: true, force: true });
run(join(root, "node_modules", ".bin", "tsc"), ["-p", join(root, "tsconfig.json")]);
rmSync(target, { recursive: true, force: true });
const entry = join(root, "build", "index.js");
run(process.execPath, [ncc, "build", entry, "-o", target, "-m", "--license", "licenses.txt", "--no-cache", "-q"]);
