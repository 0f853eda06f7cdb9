import { afterEach, describe, expect, it } from "vitest";
import type { Outlook } from "../../src/contract/quota.ts";
import { Secret } from "../../src/contract/secret.ts";
import { hourBudget } from "../../src/destinations/github-secret/hour-budget.ts";
import { githubQuota } from "../../src/destinations/github-secret/quota.ts";
import { type Bench, startBench } from "./github-bench.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse("2026-11-21T10:00:00Z");

type Told = Readonly<Record<string, string | number>>;

function answer(headers: Told) {
  const told = new Map(Object.entries(headers).map(([name, value]) => [`x-ratelimit-${name}`, String(value)]));
  return { status: 200, json: undefined, text: "", header: (name: string) => told.get(name) };
}

const seconds = (ms: number) => ms / 1000;

describe("what is left of the hour", () => {
  const hour = { limit: 5000, remaining: 4000, reset: seconds(NOW + HOUR), resource: "core" };

  it("is unknown until an answer tells it, and where none does", () => {
    const budget = hourBudget();
    expect(budget.reading(NOW)).toBeUndefined();
    budget.learn(answer({}));
    budget.learn(answer({ ...hour, remaining: "" }));
    expect(budget.reading(NOW)).toBeUndefined();
  });

  it("is the lowest number told for the latest hour, as answers overtake each other", () => {
    const budget = hourBudget();
    for (const remaining of [4000, 3998, 3999]) budget.learn(answer({ ...hour, remaining }));
    expect(budget.reading(NOW)).toEqual({ limit: 5000, left: 3998, resetsAtMs: NOW + HOUR });
    budget.learn(answer({ ...hour, remaining: 4999, reset: seconds(NOW + 2 * HOUR) }));
    budget.learn(answer({ ...hour, remaining: 10 }));
    expect(budget.reading(NOW)).toEqual({ limit: 5000, left: 4999, resetsAtMs: NOW + 2 * HOUR });
  });

  it("is whole again when the hour is over, and does not count what other limits say", () => {
    const budget = hourBudget();
    budget.learn(answer({ ...hour, remaining: 3 }));
    budget.learn(answer({ ...hour, remaining: 1, resource: "search" }));
    expect(budget.reading(NOW)?.left).toBe(3);
    expect(budget.reading(NOW + HOUR)).toEqual({ limit: 5000, left: 5000, resetsAtMs: NOW + 2 * HOUR });
  });
});

