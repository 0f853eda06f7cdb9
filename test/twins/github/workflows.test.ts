import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf, type Reply } from "./client.ts";
import { createdFilter } from "./routes/runs.ts";
import { type GithubTwin, type GithubTwinOptions, openContract, startGithubTwin } from "./twin.ts";

const contract = openContract();

const DISPATCHES = "/repos/acme/api/actions/workflows/smoke.yml/dispatches";

let now = 0;
let twin: GithubTwin;
let client: Client;

async function start(options: GithubTwinOptions = {}): Promise<void> {
  now = Date.parse("2026-11-21T10:00:00Z");
  await twin?.stop();
  twin = await startGithubTwin({ contract, clock: { now: () => now, sleep: async () => {} }, ...options });
  twin.addRepository("acme/api", { environments: ["production"], branches: ["next"] });
  twin.addToken("t", { permissions: { actions: "write", contents: "read" } });
  client = clientOf(twin.url, "t");
}

beforeEach(() => start());

afterEach(async () => {
  expect(twin.violations).toEqual([]);
  await twin.stop();
});

function dispatch(body: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): Promise<Reply> {
  return client.send("POST", DISPATCHES, body, headers);
}

describe("workflows of the GitHub twin", () => {
  it("answers a dispatch with the run's id when asked to", async () => {
    twin.addWorkflow("acme/api", "smoke.yml");

    const { status, body } = await dispatch({ ref: "main", return_run_details: true });
    const run = await client.get(
      `/repos/acme/api/actions/runs/${(body as { workflow_run_id: number }).workflow_run_id}`,
    );

    expect(status).toBe(200);
    expect(run.body).toMatchObject({
      event: "workflow_dispatch",
      status: "completed",
      conclusion: "success",
      head_branch: "main",
    });
  });

  it("answers a dispatch with 204 when not asked for details", async () => {
    twin.addWorkflow("acme/api", "smoke.yml");

    expect((await dispatch({ ref: "main" })).status).toBe(204);
  });

  it("always answers with details under the API version of 2026-03-10", async () => {
    twin.addWorkflow("acme/api", "smoke.yml");

    expect((await dispatch({ ref: "main" }, { "x-github-api-version": "2026-03-10" })).status).toBe(200);
  });

  it.each([
    [{ knowsRunDetails: false }, 204],
    [{ knowsRunDetails: false, refusesRunDetails: true }, 422],
  ])("as a server that knows no run details, with %o, answers %i", async (options, expected) => {
    await start(options);
    twin.addWorkflow("acme/api", "smoke.yml");

    expect((await dispatch({ ref: "main", return_run_details: true })).status).toBe(expected);
  });

  it("shows a run's title, made from its inputs, in lists", async () => {
    twin.addWorkflow("acme/api", "smoke.yml", {
      inputs: ["rekey-nonce"],
      title: (inputs) => `Smoke ${inputs["rekey-nonce"]}`,
    });
    await dispatch({ ref: "main", inputs: { "rekey-nonce": "abc" } });

    const { body } = await client.get("/repos/acme/api/actions/workflows/smoke.yml/runs?event=workflow_dispatch");

    expect(body).toMatchObject({ total_count: 1, workflow_runs: [{ display_title: "Smoke abc" }] });
  });

  it.each([
    ["an undeclared input", {}, { ref: "main", inputs: { other: "1" } }, 'Unexpected inputs provided: ["other"]'],
    ["an unknown branch", {}, { ref: "none" }, "No ref found for: none"],
    [
      "a workflow without the trigger",
      { dispatchable: false },
      { ref: "main" },
      "Workflow does not have 'workflow_dispatch' trigger",
    ],
    [
      "a disabled workflow",
      { state: "disabled_manually" as const },
      { ref: "main" },
      "Cannot trigger a 'workflow_dispatch' on a disabled workflow",
    ],
  ])("refuses to dispatch %s", async (_what, options, body, message) => {
    twin.addWorkflow("acme/api", "smoke.yml", options);

    expect(await dispatch(body)).toMatchObject({ status: 422, body: { message } });
  });

  it("answers 404 for a workflow that is not there", async () => {
    expect((await dispatch({ ref: "main" })).status).toBe(404);
  });

  it("lets a run progress on the clock, and shows it only once it is no longer hidden", async () => {
    twin.addWorkflow("acme/api", "smoke.yml", { hiddenMs: 1_000, queuedMs: 5_000, runsMs: 10_000 });
    const { body } = await dispatch({ ref: "next", return_run_details: true });
    const path = `/repos/acme/api/actions/runs/${(body as { workflow_run_id: number }).workflow_run_id}`;

    const seen: unknown[] = [];
    for (const atMs of [0, 1_000, 5_000, 15_000]) {
      now = Date.parse("2026-11-21T10:00:00Z") + atMs;
      const { status, body: run } = await client.get(path);
      seen.push([status, (run as { status: string }).status]);
    }

    expect(seen).toEqual([
      [404, "404"],
      [200, "queued"],
      [200, "in_progress"],
      [200, "completed"],
    ]);
  });

  it("gives a job the repository's secrets of its queueing and the environment's of its start", async () => {
    const seen: (string | undefined)[] = [];
    twin.putSecret({ organization: "acme", name: "SHARED" }, "org", { visibility: "all" });
    twin.putSecret({ repository: "acme/api", name: "KEY" }, "queued");
    twin.putSecret({ repository: "acme/api", environment: "production", name: "KEY" }, "before");
    twin.addWorkflow("acme/api", "smoke.yml", {
      queuedMs: 5_000,
      conclude: (run) => {
        seen.push(run.secret("KEY"), run.secret("KEY", "production"), run.secret("SHARED", "production"));
        return "failure";
      },
    });
    const { body } = await dispatch({ ref: "main", return_run_details: true });
    twin.putSecret({ repository: "acme/api", name: "KEY" }, "later");
    twin.putSecret({ repository: "acme/api", environment: "production", name: "KEY" }, "started");

    now += 5_000;
    const run = await client.get(
      `/repos/acme/api/actions/runs/${(body as { workflow_run_id: number }).workflow_run_id}`,
    );

    expect(run.body).toMatchObject({ conclusion: "failure" });
    expect(seen).toEqual(["queued", "started", "org"]);
  });

  it("lists runs by event, branch, status, commit and creation", async () => {
    const push = twin.addRun("acme/api", { status: "in_progress", createdAtMs: now - 60_000 });
    const nightly = twin.addRun("acme/api", {
      status: "completed",
      conclusion: "failure",
      event: "schedule",
      branch: "next",
    });
    const ids = async (query: string): Promise<readonly number[]> => {
      const { body } = await client.get(`/repos/acme/api/actions/runs?${query}`);
      return (body as { workflow_runs: { id: number }[] }).workflow_runs.map((run) => run.id);
    };
    const { body } = await client.get(`/repos/acme/api/actions/runs/${push}`);

    expect(await ids("")).toEqual([nightly, push]);
    expect(await ids("event=schedule")).toEqual([nightly]);
    expect(await ids("branch=main")).toEqual([push]);
    expect(await ids("status=in_progress")).toEqual([push]);
    expect(await ids("status=failure")).toEqual([nightly]);
    expect(await ids(`head_sha=${(body as { head_sha: string }).head_sha}`)).toEqual([push]);
    expect(await ids(`created=${encodeURIComponent(">=2026-11-21T10:00:00Z")}`)).toEqual([nightly]);
  });

  it("leaves a run of a test as it is until the test says otherwise", async () => {
    const id = twin.addRun("acme/api", { status: "queued" });
    now += 3_600_000;
    const before = await client.get(`/repos/acme/api/actions/runs/${id}`);
    twin.setRun(id, "completed", "success");
    const after = await client.get(`/repos/acme/api/actions/runs/${id}`);

    expect([before.body, after.body]).toMatchObject([
      { status: "queued" },
      { status: "completed", conclusion: "success" },
    ]);
  });

  it("serves the file that declares a workflow and its inputs", async () => {
    twin.addWorkflow("acme/api", "smoke.yml", { name: "Smoke", inputs: ["rekey-nonce"] });

    const file = await client.get("/repos/acme/api/contents/.github/workflows/smoke.yml");
    const workflow = await client.get("/repos/acme/api/actions/workflows/smoke.yml");
    const all = await client.get("/repos/acme/api/actions/workflows");

    const text = Buffer.from((file.body as { content: string }).content, "base64").toString();
    expect(text).toContain("  workflow_dispatch:\n    inputs:\n      rekey-nonce:\n");
    expect(workflow.body).toMatchObject({ name: "Smoke", path: ".github/workflows/smoke.yml", state: "active" });
    expect(all.body).toMatchObject({ total_count: 1 });
  });

  it.each([
    [">=2026-01-02T00:00:00Z", [false, true, true]],
    [">2026-01-02T00:00:00Z", [false, false, true]],
    ["<=2026-01-02T00:00:00Z", [true, true, false]],
    ["<2026-01-02", [true, false, false]],
    ["2026-01-02", [false, true, false]],
    ["2026-01-01..2026-01-02", [true, true, false]],
    ["*..2026-01-01", [true, false, false]],
  ])("understands the creation filter %s", (filter, expected) => {
    const days = ["2026-01-01", "2026-01-02", "2026-01-03"].map((day) => Date.parse(day));

    expect(days.map(createdFilter(filter))).toEqual(expected);
  });
});
