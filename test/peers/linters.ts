/** actionlint (with shellcheck) and zizmor read every workflow, every example and `action.yml`, and find nothing. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checks, requireTool } from "./checks.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const WORKFLOWS = [...list(".github/workflows"), ...list("examples").filter((path) => isWorkflow(path))];
const ZIZMOR = ["--offline", "--no-progress", "--persona=pedantic", "--config", ".github/zizmor.yml"] as const;

function list(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder)).filter((name) => /\.ya?ml$/.test(name));
  return files.map((name) => `${folder}/${name}`);
}

function isWorkflow(path: string): boolean {
  return /^on:/m.test(readFileSync(join(ROOT, path), "utf8"));
}

function run(program: string, args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: "utf8" });
  return { status, text: `${stdout}${stderr}` };
}

function lint(checks: Checks, path: string): void {
  const { status, text } = run("actionlint", ["-oneline", "-shellcheck=shellcheck", path]);
  checks.that(`actionlint finds nothing in ${path}`, status === 0 && text === "", text);
}

/** A workflow with a mistake of each kind: a linter that finds nothing in it would find nothing anywhere. */
function proveThatTheyFind(checks: Checks): void {
  const folder = mkdtempSync(join(tmpdir(), "rekey-linters-"));
  const bad = join(folder, "bad.yml");
  const steps = "      - uses: actions/checkout@v6\n      - run: echo ${{ github.event.issue.title }} $HOME/*\n";
  writeFileSync(bad, `on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    nonsense: 1\n    steps:\n${steps}`);
  const said = run("actionlint", ["-oneline", "-shellcheck=shellcheck", bad]).text;
  checks.that("actionlint finds what is wrong", said.includes("nonsense") && said.includes("shellcheck"), said);
  const told = run("zizmor", [...ZIZMOR, bad]).text;
  checks.that(
    "zizmor finds what is wrong",
    told.includes("template-injection") && told.includes("unpinned-uses"),
    told,
  );
  rmSync(folder, { recursive: true });
}

function main(): void {
  const checks = new Checks();
  console.log(requireTool("actionlint", ["-version"]), "·", requireTool("zizmor", ["--version"]));
  requireTool("shellcheck", ["--version"]);
  for (const path of WORKFLOWS) lint(checks, path);
  const { status, text } = run("zizmor", [
    ...ZIZMOR,
    ".github",
    "action.yml",
    ...WORKFLOWS.filter((path) => path.startsWith("examples")),
  ]);
  checks.that(
    "zizmor finds nothing in the workflows, the examples and action.yml",
    status === 0 && text.includes("No findings"),
    text,
  );
  for (const path of ["action.yml", ...WORKFLOWS])
    checks.that(`zizmor read ${path}`, text.includes(`completed ${path}`));
  proveThatTheyFind(checks);
  checks.close();
}

main();
