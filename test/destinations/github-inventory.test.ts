import { afterEach, describe, expect, it } from "vitest";
import type { Inventory } from "../../src/contract/inventory.ts";
import type { SecretScope } from "../twins/github/types.ts";
import { type Bench, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  expect(bench.github.violations).toEqual([]);
  await bench.stop();
});

const NAME = "API_KEY";

type Raw = Readonly<Record<string, unknown>>;

/** Resolves an entry as a run does, and takes its inventory. */
async function inventory(raw: Raw, { wide = true } = {}): Promise<Inventory> {
  const destination = bench.open({ name: NAME, ...raw });
  await destination.resolve(bench.op);
  if (!destination.inventory) throw new Error("there is no inventory");
  return destination.inventory({ wide }, bench.op);
}

function hold(...scopes: readonly SecretScope[]): void {
  for (const scope of scopes) bench.github.putSecret({ ...scope, name: NAME }, "old", { visibility: "all" });
}

const labels = ({ holders }: Inventory) => holders.map(({ label }) => label).toSorted();

const pairs = ({ holders, shadows }: Inventory) => {
  const label = new Map(holders.map((holder) => [holder.id, holder.label]));
  return shadows.map(({ by, hides }) => `${label.get(by)} > ${label.get(hides)}`).toSorted();
};

describe("the inventory of repositories", () => {
  it("finds the name in their other stores and environments and in their organization", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api", { environments: ["staging", "eu/west 1"] });
    hold({ repository: "acme/api" }, { repository: "acme/api", store: "dependabot" });
    hold({ repository: "acme/api", store: "codespaces" }, { repository: "acme/api", store: "agents" });
    hold({ repository: "acme/api", environment: "eu/west 1" });
    hold({ organization: "acme" }, { organization: "acme", store: "dependabot" });
    bench.github.putSecret({ repository: "acme/api", environment: "staging", name: "OTHER" }, "x");

    const found = await inventory({ repository: "acme/api" });

    expect(labels(found)).toEqual([
      "acme/api · actions · API_KEY",
      "acme/api · agents · API_KEY",
      "acme/api · codespaces · API_KEY",
      "acme/api · dependabot · API_KEY",
      "acme/api:eu/west 1 · actions · API_KEY",
      "organization acme · actions · API_KEY",
      "organization acme · dependabot · API_KEY",
    ]);
    expect(found.blindSpots).toEqual([]);
    expect(found.holders.filter(({ excluded }) => excluded)).toEqual([]);
  });

  it("takes one request per list beyond what resolving took, and none when it is taken again", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api", { environments: ["staging"] });
    bench.github.addRepository("acme/web");
    hold({ repository: "acme/api" }, { repository: "acme/web" });
    const destination = bench.open({ repositories: ["acme/*"], name: NAME });
    await destination.resolve(bench.op);
    const before = bench.asked().length;

    await destination.inventory?.({ wide: true }, bench.op);
    const taken = bench.asked().length - before;
    await destination.inventory?.({ wide: false }, bench.op);

    const otherStores = 3;
    expect(taken).toBe(2 * (otherStores + 1) + 1 + 4);
    expect(bench.asked()).toHaveLength(before + taken);
  });

  it("is wide in plan and check: it includes what patterns matched without a target; else only the targets' own", async () => {
    bench = await startBench();
    for (const name of ["acme/api", "acme/web"]) bench.github.addRepository(name);
    hold({ repository: "acme/api" }, { repository: "acme/web", store: "dependabot" });

    expect(labels(await inventory({ repositories: ["acme/*"] }))).toContain("acme/web · dependabot · API_KEY");
    expect(labels(await inventory({ repositories: ["acme/*"] }, { wide: false }))).toEqual([
      "acme/api · actions · API_KEY",
    ]);
  });

  it("marks what is excluded", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api", { environments: ["staging", "production"] });
    hold({ repository: "acme/api", environment: "staging" }, { repository: "acme/api", environment: "production" });
    hold({ repository: "acme/api", store: "dependabot" }, { organization: "acme" });

    const found = await inventory({
      repository: "acme/api",
      environments: ["staging"],
      exclude: ["acme/api:prod*", "acme/api@dependabot", "ACME@actions"],
    });

    expect(found.holders.filter(({ excluded }) => !excluded).map(({ label }) => label)).toEqual([
      "acme/api:staging · actions · API_KEY",
    ]);
    expect(found.holders).toHaveLength(4);
  });

  it("knows targets by the ids that targets have", async () => {
    bench = await startBench();
    bench.github.addRepository("Acme/API", { environments: ["Prod"] });
    hold({ repository: "acme/api" }, { repository: "acme/api", environment: "prod" });
    const named = await bench.resolve({ repository: "acme/api", environments: ["prod"], name: NAME });

    const found = await inventory({ repository: "acme/api" });

    expect(found.holders.map(({ id }) => id)).toContain(named.targets[0]?.id);
  });

  it("asks no organization for a user's repository", async () => {
    bench = await startBench();
    bench.github.addUser("mona");
    bench.github.addRepository("mona/dotfiles");
    hold({ repository: "mona/dotfiles" });

    const found = await inventory({ repository: "mona/dotfiles" });

    expect(labels(found)).toEqual(["mona/dotfiles · actions · API_KEY"]);
    expect(found.blindSpots).toEqual([]);
  });

  it("looks into so many environments, and says that there are more", async () => {
    bench = await startBench();
    const environments = Array.from({ length: 130 }, (_, index) => `preview-${index}`);
    bench.github.addRepository("acme/api", { environments });
    hold({ repository: "acme/api" });

    const { blindSpots } = await inventory({ repository: "acme/api" });

    expect(blindSpots).toEqual([
      { label: "80 of the 130 environments of acme/api", why: expect.stringContaining("too many") },
    ]);
  });
});

