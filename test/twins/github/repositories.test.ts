import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf } from "./client.ts";
import { type GithubTwin, openContract, startGithubTwin } from "./twin.ts";

const contract = openContract();

let twin: GithubTwin;
let client: Client;

beforeEach(async () => {
  twin = await startGithubTwin({ contract });
  twin.addUser("ann");
  twin.addRepository("acme/api", {
    topics: ["kosli"],
    archived: true,
    customProperties: { tier: "1", langs: ["go"], none: null },
  });
  twin.addRepository("acme/site", { visibility: "public", fork: true });
  twin.addRepository("acme/wiki", { visibility: "internal" });
  twin.addRepository("ann/dots", { visibility: "public" });
  twin.addRepository("ann/diary");
  twin.addToken("t", { permissions: { members: "read", actions: "read", organization_custom_properties: "read" } });
  client = clientOf(twin.url, "t");
});

afterEach(async () => {
  expect(twin.violations).toEqual([]);
  await twin.stop();
});

function names(body: unknown): readonly string[] {
  return (body as { full_name: string }[]).map((repository) => repository.full_name);
}

describe("repositories of the GitHub twin", () => {
  it("tells what a repository is, singly and in lists", async () => {
    const single = await client.get("/repos/ACME/Api");
    const list = await client.get("/orgs/acme/repos?per_page=100");

    const facts = {
      full_name: "acme/api",
      archived: true,
      disabled: false,
      fork: false,
      private: true,
      topics: ["kosli"],
    };
    expect(single.body).toMatchObject(facts);
    expect((list.body as unknown[])[0]).toMatchObject({ ...facts, visibility: "private" });
  });

  it.each([
    ["all", ["acme/api", "acme/site", "acme/wiki"]],
    ["public", ["acme/site"]],
    ["private", ["acme/api", "acme/wiki"]],
    ["forks", ["acme/site"]],
    ["sources", ["acme/api", "acme/wiki"]],
  ])("lists an organization's repositories of type %s", async (type, expected) => {
    expect(names((await client.get(`/orgs/acme/repos?type=${type}`)).body)).toEqual(expected);
  });

  it("lists what the token sees: public repositories and those that it was given", async () => {
    twin.addToken("few", { permissions: {}, repositories: ["acme/wiki"] });

    expect(names((await clientOf(twin.url, "few").get("/orgs/acme/repos")).body)).toEqual(["acme/site", "acme/wiki"]);
  });

  it("lists only public repositories under /users, and answers 404 for a user under /orgs", async () => {
    expect(names((await client.get("/users/ann/repos")).body)).toEqual(["ann/dots"]);
    expect((await client.get("/orgs/ann/repos")).status).toBe(404);
    expect((await client.get("/users/nobody/repos")).status).toBe(404);
  });

  it("lists what a personal token was given under /user, and what an App was given under /installation", async () => {
    twin.addToken("few", { permissions: {}, repositories: ["ann/diary"] });
    twin.addToken("app", { permissions: {}, repositories: ["acme/api"], kind: "installation" });
    const personal = clientOf(twin.url, "few");
    const app = clientOf(twin.url, "app");

    expect(names((await personal.get("/user/repos")).body)).toEqual(["ann/diary"]);
    expect((await personal.get("/installation/repositories")).status).toBe(403);
    expect((await app.get("/user/repos")).status).toBe(403);
    expect((await app.get("/installation/repositories")).body).toMatchObject({
      total_count: 1,
      repository_selection: "selected",
      repositories: [{ full_name: "acme/api" }],
    });
  });

  it("lists a team's repositories", async () => {
    twin.addTeam("acme", "core", ["acme/api", "acme/wiki"]);

    expect(names((await client.get("/orgs/acme/teams/core/repos")).body)).toEqual(["acme/api", "acme/wiki"]);
    expect((await client.get("/orgs/acme/teams/other/repos")).status).toBe(404);
  });

  it("tells topics and custom properties", async () => {
    const properties = [
      { property_name: "tier", value: "1" },
      { property_name: "langs", value: ["go"] },
      { property_name: "none", value: null },
    ];

    expect((await client.get("/repos/acme/api/topics")).body).toEqual({ names: ["kosli"] });
    expect((await client.get("/repos/acme/api/properties/values")).body).toEqual(properties);
    expect((await client.get("/orgs/acme/properties/values")).body).toMatchObject([{ properties }, {}, {}]);
  });

  it("lists environments and finds one by its encoded name", async () => {
    twin.addEnvironment("acme/api", "eu/west 1");

    const list = await client.get("/repos/acme/api/environments");
    const one = await client.get("/repos/acme/api/environments/eu%2Fwest%201");
    const none = await client.get("/repos/acme/api/environments/eu");

    expect(list.body).toMatchObject({ total_count: 1, environments: [{ name: "eu/west 1" }] });
    expect([one.status, none.status]).toEqual([200, 404]);
  });

  it("gives 30 a page unless asked, never more than 100, with links to the others", async () => {
    for (let index = 0; index < 240; index += 1) twin.addRepository(`big/r${index}`);

    const usual = await client.get("/orgs/big/repos");
    const most = await client.get("/orgs/big/repos?per_page=100&page=2");

    const tooMany = await client.get("/orgs/big/repos?per_page=200");

    expect([usual, most, tooMany].map((reply) => names(reply.body).length)).toEqual([30, 100, 100]);
    expect(usual.headers.get("link")).toBe(
      `<${twin.url}/orgs/big/repos?page=2>; rel="next", <${twin.url}/orgs/big/repos?page=8>; rel="last"`,
    );
    expect(most.headers.get("link")).toMatch(
      /page=1>; rel="prev".*page=3>; rel="next".*page=3>; rel="last".*page=1>; rel="first"/,
    );
  });
});
