import { afterEach, describe, expect, it } from "vitest";
import type { Resolution, Target } from "../../src/contract/destination.ts";
import type { GithubTwinOptions } from "../twins/github/twin.ts";
import { type AppRun, type AppStage, NAME, NAMED, startAppStage } from "./github-app-stage.ts";
import { rotate } from "./github-bench.ts";

let stage: AppStage;

async function start(options: GithubTwinOptions = {}): Promise<void> {
  stage = await startAppStage(options);
}

afterEach(async () => {
  expect(stage.github.violations).toEqual([]);
  await stage.github.stop();
});

async function resolve(run: AppRun, entry: object): Promise<Resolution> {
  const [opened] = run.open(entry);
  if (!opened) throw new Error("nothing opened");
  return opened.resolve(stage.op);
}

/** Writes all targets side by side, as the engine would, and tells what came of it. */
async function rotateAll(targets: readonly Target[]) {
  const results = await Promise.all(targets.map((target) => rotate(target, "new", stage.op)));
  return results.map(({ blocker, verdict }) => blocker?.why ?? verdict?.ok);
}

const TWO = { repositories: ["acme/api", "acme/web"] };

describe("an App instead of a token", () => {
  it("writes with a token that is limited to what the run needs, and masks it", async () => {
    await start();
    stage.hold("acme/api", "acme/web", "acme/other");
    stage.install("acme");

    const { targets, wide } = await resolve(stage.run(), TWO);
    const results = await rotateAll(targets);

    expect([results, wide]).toEqual([[true, true], []]);
    expect(stage.github.value({ repository: "acme/web", name: NAME })).toBe("new");
    expect(stage.asked()).toEqual([
      { permissions: { metadata: "read", secrets: "write" }, repositories: ["api", "web"] },
    ]);
    expect(stage.masked).toEqual(stage.github.issuedTokens.map(({ value }) => value));
    expect(stage.github.requests.map(({ status }) => status)).not.toContain(401);
  });

  it("that only reads asks for no permission to write", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme");
    const run = stage.run({ readOnly: true });

    const { targets } = await resolve(run, { ...TWO, repositories: ["acme/api"], stores: ["actions", "dependabot"] });
    const blockers = await Promise.all(targets.map((target) => target.preflight(stage.op)));

    expect(blockers.map((blocker) => blocker?.fault)).toEqual([undefined, "not-found"]);
    expect(stage.asked()).toEqual([
      { permissions: { metadata: "read", secrets: "read", dependabot_secrets: "read" }, repositories: ["api"] },
    ]);
    expect(stage.github.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
  });

  it("names repositories to GitHub as they are written, each once", async () => {
    await start();
    stage.hold("acme/API");
    stage.install("Acme");
    const run = stage.run();

    for (const repository of ["acme/API", "ACME/api"]) {
      const { targets } = await resolve(run, { repository });
      expect(targets).toHaveLength(1);
    }

    expect(stage.asked()).toEqual([{ permissions: { metadata: "read", secrets: "write" }, repositories: ["API"] }]);
  });

  it("has one token per owner, organizations and people alike", async () => {
    await start();
    stage.github.addUser("ann");
    stage.hold("acme/api", "ann/tool", "zulu/lib");
    for (const owner of ["acme", "ann", "zulu"]) stage.install(owner);
    const names = { repositories: ["acme/api", "ann/tool", "zulu/lib"] };

    const { targets } = await resolve(stage.run(), names);
    const patterns = await resolve(stage.run(), { repositories: ["ann/*"] });

    expect(await rotateAll(targets)).toEqual([true, true, true]);
    expect(patterns.targets.map(({ label }) => label)).toEqual([`ann/tool · actions · ${NAME}`]);
    expect(stage.github.issuedTokens.map(({ owner, repositories }) => [owner, repositories]).sort()).toEqual([
      ["acme", ["acme/api"]],
      ["ann", "all"],
      ["ann", ["ann/tool"]],
      ["zulu", ["zulu/lib"]],
    ]);
  });

  it("makes another token when a later rotation of the run needs more", async () => {
    await start();
    stage.hold("acme/api", "acme/web");
    stage.github.addEnvironment("acme/web", "production");
    stage.install("acme");
    const run = stage.run();

    const first = await resolve(run, { repository: "acme/api" });
    await rotateAll(first.targets);
    const second = await resolve(run, { repository: "acme/web", environments: ["production"], create: true });

    expect(await rotateAll(second.targets)).toEqual([true]);
    expect(stage.asked()).toEqual([
      { permissions: { metadata: "read", secrets: "write" }, repositories: ["api"] },
      { permissions: { metadata: "read", secrets: "write", environments: "write" }, repositories: ["api", "web"] },
    ]);
  });

  it("reads and starts workflows with permissions that it asks for when they are needed", async () => {
    await start();
    stage.hold("acme/api");
    stage.github.addWorkflow("acme/api", "smoke.yml", { inputs: ["rekey-nonce"] });
    stage.install("acme");
    const run = stage.run();
    const [entry] = run.open({ repository: "acme/api" });
    await entry?.resolve(stage.op);

    const active = await run.watch().active([{ place: "acme/api", writtenBeforeMs: stage.clock.now() }], stage.op);
    const canary = run.canary({ repository: "acme/api", workflow: "smoke.yml" });
    const blocker = await canary.preflight(stage.op);

    expect([active, blocker]).toEqual([[], undefined]);
    expect((await canary.run("nonce", stage.op)).ok).toBe(true);
    expect(stage.asked().map((body) => Reflect.get(Object(body), "permissions"))).toEqual([
      { metadata: "read", secrets: "write" },
      { metadata: "read", secrets: "write", actions: "read" },
      { metadata: "read", secrets: "write", actions: "write", contents: "read" },
    ]);
  });

  it("starts a canary without the permission to read files, which only helps", async () => {
    await start();
    stage.hold("acme/api");
    stage.github.addWorkflow("acme/api", "smoke.yml");
    stage.install("acme", { permissions: { actions: "write" } });
    const canary = stage.run().canary({ repository: "acme/api", workflow: "smoke.yml" });

    expect(await canary.preflight(stage.op)).toBeUndefined();
    expect((await canary.run("nonce", stage.op)).ok).toBe(true);
  });

  it("works at an Enterprise Server", async () => {
    await start({ ghes: true });
    stage.hold("acme/api");
    stage.install("acme");

    const { targets } = await resolve(stage.run(), { repository: "acme/api" });

    expect(await rotateAll(targets)).toEqual([true]);
    expect(stage.github.url).toMatch(/\/api\/v3$/);
  });

  it.each([3_600_000, -3_600_000])("works where the server's clock differs by %i ms", async (skewMs) => {
    await start({ skewMs });
    stage.hold("acme/api");
    stage.install("acme");

    const { targets } = await resolve(stage.run(), { repository: "acme/api" });

    expect(await rotateAll(targets)).toEqual([true]);
    expect(stage.github.issuedTokens).toHaveLength(1);
  });

  it("takes tokens of any length", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme", { tokenFormat: "long" });

    const { targets } = await resolve(stage.run(), { repository: "acme/api" });

    expect(await rotateAll(targets)).toEqual([true]);
    expect(stage.masked[0]?.length).toBeGreaterThan(400);
  });

  it("counts limits by owner: what one uses up does not slow the other", async () => {
    await start({ limits: { points: 900 } });
    const names = ["acme", "zulu"].flatMap((owner) => Array.from({ length: 110 }, (_, index) => `${owner}/r${index}`));
    stage.hold(...names);
    for (const owner of ["acme", "zulu"]) stage.install(owner);

    const { targets } = await resolve(stage.run(), { repositories: names });
    const results = await rotateAll(targets);

    expect(results.every((result) => result === true)).toBe(true);
    expect([stage.clock.slept, stage.github.limitHits]).toEqual([[], []]);
  });
});

