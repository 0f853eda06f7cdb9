import { afterEach, describe, expect, it } from "vitest";
import type { Canary } from "../../src/contract/destination.ts";
import { canary } from "../../src/destinations/github-secret/index.ts";
import type { WorkflowOptions } from "../twins/github/twin.ts";
import { type Bench, type BenchOptions, START_MS, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  expect(bench.github.violations).toEqual([]);
  await bench.stop();
});

const NONCE = "nonce-17";

async function start(workflow: WorkflowOptions = {}, options: BenchOptions = {}): Promise<void> {
  bench = await startBench(options);
  bench.github.addRepository("acme/api", { defaultBranch: "trunk", branches: ["next"] });
  bench.github.addWorkflow("acme/api", "smoke.yml", workflow);
}

function open(raw: Readonly<Record<string, unknown>> = {}): Canary {
  const configured = canary.configure({ repository: "acme/api", workflow: "smoke.yml", ...raw });
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  return configured.data.open(bench.tools);
}

const dispatches = () =>
  bench.github.requests.filter(({ path }) => path.endsWith("/dispatches")).map(({ body }) => body);

describe("the preflight of a canary", () => {
  it("finds a workflow that can be started, and starts nothing", async () => {
    await start();

    expect(await open().preflight(bench.op)).toBeUndefined();
    expect(bench.github.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  it.each([
    ["a workflow that is not there", { workflow: "smok.yml" }, "not-found", "no such workflow"],
    ["a repository that is not there", { repository: "acme/apo" }, "not-found", "name is wrong"],
  ])("is stopped by %s", async (_what, raw, fault, hint) => {
    await start();

    expect(await open(raw).preflight(bench.op)).toMatchObject({ fault, hint: expect.stringContaining(hint) });
  });

  it("is stopped by a workflow that is disabled", async () => {
    await start({ state: "disabled_manually" });

    expect(await open().preflight(bench.op)).toMatchObject({
      fault: "conflict",
      why: "the workflow acme/api · smoke.yml cannot be started: it is disabled_manually",
    });
  });

  it("is stopped by a workflow without the trigger, as far as the token may read files", async () => {
    await start({ dispatchable: false });

    expect(await open().preflight(bench.op)).toMatchObject({
      fault: "config",
      why: expect.stringContaining("has no trigger workflow_dispatch on trunk"),
    });
  });

  it("goes on where the token may not read files", async () => {
    await start({}, { token: "weak" });
    bench.github.addToken("weak", { permissions: { actions: "write" } });

    expect(await open().preflight(bench.op)).toBeUndefined();
  });

  it("is stopped by a branch that is not there", async () => {
    await start();
    bench.github.fault(({ path }) =>
      path.includes("/contents/")
        ? {
            answer: {
              status: 404,
              body: { message: "No commit found for the ref nxt", documentation_url: "", status: "404" },
            },
          }
        : undefined,
    );

    expect(await open({ ref: "nxt" }).preflight(bench.op)).toMatchObject({
      fault: "not-found",
      why: "acme/api has no branch or tag nxt for the canary to run on",
    });
  });

  it("names the permission that is missing", async () => {
    await start({}, { token: "weak" });
    bench.github.addToken("weak", { permissions: { secrets: "write" } });

    expect(await open().preflight(bench.op)).toMatchObject({
      fault: "forbidden",
      hint: expect.stringContaining('the repository permission "Actions" (read and write) for acme/api'),
    });
  });
});

describe("a canary", () => {
  it("is green when its own run succeeds, and links to it", async () => {
    await start({ runsMs: 60_000, queuedMs: 10_000 });

    const result = await open().run(NONCE, bench.op);

    expect(result).toMatchObject({ ok: true, url: expect.stringMatching(/\/acme\/api\/actions\/runs\/\d+$/) });
    expect(bench.clock.slept).toEqual([5000, 7500, 11_250, 16_875, 25_312.5, 30_000]);
  });

  it.each(["failure", "cancelled", "timed_out", "skipped"] as const)(
    "is red when its run ends with %s",
    async (conclusion) => {
      await start({ conclude: () => conclusion });

      expect(await open().run(NONCE, bench.op)).toMatchObject({
        ok: false,
        why: `it ended with ${conclusion}`,
        url: expect.stringContaining("/actions/runs/"),
      });
    },
  );

  it("is red when its run does not end in time", async () => {
    await start({ conclude: () => "hang" });

    const result = await open({ timeout: "2m" }).run(NONCE, bench.op);

    expect(result).toMatchObject({ ok: false, why: "it did not finish within 2 min (in_progress)" });
    expect(bench.clock.now() - START_MS).toBe(120_000);
  });

  it.each([
    ["the default branch", {}, "trunk"],
    ["the branch that is asked for", { ref: "next" }, "next"],
  ])("runs on %s", async (_what, raw, ref) => {
    await start();

    await open(raw).run(NONCE, bench.op);

    expect(dispatches().at(-1)).toMatchObject({ ref });
  });

  it("gets the nonce where it declares an input for it", async () => {
    const seen: unknown[] = [];
    await start({
      inputs: ["rekey-nonce"],
      conclude: ({ inputs }) => {
        seen.push(inputs);
        return "success";
      },
    });

    await open().run(NONCE, bench.op);

    expect(seen).toEqual([{ "rekey-nonce": NONCE }]);
    expect(dispatches()).toHaveLength(1);
  });

  it("is started without it where it does not", async () => {
    await start();

    expect(await open().run(NONCE, bench.op)).toMatchObject({ ok: true });
    expect(dispatches()).toEqual([
      { ref: "trunk", inputs: { "rekey-nonce": NONCE }, return_run_details: true },
      { ref: "trunk", return_run_details: true },
    ]);
  });

  it.each([
    ["ignores", false],
    ["refuses", true],
  ])("finds its run by the nonce on a server that %s run details", async (_how, refusesRunDetails) => {
    const title = (inputs: Readonly<Record<string, string>>) => `Smoke ${inputs["rekey-nonce"]}`;
    await start({ inputs: ["rekey-nonce"], title, conclude: () => "failure" }, { ghes: true, refusesRunDetails });
    const other = { workflow: "smoke.yml", event: "workflow_dispatch", status: "completed" } as const;
    const heal = bench.github.fault(({ path, method }) => {
      if (method !== "GET" || !path.endsWith("/runs")) return undefined;
      heal();
      bench.github.addRun("acme/api", { ...other, conclusion: "success", createdAtMs: bench.clock.now() });
      return undefined;
    });

    expect(await open().run(NONCE, bench.op)).toMatchObject({ ok: false, why: "it ended with failure" });
  });

  it("takes the newest run started by hand since, where no title tells", async () => {
    await start({ conclude: () => "failure" }, { ghes: true });
    const other = { workflow: "smoke.yml", status: "completed", conclusion: "success" } as const;
    bench.github.addRun("acme/api", { ...other, event: "workflow_dispatch", createdAtMs: START_MS - 60_000 });
    bench.github.addRun("acme/api", { ...other, event: "push", createdAtMs: START_MS + 1000 });

    expect(await open().run(NONCE, bench.op)).toMatchObject({ ok: false, why: "it ended with failure" });
  });

  it("does not take the run that rekey is for its own", async () => {
    await start({ hiddenMs: 86_400_000 }, { ghes: true });
    const run = { workflow: "smoke.yml", event: "workflow_dispatch", status: "completed" } as const;
    const id = bench.github.addRun("acme/api", { ...run, conclusion: "success", createdAtMs: START_MS + 1000 });
    Object.assign(bench.tools.run, { runId: String(id) });

    expect(await open().run(NONCE, bench.op)).toEqual({
      ok: false,
      why: "the run that was asked for did not appear within 10 min",
    });
  });

  it.each([true, false])("waits for a run that does not show at once (run details: %s)", async (knowsRunDetails) => {
    await start({ hiddenMs: 30_000 }, { knowsRunDetails });

    expect(await open().run(NONCE, bench.op)).toMatchObject({ ok: true });
  });

  it("survives looks that fail", async () => {
    await start({ runsMs: 60_000 });
    bench.github.fault(({ path, index }) =>
      path.includes("/runs/") && index % 2 === 0 ? { answer: { status: 502 } } : undefined,
    );

    expect(await open().run(NONCE, bench.op)).toMatchObject({ ok: true });
  });

  it("is started again when GitHub could not take the call", async () => {
    await start();
    const heal = bench.github.fault(({ method }) => {
      if (method !== "POST") return undefined;
      heal();
      return { answer: { status: 503 } };
    });

    expect(await open().run(NONCE, bench.op)).toMatchObject({ ok: true });
  });

  it("is refused with what to do where it cannot be started", async () => {
    await start({ dispatchable: false });

    await expect(open().run(NONCE, bench.op)).rejects.toMatchObject({
      fault: "config",
      message: expect.stringContaining("does not have 'workflow_dispatch' trigger"),
    });
  });

  it("is at the place of its repository under its present name", async () => {
    await start();
    bench.github.renameRepository("acme/api", "api-next");
    const renamed = open();
    expect(renamed.place).toBe("acme/api");

    await renamed.preflight(bench.op);

    expect(renamed.place).toBe("acme/api-next");
    expect(await renamed.run(NONCE, bench.op)).toMatchObject({ ok: true });
  });

  it("ends with the run", async () => {
    await start({ conclude: () => "hang" });
    const controller = new AbortController();
    bench.github.fault(({ path }) => {
      if (path.includes("/runs/")) controller.abort();
      return undefined;
    });

    await expect(open().run(NONCE, { signal: controller.signal })).rejects.toMatchObject({ fault: "cancelled" });
  });
});
