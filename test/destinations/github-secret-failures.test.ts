import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { type Bench, type BenchOptions, EVERYTHING, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  await bench.stop();
});

const NAME = "API_KEY";
const RAW = { repository: "acme/api", name: NAME };

/** A repository that holds the secret, and the target for it. */
async function start(options: BenchOptions = {}) {
  bench = await startBench(options);
  bench.github.addRepository("acme/api", { environments: ["production"] });
  bench.github.putSecret({ repository: "acme/api", name: NAME }, "old", { writtenAtMs: 0 });
  return bench.target(RAW);
}

describe("a failure at GitHub", () => {
  it.each([
    ["actions", {}, 'the repository permission "Secrets" (read and write) for acme/api'],
    ["dependabot", {}, 'the repository permission "Dependabot secrets" (read and write) for acme/api'],
    ["codespaces", {}, 'the repository permission "Codespaces secrets" (read and write) for acme/api'],
    ["agents", {}, 'the repository permission "Agent secrets" (read and write) for acme/api'],
    ["actions", { environments: ["production"] }, '"Environments" (read and write) for acme/api:production'],
  ])("for want of a permission in %s %o names it", async (store, more, permission) => {
    bench = await startBench({ token: "weak" });
    bench.github.addRepository("acme/api", { environments: ["production"] });
    bench.github.addToken("weak", { permissions: { contents: "read" } });

    const target = await bench.target({ ...RAW, ...more, stores: [store], create: true });
    const blocker = await target.preflight(bench.op);

    expect(blocker).toMatchObject({ fault: "forbidden", why: expect.stringContaining("GitHub answered 403") });
    expect(blocker?.hint).toContain(permission);
    expect(blocker?.hint).toContain("GitHub asks for");
  });

  it("of the workflow's own token says that it can never do it", async () => {
    bench = await startBench({ token: "own" });
    bench.github.addRepository("acme/api");
    bench.github.addToken("own", { permissions: { actions: "write" }, kind: "actions" });

    const blocker = await (await bench.target(RAW)).preflight(bench.op);

    expect(blocker?.hint).toContain("GITHUB_TOKEN can never write secrets");
  });

  it("for want of the permission to write shows in the write, as no reading can tell", async () => {
    bench = await startBench({ token: "reader" });
    bench.github.addRepository("acme/api");
    bench.github.putSecret({ repository: "acme/api", name: NAME }, "old");
    bench.github.addToken("reader", { permissions: { secrets: "read" } });
    const target = await bench.target(RAW);

    expect(await target.preflight(bench.op)).toBeUndefined();
    await expect(target.write(new Secret("new"), bench.op)).rejects.toMatchObject({
      fault: "forbidden",
      effect: "none",
      hint: expect.stringContaining("read and write"),
    });
  });

  it("for single sign-on says where to authorize the token", async () => {
    const target = await start();
    const url = "https://github.com/orgs/acme/sso?authorization_request=AB12";
    const message = "Resource protected by organization SAML enforcement.";
    const headers = { "x-github-sso": `required; url=${url}` };
    bench.github.fault(() => ({ answer: { status: 403, body: { message }, headers } }));

    const blocker = await target.preflight(bench.op);

    expect(blocker?.hint).toBe(`The organization enforces single sign-on: authorize the token for it at ${url}.`);
  });

  it("in a repository that was archived meanwhile says so", async () => {
    const target = await start();
    await target.preflight(bench.op);
    bench.github.updateRepository("acme/api", { archived: true });

    await expect(target.write(new Secret("new"), bench.op)).rejects.toMatchObject({
      fault: "forbidden",
      hint: "The repository is archived: unarchive it, or leave it out (exclude).",
    });
  });

  it("of a token that expired is unauthenticated", async () => {
    const target = await start();
    bench.github.revokeToken("writer");

    expect(await target.preflight(bench.op)).toMatchObject({
      fault: "unauthenticated",
      hint: expect.stringContaining("expired"),
    });
  });

  it("without any token is told before a request", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const { token: _none, ...github } = bench.tools.github;
    const tools = { ...bench.tools, github, shared: <T>(_key: string, make: () => T) => make() };
    const { destination } = await import("../../src/destinations/github-secret/index.ts");
    const configured = destination.configure(RAW);

    const resolving = configured.success && configured.data.open(tools).resolve(bench.op);

    await expect(resolving).rejects.toMatchObject({
      fault: "unauthenticated",
      hint: expect.stringContaining("github-token"),
    });
    expect(bench.asked()).toEqual([]);
  });

  it.each([
    ["unavailable", 500],
    ["unavailable", 502],
    ["timeout", 504],
  ] as const)("that may pass is thrown as %s for status %i, so that the engine tries again", async (fault, status) => {
    const target = await start();
    bench.github.fault(() => ({ answer: { status } }));

    await expect(target.preflight(bench.op)).rejects.toMatchObject({ fault });
    await expect(target.observe(bench.op)).rejects.toMatchObject({ fault });
    await expect(target.write(new Secret("new"), bench.op)).rejects.toMatchObject({ fault });
  });

  it.each(["before-effect", "after-effect"] as const)("that cuts the connection %s is unavailable", async (drop) => {
    const target = await start();
    await target.preflight(bench.op);
    bench.github.fault(({ method }) => (method === "PUT" ? { drop } : undefined));

    await expect(target.write(new Secret("new"), bench.op)).rejects.toMatchObject({
      fault: "unavailable",
      effect: "unknown",
      message: expect.stringMatching(
        /The connection to GitHub broke while writing acme\/api · actions · API_KEY \(\w+\)/,
      ),
    });
  });

  it("that never answers is a time-out", async () => {
    const target = await start({ timeoutMs: 60 });
    bench.github.fault(() => ({ hang: "before-effect" }));

    await expect(target.observe(bench.op)).rejects.toMatchObject({
      fault: "timeout",
      message: "GitHub did not answer within 0.06 s while reading acme/api · actions · API_KEY",
    });
  });

  it("that nobody answers at all is unavailable, and nothing was sent", async () => {
    const target = await start();
    await target.preflight(bench.op);
    await bench.github.stop();
    // This one finds the connection of before closed.
    await expect(target.observe(bench.op)).rejects.toMatchObject({ fault: "unavailable" });

    await expect(target.write(new Secret("new"), bench.op)).rejects.toMatchObject({
      fault: "unavailable",
      effect: "none",
      message: expect.stringContaining("(ECONNREFUSED)"),
    });
  });

  it.each([
    ["no JSON", { status: 200, body: "<html>" }, "contract"],
    ["another shape", { status: 200, body: [NAME] }, "contract"],
    ["a time that is none", { status: 200, body: { name: NAME, updated_at: "yesterday" } }, "contract"],
  ])("that answers with %s breaks its contract", async (_what, answer, fault) => {
    const target = await start();
    bench.github.fault(() => ({ answer }));

    await expect(target.observe(bench.op)).rejects.toMatchObject({ fault, effect: "none" });
  });

  it("ends at once with the run, and nothing more is sent", async () => {
    const target = await start();
    const controller = new AbortController();
    bench.github.fault(() => {
      setImmediate(() => controller.abort());
      return { hang: "before-effect" };
    });

    const op = { signal: controller.signal };
    await expect(target.observe(op)).rejects.toMatchObject({ fault: "cancelled" });
    const before = bench.asked().length;
    await expect(target.observe(op)).rejects.toMatchObject({ fault: "cancelled", effect: "none" });

    expect(bench.asked()).toHaveLength(before);
  });
});

