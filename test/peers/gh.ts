/**
 * GitHub's own command line drives the GitHub twin: what gh sends must be taken, what gh prints must be right, and what
 * it sealed must open. Needs `gh` (Debian: 2.23) on PATH.
 */
import { type ExecFileException, execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GithubTwin, type SecretPlace, startGithubTwin, type TokenOptions } from "../twins/github/twin.ts";
import { Checks, requireTool } from "./checks.ts";

const PERMISSIONS: TokenOptions["permissions"] = {
  secrets: "write",
  environments: "write",
  dependabot_secrets: "write",
  codespaces_secrets: "write",
  organization_secrets: "write",
  organization_dependabot_secrets: "write",
  organization_codespaces_secrets: "write",
  actions: "write",
};

interface Printed {
  readonly exitCode: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const checks = new Checks();
const folder = mkdtempSync(join(tmpdir(), "gh-"));
const socket = join(folder, "github.sock");
const now = Date.parse("2026-11-21T10:00:00Z");

/** Runs gh with a configuration of its own and nothing of the caller's environment but PATH. */
function gh(args: readonly string[], token = "writer", more: Readonly<Record<string, string>> = {}): Promise<Printed> {
  const env = { PATH: process.env.PATH, HOME: folder, GH_CONFIG_DIR: folder, GH_TOKEN: token, NO_COLOR: "1", ...more };
  return new Promise((resolve) => {
    execFile("gh", args, { env, timeout: 30_000 }, (error: ExecFileException | null, stdout, stderr) => {
      resolve({ exitCode: error ? error.code : 0, stdout, stderr });
    });
  });
}

/** Sets a secret twice, lists it, and looks at what arrived. `listed` is what gh prints beside name and day. */
async function setAndList(
  github: GithubTwin,
  flags: readonly string[],
  place: SecretPlace,
  listed = "",
): Promise<void> {
  const where = flags.join(" ");
  const listing = flags.filter((flag, index) => flag !== "--visibility" && flags[index - 1] !== "--visibility");
  const value = `line one\nline two of ${where}`;
  await gh(["secret", "set", place.name, ...flags, "--body", "an earlier value"]);
  const set = await gh(["secret", "set", place.name, ...flags, "--body", value]);
  const list = await gh(["secret", "list", ...listing]);

  checks.equal(`gh secret set ${where} succeeds`, [set.exitCode, set.stderr], [0, ""]);
  checks.equal(`gh secret set ${where} arrives`, github.value(place), value);
  checks.equal(`gh secret list ${where} prints it`, list.stdout, `${place.name}\t2026-11-21${listed}\n`);
}

async function everyStore(github: GithubTwin): Promise<void> {
  const name = "API_KEY";
  const repository = "acme/api";
  await setAndList(github, ["--repo", repository], { repository, name });
  await setAndList(github, ["--repo", repository, "--env", "production"], {
    repository,
    environment: "production",
    name,
  });
  // gh leaves the encoding of an environment's name to its user.
  await setAndList(github, ["--repo", repository, "--env", "eu%2Fwest%201"], {
    repository,
    environment: "eu/west 1",
    name,
  });
  for (const store of ["dependabot", "codespaces"] as const) {
    await setAndList(github, ["--repo", repository, "--app", store], { repository, store, name });
  }
  for (const store of ["actions", "dependabot", "codespaces"] as const) {
    const flags = ["--org", "acme", "--app", store, "--visibility", "all"];
    await setAndList(github, flags, { organization: "acme", store, name }, "\tALL");
  }
}

async function selectedRepositories(github: GithubTwin): Promise<void> {
  const set = await gh(["secret", "set", "SHARED", "--org", "acme", "--repos", "api,web", "--body", "shared"]);
  const secret = github.secret({ organization: "acme", name: "SHARED" });
  const list = await gh(["secret", "list", "--org", "acme"]);

  checks.equal("gh secret set --repos succeeds", [set.exitCode, set.stderr], [0, ""]);
  checks.equal("gh secret set --repos selects them", secret?.selectedRepositories, ["acme/api", "acme/web"]);
  checks.that("gh secret list --org prints the visibility", list.stdout.includes("SHARED\t2026-11-21\tSELECTED"), list);
}

async function others(github: GithubTwin): Promise<void> {
  const erased = await gh(["secret", "delete", "API_KEY", "--repo", "acme/api"]);
  checks.equal("gh secret delete succeeds", erased.exitCode, 0);
  checks.equal("gh secret delete deletes", github.value({ repository: "acme/api", name: "API_KEY" }), undefined);

  const paged = await gh(["api", "--paginate", "orgs/acme/repos?per_page=50", "--jq", ".[].full_name"]);
  checks.equal("gh api --paginate follows the links to every repository", paged.stdout.trim().split("\n").length, 122);

  const run = await gh([
    "workflow",
    "run",
    "smoke.yml",
    "--repo",
    "acme/api",
    "--ref",
    "main",
    "-f",
    "rekey-nonce=abc",
  ]);
  checks.equal("gh workflow run succeeds", run.exitCode, 0);
  const jq = ".workflow_runs[].display_title";
  const runs = await gh(["api", "repos/acme/api/actions/runs?event=workflow_dispatch", "--jq", jq]);
  checks.equal("the dispatched run is listed by its title", runs.stdout, "smoke abc\n");
}

async function refusals(github: GithubTwin): Promise<void> {
  const before = github.writes.length;
  const missing = await gh(["secret", "set", "K", "--repo", "acme/none", "--body", "x"]);
  const forbidden = await gh(["secret", "set", "K", "--repo", "acme/api", "--body", "x"], "reader");
  const unknown = await gh(["secret", "set", "K", "--repo", "acme/api", "--body", "x"], "nobody");

  checks.that("an unknown repository is HTTP 404 to gh", missing.stderr.includes("HTTP 404: Not Found"), missing);
  checks.that(
    "a missing permission is HTTP 403 to gh",
    forbidden.stderr.includes("HTTP 403: Resource not accessible"),
    forbidden,
  );
  checks.that("an unknown token is HTTP 401 to gh", unknown.stderr.includes("HTTP 401: Bad credentials"), unknown);
  checks.equal("what was refused changed nothing", github.writes.length, before);
}

/** Another way to the twin: as the proxy of a host that gh speaks plain HTTP with, so that whole URLs arrive. */
async function throughProxy(): Promise<void> {
  const github = await startGithubTwin();
  setUp(github);
  const proxied = { GH_HOST: "github.localhost", HTTP_PROXY: github.url, GH_CONFIG_DIR: join(folder, "proxied") };
  const set = await gh(["secret", "set", "API_KEY", "--repo", "acme/api", "--body", "by proxy"], "writer", proxied);
  await github.stop();

  checks.equal("gh secret set succeeds through a proxy", [set.exitCode, set.stderr], [0, ""]);
  checks.equal(
    "what went through a proxy arrives",
    github.value({ repository: "acme/api", name: "API_KEY" }),
    "by proxy",
  );
  checks.equal("whole URLs are as GitHub's document has it", github.violations, []);
}

function setUp(github: GithubTwin): void {
  github.addRepository("acme/api", { environments: ["production", "eu/west 1"] });
  github.addRepository("acme/web");
  for (let index = 0; index < 120; index += 1) github.addRepository(`acme/r${index}`);
  github.addWorkflow("acme/api", "smoke.yml", {
    inputs: ["rekey-nonce"],
    title: (inputs) => `smoke ${inputs["rekey-nonce"]}`,
  });
  github.addToken("writer", { permissions: PERMISSIONS });
  github.addToken("reader", { permissions: { secrets: "read" } });
}

console.log(requireTool("gh", ["--version"]));
const github = await startGithubTwin({ listen: { path: socket }, clock: { now: () => now, sleep: async () => {} } });
try {
  setUp(github);
  checks.equal("gh takes the socket", (await gh(["config", "set", "http_unix_socket", socket])).exitCode, 0);
  await everyStore(github);
  await selectedRepositories(github);
  await others(github);
  await refusals(github);
  await throughProxy();
  checks.equal("every exchange is as GitHub's document has it", github.violations, []);
  checks.equal("every sealed box opened", github.unopened, []);
} finally {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
}
checks.close();
