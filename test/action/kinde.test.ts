import { describe, expect, test } from "vitest";
import { type ActionResult, type ActionRun, runAction } from "../runner/harness.ts";
import { leaks } from "../runner/leaks.ts";
import { type GithubTwin, startGithubTwin } from "../twins/github/twin.ts";
import { type KindeTwin, startKindeTwin, type TwinKey } from "../twins/kinde/index.ts";
import { expectOutcome } from "./expect.ts";
import { GITHUB_TOKEN, PERMISSIONS } from "./world.ts";

const DAY_MS = 86_400_000;
const SECRET = "BILLING_API_KEY";
const CLIENT_SECRET = "the-secret-of-the-machine-to-machine-application";
const REPOSITORIES = ["acme/api", "acme/web"] as const;

interface KindeWorld {
  readonly kinde: KindeTwin;
  readonly github: GithubTwin;
  /** Our key, 100 days old. */
  readonly old: TwinKey;
  /** What a repository's secret holds. */
  held(repository: string): string;
  /** Runs the action with a configuration file; `fields` are lines of the rotation. */
  run(fields: string, more?: Partial<ActionRun>): Promise<ActionResult>;
  stop(): Promise<void>;
}

async function startKindeWorld(): Promise<KindeWorld> {
  const [kinde, github] = await Promise.all([startKindeTwin(), startGithubTwin()]);
  kinde.addApi("api_billing", ["read:invoices", "write:invoices"]);
  kinde.addApplication("writer", CLIENT_SECRET);
  const bornAtMs = kinde.now() - 100 * DAY_MS;
  const old = kinde.addKey({ createdAtMs: bornAtMs, lastUsed: { atMs: bornAtMs + DAY_MS, ip: "203.0.113.9" } });
  kinde.addKey({ name: "of a customer", type: "user", userId: "kp_customer", createdAtMs: bornAtMs });
  github.addOrganization("acme");
  github.addToken(GITHUB_TOKEN, { name: "writer", permissions: PERMISSIONS });
  for (const repository of REPOSITORIES) {
    github.addRepository(repository);
    github.putSecret({ repository, name: SECRET }, old.value, { writtenAtMs: github.nowMs() - 100 * DAY_MS + 60_000 });
  }
  const held = (repository: string) => github.value({ repository, name: SECRET }) ?? "";
  return {
    kinde,
    github,
    old,
    held,
    run: (fields, more = {}) => {
      const current = held("acme/api");
      return runAction({
        secrets: [CLIENT_SECRET, GITHUB_TOKEN, current],
        ...more,
        inputs: { config: "rekey.yml", "github-token": GITHUB_TOKEN, ...more.inputs },
        env: { GITHUB_API_URL: github.url, KINDE_SECRET: CLIENT_SECRET, CURRENT: current },
        workspace: { "rekey.yml": file(kinde.url, fields) },
      });
    },
    stop: async () => void (await Promise.all([kinde.stop(), github.stop()])),
  };
}

function file(domain: string, fields: string): string {
  return `version: 1
rotations:
  billing:
    key-service: { kind: kinde, domain: "${domain}", client-id: writer, client-secret: "\${KINDE_SECRET}" }
    ${fields}
    destinations:
      - { kind: github-secret, repositories: [${REPOSITORIES.join(", ")}], name: ${SECRET} }
`;
}

const LABEL = 'key: { label: billing worker, current: "${CURRENT}" }';
const IN_PLACE = `${LABEL}\n    strategy: rotate\n    allow-downtime: true`;

function inKindeWorld(name: string, body: (world: KindeWorld) => Promise<void>): void {
  test.concurrent(name, async () => {
    const world = await startKindeWorld();
    try {
      await body(world);
    } finally {
      await world.stop();
    }
  });
}

/** Nothing secret is to be read anywhere, and every exchange with GitHub kept to GitHub's document. */
function expectClean(result: ActionResult, { kinde, github }: KindeWorld): void {
  const secrets = [...kinde.keys().flatMap((key) => key.values), ...kinde.credentials(), GITHUB_TOKEN];
  expect(leaks(result, secrets)).toEqual([]);
  expect(github.violations).toEqual([]);
}

function changes({ kinde }: KindeWorld): readonly string[] {
  return kinde.requests.filter(({ changed }) => changed).map(({ method, path }) => `${method} ${path}`);
}

