import { afterEach, describe, expect, it } from "vitest";
import type { Resolution } from "../../src/contract/destination.ts";
import type { SecretPlace, SecretScope } from "../twins/github/types.ts";
import { type Bench, EVERYTHING, rotate, START_MS, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  expect(bench.github.violations).toEqual([]);
  await bench.stop();
});

const NAME = "API_KEY";
const HOLDERS = { "having-secret": true, name: NAME };

const labels = (resolution: Resolution) => resolution.targets.map(({ label }) => label).toSorted();

function hold(...places: readonly (SecretScope & { readonly name?: string })[]): void {
  for (const place of places) {
    bench.github.putSecret({ name: NAME, ...place } as SecretPlace, "old", { writtenAtMs: START_MS - 86_400_400 });
  }
}

/** An organization that holds the secret in every kind of place, and some repositories that do not. */
function furnish(): void {
  const { github } = bench;
  github.addRepository("acme/api", { environments: ["staging", "eu/west 1"] });
  github.addRepository("acme/web");
  github.addRepository("acme/docs", { environments: ["pages"] });
  github.addRepository("other/api");
  hold({ organization: "acme" }, { organization: "acme", store: "dependabot" });
  hold({ repository: "acme/api" }, { repository: "acme/api", environment: "eu/west 1" });
  hold({ repository: "acme/web", store: "codespaces" }, { repository: "acme/web", store: "agents" });
  hold({ repository: "other/api" }, { repository: "acme/docs", name: "OTHER" });
}

