import { afterEach, describe, expect, it } from "vitest";
import type { Resolution } from "../../src/contract/destination.ts";
import { type Bench, EVERYTHING, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  expect(bench.github.violations).toEqual([]);
  await bench.stop();
});

const NAME = "API_KEY";

/** Adds repositories that hold the secret. */
function addHolders(...names: readonly string[]): void {
  for (const repository of names) {
    bench.github.addRepository(repository);
    bench.github.putSecret({ repository, name: NAME }, "old", { writtenAtMs: 0 });
  }
}

function many(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `acme/web-${String(index).padStart(3, "0")}`);
}

const places = (resolution: Resolution) => resolution.targets.map(({ place }) => place);

describe("names", () => {
  it("up to three are asked singly", async () => {
    bench = await startBench();
    addHolders("acme/a", "acme/b", "acme/c", "acme/d");

    await bench.resolve({ repositories: ["acme/a", "acme/b", "acme/c"], name: NAME });

    expect(bench.asked().toSorted()).toEqual(["GET /repos/acme/a", "GET /repos/acme/b", "GET /repos/acme/c"]);
  });

  it("are asked singly only while the run has asked for no more than three, over all entries", async () => {
    bench = await startBench();
    addHolders("acme/a", "acme/b", "acme/c", "acme/d");

    await bench.resolve({ repositories: ["acme/a", "acme/b"], name: NAME });
    await bench.resolve({ repositories: ["acme/a", "acme/c", "acme/d"], name: NAME });

    expect(bench.asked()).toEqual(["GET /repos/acme/a", "GET /repos/acme/b", "GET /orgs/acme/repos"]);
  });

  it("are looked up in the list of their owner, one request per hundred, asked once a run", async () => {
    bench = await startBench();
    const names = many(250);
    addHolders(...names);

    const [first, second] = await Promise.all([
      bench.resolve({ repositories: names, name: NAME }),
      bench.resolve({ repositories: names, name: "OTHER" }),
    ]);

    expect(places(first)).toEqual(names);
    expect(second.targets).toHaveLength(250);
    expect(bench.asked()).toEqual(Array(3).fill("GET /orgs/acme/repos"));
  });

  it("lead to the repository under its new name when it was renamed, and writes go there", async () => {
    bench = await startBench();
    addHolders("acme/old-name");
    bench.github.renameRepository("acme/old-name", "new-name");

    const target = await bench.target({ repository: "acme/old-name", name: NAME });

    expect(target).toMatchObject({ place: "acme/new-name", label: "acme/new-name · actions · API_KEY" });
  });

  it("of renamed repositories are found though no list has them", async () => {
    bench = await startBench();
    const names = many(4);
    addHolders(...names);
    bench.github.renameRepository("acme/web-001", "site-001");

    const resolution = await bench.resolve({ repositories: names, name: NAME });

    expect(places(resolution)).toEqual(["acme/web-000", "acme/site-001", "acme/web-002", "acme/web-003"]);
    expect(bench.asked()).toEqual(["GET /orgs/acme/repos", "GET /repos/acme/web-001", expect.stringMatching(/^GET/)]);
  });

  it("that are old and new ones of one repository are one target", async () => {
    bench = await startBench();
    addHolders("acme/old-name");
    bench.github.renameRepository("acme/old-name", "new-name");

    const { targets } = await bench.resolve({ repositories: ["acme/old-name", "acme/New-Name"], name: NAME });

    expect(targets).toHaveLength(1);
  });

  it.each([
    ["few", 2],
    ["many", 50],
  ])("among %s that do not exist are told with the nearest that does, and what else it may be", async (_, count) => {
    bench = await startBench();
    const names = many(count);
    addHolders(...names, "acme/payments");

    const { targets, unresolved } = await bench.resolve({ repositories: [...names, "acme/paymetns"], name: NAME });

    expect(targets).toHaveLength(count);
    expect(unresolved).toEqual([
      {
        label: "acme/paymetns",
        required: true,
        blocker: {
          fault: "not-found",
          why: "there is no repository acme/paymetns, as far as the token can see",
          hint: "Either the name is wrong (did you mean acme/payments?), or the token cannot see it: give the token access to acme/paymetns.",
        },
      },
    ]);
  });

  it("that nobody knows are not asked for without end", async () => {
    bench = await startBench();
    addHolders("acme/api");
    const names = many(200);

    const { unresolved } = await bench.resolve({ repositories: names, name: NAME });

    expect(unresolved).toHaveLength(200);
    expect(bench.asked()).toHaveLength(1 + 25);
  });

  it.each(["archived", "disabled"] as const)("of %s repositories cannot be resolved", async (state) => {
    bench = await startBench();
    addHolders("acme/api");
    bench.github.updateRepository("acme/api", { [state]: true });

    const { targets, unresolved } = await bench.resolve({ repository: "acme/api", name: NAME, required: false });

    expect(targets).toEqual([]);
    expect(unresolved).toMatchObject([{ label: "acme/api", required: false, blocker: { fault: "conflict" } }]);
    expect(unresolved[0]?.blocker.why).toContain(`acme/api is ${state}`);
  });

  it("that are excluded as well are left out, and that is told", async () => {
    bench = await startBench();
    addHolders("acme/api", "acme/web");

    const resolution = await bench.resolve({
      repositories: ["acme/api", "acme/web"],
      exclude: ["acme/w*"],
      name: NAME,
    });

    expect(places(resolution)).toEqual(["acme/api"]);
    expect(resolution.skipped).toEqual([{ label: "acme/web", why: "it is named, but also excluded" }]);
  });
});

