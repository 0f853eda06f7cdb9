/**
 * Refuses to publish what does not fit together: `node scripts/check-release.ts VERSION`. The version must be that
 * of `package.json`, and the commit that the reusable workflow pins must hold the very `dist/` and `action.yml`
 * that are checked out.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

function problems(version: string): string[] {
  const found: string[] = [];
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const own = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  if (own !== version) found.push(`package.json says ${own}, not ${version}`);
  const workflow = readFileSync(join(ROOT, ".github/workflows/rotate.yml"), "utf8");
  const pin = /uses: rekey-action\/rekey@([0-9a-f]{40}) # v(\S+)/.exec(workflow);
  if (pin === null) return [...found, "rotate.yml does not pin the action by a commit"];
  const [, commit = "", named] = pin;
  if (named !== version) found.push(`rotate.yml pins v${named}, not v${version}`);
  const diff = ["diff", "--stat", commit, "HEAD", "--", "dist", "action.yml"];
  const { status, stdout, stderr } = spawnSync("git", diff, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) found.push(`rotate.yml pins ${commit}, which is no commit here: ${stderr.trim()}`);
  else if (stdout !== "") found.push(`dist or action.yml changed since the pinned commit:\n${stdout.trimEnd()}`);
  return found;
}

const found = problems(process.argv[2] ?? "");
const head = execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
for (const problem of found) console.error(problem);
console.log(found.length === 0 ? `${head} can be published` : `${head} cannot be published`);
process.exitCode = found.length === 0 ? 0 : 1;
