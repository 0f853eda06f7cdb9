import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientOf } from "./client.ts";
import { type GithubTwin, openContract, startGithubTwin } from "./twin.ts";

const contract = openContract();

let twin: GithubTwin;

beforeEach(async () => {
  twin = await startGithubTwin({ contract });
  twin.addRepository("acme/api", { environments: ["production"] });
  twin.addRepository("acme/site", { visibility: "public" });
});

afterEach(async () => {
  expect(twin.violations).toEqual([]);
  await twin.stop();
});

describe("access to the GitHub twin", () => {
  it("answers 401 to an unknown, an expired and a revoked token", async () => {
    twin.addToken("expired", { permissions: {}, expiresAtMs: twin.nowMs() });
    twin.addToken("revoked", { permissions: {} });
    twin.revokeToken("revoked");

    for (const token of ["unknown", "expired", "revoked"]) {
      const { status, body } = await clientOf(twin.url, token).get("/repos/acme/api");
      expect([status, body]).toEqual([401, expect.objectContaining({ message: "Bad credentials" })]);
    }
  });

  it.each(["token", "Bearer", "bearer"])("takes a token after the word %s", async (word) => {
    twin.addToken("t", { permissions: {} });

    const { status } = await clientOf(twin.url, "").send("GET", "/repos/acme/api", undefined, {
      authorization: `${word} t`,
    });

    expect(status).toBe(200);
  });

  it("answers 404 for a private repository that the token was not given", async () => {
    twin.addToken("t", { permissions: { secrets: "write" }, repositories: ["acme/other"] });
    const client = clientOf(twin.url, "t");

    const replies = [
      await client.get("/repos/acme/api"),
      await client.get("/repos/acme/api/actions/secrets/public-key"),
      await client.get("/repos/acme/none"),
    ];

    expect(replies.map((reply) => reply.status)).toEqual([404, 404, 404]);
    expect(replies[0]?.body).toEqual(replies[2]?.body);
  });

  it("answers 404 for an organization that the token does not belong to", async () => {
    twin.addToken("t", { permissions: { organization_secrets: "write" }, owners: ["other"] });

    const { status } = await clientOf(twin.url, "t").get("/orgs/acme/actions/secrets");

    expect(status).toBe(404);
  });

  it.each([
    ["/repos/acme/api/actions/secrets/public-key", "secrets"],
    ["/repos/acme/api/dependabot/secrets/public-key", "dependabot_secrets"],
    ["/repos/acme/api/codespaces/secrets/public-key", "codespaces_secrets"],
    ["/repos/acme/api/agents/secrets/public-key", "agent_secrets"],
    ["/repos/acme/api/environments/production/secrets/public-key", "environments"],
    ["/repos/acme/api/environments", "actions"],
    ["/repos/acme/api/actions/runs", "actions"],
    ["/orgs/acme/actions/secrets/public-key", "organization_secrets"],
    ["/orgs/acme/dependabot/secrets/public-key", "organization_dependabot_secrets"],
    ["/orgs/acme/codespaces/secrets/public-key", "organization_codespaces_secrets"],
    ["/orgs/acme/agents/secrets/public-key", "organization_agent_secrets"],
    ["/orgs/acme/properties/values", "organization_custom_properties"],
  ])("lets %s be read with %s and names that permission otherwise", async (path, permission) => {
    twin.addToken("with", { permissions: { [permission]: "read" } });
    twin.addToken("without", { permissions: {} });

    const allowed = await clientOf(twin.url, "with").get(path);
    const refused = await clientOf(twin.url, "without").get(path);

    expect(allowed.status).toBe(200);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ message: "Resource not accessible by personal access token" });
    expect(refused.headers.get("x-accepted-github-permissions")).toBe(`${permission}=read`);
  });

  it("lets a secret be read but not written with read permission", async () => {
    twin.addToken("t", { permissions: { secrets: "read" } });

    const { status, body } = await clientOf(twin.url, "t").putSecret("/repos/acme/api/actions/secrets", "K", "v");

    expect(status).toBe(403);
    expect(body).toMatchObject({ message: "Resource not accessible by personal access token" });
    expect(twin.value({ repository: "acme/api", name: "K" })).toBeUndefined();
  });

  it("shows a public repository to a token that may not write to it", async () => {
    twin.addToken("t", { permissions: { secrets: "write" }, repositories: ["acme/api"] });
    const client = clientOf(twin.url, "t");

    const seen = await client.get("/repos/acme/site");
    const refused = await client.get("/repos/acme/site/actions/secrets/public-key");

    expect([seen.status, refused.status]).toEqual([200, 403]);
    expect(seen.body).toMatchObject({ permissions: { admin: false, pull: true } });
  });

  it("speaks of the integration to the token of an App or of a workflow", async () => {
    twin.addToken("app", { permissions: {}, kind: "installation" });
    twin.addToken("workflow", { permissions: { actions: "write" }, kind: "actions" });

    for (const token of ["app", "workflow"]) {
      const { body } = await clientOf(twin.url, token).get("/repos/acme/api/actions/secrets");
      expect(body).toMatchObject({ message: "Resource not accessible by integration" });
    }
  });

  it("answers writes to an archived repository with 403, and reads as ever", async () => {
    twin.updateRepository("acme/api", { archived: true });
    twin.addToken("t", { permissions: { secrets: "write" } });
    const client = clientOf(twin.url, "t");

    const read = await client.get("/repos/acme/api/actions/secrets");
    const written = await client.putSecret("/repos/acme/api/actions/secrets", "K", "v");

    expect([read.status, written.status]).toEqual([200, 403]);
    expect(written.body).toMatchObject({ message: "Repository was archived so is read-only." });
  });

  it("blocks a disabled repository", async () => {
    twin.updateRepository("acme/api", { disabled: true });
    twin.addToken("t", { permissions: { secrets: "write" } });
    const client = clientOf(twin.url, "t");

    const metadata = await client.get("/repos/acme/api");
    const secrets = await client.get("/repos/acme/api/actions/secrets");

    expect([metadata.status, secrets.status]).toEqual([200, 403]);
    expect(metadata.body).toMatchObject({ disabled: true });
  });

  it("redirects reads of a renamed repository with 301, writes with 307, and follows both", async () => {
    twin.renameRepository("acme/api", "backend");
    twin.addToken("t", { permissions: { secrets: "write" } });
    const client = clientOf(twin.url, "t");

    const read = await client.get("/repos/acme/api/actions/secrets?per_page=5");
    const written = await client.putSecret("/repos/acme/backend/actions/secrets", "K", "v");
    const redirected = await client.send("DELETE", "/repos/acme/api/actions/secrets/K");
    const location = redirected.headers.get("location") ?? "";
    const erased = await client.send("DELETE", location.slice(twin.url.length));

    expect(read.status).toBe(301);
    expect(read.headers.get("location")).toMatch(/\/repositories\/\d+\/actions\/secrets\?per_page=5$/);
    expect([written.status, redirected.status, erased.status]).toEqual([201, 307, 204]);
    expect(location).toMatch(/\/repositories\/\d+\/actions\/secrets\/K$/);
  });
});
