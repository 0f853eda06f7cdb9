import { test } from "vitest";
import { type ActionResult, type ActionRun, runAction } from "../runner/harness.ts";
import { type GithubTwin, startGithubTwin } from "../twins/github/twin.ts";
import { type KosliTwin, startKosliTwin, type TwinKey } from "../twins/kosli/index.ts";

const DAY_MS = 86_400_000;
export const SECRET = "KOSLI_API_TOKEN";
export const GITHUB_TOKEN = "github_pat_11EXAMPLE0not0a0real0token0000000001";

/** Every permission that any destination of this version needs. */
export const PERMISSIONS = {
  secrets: "write",
  environments: "write",
  dependabot_secrets: "write",
  codespaces_secrets: "write",
  agent_secrets: "write",
  organization_secrets: "write",
  organization_dependabot_secrets: "write",
  organization_codespaces_secrets: "write",
  organization_agent_secrets: "write",
  actions: "write",
} as const;

export interface World {
  readonly kosli: KosliTwin;
  readonly github: GithubTwin;
  readonly admin: TwinKey;
  /** The key of account `ci`, 100 days old. */
  readonly old: TwinKey;
  /** Runs the committed action with the shorthand inputs for this world; `inputs` come on top. */
  run(inputs?: Readonly<Record<string, string>>, more?: Partial<ActionRun>): Promise<ActionResult>;
  /** Puts the old key's value into a repository secret, long ago. */
  hold(repository: string): void;
  /** The live key of account `ci` that a value belongs to. */
  keyOf(value: string | undefined): TwinKey | undefined;
  newest(): TwinKey;
  stop(): Promise<void>;
}

/** Starts both twins with an account `ci` whose key is 100 days old, and acme/api as home that holds it. */
export async function startWorld(): Promise<World> {
  const kosli = await startKosliTwin();
  const github = await startGithubTwin();
  kosli.addAccount({ name: "admin", privilege: "admin" });
  kosli.addAccount({ name: "ci", privilege: "member" });
  const admin = kosli.addKey({ account: "admin", description: "rotator", createdAtMs: kosli.now() - DAY_MS });
  const old = kosli.addKey({ account: "ci", createdAtMs: kosli.now() - 100 * DAY_MS });
  github.addOrganization("acme");
  github.addToken(GITHUB_TOKEN, { name: "writer", permissions: PERMISSIONS });
  const hold = (repository: string) => {
    github.addRepository(repository);
    github.putSecret({ repository, name: SECRET }, old.value, { writtenAtMs: github.nowMs() - 99 * DAY_MS });
  };
  hold("acme/api");
  const keyOf = (value: string | undefined) => kosli.keys("ci").find((key) => key.value === value);
  return {
    kosli,
    github,
    admin,
    old,
    hold,
    keyOf,
    newest: () => kosli.keys("ci").at(-1) ?? old,
    run: (inputs = {}, more = {}) =>
      runAction({
        inputs: {
          "kosli-host": kosli.url,
          "kosli-org": "acme",
          "kosli-service-account": "ci",
          "kosli-api-token": admin.value,
          "github-token": GITHUB_TOKEN,
          repositories: "acme/api",
          ...inputs,
        },
        secrets: [admin.value, GITHUB_TOKEN, inputs["current-key"] ?? ""].filter((value) => value !== ""),
        ...more,
        env: { GITHUB_API_URL: github.url, ...more.env },
      }),
    stop: async () => {
      await kosli.stop();
      await github.stop();
    },
  };
}

/** A test with a world of its own; such tests run side by side, as they mostly wait for the first write. */
export function inWorld(name: string, body: (world: World) => Promise<void>): void {
  test.concurrent(name, async () => {
    const world = await startWorld();
    try {
      await body(world);
    } finally {
      await world.stop();
    }
  });
}
