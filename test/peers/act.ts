/**
 * act, a workflow engine that we did not write, runs the action by `uses: ./` and by OWNER/REPO@ref, the reusable
 * workflow and every example against the twins, and dies in the middle of it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../runner/harness.ts";
import { type ActResult, runAct, startAct } from "./act-run.ts";
import { ALL_PLACES, PLACES, type Place, startWorld, type World } from "./act-world.ts";
import { Checks, requireTool } from "./checks.ts";

interface Scenario {
  readonly name: string;
  /** The example that it runs, if any: each must be run by one. */
  readonly example?: string;
  run(checks: Checks, world: World): Promise<void>;
}

const REPOSITORIES: readonly Place[] = ["api", "web1", "web2"];

function others(places: readonly Place[]): Place[] {
  return ALL_PLACES.filter((place) => !places.includes(place));
}

/** What holds after every run, whatever became of it. */
function always(checks: Checks, world: World, result: ActResult): void {
  checks.equal("no key, token or address is shown anywhere", world.leaks(result), []);
  checks.equal("the traffic is as GitHub's API description says", world.github.violations, []);
}

/** A job that went well: the newest key is in just these places. */
function rotated(checks: Checks, world: World, result: ActResult, places: readonly Place[]): void {
  checks.equal(
    "every job succeeds",
    Object.values(result.jobs)
      .flat()
      .filter((one) => one !== "success"),
    [],
  );
  checks.that("a job ran", Object.keys(result.jobs).length > 0 && result.exitCode === 0, result);
  checks.that("there is a new key", world.newest().id !== world.old.id && world.newest().works);
  checks.equal(`it is in ${places.join(", ")} and nowhere else`, world.without(world.newest().value), others(places));
  checks.that("the summary names it", result.summaries.join("\n").includes(world.newest().id), result.summaries);
  always(checks, world, result);
}

function failed(checks: Checks, world: World, result: ActResult, said: string): void {
  checks.that("the job fails", result.exitCode !== 0 && Object.values(result.jobs).flat().includes("failure"), result);
  checks.that(
    `an annotation says '${said}'`,
    result.errors.some((one) => one.includes(said)),
    result.errors,
  );
  checks.equal("nothing is minted", world.kosli.keys("ci").length, 1);
  checks.equal("nothing is written", world.without(world.old.value), []);
  always(checks, world, result);
}

/** A workflow that uses the action of its own repository. */
const OWN = `
on: push
jobs:
  rotate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd
        with: { persist-credentials: false }
      - id: rekey
        uses: ./
        with:
          kosli-org: acme
          kosli-service-account: ci
          kosli-api-token: \${{ secrets.KOSLI_ADMIN_TOKEN }}
          github-token: \${{ secrets.SECRETS_WRITER_TOKEN }}
          repositories: acme/api
      - run: test -n "$KEY_ID"
        env:
          KEY_ID: \${{ steps.rekey.outputs.key-id }}
`;

/** A caller of the reusable workflow of its own repository. */
const OWN_REUSABLE = `
on: push
jobs:
  rotate:
    uses: ./.github/workflows/rotate.yml
    with:
      runs-on: '["ubuntu-latest"]'
      kosli-org: acme
      kosli-service-account: ci
      repositories: acme/api
    secrets:
      key-service-token: \${{ secrets.KOSLI_ADMIN_TOKEN }}
      github-token: \${{ secrets.SECRETS_WRITER_TOKEN }}
`;

/** The same, with a GitHub App instead of a token. */
const OWN_REUSABLE_APP = OWN_REUSABLE.replace(
  "      github-token: ${{ secrets.SECRETS_WRITER_TOKEN }}",
  "      github-app-private-key: ${{ secrets.REKEY_APP_PRIVATE_KEY }}",
).replace("    with:\n", "    with:\n      github-app-client-id: ${{ vars.REKEY_APP_CLIENT_ID }}\n");

function own(world: World, text: string) {
  const workflow = ".github/workflows/own.yml";
  const files = { [workflow]: world.toTwin(text) };
  const { env, vars } = world;
  return { files, workflow, event: "push", secrets: world.secrets(), vars, env, withAction: true } as const;
}

/** Every token of the App was limited to what the run needs, and nobody else asked GitHub anything. */
function onlyAsApp(checks: Checks, world: World, needs: Readonly<Record<string, string>>): void {
  const { issuedTokens, requests } = world.github;
  checks.equal(
    "the App's tokens fit the run",
    issuedTokens.filter(
      ({ permissions, repositories }) =>
        repositories === "all" ||
        Object.entries(permissions).some(([name, level]) => needs[name] !== level && level !== "read"),
    ),
    [],
  );
  checks.that("it asked in the name of the App", issuedTokens.length > 0);
  checks.that(
    "and of nobody else",
    requests.every(({ token }) => token !== "writer"),
  );
}