describe("the outlook of some work", () => {
  interface Case {
    readonly paceMs?: number;
    readonly left: number;
    readonly limit?: number;
    readonly resetsInMs: number;
  }

  function outlook({ paceMs, left, limit = 5000, resetsInMs }: Case, requests: number): Outlook {
    const hour = hourBudget();
    hour.learn(answer({ limit, remaining: left, reset: seconds(NOW + resetsInMs) }));
    const quota = githubQuota({ gate: { outlookMs: () => paceMs }, hour, serverNow: () => NOW });
    return quota.outlook({ reads: requests / 2, writes: requests / 2 });
  }

  const cases: readonly (readonly [string, Case, number, Outlook])[] = [
    [
      "that fits into the hour takes what the pace takes",
      { paceMs: MINUTE, left: 400, resetsInMs: HOUR / 2 },
      400,
      { ms: MINUTE },
    ],
    ["without a pace takes no time", { left: 400, resetsInMs: HOUR / 2 }, 400, { ms: 0 }],
    [
      "that does not fit has a shortfall",
      { paceMs: MINUTE, left: 399, resetsInMs: HOUR / 2 },
      400,
      { ms: 0, shortfall: { requests: 400, left: 399, resetsAtMs: NOW + HOUR / 2 } },
    ],
    [
      "that is cut by an hour's end soon waits for it",
      { paceMs: 8 * MINUTE, left: 200, resetsInMs: 10 * MINUTE },
      400,
      { ms: 14 * MINUTE },
    ],
    [
      "that is slow enough never uses its hours up",
      { paceMs: 4 * HOUR, left: 2500, limit: 5000, resetsInMs: 30 * MINUTE },
      20_000,
      { ms: 4 * HOUR },
    ],
    [
      "that uses up a later hour long before its end has a shortfall too",
      { paceMs: 20 * MINUTE, left: 100, limit: 200, resetsInMs: 5 * MINUTE },
      400,
      { ms: 5 * MINUTE, shortfall: { requests: 400, left: 100, resetsAtMs: NOW + 5 * MINUTE } },
    ],
    [
      "is never possible where nothing is granted",
      { left: 0, limit: 0, resetsInMs: MINUTE },
      2,
      { ms: 0, shortfall: { requests: 2, left: 0, resetsAtMs: NOW + MINUTE } },
    ],
  ];
  it.each(cases)("%s", (_, given, requests, expected) => {
    const told = outlook(given, requests);
    expect({ ...told, ms: Math.round(told.ms ?? -1) }).toEqual(expected);
  });

  it("counts reads as one point and writes as five", () => {
    const asked: unknown[] = [];
    const gate = { outlookMs: (cost: object) => void asked.push(cost) };
    const quota = githubQuota({ gate, hour: hourBudget(), serverNow: () => NOW });
    expect(quota.outlook({ reads: 10, writes: 4 })).toEqual({});
    expect(asked).toEqual([{ points: 30, writes: 4 }]);
  });
});

describe("targets", () => {
  let bench: Bench;
  afterEach(() => bench.stop());

  it("of one token count against one limit, which the twin's answers tell", async () => {
    bench = await startBench({ pace: "safe", limits: { primary: 40 } });
    for (const name of ["acme/a", "acme/b", "acme/c", "acme/d"]) {
      bench.github.addRepository(name);
      bench.github.putSecret({ repository: name, name: "API_KEY" }, "old");
    }
    const { targets } = await bench.resolve({ repositories: ["acme/*"], name: "API_KEY" });
    for (const target of targets) await target.preflight(bench.op);
    const [first] = targets;
    expect(new Set(targets.map(({ quota }) => quota)).size).toBe(1);
    expect(first?.work?.()).toEqual({ reads: 1, writes: 1 });
    const used = bench.github.requests.length;
    expect(first?.quota?.outlook({ reads: 1, writes: 40 })).toMatchObject({
      shortfall: { requests: 41, left: 40 - used },
    });
    expect(first?.quota?.outlook({ reads: 4, writes: 4 })).toEqual({ ms: 0 });
  });

  it("send no more than they said", async () => {
    bench = await startBench();
    bench.github.addRepository("acme/api");
    for (let index = 0; index < 130; index++) bench.github.addRepository(`acme/r${index}`);
    const selectedRepositories = Array.from({ length: 130 }, (_, index) => `acme/r${index}`);
    bench.github.putSecret({ repository: "acme/api", name: "API_KEY" }, "old");
    bench.github.putSecret({ organization: "acme", name: "API_KEY" }, "old", {
      visibility: "selected",
      selectedRepositories,
    });
    for (const raw of [{ repository: "acme/api" }, { organization: "acme" }]) {
      const target = await bench.target({ ...raw, name: "API_KEY" });
      await target.observe(bench.op);
      await target.preflight(bench.op);
      const { reads = 0, writes = 0 } = target.work?.() ?? {};
      const before = bench.github.requests.length;
      const receipt = await target.write(new Secret("new"), bench.op);
      await target.verify(new Secret("new"), receipt, bench.op);
      const sent = bench.github.requests.slice(before).map(({ method }) => method);
      expect(sent.filter((method) => method === "PUT")).toHaveLength(writes);
      expect(sent.filter((method) => method === "GET").length).toBeLessThanOrEqual(reads);
      expect(sent.length).toBeGreaterThan(writes);
    }
  });
});
