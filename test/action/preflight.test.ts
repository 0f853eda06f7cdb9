import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectClean, expectOutcome, methods } from "./expect.ts";
import { SECRET, startWorld, type World } from "./world.ts";

const FIFTY = Array.from({ length: 50 }, (_, index) => `acme/service-${index}`);

let world: World;

beforeAll(async () => {
  world = await startWorld();
  for (const name of FIFTY) world.hold(name);
  world.github.addRepository("acme/archive", { archived: true });
});

afterAll(() => world.stop());

function untouched(): void {
  expect(world.kosli.keys("ci")).toHaveLength(1);
  expect(methods(world.kosli.requests)).toEqual(["GET"]);
  expect(methods(world.github.requests)).toEqual(["GET"]);
}

describe("before anything is minted", () => {
  test("one wrong name among fifty stops the run and is named with its likely cause", async () => {
    const names = FIFTY.with(17, "acme/servise-17");
    const result = await world.run({ repositories: names.join("\n") });
    expectOutcome(result, "failed");
    const [error] = result.shownAnnotations.filter((annotation) => annotation.level === "error");
    expect(error?.message).toContain("acme/servise-17");
    expect(error?.message).toContain("acme/service-17");
    expect(error?.message).toMatch(/token/);
    untouched();
    expectClean(result, world);
  });

  test("a named repository that is archived stops the run; matched by a pattern it is skipped with a reason", async () => {
    const named = await world.run({ repositories: "acme/api\nacme/archive" });
    expectOutcome(named, "failed");
    expect(named.log).toMatch(/acme\/archive.*archived/);
    const matched = await world.run({ mode: "plan", repositories: "acme/api\nacme/arch*\nacme/service-1*" });
    expectOutcome(matched, "planned");
    expect(matched.summary).toMatch(/acme\/archive.*skipped.*archived/);
    untouched();
  });

  test("a named repository without the secret stops the run, unless it may be created", async () => {
    world.github.addRepository("acme/empty");
    const result = await world.run({ repositories: "acme/api\nacme/empty" });
    expectOutcome(result, "failed");
    expect(result.log).toMatch(/acme\/empty.*create/);
    untouched();
    const plan = await world.run({ mode: "plan", repositories: "acme/api\nacme/empty", "create-missing": "true" });
    expectOutcome(plan, "planned");
    expect(plan.log).not.toMatch(/cannot be written/);
    untouched();
  });

  test("a token that may not read the secrets is refused with the permission that it needs", async () => {
    world.github.addToken("github_pat_weak", { name: "weak", permissions: { metadata: "read" } });
    const result = await world.run({ "github-token": "github_pat_weak" });
    expectOutcome(result, "failed");
    expect(result.log).toMatch(/Secrets.*write/i);
    untouched();
  });

  test("a pattern that matches nothing is an error", async () => {
    const result = await world.run({ repositories: "acme/api\nacme/nothing-like-*" });
    expectOutcome(result, "failed");
    expect(result.log).toContain("acme/nothing-like-*");
    untouched();
  });

  test("a place that accepts a made-up key proves nothing: nothing is minted", async () => {
    world.kosli.set({ publicOrganization: true });
    const stop = world.kosli.fault(({ method, path }) =>
      method === "GET" && /api-keys\/./.test(path) ? { answer: { status: 403, body: { message: "no" } } } : undefined,
    );
    const result = await world.run();
    stop();
    world.kosli.set({ publicOrganization: false });
    expectOutcome(result, "failed");
    expect(result.log).toMatch(/made-up key/);
    expect(world.kosli.keys("ci")).toHaveLength(1);
  });
});

test("plan sends only GET, says what it would do and names the due rotation", async () => {
  const before = world.kosli.requests.length;
  const result = await world.run({ mode: "plan" });
  expectOutcome(result, "planned");
  expect(JSON.parse(result.outputs.due ?? "")).toEqual(["kosli-api-token"]);
  expect(result.outputs.rotated).toBe("false");
  expect(methods(world.kosli.requests.slice(before))).toEqual(["GET"]);
  untouched();
});

test("check fails while the key is too old", async () => {
  const result = await world.run({ mode: "check" });
  expectOutcome(result, "held");
  expect(result.log).toMatch(/100 d/);
  untouched();
});

test("a secret of the wrong name is never created", () => {
  expect(world.github.secretNames({ repository: "acme/empty" })).toEqual([]);
  expect(world.github.secretNames({ repository: "acme/api" })).toEqual([SECRET]);
});