/** Kills act with everything below it when the `count`th request of this kind has had its effect, before its answer. */
async function killed(world: World, twin: "kosli" | "github", method: string, count: number): Promise<ActResult> {
  let left = count;
  const act = startAct(world.example("scheduled.yml", { event: "schedule" }));
  const takeAway = world[twin].fault((request: { readonly method: string }) => {
    if (request.method !== method) return undefined;
    left -= 1;
    if (left !== 0) return undefined;
    act.kill();
    return { drop: "after-effect" };
  });
  const result = await act.result;
  takeAway();
  return result;
}

/** Kills a run at a request, lets the next one finish. */
function crash(what: string, at: readonly ["kosli" | "github", string, number], mintedInAll: number): Scenario {
  return {
    name: `killed ${what}, then run again`,
    async run(checks, world) {
      const dead = await killed(world, ...at);
      checks.that(
        "the first run is gone before it ends",
        dead.exitCode === null && Object.keys(dead.jobs).length === 0,
      );
      checks.that("the key service made a key", world.kosli.keys("ci").length === 2);
      const held = REPOSITORIES.map((place) =>
        world.github.value({ repository: repositoryOf(place), name: "KOSLI_API_TOKEN" }),
      );
      checks.that(
        "every repository holds a key that works",
        held.every((value) => world.kosli.accepts(value ?? "")),
      );
      const next = await runAct(world.example("scheduled.yml", { event: "schedule" }));
      rotated(checks, world, next, REPOSITORIES);
      checks.equal("keys that were ever made", world.kosli.keys("ci").length, mintedInAll);
    },
  };
}

function repositoryOf(place: Place): string {
  return place === "api" ? "acme/api" : `acme/web-${place.slice(3, 4)}`;
}

function secretOf(service: string): string {
  return `KOSLI_${service.toUpperCase()}_TOKEN`;
}

/** A configuration of one rotation for each service account, each with a secret of its own in one repository. */
function rotationsOf(services: readonly string[]): string {
  const rotations = services.map(
    (name) => `  kosli-${name}:
    key-service:
      kind: kosli
      org: acme
      service-account: ${name}
      api-token: \${KOSLI_ADMIN_TOKEN}
    destinations:
      - { kind: github-secret, repository: acme/docs, name: ${secretOf(name)} }
`,
  );
  return `version: 1\nrotations:\n${rotations.join("")}`;
}

