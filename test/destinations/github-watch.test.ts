import { afterEach, describe, expect, it } from "vitest";
import { openWatch } from "../../src/destinations/github-secret/index.ts";
import { type Bench, type BenchOptions, START_MS, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  expect(bench.github.violations).toEqual([]);
  await bench.stop();
});

async function start(options: BenchOptions = {}): Promise<void> {
  bench = await startBench(options);
  bench.github.addRepository("acme/api");
  bench.github.addRepository("acme/web");
}

const labels = async (writtenBeforeMs = START_MS) => {
  const places = [
    { place: "acme/api", writtenBeforeMs },
    { place: "acme/web", writtenBeforeMs },
  ];
  return (await openWatch(bench.tools).active(places, bench.op)).map(({ label }) => label);
};

describe("the watch over workflow runs", () => {
  it.each(["queued", "in_progress", "waiting", "pending", "requested"] as const)(
    "tells of a run that is %s and began before the write",
    async (status) => {
      await start();
      bench.github.addRun("acme/api", { status, createdAtMs: START_MS - 60_000 });
      bench.github.addRun("acme/web", { status: "completed", conclusion: "success", createdAtMs: START_MS - 60_000 });

      expect(await labels()).toEqual(["acme/api · ci.yml #1"]);
    },
  );

  it("does not tell of a run that began after the write", async () => {
    await start();
    bench.github.addRun("acme/api", { status: "in_progress", createdAtMs: START_MS + 60_000 });

    expect(await labels()).toEqual([]);
  });

  it("tells of a run that is repeated after the write: it may get the secrets of its first attempt", async () => {
    await start();
    bench.github.addRun("acme/api", {
      status: "in_progress",
      createdAtMs: START_MS - 86_400_000,
      startedAtMs: START_MS + 60_000,
    });

    expect(await labels()).toEqual(["acme/api · ci.yml #1"]);
  });

  it.each([-3_600_000, 3_600_000])("compares by the server's clock, which is off by %i ms", async (skewMs) => {
    await start({ skewMs });
    bench.github.addRun("acme/api", { status: "queued", createdAtMs: START_MS + skewMs - 60_000 });
    bench.github.addRun("acme/web", { status: "queued", createdAtMs: START_MS + skewMs + 60_000 });

    expect(await labels()).toEqual(["acme/api · ci.yml #1"]);
  });

  it("does not tell of the run that rekey is", async () => {
    await start();
    const id = bench.github.addRun("acme/api", { status: "in_progress", createdAtMs: START_MS - 60_000 });
    const tools = { ...bench.tools, run: { ...bench.tools.run, runId: String(id) } };
    const places = [{ place: "acme/api", writtenBeforeMs: START_MS }];

    expect(await openWatch(tools).active(places, bench.op)).toEqual([]);
  });

  it("finds a run among hundreds", async () => {
    await start();
    for (let index = 0; index < 250; index++) {
      bench.github.addRun("acme/api", { status: "queued", createdAtMs: START_MS + 60_000 + index * 1000 });
    }
    bench.github.addRun("acme/api", { status: "queued", createdAtMs: START_MS - 60_000 });

    expect(await labels()).toEqual(["acme/api · ci.yml #251"]);
  });

  it("does not ask again about a repository that was quiet", async () => {
    await start();
    const id = bench.github.addRun("acme/api", { status: "queued", createdAtMs: START_MS - 60_000 });
    const watch = openWatch(bench.tools);
    const places = ["acme/api", "acme/web"].map((place) => ({ place, writtenBeforeMs: START_MS }));

    expect(await watch.active(places, bench.op)).toHaveLength(1);
    const before = bench.asked().length;
    bench.github.setRun(id, "completed", "success");
    expect(await watch.active(places, bench.op)).toEqual([]);

    expect(new Set(bench.asked().slice(before))).toEqual(new Set(["GET /repos/acme/api/actions/runs"]));
  });

  it("says which permission is missing where it may not look", async () => {
    await start({ token: "weak" });
    bench.github.addToken("weak", { permissions: { secrets: "write" } });

    await expect(labels()).rejects.toMatchObject({
      fault: "forbidden",
      hint: expect.stringContaining('the repository permission "Actions" (read) for acme/api'),
    });
  });

  it("takes a repository that it cannot see for one where it may not look", async () => {
    await start({ token: "weak" });
    bench.github.addToken("weak", { permissions: { actions: "read" }, repositories: [] });

    await expect(labels()).rejects.toMatchObject({ fault: "forbidden" });
  });
});
