import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SECRET, startWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

const NO_SHORTHAND = {
  "kosli-host": "",
  "kosli-org": "",
  "kosli-service-account": "",
  "kosli-api-token": "",
  repositories: "",
};

/** A good file; a test breaks one line of it. */
function file(change: (text: string) => string = (text) => text): string {
  return change(`version: 1
rotations:
  kosli-ci:
    key-service: { kind: kosli, host: "${world.kosli.url}", org: acme, service-account: ci, api-token: "\${ADMIN}" }
    grace-period: 168h
    destinations:
      - { kind: github-secret, repository: acme/api, name: ${SECRET} }
`);
}

async function refused(inputs: Readonly<Record<string, string>>, config?: string): Promise<string> {
  const result = await world.run(
    config === undefined ? inputs : { ...NO_SHORTHAND, config: "rekey.yml", ...inputs },
    config === undefined ? {} : { env: { ADMIN: world.admin.value }, workspace: { "rekey.yml": config } },
  );
  expect(result.exitCode, result.log).toBe(1);
  expect(result.outputs.outcome, result.log).toBe("failed");
  expect([...world.kosli.requests, ...world.github.requests]).toEqual([]);
  return result.log;
}

describe("bad inputs are refused before any request", () => {
  const table: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ["an unknown mode", { mode: "rotat" }, /mode.*'rotat'/],
    ["an unknown input", { "max-ages": "30d" }, /max-ages.*max-age/],
    ["no repository at all", { repositories: "\n  \n" }, /repositories/],
    ["a regular expression for a glob", { repositories: "^acme/.*$" }, /\^acme\/\.\*\$.*glob/s],
    ["a repository without owner", { repositories: "api" }, /'?api'?.*owner/],
    ["a duration without unit", { "max-age": "90" }, /max-age.*unit/],
    ["a grace period of 0 h", { "grace-period": "0h" }, /grace-period.*720/],
    ["a grace period of 721 h", { "grace-period": "721h" }, /grace-period.*720/],
    ["a maximum age below the grace period", { "max-age": "24h" }, /max-age.*grace-period/],
    ["an unknown strategy", { strategy: "rotates" }, /strategy.*rotate/],
    ["an unknown policy", { retire: "expires" }, /retire.*expire/],
    ["an unknown store", { stores: "action" }, /stores.*action.*actions/],
    ["plain http to another host", { "kosli-host": "http://kosli.example.com" }, /https/],
    ["shorthand and configuration together", { config: "rekey.yml" }, /config.*kosli-org|kosli-org.*config/s],
    ["no token for GitHub", { "github-token": "" }, /github-token/],
    ["half of the Kosli inputs", { "kosli-org": "" }, /kosli-org/],
    ["a GitHub App beside a token", { "github-app-client-id": "Iv1" }, /github-app-client-id.*github-token/],
    ["half a GitHub App", { "github-token": "", "github-app-client-id": "Iv1" }, /github-app-private-key.*missing/],
    ["a secret name that GitHub refuses", { "secret-name": "GITHUB_KEY" }, /GITHUB_/],
    ["an unknown pace", { pace: "fast" }, /pace.*safe/],
  ];
  for (const [name, inputs, message] of table) {
    test(name, async () => {
      expect(await refused(inputs)).toMatch(message);
    });
  }
});

describe("a bad file is refused with file, line and name before any request", () => {
  const destination = `{ kind: github-secret, repository: acme/api, name: ${SECRET} }`;
  const table: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    [
      "an unknown key",
      (text) => text.replace("grace-period", "grace-periode"),
      /rekey\.yml:5:\d+: .*grace-periode.*grace-period/,
    ],
    ["a literal secret", (text) => text.replace(`"\${ADMIN}"`, "hunter2hunter2"), /rekey\.yml:4:\d+: .*api-token/],
    ["a missing variable", (text) => text.replace("ADMIN", "ADMN"), /rekey\.yml:4:\d+: .*ADMN/],
    ["an unknown kind", (text) => text.replace("kind: kosli", "kind: kosly"), /rekey\.yml:4:\d+: .*kosly.*kosli/],
    [
      "a kind of a later version",
      (text) => text.replace("github-secret", "vault-kv"),
      /rekey\.yml:7:\d+: .*vault-kv.*not in this version/,
    ],
    [
      "an empty list of destinations",
      (text) => text.replace(`\n      - ${destination}`, " []"),
      /rekey\.yml:6:\d+: .*destinations.*empty/,
    ],
    [
      "an empty list of repositories",
      (text) => text.replace("repository: acme/api", "repositories: []"),
      /rekey\.yml:7:\d+: .*empty/,
    ],
    [
      "two ways to name repositories",
      (text) => text.replace("repository: acme/api", "repository: acme/api, organization: acme"),
      /rekey\.yml:7:\d+: .*organization/,
    ],
    [
      "when-idle beyond the grace of rotate",
      (text) => text.replace("grace-period: 168h", "retire: { policy: when-idle, at-most: 14d }"),
      /rekey\.yml:5:\d+: .*at-most/,
    ],
    ["a version that is not known", (text) => text.replace("version: 1", "version: 2"), /rekey\.yml:1:\d+: .*version/],
    ["broken YAML", (text) => text.replace("rotations:", "rotations: ["), /rekey\.yml:\d+:\d+: /],
    [
      "two rotations on one place",
      (text) =>
        text +
        text
          .slice(text.indexOf("  kosli-ci:"))
          .replace("kosli-ci", "other")
          .replace("service-account: ci", "service-account: cd"),
      /acme\/api.*KOSLI_API_TOKEN/,
    ],
    [
      "two rotations of one account",
      (text) => text + text.slice(text.indexOf("  kosli-ci:")).replace("kosli-ci", "other").replace(SECRET, "OTHER"),
      /acme\/ci/,
    ],
    [
      "a search for the secret that would create it",
      (text) => text.replace("repository: acme/api", "having-secret: true, create: true"),
      /create cannot stand beside having-secret/,
    ],
    [
      "an unknown canary key",
      (text) => text.replace("grace-period: 168h", "verify: { canary: { repository: acme/api, workflows: x.yml } }"),
      /rekey\.yml:5:\d+: .*workflows.*workflow/,
    ],
  ];
  for (const [name, change, message] of table) {
    test(name, async () => {
      expect(await refused({}, file(change))).toMatch(message);
    });
  }

  test("every problem of a file is told at once", async () => {
    const log = await refused(
      {},
      file((text) => text.replace("168h", "168").replace("kind: kosli", "kind: kosly")),
    );
    expect(log).toMatch(/rekey\.yml:4:/);
    expect(log).toMatch(/rekey\.yml:5:/);
  });

  test("a configuration that is not there is told with its path", async () => {
    expect(await refused({ ...NO_SHORTHAND, config: "missing.yml" })).toMatch(/missing\.yml/);
  });

  test("nothing configured at all tells how to begin", async () => {
    expect(await refused(NO_SHORTHAND)).toMatch(/kosli-org/);
  });
});