describe("a token that may not look", () => {
  it("is told apart from an empty place, in one sentence per sort, with the permission that it lacks", async () => {
    bench = await startBench({ token: "plain" });
    bench.github.addToken("plain", { permissions: { secrets: "write" } });
    for (const name of ["acme/api", "acme/web"]) {
      bench.github.addRepository(name, { environments: ["staging"] });
      hold({ repository: name }, { repository: name, store: "dependabot" });
    }

    const { blindSpots } = await inventory({ repositories: ["acme/api", "acme/web"] });

    expect(blindSpots.map(({ label }) => label).toSorted()).toEqual([
      "agents secrets of acme/api and 1 more repository",
      "agents secrets of the organization acme",
      "codespaces secrets of acme/api and 1 more repository",
      "codespaces secrets of the organization acme",
      "dependabot secrets of acme/api and 1 more repository",
      "dependabot secrets of the organization acme",
      "environments of acme/api and 1 more repository",
    ]);
    expect(blindSpots.map(({ needs }) => needs)).toContain('the repository permission "Dependabot secrets" (read)');
  });

  it("still sees the organization's Actions secret where a repository shows it", async () => {
    bench = await startBench({ token: "plain" });
    bench.github.addToken("plain", { permissions: { secrets: "write" } });
    bench.github.addRepository("acme/api");
    bench.github.addRepository("acme/web");
    hold({ repository: "acme/api" }, { repository: "acme/web" });
    const visibility = "selected";
    bench.github.putSecret({ organization: "acme", name: NAME }, "old", {
      visibility,
      selectedRepositories: ["acme/web"],
    });

    const found = await inventory({ repositories: ["acme/api", "acme/web"] });

    expect(labels(found)).toContain("organization acme · actions · API_KEY");
    expect(pairs(found)).toEqual(["acme/web · actions · API_KEY > organization acme · actions · API_KEY"]);
  });

  it("that GitHub does not know, or a server that fails, is an error", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const heal = bench.github.fault(({ path }) =>
      path.includes("dependabot") ? { answer: { status: 502 } } : undefined,
    );
    await expect(inventory({ repository: "acme/api" })).rejects.toMatchObject({ fault: "unavailable" });
    heal();
    bench.github.fault(({ path }) =>
      path.includes("agents") ? { answer: { status: 401, body: { message: "Bad credentials" } } } : undefined,
    );
    await expect(inventory({ repository: "acme/api" })).rejects.toMatchObject({ fault: "unauthenticated" });
  });
});

