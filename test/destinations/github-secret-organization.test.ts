import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { type Bench, rotate, startBench } from "./github-bench.ts";

let bench: Bench;

afterEach(async () => {
  expect(bench.github.violations).toEqual([]);
  await bench.stop();
});

const STORES = ["actions", "dependabot", "codespaces", "agents"] as const;
const NAME = "API_KEY";

function addRepositories(count: number): readonly string[] {
  const names = Array.from({ length: count }, (_, index) => `acme/repository-${String(index).padStart(3, "0")}`);
  for (const name of names) bench.github.addRepository(name);
  return names;
}

describe("the secret of an organization", () => {
  it.each(STORES)("keeps all of its 250 selected repositories, in the store %s", async (store) => {
    bench = await startBench();
    const names = addRepositories(251);
    const place = { organization: "acme", store, name: NAME } as const;
    const selectedRepositories = names.slice(0, 250);
    bench.github.putSecret(place, "old", { writtenAtMs: 0, visibility: "selected", selectedRepositories });

    const target = await bench.target({ organization: "acme", name: NAME, stores: [store] });
    const done = await rotate(target, "new", bench.op);

    expect(done.verdict).toMatchObject({ ok: true, evidence: "version" });
    expect(bench.github.secret(place)).toMatchObject({ value: "new", visibility: "selected", selectedRepositories });
    const base = `/orgs/acme/${store}/secrets`;
    expect(bench.asked()).toEqual([
      `GET ${base}/API_KEY`,
      `GET ${base}/public-key`,
      ...Array(3).fill(`GET ${base}/API_KEY/repositories`),
      `PUT ${base}/API_KEY`,
      ...Array(3).fill(`GET ${base}/API_KEY/repositories`),
      `GET ${base}/API_KEY`,
    ]);
  });

  it.each(["all", "private"] as const)("keeps its visibility '%s' in four requests", async (visibility) => {
    bench = await startBench();
    bench.github.addOrganization("acme");
    const place = { organization: "acme", name: NAME } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0, visibility });

    await rotate(await bench.target({ organization: "acme", name: NAME }), "new", bench.op);

    expect(bench.github.secret(place)).toMatchObject({ value: "new", visibility });
    expect(bench.asked()).toHaveLength(4);
  });

  it("keeps an empty selection empty", async () => {
    bench = await startBench();
    bench.github.addOrganization("acme");
    const place = { organization: "acme", name: NAME } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0, visibility: "selected" });

    const done = await rotate(await bench.target({ organization: "acme", name: NAME }), "new", bench.op);

    expect(done.verdict).toMatchObject({ ok: true });
    expect(bench.github.secret(place)).toMatchObject({ visibility: "selected", selectedRepositories: [] });
  });

  it("is seen by private repositories when it is created", async () => {
    bench = await startBench();
    bench.github.addOrganization("acme");

    const target = await bench.target({ organization: "acme", name: NAME, create: true });
    const done = await rotate(target, "new", bench.op);

    expect(done).toMatchObject({ receipt: { created: true }, verdict: { ok: true } });
    expect(bench.github.secret({ organization: "acme", name: NAME })).toMatchObject({ visibility: "private" });
  });

  it("keeps a repository that was selected while a canary ran", async () => {
    bench = await startBench();
    const names = addRepositories(3);
    const place = { organization: "acme", name: NAME } as const;
    const seed = { writtenAtMs: 0, visibility: "selected" } as const;
    bench.github.putSecret(place, "old", { ...seed, selectedRepositories: names.slice(0, 2) });
    const target = await bench.target({ organization: "acme", name: NAME });
    await target.preflight(bench.op);
    bench.clock.advance(10 * 60_000);
    bench.github.putSecret(place, "old", { ...seed, selectedRepositories: names });

    await target.write(new Secret("new"), bench.op);

    expect(bench.github.secret(place)?.selectedRepositories).toEqual(names);
  });

  it("has its selection mended, once, when the server dropped some of it", async () => {
    bench = await startBench();
    const names = addRepositories(3);
    const place = { organization: "acme", name: NAME } as const;
    const seed = { visibility: "selected", selectedRepositories: names } as const;
    bench.github.putSecret(place, "old", { ...seed, writtenAtMs: 0 });
    const target = await bench.target({ organization: "acme", name: NAME });
    await target.preflight(bench.op);
    const drop = bench.github.fault(({ method, path }) => {
      if (method !== "GET" || !path.endsWith("/repositories")) return undefined;
      drop();
      const ours = { ...seed, selectedRepositories: names.slice(0, 1), writtenAtMs: bench.clock.now() };
      bench.github.putSecret(place, "new", ours);
      return undefined;
    });

    const value = new Secret("new");
    const verdict = await target.verify(value, await target.write(value, bench.op), bench.op);

    expect(verdict).toMatchObject({ ok: true });
    expect(bench.github.secret(place)).toMatchObject({ value: "new", selectedRepositories: names });
  });

  it("is not called accepted when its selection cannot be mended: the lost ones are named", async () => {
    bench = await startBench();
    const names = addRepositories(3);
    const place = { organization: "acme", name: NAME } as const;
    const seed = { visibility: "selected", selectedRepositories: names } as const;
    bench.github.putSecret(place, "old", { ...seed, writtenAtMs: 0 });
    const target = await bench.target({ organization: "acme", name: NAME });
    await target.preflight(bench.op);
    bench.github.fault(({ method, path }) => {
      if (method === "GET" && path.endsWith("/repositories")) {
        const ours = { ...seed, selectedRepositories: names.slice(0, 1), writtenAtMs: bench.clock.now() };
        bench.github.putSecret(place, "new", ours);
      }
      return undefined;
    });

    const value = new Secret("new");
    const verdict = await target.verify(value, await target.write(value, bench.op), bench.op);

    const why = "it is no longer selected for acme/repository-001, acme/repository-002";
    expect(verdict).toEqual({ ok: false, why });
  });

  it("is not called accepted when its visibility is another one afterwards", async () => {
    bench = await startBench();
    bench.github.addOrganization("acme");
    const place = { organization: "acme", name: NAME } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0, visibility: "private" });
    const target = await bench.target({ organization: "acme", name: NAME });
    await target.preflight(bench.op);
    const value = new Secret("new");
    const receipt = await target.write(value, bench.op);
    bench.github.putSecret(place, "new", { visibility: "all" });

    const verdict = await target.verify(value, receipt, bench.op);

    expect(verdict).toEqual({ ok: false, why: "its visibility was private and is now all" });
  });

  it("is blocked with the permission to give where the token may not touch it", async () => {
    bench = await startBench({ token: "weak" });
    bench.github.addOrganization("acme");
    bench.github.addToken("weak", { permissions: { secrets: "write" } });
    bench.github.putSecret({ organization: "acme", name: NAME }, "old");

    const blocker = await (await bench.target({ organization: "acme", name: NAME })).preflight(bench.op);

    expect(blocker).toMatchObject({ fault: "forbidden" });
    expect(blocker?.hint).toContain('the organization permission "Secrets" (read and write) for acme');
  });
});