describe("globs", () => {
  it("match full names in any case, names with a dot in front included", async () => {
    bench = await startBench();
    addHolders("Acme/API", "acme/.github", "acme/web", "other/api");

    const resolution = await bench.resolve({ repositories: ["ACME/{api,.git*}"], name: NAME });

    expect(places(resolution).toSorted()).toEqual(["Acme/.github", "Acme/API"]);
  });

  it("take the list of the owner and one reading of each secret, which observing does not repeat", async () => {
    bench = await startBench();
    addHolders("acme/web-1", "acme/web-2");

    const { targets } = await bench.resolve({ repositories: ["acme/web-*"], name: NAME });
    const states = await Promise.all(targets.map((target) => target.observe(bench.op)));

    expect(states).toEqual([
      { exists: true, writtenAtMs: 0 },
      { exists: true, writtenAtMs: 0 },
    ]);
    expect(bench.asked()).toHaveLength(1 + 2);
  });

  it("lead to a fresh reading when observed for the second time", async () => {
    bench = await startBench();
    addHolders("acme/web-1");
    const target = await bench.target({ repositories: ["acme/web-*"], name: NAME });
    await target.observe(bench.op);
    bench.github.putSecret({ repository: "acme/web-1", name: NAME }, "new", { writtenAtMs: 60_000 });

    expect(await target.observe(bench.op)).toEqual({ exists: true, writtenAtMs: 60_000 });
  });

  it("skip what does not hold the secret, is archived, disabled or a fork, or may not be read, each with a reason", async () => {
    bench = await startBench({ token: "weak" });
    addHolders("acme/a", "acme/archived", "acme/disabled", "acme/fork");
    bench.github.addRepository("acme/without");
    bench.github.addRepository("acme/public", { private: false });
    bench.github.updateRepository("acme/archived", { archived: true });
    bench.github.updateRepository("acme/disabled", { disabled: true });
    bench.github.updateRepository("acme/fork", { fork: true });
    const repositories = ["acme/a", "acme/archived", "acme/disabled", "acme/fork", "acme/without"];
    bench.github.addToken("weak", { permissions: EVERYTHING, repositories });

    const { targets, skipped, unresolved } = await bench.resolve({ repositories: ["acme/*"], name: NAME });

    expect(targets.map(({ place, named }) => [place, named])).toEqual([["acme/a", false]]);
    expect(skipped.toSorted((a, b) => a.label.localeCompare(b.label))).toEqual([
      { label: "acme/archived", why: "it is archived, so nothing can be written there" },
      { label: "acme/disabled", why: "it is disabled, so nothing can be written there" },
      { label: "acme/fork", why: "it is a fork: name it outright if it is meant" },
      { label: "acme/public · actions · API_KEY", why: expect.stringContaining('permission "Secrets"') },
      {
        label: "acme/without · actions · API_KEY",
        why: "it holds no such secret (create: true would create it)",
      },
    ]);
    expect(unresolved).toEqual([]);
  });

  it("lead to repositories without the secret too where it may be created", async () => {
    bench = await startBench();
    addHolders("acme/web-1");
    bench.github.addRepository("acme/web-2");

    const resolution = await bench.resolve({ repositories: ["acme/web-*"], name: NAME, create: true });

    expect(places(resolution)).toEqual(["acme/web-1", "acme/web-2"]);
  });

  it("that match nothing are an error that says among how many", async () => {
    bench = await startBench();
    addHolders("acme/api");

    const { targets, unresolved } = await bench.resolve({ repositories: ["acme/api", "acme/wbe-*"], name: NAME });

    expect(targets).toHaveLength(1);
    expect(unresolved).toMatchObject([
      {
        label: "acme/wbe-*",
        blocker: {
          fault: "not-found",
          why: "the pattern acme/wbe-* matches none of the 1 repositories of acme that the token sees",
        },
      },
    ]);
  });

  it("of which exclude leaves nothing are an error", async () => {
    bench = await startBench();
    addHolders("acme/api");

    const { unresolved } = await bench.resolve({ repositories: ["acme/*"], exclude: ["*/api"], name: NAME });

    expect(unresolved).toMatchObject([{ blocker: { why: expect.stringContaining("exclude, topics, visibility") } }]);
  });

  it("that lead to no secret at all are an error, with the first reason", async () => {
    bench = await startBench();
    addHolders("acme/web-1", "acme/web-2");

    const { targets, unresolved } = await bench.resolve({ repositories: ["acme/web-*"], name: "APIKEY" });

    expect(targets).toEqual([]);
    expect(unresolved).toMatchObject([
      { blocker: { fault: "not-found", why: expect.stringContaining("2 skipped, the first because acme/web-1 ·") } },
    ]);
  });

  it("of an unknown owner are an error", async () => {
    bench = await startBench();

    const { unresolved } = await bench.resolve({ repositories: ["acmee/*"], name: NAME });

    expect(unresolved).toMatchObject([{ label: "acmee/*", blocker: { fault: "not-found" } }]);
  });

  it("match private repositories of a user, which only the list of the token's owner has", async () => {
    bench = await startBench();
    bench.github.addUser("mona");
    addHolders("mona/private");
    bench.github.addRepository("mona/public", { private: false });
    bench.github.putSecret({ repository: "mona/public", name: NAME }, "old");

    const resolution = await bench.resolve({ repositories: ["mona/*"], name: NAME });

    expect(places(resolution).toSorted()).toEqual(["mona/private", "mona/public"]);
  });

  it("match private repositories of a user for the token of an App too", async () => {
    bench = await startBench({ token: "app" });
    bench.github.addToken("app", { permissions: EVERYTHING, kind: "installation" });
    bench.github.addUser("mona");
    addHolders("mona/private");

    const resolution = await bench.resolve({ repositories: ["mona/*"], name: NAME });

    expect(places(resolution)).toEqual(["mona/private"]);
  });

  it("leave a fork in that is named outright as well", async () => {
    bench = await startBench();
    addHolders("acme/fork");
    bench.github.updateRepository("acme/fork", { fork: true });

    const resolution = await bench.resolve({ repositories: ["acme/*", "acme/fork"], name: NAME });

    expect(places(resolution)).toEqual(["acme/fork"]);
    expect(resolution.skipped).toEqual([]);
  });

  it("tell what each of them matched", async () => {
    bench = await startBench();
    addHolders("acme/web-1", "acme/web-2", "acme/api");

    const { matches } = await bench.resolve({ repositories: ["acme/web-*", "acme/a*", "acme/api"], name: NAME });

    expect(matches).toEqual([
      { pattern: "acme/web-*", places: ["acme/web-1", "acme/web-2"] },
      { pattern: "acme/a*", places: ["acme/api"] },
    ]);
  });

  it("select by topics and by visibility, which cost no request", async () => {
    bench = await startBench();
    addHolders("acme/a", "acme/b", "acme/c", "acme/d");
    bench.github.updateRepository("acme/a", { topics: ["kosli", "go"], visibility: "internal" });
    bench.github.updateRepository("acme/b", { topics: ["kosli", "go"], visibility: "public" });
    bench.github.updateRepository("acme/c", { topics: ["go"], visibility: "internal" });
    bench.github.updateRepository("acme/d", { topics: ["rust"], visibility: "internal" });

    const resolution = await bench.resolve({
      repositories: ["acme/*"],
      topics: ["Kosli", "go"],
      visibility: ["internal", "private"],
      name: NAME,
    });

    expect(places(resolution)).toEqual(["acme/a", "acme/c"]);
    expect(bench.asked()).toHaveLength(1 + 2);
  });

  it("do not make a second target of what is named, which stays named", async () => {
    bench = await startBench();
    addHolders("acme/api", "acme/web");

    const { targets } = await bench.resolve({ repositories: ["acme/*", "acme/api"], name: NAME });

    expect(targets.map(({ place, named }) => [place, named])).toEqual([
      ["acme/api", true],
      ["acme/web", false],
    ]);
  });

  it("go on where they were when a resolution that failed in the middle is repeated", async () => {
    bench = await startBench();
    addHolders(...many(30));
    const heal = bench.github.fault(({ path }) =>
      path.includes("web-020/") ? { answer: { status: 502 } } : undefined,
    );
    const destination = bench.open({ repositories: ["acme/*"], name: NAME });
    await expect(destination.resolve(bench.op)).rejects.toMatchObject({ fault: "unavailable" });
    heal();
    const before = bench.asked().length;

    const { targets } = await destination.resolve(bench.op);

    expect(targets).toHaveLength(30);
    expect(bench.asked().length - before).toBe(1);
  });
});

