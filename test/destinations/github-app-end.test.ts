import { afterEach, describe, expect, it } from "vitest";
import type { GithubTwinOptions } from "../twins/github/twin.ts";
import { type AppRun, type AppStage, startAppStage } from "./github-app-stage.ts";
import { rotate } from "./github-bench.ts";

let stage: AppStage;

async function start(options: GithubTwinOptions = {}): Promise<void> {
  stage = await startAppStage(options);
}

afterEach(async () => {
  expect(stage.github.violations).toEqual([]);
  await stage.github.stop();
});

/** Rotates the secret of repositories that are named. */
async function work(run: AppRun, ...repositories: readonly string[]): Promise<void> {
  for (const entry of run.open({ repositories })) {
    const { targets } = await entry.resolve(stage.op);
    for (const target of targets) await rotate(target, "new", stage.op);
  }
}

/** Statuses of the answers to revocations. */
function revocations(): readonly (number | undefined)[] {
  return stage.github.requests.filter(({ method }) => method === "DELETE").map(({ status }) => status);
}

const MINUTE_MS = 60_000;

describe("the end of a run in the name of an App", () => {
  it("revokes the token of each owner", async () => {
    await start();
    stage.hold("acme/api", "globex/api");
    stage.install("acme");
    stage.install("globex");
    const run = stage.run();
    await work(run, "acme/api", "globex/api");

    expect(await run.end()).toEqual([]);

    expect(stage.github.issuedTokens).toHaveLength(2);
    expect(revocations()).toEqual([204, 204]);
  });

  it("revokes a token that was replaced and lives on, and leaves alone what is dead by itself", async () => {
    await start();
    stage.hold("acme/api", "acme/web");
    stage.install("acme");
    const run = stage.run();
    await work(run, "acme/api");
    stage.clock.advance(58 * MINUTE_MS);
    await work(run, "acme/web");
    expect(stage.github.issuedTokens).toHaveLength(2);
    await run.end();
    expect(revocations()).toEqual([204, 204]);

    const later = stage.run();
    await work(later, "acme/api");
    stage.clock.advance(61 * MINUTE_MS);
    await later.end();

    expect(revocations()).toEqual([204, 204]);
  });

  it("asks nothing where no token was made", async () => {
    await start();
    const run = stage.run();
    run.open({ repository: "acme/api" });

    expect(await run.end()).toEqual([]);

    expect(stage.github.requests).toEqual([]);
  });

  it("takes a token that GitHub knows no more for dead", async () => {
    await start();
    stage.hold("acme/api");
    stage.install("acme");
    const run = stage.run();
    await work(run, "acme/api");
    await run.end();

    expect(await run.end()).toEqual([]);

    expect(revocations()).toEqual([204, 401]);
  });

  it.each([
    ["an error", { answer: { status: 500, body: { message: "Server Error" } } }, "GitHub answered 500"],
    ["no answer", { drop: "before-effect" } as const, "The connection to GitHub broke"],
  ])("says of %s when the token ends by itself, and does not fail", async (_name, fault, why) => {
    await start();
    stage.hold("acme/api");
    stage.install("acme");
    const run = stage.run();
    await work(run, "acme/api");
    stage.github.fault(({ method }) => (method === "DELETE" ? fault : undefined));

    const [undone = "", ...rest] = await run.end();

    expect(rest).toEqual([]);
    expect(undone).toContain(why);
    const endsAt = new Date(stage.github.issuedTokens[0]?.expiresAtMs ?? 0).toISOString().slice(0, 16);
    expect(undone).toContain(`The GitHub App's token for acme was not revoked and ends at ${endsAt}`);
  });
});