describe("a rate limit of GitHub", () => {
  const secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  const docs =
    "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits";

  it.each([
    ["retry-after of 403", { status: 403, headers: { "retry-after": "7" } }, 7000],
    ["retry-after of 429", { status: 429, headers: { "retry-after": "7" } }, 7000],
    ["the text of a secondary limit", { status: 403, body: { message: secondary } }, 60_000],
    ["its documentation", { status: 403, body: { message: "No.", documentation_url: docs } }, 60_000],
    ["a bare 429", { status: 429 }, 60_000],
  ])("told by %s is waited for, and the request is sent again", async (_how, answer, waitMs) => {
    const target = await start();
    const heal = bench.github.fault(() => {
      heal();
      return { answer };
    });

    expect(await target.observe(bench.op)).toEqual({ exists: true, writtenAtMs: 0 });

    expect(bench.clock.slept).toEqual([waitMs]);
  });

  it("that ends at a told time is waited for until then, by the server's clock", async () => {
    const target = await start({ skewMs: 3_600_000 });
    const reset = Math.floor(bench.github.nowMs() / 1000) + 120;
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
    const heal = bench.github.fault(() => {
      heal();
      return { answer: { status: 403, body: { message: "API rate limit exceeded" }, headers } };
    });

    await target.observe(bench.op);

    expect(bench.clock.slept).toHaveLength(1);
    expect(bench.clock.slept[0]).toBeGreaterThanOrEqual(119_600);
    expect(bench.clock.slept[0]).toBeLessThanOrEqual(122_000);
  });

  it("that would take longer than a quarter of an hour is told, with its end", async () => {
    const target = await start();
    bench.github.fault(() => ({ answer: { status: 429, headers: { "retry-after": "3600" } } }));

    await expect(target.observe(bench.op)).rejects.toMatchObject({
      fault: "rate-limited",
      retryAfterMs: 3_600_000,
      message: "GitHub takes no requests for another 60 min: a rate limit",
    });
    expect(bench.clock.slept).toEqual([]);
  });

  it("stops all requests of the run, whoever sends them", async () => {
    const target = await start();
    let refusals = 0;
    bench.github.fault(({ atMs }) => {
      if (atMs > Date.parse("2026-11-21T10:01:00Z")) return undefined;
      refusals += 1;
      return { answer: { status: 403, body: { message: secondary } } };
    });

    await Promise.all([
      target.observe(bench.op),
      bench.resolve({ organization: "acme", name: NAME }),
      bench.resolve({ repositories: ["acme/*"], name: NAME }),
    ]);

    expect(refusals).toBe(2);
    expect(bench.clock.slept).toEqual([60_000]);
  });

  it.each([
    ["safe", { points: 900, writes: 80, concurrent: 100 }, { pace: "safe" }],
    ["points", { points: 900, concurrent: 100 }, { pace: "points" }],
  ] as const)("is never hit by 200 repositories at pace %s", async (_pace, limits, options) => {
    bench = await startBench({ ...options, limits });
    const names = Array.from({ length: 200 }, (_, index) => `acme/web-${index}`);
    for (const repository of names) {
      bench.github.addRepository(repository);
      bench.github.putSecret({ repository, name: NAME }, "old", { writtenAtMs: 0 });
    }

    const { targets } = await bench.resolve({ repositories: ["acme/*"], name: NAME });
    await Promise.all(targets.map((target) => target.preflight(bench.op)));
    await Promise.all(targets.map((target) => target.write(new Secret("new"), bench.op)));

    expect(bench.github.limitHits).toEqual([]);
    expect(names.filter((repository) => bench.github.value({ repository, name: NAME }) !== "new")).toEqual([]);
  });
});

describe("what is told of a failure", () => {
  it("never holds the token, not even when the server repeats it", async () => {
    bench = await startBench({ token: "ghp_0123456789abcdefghij" });
    bench.github.addToken("ghp_0123456789abcdefghij", { permissions: EVERYTHING });
    bench.github.addRepository("acme/api");
    const target = await bench.target(RAW);
    const body = { message: "Bad token ghp_0123456789abcdefghij" };
    bench.github.fault(() => ({ answer: { status: 401, body } }));

    const blocker = await target.preflight(bench.op);

    expect(blocker?.why).toContain("Bad token ");
    expect(JSON.stringify(blocker)).not.toContain("ghp_");
  });
});
