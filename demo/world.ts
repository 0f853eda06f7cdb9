import { createHmac, randomBytes } from "node:crypto";
import { type ActionRun, REPOSITORY_ROOT } from "../test/runner/harness.ts";
import { type GithubTwin, type SecretPlace, startGithubTwin } from "../test/twins/github/twin.ts";
import { type KosliTwin, startKosliTwin } from "../test/twins/kosli/index.ts";

const DAY_MS = 86_400_000;

/** The rotation of the demo: its name is what incident mode wants typed. */
export const ROTATION = "kosli-ci";

const SECRET = "KOSLI_API_TOKEN";

/** One secret that holds the key, by the name that a person calls it. */
export interface Holder {
  readonly label: string;
  readonly place: SecretPlace;
}

/** Every place of the organization that holds the key, the home first. */
export const HOLDERS: readonly Holder[] = [
  { label: "acme/api · actions", place: { repository: "acme/api", name: SECRET } },
  { label: "acme/api · dependabot", place: { repository: "acme/api", store: "dependabot", name: SECRET } },
  {
    label: "acme/api · environment production",
    place: { repository: "acme/api", environment: "production", name: SECRET },
  },
  { label: "acme/web-admin · actions", place: { repository: "acme/web-admin", name: SECRET } },
  { label: "acme/web-shop · actions", place: { repository: "acme/web-shop", name: SECRET } },
  { label: "acme (organization) · actions", place: { organization: "acme", name: SECRET } },
];

const BYSTANDER: SecretPlace = { repository: "acme/api", name: "NPM_TOKEN" };
const BYSTANDER_VALUE = "nothing of rekey's business";

/** What somebody committed as `.github/rekey.yml`. */
const configurationOf = (kosliHost: string) => `version: 1
rotations:
  ${ROTATION}:
    key-service: { kind: kosli, host: "${kosliHost}", org: acme, service-account: ci, api-token: "\${KOSLI_ADMIN_TOKEN}" }
    key: { label: ci, current: "\${KOSLI_API_TOKEN}" }
    retire: after-verify
    destinations:
      - { kind: github-secret, repository: acme/api, name: ${SECRET}, stores: [actions, dependabot] }
      - { kind: github-secret, repository: acme/api, environments: [production], name: ${SECRET} }
      - { kind: github-secret, repositories: [acme/web-*], name: ${SECRET} }
      - { kind: github-secret, organization: acme, name: ${SECRET} }
`;

/** The stand-ins for Kosli and GitHub, and what the demo looks at past their APIs. */
export interface World {
  readonly kosli: KosliTwin;
  readonly github: GithubTwin;
  /** Id of the key that somebody else made in the same service account. */
  readonly foreignKeyId: string;
  /** A step as the scheduled workflow of acme/api would run it now: its secrets have the values of this moment. */
  step(more?: Pick<ActionRun, "inputs" | "onLine" | "killAt">): ActionRun;
  /** The value that a place holds, decrypted by the twin. */
  held(holder: Holder): string;
  /** Four hex digits that tell values apart and tell nothing about them. */
  fingerprint(value: string): string;
  /** Whether everything that is none of rekey's business is as it was. */
  isBystanderUntouched(): boolean;
  stop(): Promise<void>;
}

/** Starts both stand-ins on loopback and fills them with a small organization whose key is 100 days old. */
export async function openWorld(actionDirectory = REPOSITORY_ROOT): Promise<World> {
  const [kosli, github] = await Promise.all([startKosliTwin(), startGithubTwin()]);
  const tokens = {
    admin: randomBytes(24).toString("base64url"),
    writer: `github_pat_${randomBytes(24).toString("hex")}`,
  };
  const foreignKeyId = fillKosli(kosli, tokens.admin);
  const oldKey = kosli.keys("ci").find((key) => key.id !== foreignKeyId);
  fillGithub(github, { value: oldKey?.value ?? "", token: tokens.writer });
  const secret = randomBytes(32);
  const held = ({ place }: Holder) => github.value(place) ?? "";
  return {
    kosli,
    github,
    foreignKeyId,
    held,
    fingerprint: (value) => createHmac("sha256", secret).update(value).digest("hex").slice(0, 4),
    step: ({ inputs = {}, ...rest } = {}) => {
      const current = github.value({ repository: "acme/api", name: SECRET }) ?? "";
      return {
        actionDirectory,
        env: { KOSLI_ADMIN_TOKEN: tokens.admin, KOSLI_API_TOKEN: current, GITHUB_API_URL: github.url },
        inputs: { "github-token": tokens.writer, ...inputs },
        secrets: [tokens.admin, tokens.writer, current],
        workspace: { ".github/rekey.yml": configurationOf(kosli.url) },
        ...rest,
      };
    },
    isBystanderUntouched: () =>
      github.value(BYSTANDER) === BYSTANDER_VALUE &&
      kosli.keys("ci").some(({ id, works }) => id === foreignKeyId && works),
    stop: async () => void (await Promise.all([kosli.stop(), github.stop()])),
  };
}

/** Returns the id of the key that is not ours. */
function fillKosli(kosli: KosliTwin, adminToken: string): string {
  const nowMs = kosli.now();
  kosli.addAccount({ name: "rotator", privilege: "admin" });
  kosli.addKey({ account: "rotator", description: "rekey", value: adminToken, createdAtMs: nowMs - 200 * DAY_MS });
  kosli.addAccount({ name: "ci" });
  const foreign = kosli.addKey({ account: "ci", description: "Ann's laptop", createdAtMs: nowMs - 30 * DAY_MS });
  kosli.addKey({ account: "ci", createdAtMs: nowMs - 100 * DAY_MS, expiresAtMs: nowMs + 265 * DAY_MS });
  return foreign.id;
}

function fillGithub(github: GithubTwin, { value, token }: { readonly value: string; readonly token: string }): void {
  const writtenAtMs = github.nowMs() - 100 * DAY_MS + 60_000;
  for (const name of ["acme/api", "acme/web-admin", "acme/web-shop", "acme/docs", "acme/infra"]) {
    github.addRepository(name, name === "acme/api" ? { environments: ["production"] } : {});
  }
  for (const { place } of HOLDERS) {
    const selection = { visibility: "selected", selectedRepositories: ["acme/docs", "acme/infra"] } as const;
    github.putSecret(place, value, { writtenAtMs, ...("organization" in place ? selection : {}) });
  }
  github.putSecret(BYSTANDER, BYSTANDER_VALUE, { writtenAtMs });
  github.addToken(token, {
    name: "secrets-writer",
    permissions: {
      secrets: "write",
      environments: "write",
      dependabot_secrets: "write",
      organization_secrets: "write",
      // Before a key is revoked, rekey looks whether somebody holds it elsewhere.
      codespaces_secrets: "read",
      agent_secrets: "read",
      organization_dependabot_secrets: "read",
      organization_codespaces_secrets: "read",
      organization_agent_secrets: "read",
      actions: "read",
    },
  });
}
