import { describe, expect, test } from "vitest";
import type { GithubAccess } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import { destination } from "../../src/destinations/github-secret/index.ts";
import { describeDestination } from "../contract/destination.ts";
import type { DestinationFlaw, DestinationStage, DestinationTrouble } from "../contract/destination-stage.ts";
import type { Fault, InstallationOptions, SecretPlace } from "../twins/github/twin.ts";
import { type Bench, EVERYTHING, START_MS, startBench } from "./github-bench.ts";

const TOKEN = "github_pat_11AAAAAAA0abcdefghijkl_MNOPQRSTUVWXYZ";
const NAME = "API_KEY";
const WRITTEN_AT_MS = START_MS - 86_400_400;

/** One kind of place: how it is named in options, where the twin keeps it, and what else must stay as it is. */
interface Shelf {
  readonly options: Readonly<Record<string, unknown>>;
  readonly missing: Readonly<Record<string, unknown>>;
  readonly scope: { readonly repository: string } | { readonly organization: string };
  readonly environment?: string;
}

const SHELVES: Readonly<Record<string, Shelf>> = {
  "A secret of a repository": {
    options: { repository: "acme/api" },
    missing: { repository: "acme/nothing" },
    scope: { repository: "acme/api" },
  },
  "A secret of an environment": {
    options: { repository: "acme/api", environments: ["eu/west 1"] },
    missing: { repository: "acme/api", environments: ["nowhere"] },
    scope: { repository: "acme/api" },
    environment: "eu/west 1",
  },
  "A secret of an organization": {
    options: { organization: "acme" },
    missing: { organization: "nobody" },
    scope: { organization: "acme" },
  },
};

/** Who may do everything, too little, nothing. */
type Who = "strong" | "weak" | "unknown";

type Credentials = (bench: Bench) => (who: Who) => Pick<GithubAccess, "token" | "app">;

const byToken: Credentials = ({ github }) => {
  github.addToken(TOKEN, { permissions: EVERYTHING });
  github.addToken("weak", { permissions: { contents: "read" } });
  return (who) => ({ token: new Secret(who === "strong" ? TOKEN : who) });
};

const byApp: Credentials = ({ github }) => {
  const register = (permissions: InstallationOptions["permissions"]) => {
    const app = github.addApp("rekey");
    github.installApp(app, { owner: "acme", permissions });
    return { clientId: app.clientId, privateKey: new Secret(app.privateKey), readOnly: false };
  };
  const strong = register(EVERYTHING);
  return (who) => {
    if (who === "strong") return { app: strong };
    const weak = register({ contents: "read" });
    return { app: who === "weak" ? weak : { ...weak, clientId: strong.clientId } };
  };
};

const TROUBLES: { readonly [Kind in Exclude<DestinationTrouble, "unreachable">]: Fault } = {
  "rate-limited": { answer: { status: 429, headers: { "retry-after": "3600" }, body: { message: "Slow down" } } },
  unavailable: { answer: { status: 503, body: { message: "Service unavailable" } } },
  echo: { answer: { status: 400, body: { message: `Bad token ${TOKEN}` } } },
};

async function start({ options, missing, scope, environment }: Shelf, by = byToken): Promise<DestinationStage> {
  const bench = await startBench({ token: TOKEN });
  const at = (name: string): SecretPlace =>
    environment === undefined || !("repository" in scope) ? { ...scope, name } : { ...scope, environment, name };
  furnish(bench, at);
  const credential = by(bench);
  const { token: _, ...access } = bench.tools.github;
  let end: () => void = () => undefined;
  const begin = (fault: Fault, seen?: () => void) => {
    end = bench.github.fault(() => {
      seen?.();
      return fault;
    });
  };
  const raw = { name: NAME, ...options };
  const open = (more: Readonly<Record<string, unknown>>, who: Who = "strong") => {
    const configured = destination.configure({ ...raw, ...more });
    if (!configured.success) throw new Error(JSON.stringify(configured.issues));
    const shared = new Map<string, unknown>();
    return configured.data.open({
      ...bench.tools,
      github: { ...access, ...credential(who) },
      shared: <T>(key: string, make: () => T) => {
        if (!shared.has(key)) shared.set(key, make());
        return shared.get(key) as T;
      },
    });
  };
  const flawed = (flaw: DestinationFlaw) =>
    flaw === "missing-parent" ? open(missing) : open({}, flaw === "weak-credential" ? "weak" : "unknown");
  const names = () => (environment === undefined ? scope : { ...scope, environment });
  return {
    evidence: "version",
    writtenAtMs: WRITTEN_AT_MS,
    configure: (changed = {}) => destination.configure({ ...raw, ...changed }),
    places: (configured) => configured.places(bench.tools),
    open: (flaw) => (flaw === undefined ? open({}) : flawed(flaw)),
    openAbsent: (create) => open({ name: "ABSENT", create }),
    peek: () => bench.github.value(at(NAME)),
    peekAbsent: () => bench.github.value(at("ABSENT")),
    surroundings() {
      const { visibility, selectedRepositories } = bench.github.secret(at(NAME)) ?? {};
      const all = bench.github.secretNames(names() as Parameters<typeof bench.github.secretNames>[0]);
      return { visibility, selectedRepositories, all, sibling: bench.github.secret(at("SIBLING")) };
    },
    tamper: () => {
      const { visibility = "private", selectedRepositories = [] } = bench.github.secret(at(NAME)) ?? {};
      bench.github.putSecret(at(NAME), "old", { writtenAtMs: WRITTEN_AT_MS, visibility, selectedRepositories });
    },
    traffic: () => ({
      requests: bench.github.requests.length,
      changes: bench.github.writes.length,
    }),
    secrets: () => [TOKEN, ...bench.github.issuedTokens.map(({ value }) => value)].map((value) => new Secret(value)),
    async trouble(kind) {
      begin(kind === "unreachable" ? { drop: "before-effect" } : TROUBLES[kind]);
    },
    hang: () => new Promise((resolve) => begin({ hang: "before-effect" }, resolve)),
    heal: async () => end(),
    async stop() {
      expect(bench.github.violations.filter((line) => !line.includes("undocumented status"))).toEqual([]);
      await bench.stop();
    },
  };
}

function furnish({ github }: Bench, at: (name: string) => SecretPlace): void {
  github.addRepository("acme/api", { environments: ["eu/west 1"] });
  github.addRepository("acme/web");
  const seed = {
    writtenAtMs: WRITTEN_AT_MS,
    visibility: "selected",
    selectedRepositories: ["acme/api", "acme/web"],
  } as const;
  github.putSecret(at(NAME), "old", seed);
  github.putSecret(at("SIBLING"), "untouched", seed);
}

for (const [name, shelf] of Object.entries(SHELVES)) {
  describeDestination(name, { start: () => start(shelf) });
  describeDestination(`${name}, by a GitHub App`, { start: () => start(shelf, byApp) });
}

describe("The stage", () => {
  test("has settings to lose", async () => {
    const stage = await start(SHELVES["A secret of an organization"] as Shelf);
    expect(stage.surroundings()).toMatchObject({ visibility: "selected", all: ["API_KEY", "SIBLING"] });
    await stage.stop();
  });
});
