import type { Op } from "../../src/contract/key-service.ts";
import type { Tidy, Tools } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import { canary, destination, openWatch } from "../../src/destinations/github-secret/index.ts";
import { sharing } from "../../src/lib/shared.ts";
import {
  type GithubTwin,
  type GithubTwinOptions,
  type InstallationOptions,
  openContract,
  type RegisteredApp,
  startGithubTwin,
} from "../twins/github/twin.ts";
import { type BenchClock, benchClock } from "./github-bench.ts";

export const NAME = "API_KEY";

/** Every permission of this version that has a name in GitHub's API. */
export const NAMED = {
  secrets: "write",
  environments: "write",
  dependabot_secrets: "write",
  organization_secrets: "write",
  actions: "write",
  contents: "read",
  metadata: "read",
} as const;

export interface AppStage {
  readonly github: GithubTwin;
  readonly clock: BenchClock;
  readonly app: RegisteredApp;
  readonly op: Op;
  /** What was masked, in order. */
  readonly masked: readonly string[];
  /** One run of the App with entries of `destinations`. */
  run(options?: RunOptions): AppRun;
  /** Adds repositories that hold the secret. */
  hold(...names: readonly string[]): void;
  /** Makes an installation that has every named permission unless told otherwise. */
  install(owner: string, options?: Partial<InstallationOptions>): void;
  /** Requests for tokens so far: what they were to be limited to. */
  asked(): readonly unknown[];
}

export interface RunOptions {
  readonly readOnly?: boolean;
  readonly clientId?: string;
  readonly privateKey?: string;
  readonly pace?: "safe" | "points" | "none";
}

export interface AppRun {
  readonly tools: Tools;
  open(...entries: readonly object[]): ReturnType<typeof openEntry>[];
  watch: () => ReturnType<typeof openWatch>;
  canary(options: object): ReturnType<typeof openCanary>;
  /** Does what is left for the end of the run; resolves with what could not be done. */
  end(): Promise<readonly string[]>;
}

function openEntry(raw: object, tools: Tools) {
  const configured = destination.configure({ name: NAME, ...raw });
  if (!configured.success) throw new Error(configured.issues.map((issue) => issue.message).join("; "));
  return configured.data.open(tools);
}

function openCanary(raw: object, tools: Tools) {
  const configured = canary.configure(raw);
  if (!configured.success) throw new Error(configured.issues.map((issue) => issue.message).join("; "));
  return configured.data.open(tools);
}

const contract = openContract();

/** A twin with an App that is installed nowhere yet. */
export async function startAppStage(options: GithubTwinOptions = {}): Promise<AppStage> {
  const clock = benchClock();
  // The App's signature carries the machine's time: without a difference none has to be corrected.
  clock.advance(Date.now() - clock.now());
  const github = await startGithubTwin({ clock, contract, ...options });
  const app = github.addApp("rekey");
  const masked: string[] = [];
  const op = { signal: new AbortController().signal };
  const run = ({
    readOnly = false,
    clientId = app.clientId,
    privateKey = app.privateKey,
    pace = "points",
  }: RunOptions = {}): AppRun => {
    const left: Tidy[] = [];
    const tools: Tools = {
      clock,
      run: { repository: "acme/rotator", runId: "4711", runUrl: "", event: "schedule" },
      github: {
        apiUrl: github.url,
        app: { clientId, privateKey: new Secret(privateKey), readOnly },
        pace,
        maxTargets: 1000,
      },
      mask: (secret) => void masked.push(secret.reveal()),
      shared: sharing(),
      atEnd: (tidy) => void left.push(tidy),
    };
    return {
      tools,
      open: (...entries) => entries.map((entry) => openEntry(entry, tools)),
      watch: () => openWatch(tools),
      canary: (raw) => openCanary(raw, tools),
      end: async () => (await Promise.all(left.map((tidy) => tidy(op)))).flat(),
    };
  };
  return {
    github,
    clock,
    app,
    op,
    masked,
    run,
    hold(...names) {
      for (const repository of names) {
        github.addRepository(repository);
        github.putSecret({ repository, name: NAME }, "old", { writtenAtMs: 0 });
      }
    },
    install: (owner, more = {}) => void github.installApp(app, { owner, permissions: NAMED, ...more }),
    asked: () =>
      github.requests
        .filter(({ method, path }) => method === "POST" && path.endsWith("/access_tokens"))
        .map(({ body }) => body),
  };
}