describe("shadows", () => {
  it("are environment over repository over organization, within a store", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api", { environments: ["staging"] });
    bench.github.addRepository("acme/web");
    hold({ repository: "acme/api" }, { repository: "acme/api", environment: "staging" });
    hold({ repository: "acme/web", store: "dependabot" }, { organization: "acme" });

    expect(pairs(await inventory({ repositories: ["acme/*"], stores: ["actions", "dependabot"] }))).toEqual([
      "acme/api · actions · API_KEY > organization acme · actions · API_KEY",
      "acme/api:staging · actions · API_KEY > acme/api · actions · API_KEY",
      "acme/api:staging · actions · API_KEY > organization acme · actions · API_KEY",
    ]);
  });

  it.each([
    ["all", undefined, ["acme/private", "acme/public"]],
    ["private", undefined, ["acme/private"]],
    ["selected", ["acme/public"], ["acme/public"]],
  ] as const)(
    "of an organization's secret are where its visibility %s lets it be seen",
    async (visibility, selected, seers) => {
      bench = await startBench();
      bench.github.addRepository("acme/private");
      bench.github.addRepository("acme/public", { private: false });
      hold({ repository: "acme/private" }, { repository: "acme/public" });
      const selectedRepositories = selected ?? [];
      bench.github.putSecret({ organization: "acme", name: NAME }, "old", { visibility, selectedRepositories });

      const found = await inventory({ organization: "acme" });

      expect(pairs(found)).toEqual(
        seers.map((name) => `${name} · actions · API_KEY > organization acme · actions · API_KEY`),
      );
      expect(labels(found)).toHaveLength(1 + seers.length);
    },
  );

  it("of an organization's secret are not looked for in more repositories than may be targets", async () => {
    bench = await startBench({ maxTargets: 3 });
    for (let index = 0; index < 4; index++) bench.github.addRepository(`acme/r${index}`);
    hold({ organization: "acme" }, { repository: "acme/r1" });

    const found = await inventory({ organization: "acme" });

    expect(found.shadows).toEqual([]);
    expect(found.blindSpots).toMatchObject([
      { label: expect.stringContaining("4 repositories that see organization acme") },
    ]);
    expect((await inventory({ organization: "acme" }, { wide: false })).blindSpots).toEqual([]);
  });
});

describe("what one secret of an organization would save", () => {
  it("is told for three repositories of one store and more, unless there is such a secret", async () => {
    bench = await startBench();
    bench.github.addUser("mona");
    for (const name of ["acme/a", "acme/b", "acme/c", "mona/a", "mona/b", "mona/c"]) {
      bench.github.addRepository(name);
      hold({ repository: name });
    }
    const repositories = ["acme/*", "mona/*"];

    expect((await inventory({ repositories })).savings).toEqual([
      {
        instead: expect.stringContaining("organization acme (store actions)"),
        places: 3,
        requests: 12,
        requestsInstead: 6,
      },
    ]);
    expect((await inventory({ repositories }, { wide: false })).savings).toEqual([]);
    expect((await inventory({ repositories, exclude: ["acme/c"] })).savings).toEqual([]);
    await bench.stop();
    bench = await startBench();
    for (const name of ["acme/a", "acme/b", "acme/c"]) {
      bench.github.addRepository(name);
      hold({ repository: name });
    }
    hold({ organization: "acme" });
    expect((await inventory({ repositories: ["acme/*"] })).savings).toEqual([]);
  });
});
