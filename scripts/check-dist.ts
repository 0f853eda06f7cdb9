/** Builds into another folder and compares with the committed `dist/`: `node scripts/check-dist.ts`. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..");

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function differences(built: string, committed: string): string[] {
  const names = [...new Set([...filesIn(built), ...filesIn(committed)])].sort();
  return names.flatMap((name) => {
    const [ours, theirs] = [join(built, name), join(committed, name)];
    if (!existsSync(theirs)) return [`dist/${name} is built, but not committed`];
    if (!existsSync(ours)) return [`dist/${name} is committed, but not built`];
    return readFileSync(ours).equals(readFileSync(theirs)) ? [] : [`dist/${name} is not what src builds`];
  });
}

const built = mkdtempSync(join(tmpdir(), "rekey-dist-"));
try {
  const build = join(ROOT, "scripts", "build.ts");
  execFileSync(process.execPath, [build, built], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  const found = differences(built, join(ROOT, "dist"));
  for (const difference of found) console.error(difference);
  const count = filesIn(built).length;
  if (count === 0) console.error("the build made nothing");
  if (found.length > 0) console.error("run `npm run build` and commit dist");
  else console.log(`dist is what src builds: ${count} files`);
  process.exitCode = found.length === 0 && count > 0 ? 0 : 1;
} finally {
  rmSync(built, { recursive: true, force: true });
}