describe("having-secret", () => {
  it("finds every place of the home's owner, whatever its kind, and each of them can be written", async () => {
    bench = await startBench({ home: "acme/rotator" });
    furnish();

    const resolution = await bench.resolve(HOLDERS);

    expect(labels(resolution)).toEqual([
      "acme/api · actions · API_KEY",
      "acme/api:eu/west 1 · actions · API_KEY",
      "acme/web · agents · API_KEY",
      "acme/web · codespaces · API_KEY",
      "organization acme · actions · API_KEY",
      "organization acme · dependabot · API_KEY",
    ]);
    expect(resolution).toMatchObject({ skipped: [], unresolved: [] });
    const ends = await Promise.all(resolution.targets.map((target) => rotate(target, "new", bench.op)));
    expect(ends.map(({ verdict }) => verdict?.ok)).toEqual(Array(6).fill(true));
    expect(bench.github.value({ repository: "acme/api", environment: "eu/west 1", name: NAME })).toBe("new");
  });

  it("takes one request per list, and none to observe what the lists told", async () => {
    bench = await startBench({ home: "acme/rotator" });
    furnish();

    const { targets } = await bench.resolve(HOLDERS);
    const states = await Promise.all(targets.map((target) => target.observe(bench.op)));

    expect(states.every(({ exists }) => exists)).toBe(true);
    const repositories = 1;
    const organization = 4;
    const each = 5;
    const environments = 3;
    expect(bench.asked()).toHaveLength(repositories + organization + 3 * each + environments);
  });

  it("looks where an organization or patterns say, and in the given stores", async () => {
    bench = await startBench({ home: "acme/rotator" });
    furnish();
    hold({ organization: "other" });

    const other = await bench.resolve({ ...HOLDERS, organization: "other" });
    const matched = await bench.resolve({ ...HOLDERS, repositories: ["acme/w*", "other/api"] });
    const agents = await bench.resolve({ ...HOLDERS, stores: ["agents"] });

    expect(labels(other)).toEqual(["organization other · actions · API_KEY", "other/api · actions · API_KEY"]);
    expect(labels(matched)).toEqual([
      "acme/web · agents · API_KEY",
      "acme/web · codespaces · API_KEY",
      "other/api · actions · API_KEY",
    ]);
    expect(labels(agents)).toEqual(["acme/web · agents · API_KEY"]);
    expect(bench.asked().filter((line) => line.includes("environments")).length).toBeGreaterThan(0);
  });

  it("leaves out what is excluded, unasked, and what is archived, with the reason; not forks", async () => {
    bench = await startBench({ home: "acme/rotator" });
    furnish();
    bench.github.addRepository("acme/old", { archived: true });
    bench.github.addRepository("acme/fork", { fork: true });
    hold({ repository: "acme/old" }, { repository: "acme/fork" });

    const resolution = await bench.resolve({
      ...HOLDERS,
      exclude: ["acme/web", "acme/api:eu/*", "acme@dependabot", "acme@actions"],
    });

    expect(labels(resolution)).toEqual(["acme/api · actions · API_KEY", "acme/fork · actions · API_KEY"]);
    expect(resolution.skipped).toEqual([{ label: "acme/old", why: "it is archived, so nothing can be written there" }]);
    expect(bench.asked().filter((line) => line.includes("acme/web/") || line.includes("orgs/acme/actions"))).toEqual(
      [],
    );
  });

  it("selects by topic, property and the like among the repositories of the owner", async () => {
    bench = await startBench({ home: "acme/rotator" });
    furnish();
    bench.github.updateRepository("acme/web", { topics: ["kosli"] });

    const resolution = await bench.resolve({
      ...HOLDERS,
      topics: ["kosli"],
      exclude: ["acme@actions", "acme@dependabot"],
    });

    expect(labels(resolution)).toEqual(["acme/web · agents · API_KEY", "acme/web · codespaces · API_KEY"]);
  });

  it("says into what the token may not look, in one sentence per sort, and soon stops asking", async () => {
    bench = await startBench({ home: "acme/rotator", token: "plain" });
    bench.github.addToken("plain", { permissions: { secrets: "write" } });
    for (let index = 0; index < 20; index++) {
      bench.github.addRepository(`acme/r${index}`);
      hold({ repository: `acme/r${index}` });
    }

    const { targets, skipped } = await bench.resolve(HOLDERS);

    expect(targets).toHaveLength(20);
    expect(skipped.map(({ label }) => label)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^dependabot secrets of acme\/r\d+ and 19 more repositories$/),
        expect.stringMatching(/^environments of acme\/r\d+ and 19 more repositories$/),
        "actions secrets of the organization acme",
      ]),
    );
    expect(skipped.find(({ label }) => label.startsWith("dependabot"))?.why).toContain('"Dependabot secrets" (read)');
    expect(bench.asked().filter((line) => line.includes("/dependabot/")).length).toBeLessThanOrEqual(3 + 1);
    expect(bench.asked().filter((line) => line.endsWith("/environments"))).toHaveLength(3);
  });

  it("goes on asking where only public repositories refuse: every token sees those", async () => {
    bench = await startBench({ home: "acme/rotator", token: "some" });
    const names = Array.from({ length: 5 }, (_, index) => `acme/a-public-${index}`);
    for (const name of names) bench.github.addRepository(name, { private: false });
    bench.github.addRepository("acme/z-private");
    hold({ repository: "acme/z-private" });
    bench.github.addToken("some", { permissions: EVERYTHING, repositories: ["acme/z-private"] });

    expect(labels(await bench.resolve({ ...HOLDERS, stores: ["actions"] }))).toEqual([
      "acme/z-private · actions · API_KEY",
    ]);
  });

  it("takes a store that an Enterprise Server does not have for empty", async () => {
    bench = await startBench({ home: "acme/rotator", ghes: true });
    bench.github.addRepository("acme/api");
    hold({ repository: "acme/api" });

    const resolution = await bench.resolve(HOLDERS);

    expect(labels(resolution)).toEqual(["acme/api · actions · API_KEY"]);
    expect(resolution.skipped).toEqual([]);
  });

  it("asks a user's account for no secrets of an organization", async () => {
    bench = await startBench({ home: "mona/dotfiles" });
    bench.github.addUser("mona");
    bench.github.addRepository("mona/dotfiles");
    hold({ repository: "mona/dotfiles" });

    const resolution = await bench.resolve(HOLDERS);

    expect(labels(resolution)).toEqual(["mona/dotfiles · actions · API_KEY"]);
    expect(resolution.skipped).toEqual([]);
  });

  it("is an error where nothing holds the secret, where the owner is unknown, and where nobody knows the owner", async () => {
    bench = await startBench({ home: "acme/rotator" });
    furnish();

    const nothing = await bench.resolve({ ...HOLDERS, name: "API_KYE" });
    const nobody = await bench.resolve({ ...HOLDERS, organization: "acmee" });
    await bench.stop();
    bench = await startBench({ home: "" });
    const nowhere = await bench.resolve(HOLDERS);

    expect(nothing.unresolved).toMatchObject([
      { blocker: { why: expect.stringContaining("nothing in acme holds a secret API_KYE") } },
    ]);
    expect(nobody.unresolved).toMatchObject([{ blocker: { fault: "not-found" } }]);
    expect(nowhere.unresolved).toMatchObject([
      { blocker: { fault: "config", hint: expect.stringContaining("organization") } },
    ]);
  });

  it("counts against the guard on the number of targets", async () => {
    bench = await startBench({ home: "acme/rotator", maxTargets: 5 });
    furnish();

    const { targets, unresolved } = await bench.resolve(HOLDERS);

    expect(targets).toEqual([]);
    expect(unresolved).toMatchObject([{ blocker: { why: expect.stringContaining("6 secrets, more than the 5") } }]);
  });
});