describe("a token that may do more than the run needs", () => {
  const all = "reaches every repository that the App is installed for, as";

  it.each([
    ["a pattern", { repositories: ["acme/w*", "acme/api"] }, `it ${all} the pattern acme/w* is matched`],
    [
      "an organization's secret",
      { organization: "acme" },
      `it ${all} the repositories that an organization's secret is`,
    ],
    [
      "a permission without a name",
      { repository: "acme/api", stores: ["actions", "agents"] },
      'every permission of the App, as GitHub has no name by which to limit a token to the repository permission "Agent secrets"',
    ],
  ])("because of %s is told", async (_, entry, why) => {
    await start();
    stage.hold("acme/api", "acme/web");
    stage.github.putSecret({ organization: "acme", name: NAME }, "old", { writtenAtMs: 0 });
    stage.install("acme", { permissions: { ...NAMED, agent_secrets: "write" } });

    const { targets, wide } = await resolve(stage.run(), { create: true, ...entry });

    expect(wide).toEqual([{ credential: "the GitHub App's token for acme", why: expect.stringContaining(why) }]);
    expect(new Set(await rotateAll(targets))).toEqual(new Set([true]));
  });

  it("because more than 500 repositories are named is told", async () => {
    await start();
    const names = Array.from({ length: 501 }, (_, index) => `acme/r${index}`);
    stage.hold(...names);
    stage.install("acme");

    const { targets, wide } = await resolve(stage.run(), { repositories: names });

    expect(targets).toHaveLength(501);
    expect(wide?.[0]?.why).toContain("GitHub limits a token to 500 of them at most, and 501 are named");
    expect(stage.asked()).toEqual([{ permissions: { metadata: "read", secrets: "write" } }]);
  });

  it("because a named repository is not there is told, and that one is named with the nearest", async () => {
    await start();
    stage.hold("acme/api", "acme/web");
    stage.install("acme");

    const { targets, unresolved, wide } = await resolve(stage.run(), { repositories: ["acme/api", "acme/wep"] });

    expect(targets).toHaveLength(1);
    expect(unresolved.map(({ blocker }) => [blocker.why, blocker.hint])).toEqual([
      [
        "there is no repository acme/wep, as far as the token can see",
        expect.stringMatching(/acme\/web\?.*install the GitHub App for acme\/wep at https:/),
      ],
    ]);
    expect(wide?.[0]?.why).toContain("one of those that are named does not exist, or the App is not installed for it");
  });

  it("follows a repository to its new name", async () => {
    await start();
    stage.hold("acme/api", "acme/old");
    stage.install("acme");
    stage.github.renameRepository("acme/old", "new");

    const { targets } = await resolve(stage.run(), { repositories: ["acme/api", "acme/old"] });

    expect(await rotateAll(targets)).toEqual([true, true]);
    expect(stage.github.value({ repository: "acme/new", name: NAME })).toBe("new");
  });

  it("because the server does not know a permission by its name is told", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme");
    const message = "The permissions requested are not granted to this installation.";
    stage.github.fault(({ body }) =>
      Object.hasOwn(Object(body), "permissions") ? { answer: { status: 422, body: { message } } } : undefined,
    );

    const { targets, wide } = await resolve(stage.run(), { repository: "acme/api" });

    expect(await rotateAll(targets)).toEqual([true]);
    expect(wide?.[0]?.why).toContain("GitHub refused to limit it");
  });
});

