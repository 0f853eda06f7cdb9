import { describe, expect } from "vitest";
import type { ActionResult } from "../runner/harness.ts";
import type { SecretPlace } from "../twins/github/twin.ts";
import { expectClean, expectOutcome, methods } from "./expect.ts";
import { GITHUB_TOKEN, inWorld, PERMISSIONS, SECRET, type World } from "./world.ts";

const DAY_MS = 86_400_000;
const NO_SHORTHAND = {
  "kosli-org": "",
  "kosli-service-account": "",
  "kosli-api-token": "",
  repositories: "",
  "kosli-host": "",
};

interface Plan {
  readonly mode?: string;
  /** Lines of the rotation, and entries of `destinations` without their name and kind. */
  readonly rotation?: string;
  readonly destinations: readonly string[];
}

/** Runs a rotation `kosli-ci` that is described by a file. */
function run(world: World, { mode = "auto", rotation = "", destinations }: Plan): Promise<ActionResult> {
  const entries = destinations.map((entry) => `      - { kind: github-secret, name: ${SECRET}, ${entry} }`);
  const config = `version: 1
rotations:
  kosli-ci:
    key-service: { kind: kosli, host: "${world.kosli.url}", org: acme, service-account: ci, api-token: "\${ADMIN}" }
    ${rotation}
    destinations:
${entries.join("\n")}
`;
  const confirm = mode === "incident" ? { confirm: "kosli-ci" } : {};
  return world.run({ ...NO_SHORTHAND, ...confirm, mode, config }, { env: { ADMIN: world.admin.value } });
}

/** Puts the old key into a place, long ago. */
function hold(world: World, ...places: readonly SecretPlace[]): void {
  for (const place of places) {
    world.github.putSecret(place, world.old.value, {
      writtenAtMs: world.github.nowMs() - 99 * DAY_MS,
      visibility: "all",
    });
  }
}

const DEPENDABOT = { repository: "acme/api", store: "dependabot", name: SECRET } as const;

describe("plan", () => {
  inWorld(
    "lists what a pattern matched, who else holds the name, what hides what, and what one secret would save",
    async (world) => {
      for (const name of ["acme/web-1", "acme/web-2", "acme/web-3"]) world.hold(name);
      world.github.addRepository("acme/web-fork", { fork: true });
      world.github.addEnvironment("acme/web-1", "production");
      hold(world, DEPENDABOT, { repository: "acme/web-1", environment: "production", name: SECRET });
      const result = await run(world, { mode: "plan", destinations: ["repositories: ['acme/*']"] });
      expectOutcome(result, "planned");
      expect(result.log).toMatch(/`acme\/\*` matched `acme\/api`, `acme\/web-1`, `acme\/web-2` and `acme\/web-3`/);
      expect(result.log).toMatch(/acme\/web-fork.*it is a fork/);
      expect(result.log).toMatch(/no destination covers.*acme\/api · dependabot · KOSLI_API_TOKEN/);
      expect(result.log).toMatch(/`acme\/web-1:production · actions · \w+` hides `acme\/web-1 · actions · \w+`/);
      expect(result.log).toMatch(/about 6 requests for them instead of 16/);
      expect(result.summary).toMatch(/web-1.*production.*hides/);
      expect([...methods(world.github.requests), ...methods(world.kosli.requests)]).toEqual(["GET", "GET"]);
      expectClean(result, world);
    },
  );

  inWorld("says where the token may not look, and what would let it", async (world) => {
    world.github.revokeToken(GITHUB_TOKEN);
    world.github.addToken("github_pat_secrets_only", { name: "only", permissions: { secrets: "write" } });
    const result = await world.run({ mode: "plan", "github-token": "github_pat_secrets_only" });
    expectOutcome(result, "planned");
    expect(result.log).toMatch(
      /Places where nobody looked.*dependabot secrets of acme\/api.*"Dependabot secrets" \(read\)/,
    );
    expect(result.shownAnnotations.filter(({ level }) => level === "error")).toEqual([]);
    expectClean(result, world);
  });

  inWorld("selects by property and team", async (world) => {
    for (const name of ["acme/gold", "acme/silver", "acme/strange"]) world.hold(name);
    world.github.updateRepository("acme/gold", { customProperties: { tier: "gold" } });
    world.github.updateRepository("acme/strange", { customProperties: { tier: "gold" } });
    world.github.updateRepository("acme/silver", { customProperties: { tier: "silver" } });
    world.github.addTeam("acme", "platform", ["acme/gold", "acme/silver"]);
    world.github.addToken(GITHUB_TOKEN, { name: "writer", permissions: { ...PERMISSIONS, members: "read" } });
    const destinations = ["repositories: ['acme/*'], properties: { tier: [gold, bronze] }, team: platform"];
    const result = await run(world, { mode: "plan", destinations });
    expectOutcome(result, "planned");
    expect(result.log).toContain("`acme/*` matched `acme/gold`.");
    expectClean(result, world);
  });
});

