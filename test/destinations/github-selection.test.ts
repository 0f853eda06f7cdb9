import { afterEach, describe, expect, it } from "vitest";
import type { Resolution } from "../../src/contract/destination.ts";
import { type Bench, EVERYTHING, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  expect(bench.github.violations).toEqual([]);
  await bench.stop();
});

const NAME = "API_KEY";
const ALL = { repositories: ["acme/*"], name: NAME };

const places = (resolution: Resolution) => resolution.targets.map(({ place }) => place);

/** Adds repositories of acme that hold the secret. */
function addHolders(...names: readonly string[]): void {
  for (const name of names) {
    bench.github.addRepository(`acme/${name}`);
    bench.github.putSecret({ repository: `acme/${name}`, name: NAME }, "old", { writtenAtMs: 0 });
  }
}

function setProperties(
  all: Readonly<Record<string, Readonly<Record<string, string | readonly string[] | null>>>>,
): void {
  for (const [name, customProperties] of Object.entries(all)) {
    bench.github.updateRepository(`acme/${name}`, { customProperties });
  }
}

describe("custom properties", () => {
  it("select by one of several values of each, and cost no request", async () => {
    bench = await startBench();
    addHolders("a", "b", "c", "d", "e");
    setProperties({
      a: { tier: "gold", langs: ["go", "rust"] },
      b: { tier: "silver", langs: ["go"] },
      c: { tier: "bronze", langs: ["go"] },
      d: { tier: "gold", langs: null },
      e: {},
    });

    const resolution = await bench.resolve({ ...ALL, properties: { Tier: ["gold", "silver"], langs: ["go", "perl"] } });

    expect(places(resolution)).toEqual(["acme/a", "acme/b"]);
    expect(bench.asked()).toHaveLength(1 + 2);
  });

  it("of the type true or false may be written as such", async () => {
    bench = await startBench();
    addHolders("a", "b");
    setProperties({ a: { rotates: "true" }, b: { rotates: "false" } });

    expect(places(await bench.resolve({ ...ALL, properties: { rotates: true } }))).toEqual(["acme/a"]);
  });

  it("are read by a list of their own where that of the repositories does not tell them", async () => {
    bench = await startBench({ token: "broad" });
    bench.github.addToken("broad", { permissions: { ...EVERYTHING, organization_custom_properties: "read" } });
    addHolders("a", "b");
    setProperties({ a: { tier: "gold" }, b: { tier: "silver" } });
    await withoutPropertiesInList("broad");

    const resolution = await bench.resolve({ ...ALL, properties: { tier: "silver" } });

    expect(places(resolution)).toEqual(["acme/b"]);
    expect(bench.asked()).toContain("GET /orgs/acme/properties/values");
  });

  it("that the token may not read are an error that names the permission", async () => {
    bench = await startBench();
    addHolders("a");
    await withoutPropertiesInList("writer");

    const { unresolved } = await bench.resolve({ ...ALL, properties: { tier: "silver" } });

    expect(unresolved).toMatchObject([
      { label: "acme/*", blocker: { hint: expect.stringContaining('"Custom properties" (read)') } },
    ]);
  });
});

/** Answers the list of repositories as a server does that tells no custom properties there. */
async function withoutPropertiesInList(token: string): Promise<void> {
  const list = await fetch(`${bench.github.url}/orgs/acme/repos`, { headers: { authorization: `Bearer ${token}` } });
  const body = ((await list.json()) as object[]).map((each) => ({ ...each, custom_properties: undefined }));
  bench.github.fault(({ path }) => (path === "/orgs/acme/repos" ? { answer: { status: 200, body } } : undefined));
}

describe("a team", () => {
  it("selects its repositories, which takes one request per hundred, once a run", async () => {
    bench = await startBench({ token: "broad" });
    bench.github.addToken("broad", { permissions: { ...EVERYTHING, members: "read" } });
    addHolders("a", "b", "c");
    bench.github.addTeam("acme", "platform", ["acme/a", "acme/c"]);

    const [first, second] = await Promise.all([
      bench.resolve({ ...ALL, team: "platform" }),
      bench.resolve({ ...ALL, team: "platform", exclude: ["acme/c"] }),
    ]);

    expect(places(first)).toEqual(["acme/a", "acme/c"]);
    expect(places(second)).toEqual(["acme/a"]);
    expect(bench.asked().filter((line) => line.includes("/teams/"))).toEqual(["GET /orgs/acme/teams/platform/repos"]);
  });

  it.each([
    ["that does not exist", "broad", "platfrom"],
    ["that the token may not see", "writer", "platform"],
  ])("%s is an error that says what else it may be", async (_, token, team) => {
    bench = await startBench({ token });
    bench.github.addToken("broad", { permissions: { ...EVERYTHING, members: "read" } });
    addHolders("a");
    bench.github.addTeam("acme", "platform", ["acme/a"]);

    const { targets, unresolved } = await bench.resolve({ ...ALL, team });

    expect(targets).toEqual([]);
    expect(unresolved).toMatchObject([
      { label: "acme/*", blocker: { hint: expect.stringContaining('"Members" (read)') } },
    ]);
  });

  it("that has none of the matched repositories leaves nothing, which is an error", async () => {
    bench = await startBench({ token: "broad" });
    bench.github.addToken("broad", { permissions: { ...EVERYTHING, members: "read" } });
    addHolders("a");
    bench.github.addTeam("acme", "idle", []);

    const { unresolved } = await bench.resolve({ ...ALL, team: "idle" });

    expect(unresolved).toMatchObject([{ blocker: { why: expect.stringContaining("properties and team leave none") } }]);
  });
});

describe("exclude", () => {
  it("leaves out single environments and stores, of any spelling", async () => {
    bench = await startBench();
    for (const name of ["acme/a", "acme/b"]) {
      bench.github.addRepository(name, { environments: ["staging", "preview/1", "preview/2"] });
    }
    const environments = ["staging", "preview/1", "preview/2"];

    const inside = await bench.resolve({
      ...ALL,
      environments,
      create: true,
      exclude: ["ACME/a:preview*", "*/b:Staging"],
    });
    const stores = await bench.resolve({
      ...ALL,
      stores: ["actions", "dependabot"],
      create: true,
      exclude: ["acme/a@dependabot", "acme/b@actions"],
    });

    expect(inside.targets.map(({ label }) => label)).toEqual([
      "acme/a:staging · actions · API_KEY",
      "acme/b:preview/1 · actions · API_KEY",
      "acme/b:preview/2 · actions · API_KEY",
    ]);
    expect(stores.targets.map(({ label }) => label)).toEqual([
      "acme/a · actions · API_KEY",
      "acme/b · dependabot · API_KEY",
    ]);
  });

  it("of something that is named outright as well is told", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/a", { environments: ["staging", "production"] });

    const { targets, skipped } = await bench.resolve({
      repository: "acme/a",
      environments: ["staging", "production"],
      name: NAME,
      exclude: ["acme/a:staging"],
    });

    expect(targets).toHaveLength(1);
    expect(skipped).toEqual([{ label: "acme/a:staging · actions · API_KEY", why: "it is named, but also excluded" }]);
  });
});
