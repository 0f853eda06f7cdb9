import { type GithubTwin, type GithubTwinOptions, startGithubTwin } from "../test/twins/github/twin.ts";
import type { Store } from "../test/twins/github/types.ts";
import { type KosliTwin, startKosliTwin } from "../test/twins/kosli/index.ts";

const DAY_MS = 86_400_000;
const OLD_VALUE = "the-value-that-all-of-them-hold-before";
const ADMIN_TOKEN = "token-of-an-account-that-may-rotate";

/** The token that the action and the reference client use. */
export const GITHUB_TOKEN = "github_pat_of_the_bench";

export interface FleetOptions {
  readonly repositories: number;
  readonly stores?: readonly Store[];
  /** Names of secrets, each held by every repository in every store. */
  readonly names?: readonly string[];
  /** An organization secret for so many selected repositories, which is all that is written then. */
  readonly selected?: number;
  readonly pace: "safe" | "points" | "none";
  /** The guard of the configuration; default: just enough. A high one has the action save memory. */
  readonly maxTargets?: number;
  readonly twin?: GithubTwinOptions;
}

/** Stand-ins for both servers with many repositories, and the step that rotates a key that is due. */
export interface Fleet {
  readonly kosli: KosliTwin;
  readonly github: GithubTwin;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Every secret of a repository's own, store by store. */
  readonly places: readonly { readonly repository: string; readonly store: Store; readonly name: string }[];
  /** How many places hold the newest key. */
  countWritten(): number;
  stop(): Promise<void>;
}

/** Starts both servers and fills them. The contract of GitHub is not checked: that is what tests are for. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { repositories, stores = ["actions"], names = ["KOSLI_API_TOKEN"], selected } = options;
  const kosli = await startKosliTwin();
  const github = await startGithubTwin({ contract: "unchecked", ...options.twin });
  const all = Array.from({ length: repositories }, (_, at) => (at === 0 ? "acme/api" : `acme/repository-${at}`));
  for (const name of all) github.addRepository(name);
  const writtenAtMs = github.nowMs() - 99 * DAY_MS;
  const places = all.flatMap((repository) =>
    stores.flatMap((store) => names.map((name) => ({ repository, store, name }))),
  );
  const organization = names.map((name) => ({ organization: "acme", name }));
  if (selected === undefined) for (const place of places) github.putSecret(place, OLD_VALUE, { writtenAtMs });
  else {
    const selection = { visibility: "selected", selectedRepositories: all.slice(0, selected), writtenAtMs } as const;
    for (const place of organization) github.putSecret(place, OLD_VALUE, selection);
  }
  const rights = ["secrets", "dependabot_secrets", "organization_secrets"];
  github.addToken(GITHUB_TOKEN, { permissions: Object.fromEntries(rights.map((right) => [right, "write"])) });
  fillKosli(kosli);
  const { maxTargets = Math.max(500, places.length) } = options;
  const config = configuration({ ...options, stores, names, maxTargets, kosliHost: kosli.url });
  return {
    kosli,
    github,
    places,
    inputs: { config, "github-token": GITHUB_TOKEN, "github-api-url": github.url },
    env: { KOSLI_ADMIN_TOKEN: ADMIN_TOKEN },
    countWritten() {
      const newest = kosli.keys("ci").at(-1)?.value;
      return (selected === undefined ? places : organization).filter((place) => github.value(place) === newest).length;
    },
    stop: async () => void (await Promise.all([kosli.stop(), github.stop()])),
  };
}

function fillKosli(kosli: KosliTwin): void {
  const nowMs = kosli.now();
  kosli.addAccount({ name: "rotator", privilege: "admin" });
  kosli.addKey({ account: "rotator", value: ADMIN_TOKEN, createdAtMs: nowMs - 200 * DAY_MS });
  kosli.addAccount({ name: "ci" });
  kosli.addKey({ account: "ci", value: OLD_VALUE, createdAtMs: nowMs - 100 * DAY_MS });
}

interface Layout extends Required<Pick<FleetOptions, "stores" | "names" | "maxTargets">> {
  readonly selected?: number;
  readonly pace: FleetOptions["pace"];
  readonly kosliHost: string;
}

function configuration({ stores, names, selected, pace, maxTargets, kosliHost }: Layout): string {
  const target =
    selected === undefined ? `repositories: [acme/*], stores: [${stores.join(", ")}]` : "organization: acme";
  const destinations = names.map((name) => `      - { kind: github-secret, ${target}, name: ${name} }`);
  return `version: 1
github: { pace: ${pace}, max-targets: ${maxTargets} }
rotations:
  fleet:
    key-service: { kind: kosli, host: "${kosliHost}", org: acme, service-account: ci, api-token: "\${KOSLI_ADMIN_TOKEN}" }
    destinations:
${destinations.join("\n")}
`;
}
