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

  it.each(STORES)("keeps visibility and selection of an organization secret as told, in %s", async (store) => {
    const id = twin.addRepository("acme/web");
    const path = `/orgs/acme/${store}/secrets`;
    const place = { organization: "acme", store, name: "API_KEY" } as const;

    const { status } = await client.putSecret(path, "API_KEY", "abc", {
      visibility: "selected",
      selected_repository_ids: [id],
    });

    expect(status).toBe(201);
    expect(twin.secret(place)).toMatchObject({ visibility: "selected", selectedRepositories: ["acme/web"] });
    expect(twin.violations).toEqual([]);
  });

  it("clears the selection when an organization secret is put without its repositories", async () => {
    const place = { organization: "acme", name: "API_KEY" };
    twin.putSecret(place, "old", { visibility: "selected", selectedRepositories: ["acme/api"] });

    await client.putSecret("/orgs/acme/actions/secrets", "API_KEY", "new", { visibility: "selected" });

    expect(twin.secret(place)).toMatchObject({ value: "new", visibility: "selected", selectedRepositories: [] });
  });

  it("pages through any number of selected repositories", async () => {
    const names = Array.from({ length: 250 }, (_, index) => `acme/r${index}`);
    for (const name of names) twin.addRepository(name);
    twin.putSecret({ organization: "acme", name: "API_KEY" }, "x", {
      visibility: "selected",
      selectedRepositories: names,
    });

    const path = "/orgs/acme/actions/secrets/API_KEY/repositories?per_page=100&page=3";
    const { body, headers } = await client.get(path);

    expect(body).toMatchObject({ total_count: 250, repositories: { length: 50 } });
    expect(headers.get("link")).toContain(
      `${twin.url}/orgs/acme/actions/secrets/API_KEY/repositories?per_page=100&page=2>; rel="prev"`,
    );
    expect(headers.get("link")).not.toContain('rel="next"');
    expect(twin.violations).toEqual([]);
  });

  it("tells times in whole seconds", async () => {
    await client.putSecret("/repos/acme/api/actions/secrets", "API_KEY", "abc");

    const { body } = await client.get("/repos/acme/api/actions/secrets/API_KEY");

    expect(body).toEqual({ name: "API_KEY", created_at: "2026-11-21T10:00:00Z", updated_at: "2026-11-21T10:00:00Z" });
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
});