describe("environments", () => {
  it("are those of each repository; a matched one without the environment is skipped", async () => {
    bench = await startBench();
    for (const name of ["acme/a", "acme/b", "acme/c"]) {
      bench.github.addRepository(name, { environments: name === "acme/c" ? [] : ["staging", "production"] });
    }
    for (const repository of ["acme/a", "acme/b"]) {
      bench.github.putSecret({ repository, environment: "staging", name: NAME }, "old");
      bench.github.putSecret({ repository, environment: "production", name: NAME }, "old");
    }

    const { targets, skipped } = await bench.resolve({
      repositories: ["acme/a", "acme/[bc]"],
      environments: ["staging", "production"],
      name: NAME,
    });

    expect(targets.map(({ label }) => label)).toEqual([
      "acme/a:staging · actions · API_KEY",
      "acme/a:production · actions · API_KEY",
      "acme/b:staging · actions · API_KEY",
      "acme/b:production · actions · API_KEY",
    ]);
    expect(skipped.map(({ label }) => label)).toEqual([
      "acme/c:staging · actions · API_KEY",
      "acme/c:production · actions · API_KEY",
    ]);
  });

  it("that do not exist block, as rekey does not create them", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api", { environments: ["production"] });

    const target = await bench.target({
      repository: "acme/api",
      environments: ["prod"],
      name: NAME,
      create: true,
    });
    const blocker = await target.preflight(bench.op);

    expect(blocker).toMatchObject({ fault: "not-found" });
    expect(blocker?.hint).toContain('there is no environment "prod" in acme/api');
    expect(blocker?.hint).toContain('"Environments" (read and write)');
  });
});

