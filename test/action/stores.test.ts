import { afterAll, beforeAll, expect, test } from "vitest";
import type { ActionResult } from "../runner/harness.ts";
import type { SecretPlace, Store } from "../twins/github/twin.ts";
import { expectClean, expectOutcome } from "./expect.ts";
import { SECRET, startWorld, type World } from "./world.ts";

const STORES: readonly Store[] = ["actions", "dependabot", "codespaces", "agents"];
const ENVIRONMENTS = ["production", "review/pull requests"];
const SELECTED = Array.from({ length: 250 }, (_, index) => `acme/service-${index}`);
const PLACES: readonly SecretPlace[] = [
  ...STORES.map((store) => ({ repository: "acme/api", store, name: SECRET })),
  ...ENVIRONMENTS.map((environment) => ({ repository: "acme/api", environment, name: SECRET })),
  ...STORES.map((store) => ({ organization: "acme", store, name: SECRET })),
];

let world: World;
let result: ActionResult;

beforeAll(async () => {
  world = await startWorld();
  const { github, old } = world;
  for (const environment of ENVIRONMENTS) github.addEnvironment("acme/api", environment);
  for (const name of SELECTED) github.addRepository(name);
  for (const place of PLACES) {
    const seed = "organization" in place ? { visibility: "selected" as const, selectedRepositories: SELECTED } : {};
    github.putSecret(place, old.value, { ...seed, writtenAtMs: github.nowMs() - 10 * 86_400_000 });
  }
  result = await world.run({
    repositories: "acme/api",
    environments: ENVIRONMENTS.map((name) => `acme/api:${name}`).join("\n"),
    organization: "acme",
    stores: STORES.join("\n"),
  });
});

afterAll(() => world.stop());

test("one run writes every store and scope", () => {
  expectOutcome(result, "rotated");
  expectClean(result, world);
  const fresh = world.newest();
  expect(fresh.id).toBe(result.outputs["key-id"]);
  expect(PLACES.map((place) => world.keyOf(world.github.value(place))?.id)).toEqual(PLACES.map(() => fresh.id));
});

test("an organization secret keeps its visibility and its 250 selected repositories", () => {
  for (const store of STORES) {
    const secret = world.github.secret({ organization: "acme", store, name: SECRET });
    expect(secret?.visibility).toBe("selected");
    expect(secret?.selectedRepositories).toEqual([...SELECTED].sort());
  }
});

test("each repository secret costs four requests, each organization secret four and two per hundred repositories", () => {
  const cost = (prefix: string) => world.github.requests.filter((request) => request.path.startsWith(prefix)).length;
  for (const store of STORES) {
    expect(cost(`/repos/acme/api/${store}/secrets`), store).toBe(4);
    expect(cost(`/orgs/acme/${store}/secrets`), store).toBe(4 + 2 * 3);
  }
});

test("the new key has the description and works; the old one ends with the grace period", () => {
  const fresh = world.newest();
  expect(fresh.description).toBe(world.old.description);
  expect(world.kosli.accepts(fresh.value)).toBe(true);
  const old = world.kosli.keys("ci").find((key) => key.id === world.old.id);
  expect(old?.graceEndsAtMs).toBeGreaterThan(world.kosli.now() + 167 * 3_600_000);
  expect(Date.parse(result.outputs["predecessor-expires-at"] ?? "")).toBe(Math.round(old?.graceEndsAtMs ?? 0));
});