describe("check", () => {
  inWorld("warns of places that no destination covers, and fails only for what it always failed for", async (world) => {
    hold(world, DEPENDABOT);
    const rotation = "max-age: 300d";
    const result = await run(world, { mode: "check", rotation, destinations: ["repository: acme/api"] });
    expectOutcome(result, "not-due");
    expect(result.shownAnnotations.map(({ level, title }) => `${level}: ${title}`)).toContain(
      "warning: 1 place of the same name that no destination covers",
    );
    expectClean(result, world);
  });
});

describe("a policy that revokes", () => {
  const rotation = "retire: after-verify";

  inWorld("waits for places that no destination covers", async (world) => {
    hold(world, DEPENDABOT);
    const result = await run(world, { rotation, destinations: ["repository: acme/api"] });
    expectOutcome(result, "rotated");
    expect(world.kosli.accepts(world.old.value)).toBe(true);
    expect(result.log).toMatch(/stays alive: places of the same name.*acme\/api · dependabot/);
    expectClean(result, world);
  });

  inWorld("does not wait for what is left out", async (world) => {
    hold(world, DEPENDABOT);
    const destinations = ["repository: acme/api, exclude: ['acme/api@dependabot']"];
    const result = await run(world, { rotation, destinations });
    expectOutcome(result, "rotated");
    expect(world.kosli.accepts(world.old.value)).toBe(false);
    expect(world.kosli.accepts(world.newest().value)).toBe(true);
    expectClean(result, world);
  });
});

describe("having-secret", () => {
  inWorld("finds every holder in an incident, writes them all and revokes the old key", async (world) => {
    world.hold("acme/forgotten");
    world.github.addRepository("acme/docs");
    world.github.addEnvironment("acme/forgotten", "eu/west 1");
    const places: readonly SecretPlace[] = [
      { repository: "acme/api", name: SECRET },
      DEPENDABOT,
      { repository: "acme/forgotten", name: SECRET },
      { repository: "acme/forgotten", store: "codespaces", name: SECRET },
      { repository: "acme/forgotten", environment: "eu/west 1", name: SECRET },
      { organization: "acme", name: SECRET },
    ];
    hold(world, ...places);
    const result = await run(world, { mode: "incident", destinations: ["having-secret: true"] });
    expectOutcome(result, "rotated");
    expect(places.map((place) => world.github.value(place))).toEqual(places.map(() => world.newest().value));
    expect(world.kosli.accepts(world.old.value)).toBe(false);
    expect(world.github.secretNames({ repository: "acme/docs" })).toEqual([]);
    expectClean(result, world);
  });
});

describe("an hour that is nearly used up", () => {
  inWorld("lets nothing begin that it could not finish, and says from when on it can", async (world) => {
    for (let index = 0; index < 20; index++) world.hold(`acme/web-${index}`);
    const asked = 1 + 2 * 20;
    world.github.setLimits({ primary: asked + 20 });
    const result = await run(world, { destinations: ["repositories: ['acme/web-*']"] });
    expectOutcome(result, "failed");
    expect(result.log).toMatch(/takes 40 requests, but GitHub grants the token only 20 more until 20\d\d-/);
    expect(world.kosli.keys("ci")).toHaveLength(1);
    expect(methods(world.kosli.requests)).toEqual(["GET"]);
    expect(methods(world.github.requests)).toEqual(["GET"]);
    expectClean(result, world);
  });
});
