/**
 * Pins the action in the reusable workflow to a commit: `node scripts/pin-workflow.ts COMMIT VERSION`. The commit
 * must hold the `dist/` and `action.yml` that are to be published.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const WORKFLOW = join(import.meta.dirname, "..", ".github", "workflows", "rotate.yml");
const PIN = /(uses: rekey-action\/rekey)@[0-9a-f]{40} # \S+/;

const [commit = "", version = ""] = process.argv.slice(2);
if (!/^[0-9a-f]{40}$/.test(commit) || !/^\d+\.\d+\.\d+$/.test(version)) {
  throw new Error("usage: node scripts/pin-workflow.ts COMMIT VERSION, a whole commit id and a version such as 1.2.3");
}
const text = readFileSync(WORKFLOW, "utf8");
if (!PIN.test(text)) throw new Error(`${WORKFLOW} does not use rekey-action/rekey at a commit`);
writeFileSync(WORKFLOW, text.replace(PIN, `$1@${commit} # v${version}`));