const scenarios: readonly Scenario[] = [
  {
    name: "the action by uses: ./",
    async run(checks, world) {
      rotated(checks, world, await runAct(own(world, OWN)), ["api"]);
    },
  },
  {
    name: "the reusable workflow of the same repository",
    async run(checks, world) {
      rotated(checks, world, await runAct(own(world, OWN_REUSABLE)), ["api"]);
    },
  },
  {
    name: "the reusable workflow with a GitHub App",
    async run(checks, world) {
      rotated(checks, world, await runAct(own(world, OWN_REUSABLE_APP)), ["api"]);
      onlyAsApp(checks, world, { secrets: "write" });
    },
  },
  {
    name: "the job of ci.yml that uses the action without a configuration",
    async run(checks, world) {
      const ci = readFileSync(join(REPOSITORY_ROOT, ".github/workflows/ci.yml"), "utf8");
      const result = await runAct({ ...own(world, ci), job: "uses" });
      checks.equal("the job succeeds", [result.exitCode, result.jobs], [0, { uses: ["success"] }]);
    },
  },
  {
    name: "scheduled, and again on the next day",
    example: "scheduled.yml",
    async run(checks, world) {
      rotated(checks, world, await runAct(world.example("scheduled.yml", { event: "schedule" })), REPOSITORIES);
      checks.that("the old key works until its grace period ends", world.kosli.accepts(world.old.value));
      const again = await runAct(world.example("scheduled.yml", { event: "schedule" }));
      rotated(checks, world, again, REPOSITORIES);
      checks.equal("the second run makes no key", world.kosli.keys("ci").length, 2);
    },
  },
  {
    name: "scheduled, started by hand as a plan",
    example: "scheduled.yml",
    async run(checks, world) {
      const inputs = { mode: "plan" };
      const result = await runAct(world.example("scheduled.yml", { event: "workflow_dispatch", inputs }));
      checks.equal("the job succeeds", [result.exitCode, result.jobs], [0, { rotate: ["success"] }]);
      const methods = [...world.kosli.requests, ...world.github.requests].map(({ method }) => method);
      checks.that(
        "it only reads",
        methods.length > 0 && methods.every((method) => method === "GET" || method === "HEAD"),
      );
      checks.equal("nothing is written", world.without(world.old.value), []);
      always(checks, world, result);
    },
  },
  {
    name: "incident, confirmed",
    example: "incident.yml",
    async run(checks, world) {
      const inputs = { confirm: "kosli-ci" };
      const result = await runAct(world.example("incident.yml", { event: "workflow_dispatch", inputs }));
      rotated(checks, world, result, ALL_PLACES);
      checks.equal(
        "only the new key works",
        world.live().map(({ id }) => id),
        [world.newest().id],
      );
      checks.that("the webhook was told", world.received.length > 0);
    },
  },
  {
    name: "incident, confirmed with the wrong name",
    example: "incident.yml",
    async run(checks, world) {
      const inputs = { confirm: "kosli-cd" };
      const result = await runAct(world.example("incident.yml", { event: "workflow_dispatch", inputs }));
      failed(checks, world, result, "confirm");
    },
  },
  {
    name: "two keys",
    example: "dual-key.yml",
    async run(checks, world) {
      // A holder of the same name that no destination covers would keep the old key alive.
      world.github.deleteSecret(PLACES.organization);
      const result = await runAct(world.example("dual-key.yml", { event: "schedule" }));
      rotated(checks, world, result, ["api", "apiDependabot", "staging", "production"]);
      checks.equal(
        "the old key is revoked in the same run",
        world.live().map(({ id }) => id),
        [world.newest().id],
      );
      onlyAsApp(checks, world, { secrets: "write", dependabot_secrets: "write", environments: "write" });
    },
  },
  {
    name: "the reusable workflow with shorthand inputs",
    example: "reusable.yml",
    async run(checks, world) {
      const result = await runAct(world.example("reusable.yml", { event: "schedule" }));
      rotated(checks, world, result, REPOSITORIES);
      checks.that("the caller gets the outputs", result.shown.includes("rotated, due next 20"), result.shown);
    },
  },
  {
    name: "the reusable workflow with a configuration file",
    example: "reusable-config.yml",
    async run(checks, world) {
      const result = await runAct(world.example("reusable-config.yml", { event: "schedule" }));
      rotated(checks, world, result, ALL_PLACES);
      checks.that("the webhook was told", world.received.length > 0);
    },
  },
  {
    name: "a job for each rotation that has work to do",
    example: "due-matrix.yml",
    async run(checks, world) {
      const result = await runAct(world.example("due-matrix.yml", { event: "schedule" }));
      rotated(checks, world, result, ALL_PLACES);
      checks.equal("both jobs ran", Object.keys(result.jobs).sort(), ["plan", "rotate"]);
    },
  },
  {
    name: "a job for each of two rotations that are due, and none for the third",
    async run(checks, world) {
      const services = ["api", "web", "docs"] as const;
      const keys = new Map(services.map((name) => [name, world.addService(name, name === "docs" ? 1 : 100)]));
      const files = { ".github/rekey.yml": world.toTwin(rotationsOf(services)) };
      const result = await runAct(world.example("due-matrix.yml", { event: "schedule", files }));
      checks.equal("one plan and two rotations succeed", result.jobs, {
        plan: ["success"],
        rotate: ["success", "success"],
      });
      const minted = services.map((name) => world.kosli.keys(name).length - 1);
      checks.equal("the two that are due get a new key, the third does not", minted, [1, 1, 0]);
      const held = services.map((name) => world.github.value({ repository: "acme/docs", name: secretOf(name) }));
      checks.equal(
        "each secret holds the newest key of its own account",
        held,
        services.map((name) => world.kosli.keys(name).at(-1)?.value),
      );
      checks.that("the third is untouched", held[2] === keys.get("docs")?.value);
      always(checks, world, result);
    },
  },
  {
    name: "a step that shows the key in hex, to see that this would be caught",
    async run(checks, world) {
      const workflow = ".github/workflows/leak.yml";
      const step = `printf '%s' "$KEY" | od -An -tx1 | tr -d ' \\n'`;
      const env = "          KEY: ${{ secrets.KOSLI_API_TOKEN }}";
      const job = `on: push\njobs:\n  leak:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${step}\n        env:\n${env}\n`;
      const run = {
        files: { [workflow]: job },
        workflow,
        event: "push",
        secrets: world.secrets(),
        env: world.env,
      } as const;
      const result = await runAct(run);
      checks.equal(
        "the leak is found",
        world.leaks(result).map(({ where, form }) => [where, form]),
        [["log", "hex"]],
      );
    },
  },
  crash("when the key was made and nobody had it", ["kosli", "POST", 1], 3),
  crash("between the first and the second write", ["github", "PUT", 2], 2),
];

async function perform(scenario: Scenario, checks: Checks): Promise<void> {
  const world = await startWorld();
  try {
    await scenario.run(checks.titled(scenario.name), world);
  } finally {
    await world.stop();
  }
}

async function main(): Promise<void> {
  console.log(requireTool("act", ["--version"]));
  const checks = new Checks();
  const examples = readdirSync(join(REPOSITORY_ROOT, "examples")).filter(
    (name) => /\.yml$/.test(name) && name !== "rekey.yml",
  );
  const played = new Set(scenarios.map(({ example }) => example));
  checks.equal(
    "every example is run",
    examples.filter((name) => !played.has(name)),
    [],
  );
  const only = process.argv[2];
  const queue = scenarios.filter(({ name }) => only === undefined || name.includes(only));
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await perform(next, checks);
  };
  await Promise.all([work(), work(), work()]);
  checks.close();
}

await main();
