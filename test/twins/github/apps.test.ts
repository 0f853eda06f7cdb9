import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientOf } from "./client.ts";
import { type GithubTwin, openContract, type RegisteredApp, startGithubTwin } from "./twin.ts";

const contract = openContract();
const LOG = { debug() {}, info() {}, warn() {}, error() {} };

let offsetMs = 0;
let twin: GithubTwin;
let app: RegisteredApp;
let installationId = 0;

beforeEach(async () => {
  offsetMs = 0;
  twin = await startGithubTwin({ contract, clock: { now: () => Date.now() + offsetMs, sleep: async () => {} } });
  for (const name of ["acme/api", "acme/web", "acme/out"]) twin.addRepository(name);
  twin.addUser("ann");
  app = twin.addApp("rekey");
  installationId = twin.installApp(app, {
    owner: "acme",
    permissions: { secrets: "write", actions: "read" },
    repositories: ["acme/api", "acme/web"],
  });
});

afterEach(async () => {
  await twin.stop();
});

function asApp(): Octokit {
  const auth = { appId: app.clientId, privateKey: app.privateKey };
  return new Octokit({ baseUrl: twin.url, authStrategy: createAppAuth, auth, log: LOG });
}

describe("GitHub Apps of the GitHub twin", () => {
  it("tells an App who it is and where it is installed", async () => {
    const octokit = asApp();

    const self = await octokit.request("GET /app");
    const organization = await octokit.request("GET /orgs/{org}/installation", { org: "acme" });
    const repository = await octokit.request("GET /repos/{owner}/{repo}/installation", { owner: "acme", repo: "api" });
    const user = await octokit.request("GET /users/{username}/installation", { username: "acme" });

    expect(self.data).toMatchObject({ slug: "rekey", client_id: app.clientId });
    expect(organization.data).toMatchObject({ id: installationId, repository_selection: "selected" });
    expect([repository.data.id, user.data.id]).toEqual([installationId, installationId]);
    expect(twin.violations).toEqual([]);
  });

  it("answers 404 where an App is not installed", async () => {
    const octokit = asApp();

    await expect(octokit.request("GET /users/{username}/installation", { username: "ann" })).rejects.toThrow(
      "Not Found",
    );
    await expect(octokit.request("GET /orgs/{org}/installation", { org: "ann" })).rejects.toThrow("Not Found");
    await expect(
      octokit.request("GET /repos/{owner}/{repo}/installation", { owner: "acme", repo: "out" }),
    ).rejects.toThrow("Not Found");
  });

  it("makes a token that may do what the installation may, for an hour", async () => {
    const { data } = await asApp().request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: installationId,
    });
    const client = clientOf(twin.url, data.token);

    const { status } = await client.putSecret("/repos/acme/api/actions/secrets", "K", "v");
    const unseen = await client.get("/repos/acme/out");
    offsetMs = 3_600_000;
    const expired = await client.get("/repos/acme/api");

    expect([status, unseen.status, expired.status]).toEqual([201, 404, 401]);
    expect(data.permissions).toEqual({ metadata: "read", secrets: "write", actions: "read" });
    expect(twin.requests.at(-3)?.token).toBe(`installation-${installationId}`);
    expect(twin.violations).toEqual([]);
  });

  it("makes a token for fewer repositories and permissions", async () => {
    const { data } = await asApp().request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: installationId,
      repositories: ["web"],
      permissions: { secrets: "read" },
    });
    const client = clientOf(twin.url, data.token);

    const listed = await client.get("/installation/repositories");
    const written = await client.putSecret("/repos/acme/web/actions/secrets", "K", "v");
    const runs = await client.get("/repos/acme/web/actions/runs");

    expect(listed.body).toMatchObject({ total_count: 1, repositories: [{ full_name: "acme/web" }] });
    expect(data.repositories).toMatchObject([{ full_name: "acme/web" }]);
    expect([written.status, runs.status]).toEqual([403, 403]);
    expect(twin.violations).toEqual([]);
  });

  it.each([
    [{ permissions: { secrets: "admin" } }, "The permissions requested are not granted"],
    [{ permissions: { contents: "read" } }, "The permissions requested are not granted"],
    [{ repositories: ["out"] }, "There is at least one repository that does not exist"],
    [{ repositories: Array.from({ length: 501 }, () => "api") }, "At most 500 repositories"],
  ])("refuses a token for more than was granted: %o", async (wanted, message) => {
    const parameters: Record<string, unknown> = { installation_id: installationId, ...wanted };
    const asked = asApp().request({
      method: "POST",
      url: "/app/installations/{installation_id}/access_tokens",
      ...parameters,
    });

    await expect(asked).rejects.toThrow(message);
  });

  it("makes no token for another App's installation, nor for a signature that is not the App's", async () => {
    const other = twin.addApp("other");
    const own = app;
    app = other;
    const foreign = asApp().request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: installationId,
    });
    await expect(foreign).rejects.toThrow("Not Found");

    app = { ...own, privateKey: other.privateKey };
    await expect(asApp().request("GET /app")).rejects.toThrow("A JSON web token could not be decoded");
  });

  it("does not know an App by a client id that nobody has", async () => {
    app = { ...app, clientId: "Iv23liNobody" };

    await expect(asApp().request("GET /app")).rejects.toThrow("Integration not found");
  });

  it("shows that an installation is suspended, and makes no token for it", async () => {
    const installation_id = twin.installApp(app, { owner: "ann", permissions: { secrets: "write" }, suspended: true });
    const octokit = asApp();

    const { data } = await octokit.request("GET /users/{username}/installation", { username: "ann" });
    const token = octokit.request("POST /app/installations/{installation_id}/access_tokens", { installation_id });

    expect(data.suspended_at).not.toBeNull();
    await expect(token).rejects.toThrow("This installation has been suspended");
    expect(twin.violations).toEqual([]);
  });

  it("makes tokens that are long, known late and gone early, as a test asks", async () => {
    const options = { tokenFormat: "long", tokenLagMs: 2000, tokenLifeMs: 30_000 } as const;
    const installation_id = twin.installApp(app, { owner: "ann", permissions: {}, ...options });
    twin.addRepository("ann/tool");
    const route = "POST /app/installations/{installation_id}/access_tokens";
    const { data } = await asApp().request(route, { installation_id });
    const client = clientOf(twin.url, data.token);
    const statusAfter = async (ms: number) => {
      offsetMs = ms;
      return (await client.get("/repos/ann/tool")).status;
    };

    expect(data.token.length).toBeGreaterThan(400);
    expect([await statusAfter(1000), await statusAfter(3000), await statusAfter(31_000)]).toEqual([401, 200, 401]);
    expect(twin.issuedTokens.map(({ value, owner }) => [value, owner])).toEqual([[data.token, "ann"]]);
  });

  it("refuses an App whose clock is wrong in words that Octokit understands", async () => {
    offsetMs = 3_600_000;

    const { data } = await asApp().request("GET /app");

    expect(data).toMatchObject({ slug: "rekey" });
    expect(twin.requests.map((request) => request.status)).toEqual([401, 200]);
  });

  it("ends a token on its own request", async () => {
    const { data } = await asApp().request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: installationId,
    });
    const client = clientOf(twin.url, data.token);

    const ended = await client.send("DELETE", "/installation/token");

    expect([ended.status, (await client.get("/repos/acme/api")).status]).toEqual([204, 401]);
    expect(twin.violations).toEqual([]);
  });
});
