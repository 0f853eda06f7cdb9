import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
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

  it("asks for a public key once a run, whatever the number of secrets", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    for (const name of ["ONE", "TWO", "THREE"]) {
      bench.github.putSecret({ repository: "acme/api", name }, "old", { writtenAtMs: 0 });
    }

    const targets = await Promise.all(
      ["ONE", "TWO", "THREE"].map((name) => bench.target({ repository: "acme/api", name })),
    );
    await Promise.all(targets.map((target) => rotate(target, "new", bench.op)));

    const keys = bench.asked().filter((line) => line.endsWith("/public-key"));
    expect(keys).toHaveLength(1);
    expect(bench.asked()).toHaveLength(1 + 1 + 3 * 3);
  });

  it("asks for the public key again, once, when the server has changed it", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const place = { repository: "acme/api", name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    await target.preflight(bench.op);
    bench.github.rotatePublicKey({ repository: "acme/api" });

    await target.write(new Secret("new"), bench.op);

    expect(bench.github.value(place)).toBe("new");
    expect(bench.asked().filter((line) => line.startsWith("PUT"))).toHaveLength(2);
    expect(bench.asked().filter((line) => line.endsWith("/public-key"))).toHaveLength(2);
  });

  it("seals again what was sealed for a public key that the server has changed since", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const place = { repository: "acme/api", name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    await target.preflight(bench.op);
    await target.prepare?.(new Secret("new"));
    bench.github.rotatePublicKey({ repository: "acme/api" });

    await target.write(new Secret("new"), bench.op);

    expect(bench.github.value(place)).toBe("new");
    expect(bench.asked().filter((line) => line.startsWith("PUT"))).toHaveLength(2);
  });

  it("has nothing to seal for before its preflight", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    bench.github.putSecret({ repository: "acme/api", name: "API_KEY" }, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    const asked = bench.asked().length;
    await target.prepare?.(new Secret("new"));
    expect(bench.asked()).toHaveLength(asked);
  });

  it("does not send a value again that is refused with 422 though the public key is the same", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const place = { repository: "acme/api", name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    bench.github.fault(({ method }) =>
      method === "PUT" ? { answer: { status: 422, body: { message: "Secrets limit reached" } } } : undefined,
    );

    const writing = target.write(new Secret("new"), bench.op);

    await expect(writing).rejects.toMatchObject({
      fault: "config",
      message: "GitHub answered 422 while writing acme/api · actions · API_KEY: Secrets limit reached",
    });
    expect(bench.asked().filter((line) => line.startsWith("PUT"))).toHaveLength(1);
  });

  it("is created where that is wanted, and says so", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");

    const target = await bench.target({ repository: "acme/api", name: "API_KEY", create: true });
    const done = await rotate(target, "new", bench.op);

    expect(done).toMatchObject({ state: { exists: false }, receipt: { created: true }, verdict: { ok: true } });
  });

  it("is not created where that is not wanted: preflight says so, with the nearest name", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    bench.github.putSecret({ repository: "acme/api", name: "KOSLI_API_KEY" }, "old");

    const done = await rotate(await bench.target({ repository: "acme/api", name: "KOSLI_APIKEY" }), "new", bench.op);

    expect(done.blocker).toEqual({
      fault: "not-found",
      why: "acme/api holds no secret KOSLI_APIKEY in the store actions",
      hint: "Check the name of the secret (did you mean KOSLI_API_KEY?) and the stores, or set create: true (create-missing) to have it created.",
    });
    expect(bench.github.writes).toEqual([]);
  });

  it("is taken away again when it vanished before the write, so that the write created it", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const place = { repository: "acme/api", name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    expect(await target.preflight(bench.op)).toBeUndefined();
    bench.github.deleteSecret(place);

    await expect(target.write(new Secret("new"), bench.op)).rejects.toMatchObject({
      fault: "not-found",
      effect: "none",
    });

    expect(bench.github.secret(place)).toBeUndefined();
  });

  it("says that it is still there when taking it away fails", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const place = { repository: "acme/api", name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    await target.preflight(bench.op);
    bench.github.deleteSecret(place);
    bench.github.fault(({ method }) => (method === "DELETE" ? { answer: { status: 500 } } : undefined));

    await expect(target.write(new Secret("new"), bench.op)).rejects.toMatchObject({
      fault: "not-found",
      effect: "unknown",
      hint: "Delete the secret, or set create: true if it is wanted.",
    });
  });

  it("takes 48 KB and not a byte more", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const place = { repository: "acme/api", name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });

    await target.write(new Secret("x".repeat(48 * 1024)), bench.op);
    const tooLong = target.write(new Secret("x".repeat(48 * 1024 + 1)), bench.op);

    await expect(tooLong).rejects.toMatchObject({ fault: "config", effect: "none" });
    expect(bench.github.value(place)).toHaveLength(48 * 1024);
  });

  it("is looked at again until the server shows the write, however late its reads are", async () => {
    bench = await startBench({ lagMs: 20_000 });
    bench.github.addRepository("acme/api");
    bench.github.putSecret({ repository: "acme/api", name: "API_KEY" }, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });

    const done = await rotate(target, "new", bench.op);

    expect(done.verdict).toMatchObject({ ok: true });
    expect(bench.clock.slept).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  it("is looked at again when the server shows no time yet, as it may right after a write", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    bench.github.putSecret({ repository: "acme/api", name: "API_KEY" }, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    const value = new Secret("new");
    const receipt = await target.write(value, bench.op);
    const heal = bench.github.fault(() => {
      heal();
      return { answer: { status: 200, body: { name: "API_KEY" } } };
    });

    expect(await target.verify(value, receipt, bench.op)).toMatchObject({ ok: true });

    expect(bench.clock.slept).toEqual([1000]);
  });

  it("is not called accepted when the server never shows the write", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    const place = { repository: "acme/api", name: "API_KEY" } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0 });
    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    const value = new Secret("new");
    const receipt = await target.write(value, bench.op);
    bench.github.putSecret(place, "old", { writtenAtMs: bench.clock.now() - 60_000 });

    const verdict = await target.verify(value, receipt, bench.op);

    expect(verdict).toMatchObject({ ok: false });
    expect(verdict.ok ? "" : verdict.why).toContain("its last write was at 2026-11-21T09:59:00.000Z");
  });

  it.each([-3_600_000, 3_600_000])("does not mind a server whose clock is off by %i ms", async (skewMs) => {
    bench = await startBench({ skewMs });
    bench.github.addRepository("acme/api");
    bench.github.putSecret({ repository: "acme/api", name: "API_KEY" }, "old", { writtenAtMs: 0 });

    const target = await bench.target({ repository: "acme/api", name: "API_KEY" });
    const done = await rotate(target, "new", bench.op);

    expect(done.verdict).toMatchObject({ ok: true });
    expect(bench.clock.slept).toEqual([]);
    expect(Math.abs((target.clock()?.offsetMs ?? 0) - skewMs)).toBeLessThanOrEqual(target.clock()?.uncertaintyMs ?? 0);
  });

  it("is written on an Enterprise Server below its base path", async () => {
    bench = await startBench({ ghes: true });
    bench.github.addRepository("acme/api", { environments: ["production"] });
    bench.github.addOrganization("acme");
    const places = [
      { repository: "acme/api", name: "API_KEY" },
      { repository: "acme/api", store: "dependabot", name: "API_KEY" },
      { repository: "acme/api", environment: "production", name: "API_KEY" },
      { organization: "acme", name: "API_KEY" },
    ] as const;
    for (const place of places) bench.github.putSecret(place, "old", { writtenAtMs: 0 });
    const entries = [
      { repository: "acme/api", stores: ["actions", "dependabot"] },
      { repository: "acme/api", environments: ["production"] },
      { organization: "acme" },
    ];

    const resolutions = await Promise.all(entries.map((entry) => bench.resolve({ ...entry, name: "API_KEY" })));
    const targets = resolutions.flatMap((resolution) => resolution.targets);
    for (const target of targets) await rotate(target, "new", bench.op);

    expect(bench.github.url).toMatch(/\/api\/v3$/);
    expect(places.map((place) => bench.github.value(place))).toEqual(["new", "new", "new", "new"]);
  });

  it("explains a store that the server does not have", async () => {
    bench = await startBench({ ghes: true });
    bench.github.addRepository("acme/api");

    const target = await bench.target({ repository: "acme/api", name: "API_KEY", stores: ["agents"], create: true });
    const blocker = await target.preflight(bench.op);

    expect(blocker).toMatchObject({ fault: "not-found" });
    expect(blocker?.hint).toContain("this server has no agents secrets");
  });

  it("has an id that is the same for every spelling, and differs between places", async () => {
    bench = await startBench();
    bench.github.addRepository("Acme/API", { environments: ["Production"] });
    const host = new URL(bench.github.url).host;

    const one = await bench.target({ repository: "acme/api", name: "api_key" });
    const two = await bench.target({ repository: "ACME/Api", name: "API_KEY" });
    const other = await bench.target({ repository: "acme/api", environments: ["production"], name: "api_key" });

    expect(one.id).toBe(`github-secret:${host}:acme/api:actions:API_KEY`);
    expect(two.id).toBe(one.id);
    expect(other.id).toBe(`github-secret:${host}:acme/api:production:actions:API_KEY`);
    expect([one.label, other.label]).toEqual([
      "Acme/API · actions · API_KEY",
      "Acme/API:production · actions · API_KEY",
    ]);
  });
});