describe("a second key at Kinde", () => {
  inKindeWorld(
    "is made like the first, proved, written everywhere, and the first one lives on; then all is quiet",
    async (world) => {
      const { kinde, old } = world;
      const first = await world.run(LABEL);
      expectOutcome(first, "rotated");
      const fresh = kinde.keys().at(-1);
      expect(REPOSITORIES.map(world.held)).toEqual([fresh?.value, fresh?.value]);
      expect(fresh).toMatchObject({
        name: "billing worker [rekey:billing@acme/api]",
        type: old.type,
        orgCode: old.orgCode,
        apiIds: old.apiIds,
        scopes: old.scopes,
      });
      expect([kinde.accepts(old.value), kinde.tokensIssued()]).toEqual([true, 1]);
      expectClean(first, world);
      const second = await world.run(LABEL);
      expectOutcome(second, "not-due");
      expect(changes(world)).toEqual(["POST /api/v1/api_keys"]);
      expectClean(second, world);
    },
  );

  inKindeWorld(
    "named by the id of the first replaces it, and the first is retired once nobody can hold it",
    async (world) => {
      const fields = `key: { id: ${world.old.id} }\n    retire: after-verify`;
      const result = await world.run(fields);
      expectOutcome(result, "rotated");
      expect([world.kinde.accepts(world.old.value), world.kinde.accepts(world.held("acme/web"))]).toEqual([
        false,
        true,
      ]);
      expect(world.kinde.keys().map(({ status }) => status)).toEqual(["revoked", "active", "active"]);
      expectOutcome(await world.run(fields), "not-due");
      expectClean(result, world);
    },
  );

  inKindeWorld("gets the scopes that are declared, at once", async (world) => {
    const result = await world.run("key: { label: billing worker, scopes: ['read:invoices'] }\n    max-age: 365d");
    expectOutcome(result, "rotated");
    expect(result.log).toContain("the key should have other scopes");
    expect(world.kinde.keys().at(-1)?.scopes).toEqual(["read:invoices"]);
  });

  inKindeWorld("is not made where a scope of the first is gone, and plan says so", async (world) => {
    world.kinde.removeScope("api_billing", "write:invoices");
    for (const [mode, outcome] of [
      ["plan", "planned"],
      ["auto", "failed"],
    ] as const) {
      const result = await world.run(LABEL, { inputs: { mode } });
      expectOutcome(result, outcome);
      expect(result.log).toContain("has no scope write:invoices");
      expect(changes(world)).toEqual([]);
      expectClean(result, world);
    }
  });

  inKindeWorld("that is lost on the way is named, and no consumer notices", async (world) => {
    const heal = world.kinde.fault(({ method, path }) =>
      method === "POST" && path === "/api/v1/api_keys" ? { drop: "after-effect" } : undefined,
    );
    const result = await world.run(LABEL);
    heal();
    expectOutcome(result, "failed");
    expect(result.log).toContain(world.kinde.keys().at(-1)?.id);
    expect(world.kinde.accepts(world.held("acme/web"))).toBe(true);
    expectClean(result, world);
  });
});

describe("rotation in place at Kinde", () => {
  inKindeWorld("is refused without allow-downtime, and nothing is touched", async (world) => {
    const result = await world.run(`${LABEL}\n    strategy: rotate`);
    expectOutcome(result, "failed");
    expect(result.log).toContain("allow-downtime: true");
    expect(changes(world)).toEqual([]);
  });

  inKindeWorld("keeps the id, writes at once, tells the gap, and is not due again", async (world) => {
    const result = await world.run(IN_PLACE);
    expectOutcome(result, "rotated");
    const key = world.kinde.key(world.old.id);
    expect(REPOSITORIES.map(world.held)).toEqual([key.value, key.value]);
    expect([key.works, world.kinde.accepts(world.old.value), result.outputs["key-id"]]).toEqual([true, false, key.id]);
    expect(result.outputs["predecessor-id"]).toBe("");
    expect(result.summary).toMatch(/Consumers had a dead key for \d+ m?s/);
    expectClean(result, world);
    const again = await world.run(IN_PLACE);
    expectOutcome(again, "not-due");
    expect(changes(world)).toEqual([`PUT /api/v1/api_keys/${key.id}`]);
  });

  inKindeWorld("whose answer is lost is mended in the same run by a second key", async (world) => {
    world.kinde.fault(({ method }) => (method === "PUT" ? { drop: "after-effect" } : undefined));
    const result = await world.run(IN_PLACE);
    expectOutcome(result, "failed");
    const fresh = world.kinde.keys().at(-1);
    expect(REPOSITORIES.map(world.held)).toEqual([fresh?.value, fresh?.value]);
    expect(result.log).toContain("the old one is dead");
    expectClean(result, world);
  });
});

describe("a configuration for Kinde", () => {
  const table: readonly (readonly [string, string, RegExp])[] = [
    ["must name the key", "max-age: 90d", /key.*must name our key/],
    ["may not claim all keys of the business", "key: { dedicated: true }", /key\.dedicated: cannot be/],
    ["may not name a key twice", "key: { label: a, id: b }", /label and id exclude each other/],
  ];
  for (const [name, fields, message] of table) {
    inKindeWorld(name, async (world) => {
      const result = await world.run(fields);
      expectOutcome(result, "failed");
      expect(result.log).toMatch(message);
      expect(world.kinde.requests).toEqual([]);
    });
  }

  inKindeWorld("with a wrong client secret is told what to look at", async (world) => {
    world.kinde.fault(({ path }) =>
      path === "/oauth2/token" ? { answer: { status: 401, body: { error: "invalid_client" } } } : undefined,
    );
    const result = await world.run(LABEL);
    expectOutcome(result, "failed");
    expect(result.log).toContain("Check client-id and client-secret");
  });
});