describe("the search for other holders", () => {
  it("reads with more permissions where the App has them, and says where its token cannot be made for it", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme", { permissions: { ...NAMED, agent_secrets: "write" } });
    const [entry] = stage.run().open({ repository: "acme/api" });
    await entry?.resolve(stage.op);

    const inventory = await entry?.inventory?.({ wide: false }, stage.op);

    expect(inventory?.blindSpots.find(({ label }) => label === "agents secrets of acme/api")).toEqual({
      label: "agents secrets of acme/api",
      why: expect.stringContaining("limited to what the destinations need, and GitHub has no name by which to add"),
    });
    const granted = Object.entries(stage.github.issuedTokens.at(-1)?.permissions ?? {});
    expect(granted.filter(([, level]) => level === "write")).toEqual([["secrets", "write"]]);
    expect(granted.map(([name]) => name).sort()).toEqual([
      "actions",
      "dependabot_secrets",
      "metadata",
      "organization_secrets",
      "secrets",
    ]);
    expect(stage.github.requests.map(({ status }) => status)).not.toContain(403);
  });
});

describe("a token that ends", () => {
  it("after 30 s makes nothing fail in a run of many minutes", async () => {
    await start({ limits: { points: 900, writes: 80 } });
    const names = Array.from({ length: 300 }, (_, index) => `acme/r${index}`);
    stage.hold(...names);
    stage.install("acme", { tokenLifeMs: 30_000 });
    const began = stage.clock.now();

    const { targets } = await resolve(stage.run({ pace: "safe" }), { repositories: names });
    const results = await rotateAll(targets);

    expect(results.every((result) => result === true)).toBe(true);
    expect(stage.clock.now() - began).toBeGreaterThan(180_000);
    expect(stage.github.issuedTokens.length).toBeGreaterThan(3);
    expect(stage.masked).toEqual(stage.github.issuedTokens.map(({ value }) => value));
  });

  it.each([
    ["30 s", 30_000, 5000, 40],
    ["an hour", 3_600_000, 5 * 60_000, 40],
  ])("after %s is renewed in time: none is sent when it is dead", async (_, tokenLifeMs, stepMs, steps) => {
    await start();
    stage.hold("acme/api");
    stage.install("acme", { tokenLifeMs });
    const { targets } = await resolve(stage.run(), { repository: "acme/api" });

    for (let step = 0; step < steps; step += 1) {
      stage.clock.advance(stepMs);
      expect(await targets[0]?.observe(stage.op)).toEqual({ exists: true, writtenAtMs: 0 });
    }

    const refused = stage.github.requests.filter(({ path, status }) => status === 401 && path.startsWith("/repos/"));
    expect(refused).toEqual([]);
    const lives = (stepMs * steps) / tokenLifeMs;
    expect(stage.github.issuedTokens.length).toBeGreaterThan(lives);
    expect(stage.github.issuedTokens.length).toBeLessThan(2 * lives + 2);
  });

  it("before its time is replaced once, for all that were under way", async () => {
    await start();
    const names = Array.from({ length: 20 }, (_, index) => `acme/r${index}`);
    stage.hold(...names);
    stage.install("acme");
    const { targets } = await resolve(stage.run(), { repositories: names });
    await Promise.all(targets.map((target) => target.preflight(stage.op)));
    stage.clock.advance(60_000);
    for (const { value } of stage.github.issuedTokens) stage.github.revokeToken(value);

    const results = await rotateAll(targets);

    expect(results.every((result) => result === true)).toBe(true);
    expect(stage.github.issuedTokens).toHaveLength(2);
  });

  it("is not replaced while it is too new to be known everywhere, but waited for", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme", { tokenLagMs: 2500 });

    const { targets } = await resolve(stage.run(), { repository: "acme/api" });

    expect(await rotateAll(targets)).toEqual([true]);
    expect(stage.clock.slept).toEqual([1000, 2000]);
    expect(stage.github.issuedTokens).toHaveLength(1);
  });

  it("is waited for too while its permissions are not known everywhere", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme");
    let refusals = 1;
    stage.github.fault(({ path }) => {
      if (!path.endsWith(`/secrets/${NAME}`) || refusals-- <= 0) return undefined;
      return { answer: { status: 403, body: { message: "Resource not accessible by integration" } } };
    });

    const { targets } = await resolve(stage.run(), { repository: "acme/api" });

    expect(await rotateAll(targets)).toEqual([true]);
    expect(stage.clock.slept).toEqual([1000]);
  });

  it("that GitHub never takes is not tried for ever", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme");
    stage.github.fault(({ path }) =>
      path === "/repos/acme/api" ? { answer: { status: 401, body: { message: "Bad credentials" } } } : undefined,
    );

    await expect(resolve(stage.run(), { repository: "acme/api" })).rejects.toMatchObject({
      fault: "unauthenticated",
      hint: expect.stringContaining("githubstatus.com"),
    });
    expect(stage.github.issuedTokens).toHaveLength(2);
    expect(stage.clock.slept).toEqual([1000, 2000, 3000, 1000, 2000, 3000]);
  });

  it("is not shown where GitHub's answer repeats it", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme");
    stage.github.fault(({ path }) => {
      if (path !== "/repos/acme/api") return undefined;
      return { answer: { status: 400, body: { message: `bad token ${stage.github.issuedTokens.at(-1)?.value}` } } };
    });

    const { unresolved } = await resolve(stage.run(), { repository: "acme/api" });

    expect(unresolved[0]?.blocker.why).toMatch(/bad token \*\*\*$/);
  });
});

