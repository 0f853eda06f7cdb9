import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../runner/harness.ts";
import { leaksIn } from "../runner/leaks.ts";
import { type SecretPlace, startGithubTwin } from "../twins/github/twin.ts";
import { startKosliTwin } from "../twins/kosli/index.ts";
import type { ActResult, ActRun } from "./act-run.ts";

const NAME = "KOSLI_API_TOKEN";
const DAY_MS = 86_400_000;
const WRITER = "github_pat_11AAWRITER0_Qm8Zt4Xc7Lk2Pv9Rb6Ny3Hs5";

/** Every place of the world that holds the key. */
export const PLACES = {
  api: { repository: "acme/api", name: NAME },
  web1: { repository: "acme/web-1", name: NAME },
  web2: { repository: "acme/web-2", name: NAME },
  apiDependabot: { repository: "acme/api", store: "dependabot", name: NAME },
  web1Dependabot: { repository: "acme/web-1", store: "dependabot", name: NAME },
  web2Dependabot: { repository: "acme/web-2", store: "dependabot", name: NAME },
  staging: { repository: "acme/api", environment: "staging", name: NAME },
  production: { repository: "acme/api", environment: "production", name: NAME },
  organization: { organization: "acme", name: NAME },
} as const satisfies Record<string, SecretPlace>;

export type Place = keyof typeof PLACES;

export const ALL_PLACES = Object.keys(PLACES) as readonly Place[];

const PERMISSIONS = {
  actions: "write",
  secrets: "write",
  dependabot_secrets: "write",
  environments: "write",
  organization_secrets: "write",
} as const;

/** A receiver of webhooks that keeps what it was sent. */
async function startReceiver() {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    received.push(Buffer.concat(chunks).toString("utf8"));
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}/hook-Zk83mQ02xYw`, received, stop };
}

/**
 * Twins of Kosli and GitHub with a key that is due and stands in nine places, and what the examples need to run
 * against them.
 */
export async function startWorld() {
  const [kosli, github, receiver] = await Promise.all([startKosliTwin(), startGithubTwin(), startReceiver()]);
  const bornMs = Date.now() - 100 * DAY_MS;
  kosli.addAccount({ name: "ci" });
  kosli.addAccount({ name: "rekey", privilege: "admin" });
  const old = kosli.addKey({ account: "ci", createdAtMs: bornMs });
  const admin = kosli.addKey({ account: "rekey", description: "rekey" });
  for (const name of ["acme/api", "acme/web-1", "acme/web-2", "acme/sandbox-1", "acme/docs"]) {
    github.addRepository(name, name === "acme/api" ? { environments: ["staging", "production"] } : {});
  }
  for (const place of Object.values(PLACES)) github.putSecret(place, old.value, { writtenAtMs: bornMs + 60_000 });
  github.addToken(WRITER, { name: "writer", permissions: PERMISSIONS });
  const app = github.addApp("rekey");
  github.installApp(app, { owner: "acme", permissions: PERMISSIONS, tokenFormat: "long" });

  const world = {
    kosli,
    github,
    /** Bodies that the webhook received. */
    received: receiver.received,
    /** The key that the places held at the beginning. */
    old,
    /** Keys of the account that work now, oldest first. */
    live: () => kosli.keys("ci").filter((key) => key.works),
    newest: () => kosli.keys("ci").at(-1) ?? old,
    /** Adds a service account whose key stands in acme/docs as `KOSLI_NAME_TOKEN`. */
    addService(name: string, ageDays: number) {
      const createdAtMs = Date.now() - ageDays * DAY_MS;
      kosli.addAccount({ name });
      const key = kosli.addKey({ account: name, createdAtMs });
      const place = { repository: "acme/docs", name: `KOSLI_${name.toUpperCase()}_TOKEN` };
      github.putSecret(place, key.value, { writtenAtMs: createdAtMs + 60_000 });
      return key;
    },
    /** Which places do not hold `value`. */
    without: (value: string) => ALL_PLACES.filter((place) => github.value(PLACES[place]) !== value),
    /** What any key or token gives away in anything that people can read. */
    leaks(result: ActResult) {
      const texts = { log: result.shown, summary: result.summaries.join("\n"), webhook: receiver.received.join("\n") };
      const keys = kosli.keys().map(({ value }) => value);
      const tokens = github.issuedTokens.map(({ value }) => value);
      return leaksIn(texts, [...keys, WRITER, app.privateKey, ...tokens, receiver.url]);
    },
    /** The secrets of the repository, as a workflow run gets them now. */
    secrets: () => ({
      KOSLI_ADMIN_TOKEN: admin.value,
      KOSLI_API_TOKEN: github.value(PLACES.api) ?? "",
      SECRETS_WRITER_TOKEN: WRITER,
      SLACK_WEBHOOK: receiver.url,
      REKEY_APP_PRIVATE_KEY: app.privateKey,
    }),
    /** The variables of the repository. */
    vars: { REKEY_APP_CLIENT_ID: app.clientId },
    env: { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/api" },
    /** An example, sent to the twin instead of Kosli: the one line that differs. */
    example(name: string, run: Pick<ActRun, "event"> & Partial<ActRun>): ActRun {
      const workflow = `.github/workflows/${name}`;
      const files = {
        [workflow]: toTwin(read(name)),
        ".github/rekey.yml": toTwin(read("rekey.yml")),
        ...run.files,
      };
      return {
        workflow,
        secrets: world.secrets(),
        vars: world.vars,
        env: world.env,
        ...run,
        files,
      };
    },
    /** Adds the address of the Kosli twin after each line that names the service account. */
    toTwin,
    async stop() {
      await Promise.all([kosli.stop(), github.stop(), receiver.stop()]);
    },
  };

  function toTwin(text: string): string {
    return text.replaceAll(/^( *)(kosli-)?service-account: .*$/gm, `$&\n$1$2host: ${kosli.url}`);
  }

  return world;
}

export type World = Awaited<ReturnType<typeof startWorld>>;

function read(name: string): string {
  return readFileSync(join(REPOSITORY_ROOT, "examples", name), "utf8");
}
