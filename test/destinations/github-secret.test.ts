import { afterEach, describe, expect, it } from "vitest";
import { type Bench, rotate, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  expect(bench.github.violations).toEqual([]);
  await bench.stop();
});

const STORES = ["actions", "dependabot", "codespaces", "agents"] as const;

describe("a GitHub secret", () => {
  it.each(STORES)("of a repository in the store %s is written and decrypts to the key", async (store) => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const place = { repository: "acme/api", store, name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });

    const target = await bench.target({ repository: "acme/api", name: "api_key", stores: [store] });
    const done = await rotate(target, "zwölf\n🔑", bench.op);

    expect(done.verdict).toMatchObject({ ok: true, evidence: "version" });
    expect(done.receipt).toMatchObject({ created: false });
    expect(bench.github.value(place)).toBe("zwölf\n🔑");
  });

  it.each(STORES)("of an organization in the store %s is written and decrypts to the key", async (store) => {
    bench = await startBench();
    bench.github.addOrganization("acme");
    const place = { organization: "acme", store, name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0, visibility: "all" });

    const target = await bench.target({ organization: "acme", name: "API_KEY", stores: [store] });
    const done = await rotate(target, "new", bench.op);

    expect(done.verdict).toMatchObject({ ok: true, evidence: "version" });
    expect(bench.github.secret(place)).toMatchObject({ value: "new", visibility: "all" });
  });

  it.each(["production", "eu/west 1", "prod %2F ä?#"])("of the environment '%s' is written", async (environment) => {
    bench = await startBench();
    bench.github.addRepository("acme/api", { environments: [environment, "other"] });
    const place = { repository: "acme/api", environment, name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });

    const target = await bench.target({ repository: "acme/api", environments: [environment], name: "API_KEY" });
    const done = await rotate(target, "new", bench.op);

    expect(done.verdict).toMatchObject({ ok: true });
    expect(bench.github.value(place)).toBe("new");
  });

  it("takes four requests beside the facts about its repository", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    bench.github.putSecret({ repository: "acme/api", name: "API_KEY" }, "old", { writtenAtMs: 0 });

    await rotate(await bench.target({ repository: "acme/api", name: "API_KEY" }), "new", bench.op);

    expect(bench.asked()).toEqual([
      "GET /repos/acme/api",
      "GET /repos/acme/api/actions/secrets/API_KEY",
      "GET /repos/acme/api/actions/secrets/public-key",
      "PUT /repos/acme/api/actions/secrets/API_KEY",
      "GET /repos/acme/api/actions/secrets/API_KEY",
    ]);
  });
});