describe("the home", () => {
  it("is the repository that runs rekey, in any spelling, and its environments", async () => {
    bench = await startBench({ home: "ACME/rotator" });
    bench.github.addRepository("acme/rotator", { environments: ["production"] });
    bench.github.addRepository("acme/api");
    const raw = { name: NAME, create: true };

    const plain = await bench.resolve({ ...raw, repositories: ["acme/rotator", "acme/api"] });
    const environment = await bench.resolve({ ...raw, repository: "acme/rotator", environments: ["production"] });
    const organization = await bench.resolve({ ...raw, organization: "acme" });

    expect(plain.targets.map(({ home }) => home)).toEqual([true, false]);
    expect(environment.targets.map(({ home }) => home)).toEqual([true]);
    expect(organization.targets.map(({ home }) => home)).toEqual([false]);
  });

  it("is what the configuration says, if it says anything", async () => {
    bench = await startBench({ home: "acme/rotator" });
    bench.github.addRepository("acme/rotator");
    bench.github.addOrganization("acme");
    const raw = { name: NAME, create: true };

    const organization = await bench.target({ ...raw, organization: "acme", home: true });
    const repository = await bench.target({ ...raw, repository: "acme/rotator", home: false });

    expect([organization.home, repository.home]).toEqual([true, false]);
  });
});

describe("the guard on the number of targets", () => {
  it("refuses an entry that stands for more than are allowed, and says how to allow them", async () => {
    bench = await startBench({ maxTargets: 5 });
    addHolders(...many(3));

    const fits = await bench.resolve({ repositories: ["acme/*"], name: NAME });
    const exceeds = await bench.resolve({
      repositories: ["acme/*"],
      stores: ["actions", "dependabot"],
      name: NAME,
      create: true,
    });

    expect(fits.targets).toHaveLength(3);
    expect(exceeds.targets).toEqual([]);
    expect(exceeds.unresolved).toMatchObject([
      { blocker: { fault: "config", why: expect.stringContaining("6 secrets, more than the 5") } },
    ]);
    expect(exceeds.unresolved[0]?.blocker.hint).toContain("max-targets: 6");
  });
});

describe("a token", () => {
  it.each([[["acme/api"]], [["acme/*"]], [many(5)]])(
    "that GitHub refuses stops the resolution of %j",
    async (repositories) => {
      bench = await startBench({ token: "unknown" });
      addHolders("acme/api");

      const resolving = bench.resolve({ repositories, name: NAME });

      await expect(resolving).rejects.toMatchObject({
        fault: "unauthenticated",
        hint: expect.stringContaining("github-token"),
      });
    },
  );
});