describe("an App that cannot do it", () => {
  const HERE = "the installation of the GitHub App on acme";

  it("for it is not installed there says where to install it, and goes on elsewhere", async () => {
    await start();
    stage.hold("acme/api", "zulu/lib");
    stage.install("zulu");

    const { targets, unresolved } = await resolve(stage.run(), { repositories: ["acme/api", "zulu/lib"] });

    expect(targets.map(({ place }) => place)).toEqual(["zulu/lib"]);
    expect(unresolved).toMatchObject([
      {
        label: "acme/api",
        blocker: {
          fault: "not-found",
          why: "the GitHub App is not installed on acme, or there is no such owner",
          hint: expect.stringContaining("https://github.com/apps/rekey/installations/new"),
        },
      },
    ]);
  });

  it("asks only once where it is installed, also if it is not", async () => {
    await start();
    const names = Array.from({ length: 30 }, (_, index) => `acme/r${index}`);
    stage.hold(...names);

    const { unresolved } = await resolve(stage.run(), { repositories: names });

    expect(unresolved).toHaveLength(30);
    expect(new Set(unresolved.map(({ blocker }) => blocker.why)).size).toBe(1);
    expect(stage.github.requests.map(({ path }) => path)).toEqual([
      "/orgs/acme/installation",
      "/users/acme/installation",
      "/app",
    ]);
  });

  it("for it is suspended says so", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme", { suspended: true });

    const { unresolved } = await resolve(stage.run(), { repository: "acme/api" });

    expect(unresolved[0]?.blocker).toMatchObject({
      fault: "forbidden",
      why: `${HERE} is suspended`,
      hint: expect.stringContaining("/settings/installations/"),
    });
  });

  it.each([
    [{ actions: "read" }, {}, `${HERE} has not the repository permission "Secrets" (read)`],
    [{ secrets: "read" }, {}, `${HERE} has not the repository permission "Secrets" (read and write), only (read)`],
    [
      { secrets: "write" },
      { stores: ["dependabot"] },
      `${HERE} has not the repository permission "Dependabot secrets" (read)`,
    ],
    [
      { secrets: "write" },
      { environments: ["production"] },
      `${HERE} has not the repository permission "Environments" (read)`,
    ],
  ] as const)(
    "for want of a permission (it has %o, for %o) is told before anything is written",
    async (permissions, more, why) => {
      await start();
      stage.hold("acme/api");
      stage.github.addEnvironment("acme/api", "production");
      stage.install("acme", { permissions });

      const { targets } = await resolve(stage.run(), { repository: "acme/api", ...more });
      const blocker = await targets[0]?.preflight(stage.op);

      expect(blocker).toMatchObject({
        fault: "forbidden",
        why,
        hint: expect.stringContaining("accept the change for acme at https://"),
      });
      expect(stage.github.requests.map(({ status }) => status)).not.toContain(403);
    },
  );

  it("writes what it may where another destination lacks a permission", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme", { permissions: { secrets: "write" } });

    const { targets } = await resolve(stage.run(), { repository: "acme/api", stores: ["actions", "dependabot"] });

    expect(await rotateAll(targets.slice(0, 1))).toEqual([true]);
    expect((await targets[1]?.preflight(stage.op))?.fault).toBe("forbidden");
  });

  it("for it has a public repository of others in view only says where to look", async () => {
    await start();
    stage.hold("acme/api");
    stage.github.addRepository("acme/open", { visibility: "public" });
    stage.install("acme", { repositories: ["acme/api"] });

    const { targets } = await resolve(stage.run(), { repositories: ["acme/api", "acme/open"] });
    const blocker = await targets.find(({ place }) => place === "acme/open")?.preflight(stage.op);

    expect(blocker).toMatchObject({
      fault: "forbidden",
      hint: expect.stringContaining("installed for the repository"),
    });
  });

  it("for its key is another's says that the two do not belong together", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme");
    const { privateKey } = stage.github.addApp("other");

    await expect(resolve(stage.run({ privateKey }), { repository: "acme/api" })).rejects.toMatchObject({
      fault: "unauthenticated",
      message: "GitHub answered 401 while looking for the GitHub App at acme: A JSON web token could not be decoded",
      hint: expect.stringContaining("The private key is not one of the GitHub App"),
    });
  });

  it("for nobody knows its client id says so", async () => {
    await start();
    stage.hold("acme/api");

    await expect(resolve(stage.run({ clientId: "Iv23liNobody" }), { repository: "acme/api" })).rejects.toMatchObject({
      fault: "unauthenticated",
      hint: expect.stringContaining("knows no GitHub App with the client id Iv23liNobody"),
    });
  });
});
