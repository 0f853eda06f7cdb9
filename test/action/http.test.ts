import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { type ActionResult, runAction } from "../runner/harness.ts";
import { leaks } from "../runner/leaks.ts";
import { type GithubTwin, startGithubTwin } from "../twins/github/twin.ts";
import { openaiVendor } from "../twins/http/openai.ts";
import { type HttpTwin, startHttpTwin } from "../twins/http/twin.ts";
import { startKosliTwin } from "../twins/kosli/index.ts";
import { expectOutcome } from "./expect.ts";
import { GITHUB_TOKEN, PERMISSIONS } from "./world.ts";

const DAY_MS = 86_400_000;
const ADMIN = "sk-admin-00112233445566778899aabbccddeeff";
const SECRET = "OPENAI_ADMIN_KEY";
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function github(value: string, name: string): Promise<GithubTwin> {
  const twin = await startGithubTwin();
  stops.push(() => twin.stop());
  twin.addOrganization("acme");
  twin.addToken(GITHUB_TOKEN, { name: "writer", permissions: PERMISSIONS });
  twin.addRepository("acme/api");
  twin.putSecret({ repository: "acme/api", name }, value, { writtenAtMs: twin.nowMs() - 99 * DAY_MS });
  return twin;
}

/** A configuration with one rotation of the kind http. */
function configuration(service: readonly string[], name: string, rest: string): string {
  return [
    "version: 1",
    "rotations:",
    "  by-description:",
    "    key-service:",
    "      kind: http",
    ...service.map((line) => `      ${line}`),
    `    destinations: [{ kind: github-secret, repository: acme/api, name: ${name} }]`,
    rest,
  ].join("\n");
}

/** A shipped description before the twin of its vendor, with a key that is 100 days old. */
async function openai() {
  const vendor = await startHttpTwin(openaiVendor);
  stops.push(() => vendor.stop());
  vendor.world.credentials.set(ADMIN, "admin");
  const old = vendor.world.add("ci", { createdAtMs: Date.now() - 100 * DAY_MS });
  const store = await github(old.value, SECRET);
  const service = ["service: openai-admin-key", `base-url: ${vendor.url}`, 'credentials: { admin_key: "${ADMIN}" }'];
  const file = configuration(service, SECRET, "    key: { label: ci }\n    retire: after-verify");
  const run = (mode: string): Promise<ActionResult> =>
    runAction({
      inputs: { mode, "github-token": GITHUB_TOKEN },
      env: { GITHUB_API_URL: store.url, ADMIN },
      secrets: [ADMIN, GITHUB_TOKEN],
      workspace: { ".github/rekey.yml": file },
    });
  return { vendor, old, store, run };
}

function expectNothingSecret(result: ActionResult, vendor: HttpTwin): void {
  expect(leaks(result, [...vendor.world.keys.map(({ value }) => value), ADMIN, GITHUB_TOKEN])).toEqual([]);
}

describe("a shipped description", () => {
  test("is planned with GET alone, then rotates: proved, written, the old key retired", async () => {
    const { vendor, old, store, run } = await openai();
    const planned = await run("plan");
    expectOutcome(planned, "planned");
    expect(new Set(vendor.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
    const rotated = await run("auto");
    expectOutcome(rotated, "rotated");
    const [live, ...more] = vendor.world.existing();
    expect([live?.name, more, vendor.world.works(old)]).toEqual(["ci [rekey:by-description@acme/api]", [], false]);
    expect(store.value({ repository: "acme/api", name: SECRET })).toBe(live?.value);
    expect(rotated.outputs["key-id"]).toBe(live?.id);
    for (const result of [planned, rotated]) expectNothingSecret(result, vendor);
  });

  test("that is named wrongly is told with its line, before any request", async () => {
    const { store } = await openai();
    const file = configuration(["service: openai-admin-keys", "credentials: {}"], SECRET, "    key: { label: ci }");
    const result = await runAction({
      inputs: { "github-token": GITHUB_TOKEN },
      env: { GITHUB_API_URL: store.url },
      secrets: [GITHUB_TOKEN],
      workspace: { ".github/rekey.yml": file },
    });
    expectOutcome(result, "failed");
    expect(result.log).toMatch(/rekey\.yml:6:\d+: .*did you mean 'openai-admin-key'/);
    expect(store.requests).toEqual([]);
  });
});

describe("a description of one's own", () => {
  test("lies in a file of the repository, and rotates", async () => {
    const kosli = await startKosliTwin();
    stops.push(() => kosli.stop());
    kosli.addAccount({ name: "admin", privilege: "admin" });
    kosli.addAccount({ name: "ci", privilege: "member" });
    const admin = kosli.addKey({ account: "admin" });
    const old = kosli.addKey({ account: "ci", createdAtMs: kosli.now() - 100 * DAY_MS });
    const store = await github(old.value, "KOSLI_API_TOKEN");
    const service = [
      "description: ops/keys/kosli.yml",
      `base-url: ${kosli.url}/api/v2`,
      "params: { org: acme, account: ci }",
      'credentials: { token: "${ADMIN}" }',
    ];
    const result = await runAction({
      inputs: { "github-token": GITHUB_TOKEN },
      env: { GITHUB_API_URL: store.url, ADMIN: admin.value },
      secrets: [admin.value, GITHUB_TOKEN],
      workspace: {
        ".github/rekey.yml": configuration(service, "KOSLI_API_TOKEN", ""),
        "ops/keys/kosli.yml": readFileSync("examples/http-key-services/kosli.yml", "utf8"),
      },
    });
    expectOutcome(result, "rotated");
    const fresh = kosli.keys("ci").at(-1);
    expect(store.value({ repository: "acme/api", name: "KOSLI_API_TOKEN" })).toBe(fresh?.value);
    expect(leaks(result, [...kosli.keys().map(({ value }) => value), GITHUB_TOKEN])).toEqual([]);
  });
});
