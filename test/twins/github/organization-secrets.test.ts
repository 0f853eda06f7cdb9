import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf } from "./client.ts";
import { type GithubTwin, openContract, type SecretPlace, startGithubTwin } from "./twin.ts";

const contract = openContract();
const STORES = ["actions", "dependabot", "codespaces", "agents"] as const;
const SECRETS = "/orgs/acme/actions/secrets";
const PLACE: SecretPlace = { organization: "acme", name: "API_KEY" };

let twin: GithubTwin;
let client: Client;
let api = 0;
let web = 0;

beforeEach(async () => {
  twin = await startGithubTwin({ contract });
  api = twin.addRepository("acme/api");
  web = twin.addRepository("acme/web");
  twin.addToken("t", {
    permissions: {
      secrets: "read",
      agent_secrets: "read",
      organization_secrets: "write",
      organization_dependabot_secrets: "write",
      organization_codespaces_secrets: "write",
      organization_agent_secrets: "write",
    },
  });
  client = clientOf(twin.url, "t");
});

afterEach(async () => {
  await twin.stop();
});

describe("organization secrets of the GitHub twin", () => {
  it.each(STORES)("keeps visibility and selection of an organization secret as told, in %s", async (store) => {
    const path = `/orgs/acme/${store}/secrets`;
    const place = { organization: "acme", store, name: "API_KEY" } as const;

    const { status } = await client.putSecret(path, "API_KEY", "abc", {
      visibility: "selected",
      selected_repository_ids: [web],
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

  it("can change visibility without a value", async () => {
    twin.putSecret(PLACE, "kept", { visibility: "all" });

    const { status } = await client.put(`${SECRETS}/API_KEY`, { visibility: "private" });

    expect(status).toBe(204);
    expect(twin.secret(PLACE)).toMatchObject({ value: "kept", visibility: "private" });
    expect(twin.violations).toEqual([]);
  });

  it("tells where the selected repositories are listed", async () => {
    twin.putSecret(PLACE, "x", { visibility: "selected", selectedRepositories: ["acme/api"] });
    twin.putSecret({ organization: "acme", name: "OTHER" }, "x", { visibility: "all" });

    const { body } = await client.get(SECRETS);

    const url = `${twin.url}/orgs/acme/actions/secrets/API_KEY/repositories`;
    expect((body as { secrets: unknown[] }).secrets).toEqual([
      expect.objectContaining({ name: "API_KEY", visibility: "selected", selected_repositories_url: url }),
      expect.not.objectContaining({ selected_repositories_url: expect.anything() }),
    ]);
  });

  it.each([
    ["no visibility", { encrypted_value: "AAAA", key_id: "1" }],
    ["a visibility that is none", { visibility: "some" }],
    ["a new secret without a value", { visibility: "all" }],
  ])("refuses a write with %s", async (_what, body) => {
    expect((await client.put(`${SECRETS}/API_KEY`, body)).status).toBe(422);
    expect(twin.secret(PLACE)).toBeUndefined();
  });

  it("refuses to select a repository of another owner", async () => {
    const foreign = twin.addRepository("other/api");
    const body = { visibility: "selected", selected_repository_ids: [api, foreign] };

    expect((await client.putSecret(SECRETS, "API_KEY", "x", body)).status).toBe(422);
  });

  it("sets the whole selection, adds one and takes one away", async () => {
    twin.putSecret(PLACE, "x", { visibility: "selected" });
    const selected = (): readonly string[] | undefined => twin.secret(PLACE)?.selectedRepositories;
    const path = `${SECRETS}/API_KEY/repositories`;

    expect((await client.put(path, { selected_repository_ids: [api] })).status).toBe(204);
    expect(selected()).toEqual(["acme/api"]);
    expect((await client.put(`${path}/${web}`)).status).toBe(204);
    expect(selected()).toEqual(["acme/api", "acme/web"]);
    expect((await client.send("DELETE", `${path}/${api}`)).status).toBe(204);
    expect(selected()).toEqual(["acme/web"]);
    expect(twin.violations).toEqual([]);
  });

  it("answers 409 to a change of the selection where nothing is selected", async () => {
    twin.putSecret(PLACE, "x", { visibility: "all" });

    expect((await client.put(`${SECRETS}/API_KEY/repositories/${api}`)).status).toBe(409);
    expect((await client.send("DELETE", `${SECRETS}/API_KEY/repositories/${api}`)).status).toBe(409);
  });

  it.each(["actions", "agents"] as const)("lists those that a repository sees, in %s", async (store) => {
    const put = (name: string, seed: Parameters<GithubTwin["putSecret"]>[2]): void =>
      twin.putSecret({ organization: "acme", store, name }, "x", seed);
    put("FOR_ALL", { visibility: "all" });
    put("FOR_PRIVATE", { visibility: "private" });
    put("FOR_API", { visibility: "selected", selectedRepositories: ["acme/api"] });
    put("FOR_WEB", { visibility: "selected", selectedRepositories: ["acme/web"] });
    twin.updateRepository("acme/web", { visibility: "public" });

    const names: unknown[] = [];
    for (const repository of ["api", "web"]) {
      const { body } = await client.get(`/repos/acme/${repository}/${store}/organization-secrets`);
      names.push((body as { secrets: { name: string }[] }).secrets.map((secret) => secret.name));
    }

    expect(names).toEqual([
      ["FOR_ALL", "FOR_API", "FOR_PRIVATE"],
      ["FOR_ALL", "FOR_WEB"],
    ]);
    expect(twin.violations).toEqual([]);
  });

  it("forgets a repository that was removed", async () => {
    twin.putSecret(PLACE, "x", { visibility: "selected", selectedRepositories: ["acme/api", "acme/web"] });
    twin.removeRepository("acme/web");

    const { body } = await client.get(`${SECRETS}/API_KEY/repositories`);

    expect(body).toMatchObject({ total_count: 1, repositories: [{ full_name: "acme/api" }] });
    expect(twin.secret(PLACE)?.selectedRepositories).toEqual(["acme/api"]);
  });

  it("deletes a secret once", async () => {
    twin.putSecret(PLACE, "x");

    expect((await client.send("DELETE", `${SECRETS}/API_KEY`)).status).toBe(204);
    expect((await client.send("DELETE", `${SECRETS}/API_KEY`)).status).toBe(404);
    expect((await client.get(`${SECRETS}/API_KEY`)).status).toBe(404);
  });
});
