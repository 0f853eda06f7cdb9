import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf } from "./client.ts";
import { type GithubTwin, openContract, startGithubTwin } from "./twin.ts";

const contract = openContract();

const EVERYTHING = {
  secrets: "write",
  environments: "write",
  dependabot_secrets: "write",
  codespaces_secrets: "write",
  agent_secrets: "write",
  organization_secrets: "write",
  organization_dependabot_secrets: "write",
  organization_codespaces_secrets: "write",
  organization_agent_secrets: "write",
} as const;

const STORES = ["actions", "dependabot", "codespaces", "agents"] as const;

let now = Date.parse("2026-11-21T10:00:00.400Z");
let twin: GithubTwin;
let client: Client;

beforeEach(async () => {
  now = Date.parse("2026-11-21T10:00:00.400Z");
  const clock = { now: () => now, sleep: async () => {} };
  twin = await startGithubTwin({ contract, clock });
  twin.addRepository("acme/api", { environments: ["production", "eu/west 1"] });
  twin.addToken("t", { permissions: EVERYTHING });
  client = clientOf(twin.url, "t");
});

afterEach(async () => {
  await twin.stop();
});

describe("secrets of the GitHub twin", () => {
  it.each(STORES)("stores what a sealed box held, for a repository in %s", async (store) => {
    const place = { repository: "acme/api", store, name: "API_KEY" } as const;

    const created = await client.putSecret(`/repos/acme/api/${store}/secrets`, "API_KEY", "zwölf\n🔑");
    const updated = await client.putSecret(`/repos/acme/api/${store}/secrets`, "API_KEY", "thirteen");

    expect([created.status, created.body, updated.status]).toEqual([201, {}, 204]);
    expect(twin.value(place)).toBe("thirteen");
    expect(twin.writes.map((write) => write.value)).toEqual(["zwölf\n🔑", "thirteen"]);
    expect(twin.violations).toEqual([]);
  });

  it("keeps stores, environments and repositories apart", async () => {
    await client.putSecret("/repos/acme/api/actions/secrets", "API_KEY", "one");

    expect(twin.value({ repository: "acme/api", store: "dependabot", name: "API_KEY" })).toBeUndefined();
    expect(twin.value({ repository: "acme/api", environment: "production", name: "API_KEY" })).toBeUndefined();
    expect(twin.value({ organization: "acme", name: "API_KEY" })).toBeUndefined();
  });

  it("finds an environment whose name has a slash and a space", async () => {
    const path = `/repos/acme/api/environments/${encodeURIComponent("eu/west 1")}/secrets`;

    const { status } = await client.putSecret(path, "API_KEY", "abc");

    expect(status).toBe(201);
    expect(twin.value({ repository: "acme/api", environment: "eu/west 1", name: "API_KEY" })).toBe("abc");
    expect(twin.violations).toEqual([]);
  });

  it("tells times in whole seconds", async () => {
    await client.putSecret("/repos/acme/api/actions/secrets", "API_KEY", "abc");

    const { body } = await client.get("/repos/acme/api/actions/secrets/API_KEY");

    expect(body).toEqual({ name: "API_KEY", created_at: "2026-11-21T10:00:00Z", updated_at: "2026-11-21T10:00:00Z" });
  });

  it("keeps the time of creation when a secret is updated", async () => {
    await client.putSecret("/repos/acme/api/actions/secrets", "API_KEY", "abc");
    now += 90_000;
    await client.putSecret("/repos/acme/api/actions/secrets", "API_KEY", "def");

    const { body } = await client.get("/repos/acme/api/actions/secrets/API_KEY");

    expect(body).toMatchObject({ created_at: "2026-11-21T10:00:00Z", updated_at: "2026-11-21T10:01:30Z" });
  });

  it("shows the old state until the lag is over", async () => {
    twin.putSecret({ repository: "acme/api", name: "API_KEY" }, "old", { writtenAtMs: now - 60_000 });
    twin.configure({ lagMs: 3_000 });
    await client.putSecret("/repos/acme/api/actions/secrets", "API_KEY", "new");

    now += 2_999;
    const early = await client.get("/repos/acme/api/actions/secrets/API_KEY");
    now += 1;
    const late = await client.get("/repos/acme/api/actions/secrets/API_KEY");

    expect(early.body).toMatchObject({ updated_at: "2026-11-21T09:59:00Z" });
    expect(late.body).toMatchObject({ updated_at: "2026-11-21T10:00:00Z" });
  });

  it("refuses a box that was sealed for a former key, and notes it", async () => {
    const { body } = await client.get("/repos/acme/api/actions/secrets/public-key");
    twin.rotatePublicKey({ repository: "acme/api" });

    const { status } = await client.put("/repos/acme/api/actions/secrets/API_KEY", {
      encrypted_value: "AAAA",
      key_id: (body as { key_id: string }).key_id,
    });

    expect(status).toBe(422);
    expect(twin.unopened).toMatchObject([{ place: "acme/api actions API_KEY", why: "stale key_id" }]);
  });

  it("refuses a box that does not open, and notes it", async () => {
    const { body } = await client.get("/repos/acme/api/actions/secrets/public-key");

    const { status } = await client.put("/repos/acme/api/actions/secrets/API_KEY", {
      encrypted_value: Buffer.alloc(60).toString("base64"),
      key_id: (body as { key_id: string }).key_id,
    });

    expect(status).toBe(422);
    expect(twin.unopened).toMatchObject([{ why: "does not open" }]);
    expect(twin.value({ repository: "acme/api", name: "API_KEY" })).toBeUndefined();
  });

  it("lists names in alphabetical order, in pages, and no values", async () => {
    for (const name of ["C", "A", "B"]) twin.putSecret({ repository: "acme/api", name }, `value of ${name}`);

    const { body, headers } = await client.get("/repos/acme/api/actions/secrets?per_page=2");

    expect(body).toMatchObject({ total_count: 3, secrets: [{ name: "A" }, { name: "B" }] });
    expect(headers.get("link")).toContain('rel="next"');
    expect(JSON.stringify(body)).not.toContain("value of");
  });

  it("stores names in upper case and finds them in any", async () => {
    await client.putSecret("/repos/acme/api/actions/secrets", "api_key", "abc");

    const { status, body } = await client.get("/repos/acme/api/actions/secrets/Api_Key");

    expect([status, body]).toEqual([200, expect.objectContaining({ name: "API_KEY" })]);
    expect(twin.secretNames({ repository: "acme/api" })).toEqual(["API_KEY"]);
  });

  it.each(["1KEY", "API-KEY", "GITHUB_KEY", "github_key"])("refuses the name %s", async (name) => {
    expect((await client.putSecret("/repos/acme/api/actions/secrets", name, "abc")).status).toBe(422);
  });

  it("takes a value of 48 KB and refuses one that is larger by a byte", async () => {
    const path = "/repos/acme/api/actions/secrets";

    expect((await client.putSecret(path, "K", "x".repeat(49_152))).status).toBe(201);
    expect((await client.putSecret(path, "K", "x".repeat(49_153))).status).toBe(422);
  });

  it("refuses the secret that is one too many, while it updates those that exist", async () => {
    const path = "/repos/acme/api/actions/secrets";
    for (let index = 0; index < 100; index += 1) twin.putSecret({ repository: "acme/api", name: `K${index}` }, "x");

    expect((await client.putSecret(path, "K100", "x")).status).toBe(422);
    expect((await client.putSecret(path, "K99", "x")).status).toBe(204);
  });

  it("deletes a secret once", async () => {
    twin.putSecret({ repository: "acme/api", name: "K" }, "x");
    const path = "/repos/acme/api/actions/secrets/K";

    const first = await client.send("DELETE", path);
    const second = await client.send("DELETE", path);

    expect([first.status, second.status]).toEqual([204, 404]);
    expect(twin.writes).toMatchObject([{ how: "deleted", value: undefined }]);
  });

  it("answers 404 for an environment and a secret that are not there", async () => {
    const environment = await client.get("/repos/acme/api/environments/staging/secrets/public-key");
    const secret = await client.get("/repos/acme/api/actions/secrets/NONE");

    expect([environment.status, secret.status]).toEqual([404, 404]);
  });

  it("takes a Dependabot secret without a value only where it exists", async () => {
    const path = "/repos/acme/api/dependabot/secrets";
    const created = await client.put(`${path}/K`, {});
    twin.putSecret({ repository: "acme/api", store: "dependabot", name: "K" }, "kept");
    const updated = await client.put(`${path}/K`, {});

    expect([created.status, updated.status]).toEqual([422, 204]);
    expect(twin.value({ repository: "acme/api", store: "dependabot", name: "K" })).toBe("kept");
    expect(twin.violations).toEqual([]);
  });
});
