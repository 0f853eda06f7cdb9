import { type ActionResult, REPOSITORY_ROOT, runAction } from "../test/runner/harness.ts";
import { leaks } from "../test/runner/leaks.ts";
import { type GithubTwin, startGithubTwin } from "../test/twins/github/twin.ts";
import { type KindeTwin, startKindeTwin } from "../test/twins/kinde/index.ts";
import type { LogView } from "./log.ts";
import { act, check, claim, prose, put } from "./screen.ts";

const DAY_MS = 86_400_000;
const SECRET = "BILLING_API_KEY";
const CLIENT_SECRET = "client-secret-of-the-demo-application";
const TOKEN = "github_pat_of_the_kinde_part_of_the_demo_0001";
const REPOSITORIES = ["acme/billing", "acme/invoices"] as const;

interface KindeWorld {
  readonly kinde: KindeTwin;
  readonly github: GithubTwin;
  readonly log: LogView;
  readonly traces: string[];
  readonly actionDirectory: string;
}

/** What the acts take over from the rest of the demo. */
export interface KindeStage {
  readonly log: LogView;
  readonly traces: string[];
  readonly actionDirectory: string | undefined;
}

/** Acts 5 and 6: a key of another service, in both of its ways. */
export async function kindeActs({ log, traces, actionDirectory = REPOSITORY_ROOT }: KindeStage): Promise<void> {
  const [kinde, github] = await Promise.all([startKindeTwin(), startGithubTwin()]);
  const world: KindeWorld = { kinde, github, log, traces, actionDirectory };
  try {
    fill(world);
    await secondKey(world);
    await inPlace(world);
    check("GitHub's own API description finds no fault", { expected: [], seen: github.violations });
  } finally {
    await Promise.all([kinde.stop(), github.stop()]);
  }
}

function fill({ kinde, github }: KindeWorld): void {
  kinde.addApi("api_billing", ["read:invoices", "write:invoices"]);
  kinde.addApplication("rekey", CLIENT_SECRET);
  const key = kinde.addKey({ createdAtMs: kinde.now() - 100 * DAY_MS });
  kinde.addKey({ name: "a customer's own key", type: "user", userId: "kp_customer" });
  github.addToken(TOKEN, { name: "writer", permissions: { secrets: "write", actions: "read" } });
  for (const repository of REPOSITORIES) {
    github.addRepository(repository);
    github.putSecret({ repository, name: SECRET }, key.value, { writtenAtMs: github.nowMs() - 100 * DAY_MS + 60_000 });
  }
}

function heldBy({ github }: KindeWorld): readonly string[] {
  return REPOSITORIES.map((repository) => github.value({ repository, name: SECRET }) ?? "");
}

/** Runs the step with a few lines of configuration, and looks for traces of keys. */
async function run(world: KindeWorld, fields: string, mode = "auto"): Promise<ActionResult> {
  const { kinde, github, log, traces, actionDirectory } = world;
  const [current = ""] = heldBy(world);
  const result = await runAction({
    actionDirectory,
    env: {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: REPOSITORIES[0],
      KINDE_CLIENT_SECRET: CLIENT_SECRET,
      BILLING_API_KEY: current,
    },
    inputs: { "github-token": TOKEN, mode },
    secrets: [CLIENT_SECRET, TOKEN, current],
    workspace: { ".github/rekey.yml": configurationOf(kinde.url, fields) },
    onLine: log.news,
  });
  if (result.outputs.outcome !== "rotated") put(result.log);
  check("the run ends as it should", { expected: "rotated", seen: result.outputs.outcome });
  const secrets = [...kinde.keys().flatMap(({ values }) => values), ...kinde.credentials(), TOKEN];
  traces.push(...leaks(result, secrets).map(({ where, form }) => `${form} in ${where}`));
  return result;
}

const configurationOf = (domain: string, fields: string) => `version: 1
rotations:
  billing:
    key-service: { kind: kinde, domain: "${domain}", client-id: rekey, client-secret: "\${KINDE_CLIENT_SECRET}" }
    key: { label: billing worker, current: "\${BILLING_API_KEY}" }
    ${fields}
    destinations:
      - { kind: github-secret, repositories: [acme/billing, acme/invoices], name: ${SECRET} }
`;

/** Act 5: a second key with the scopes of the first. */
async function secondKey(world: KindeWorld): Promise<void> {
  const { kinde } = world;
  act(5, "Another service: an API key of Kinde");
  prose(
    "A Kinde business holds keys of many owners; ours is named billing worker. The default is a second key like it.",
  );
  const [old] = kinde.keys();
  await run(world, "retire: after-verify");
  const fresh = kinde.keys().at(-1);
  claim("both places hold the new key, which has the API, owner and scopes of the old one", {
    expected: [fresh?.value, fresh?.value, old?.apiIds, old?.orgCode, old?.scopes],
    seen: [...heldBy(world), fresh?.apiIds, fresh?.orgCode, fresh?.scopes],
  });
  claim("the old key is revoked, the customer's key is not, and one access token was paid for", {
    expected: ["revoked", "active", "active", 1],
    seen: [...kinde.keys().map(({ status }) => status), kinde.tokensIssued()],
  });
}

/** Act 6: Kinde's own rotation, which has no overlap. */
async function inPlace(world: KindeWorld): Promise<void> {
  const { kinde } = world;
  act(6, "The same key, replaced in place");
  prose(
    "Kinde's own rotation keeps the id and kills the old value at once. The file allows that, and mode: force asks for it.",
  );
  const id = kinde.keys().at(-1)?.id ?? "";
  const before = kinde.key(id).value;
  const result = await run(world, "strategy: rotate\n    allow-downtime: true", "force");
  claim("the id is the same, the old value is dead, and both places hold the new one", {
    expected: [id, false, kinde.key(id).value, kinde.key(id).value],
    seen: [result.outputs["key-id"], kinde.accepts(before), ...heldBy(world)],
  });
  const [gap = ""] = /Consumers had a dead key for [^.*]+/.exec(result.summary) ?? [];
  claim(`the summary says how long it was: ${gap.replace("Consumers had a dead key for ", "")}`, {
    expected: true,
    seen: gap !== "",
  });
}
