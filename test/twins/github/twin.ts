/**
 * A GitHub of our own on loopback: stateful, with the rules about secrets, tokens, workflows and limits that the
 * documents tell, and with faults on demand. Sealed boxes are really opened. Every request and every answer is held
 * against GitHub's OpenAPI document; a test asserts at its end that `violations` is empty.
 *
 * ```ts
 * const github = await startGithubTwin({ clock });
 * github.addRepository("acme/api", { environments: ["production"] });
 * github.putSecret({ repository: "acme/api", name: "KEY" }, "old value");
 * github.addToken("writer", { permissions: { secrets: "write" } });
 * // … a client works with github.url and the token "writer" …
 * expect(github.value({ repository: "acme/api", name: "KEY" })).toBe("new value");
 * expect(github.violations).toEqual([]);
 * await github.stop();
 * ```
 */
import { createServer, type Server } from "node:http";
import sodium from "libsodium-wrappers";
import { machineClock } from "../server.ts";
import { Apps } from "./apps.ts";
import { openContract } from "./contract.ts";
import { Gateway, type Settings } from "./gateway.ts";
import { Ledger } from "./ledger.ts";
import { DEFAULT_LIMITS, RateLimits } from "./limits.ts";
import { Router } from "./route.ts";
import { appRoutes } from "./routes/apps.ts";
import { graphqlRoute } from "./routes/graphql.ts";
import { organizationSecretRoutes } from "./routes/organization-secrets.ts";
import { rateLimitRoute } from "./routes/rate-limit.ts";
import { repositoryRoutes } from "./routes/repositories.ts";
import { repositorySecretRoutes } from "./routes/repository-secrets.ts";
import { runRoutes } from "./routes/runs.ts";
import { workflowRoutes } from "./routes/workflows.ts";
import { Runs } from "./runs.ts";
import { Stage } from "./stage.ts";
import { Tokens } from "./tokens.ts";
import type {
  FaultRule,
  GithubTwinOptions,
  LedgerEntry,
  LimitHit,
  Limits,
  Store,
  UnopenedBox,
  Write,
} from "./types.ts";
import { World } from "./world.ts";

export { openContract } from "./contract.ts";
export type * from "./types.ts";

const ALL_STORES: readonly Store[] = ["actions", "dependabot", "codespaces", "agents"];
const GHES_STORES: readonly Store[] = ["actions", "dependabot"];

/** A running twin: the stage (who and what there is), the ledger (what happened), and the faults. */
export interface GithubTwin extends Stage {
  /** Base URL of the API without a trailing slash. On a unix socket the host is `api.github.com`. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly LedgerEntry[];
  /** Every change of a secret through the API, oldest first, with plain values. */
  readonly writes: readonly Write[];
  /** Where a request or an answer departs from GitHub's document. Empty in a good test. */
  readonly violations: readonly string[];
  /** Sealed boxes that were refused. */
  readonly unopened: readonly UnopenedBox[];
  /** Requests that were over a limit. */
  readonly limitHits: readonly LimitHit[];
  /** The most requests that ran at one time, and the number of connections opened. */
  stats(): { readonly maxConcurrent: number; readonly sockets: number };
  /** Adds a rule that says what goes wrong with which request; the first rule that says something counts. Returns its end. */
  fault(rule: FaultRule): () => void;
  setLimits(limits: Partial<Limits>): void;
  /** Changes how slow, how wrong by the clock, how far behind in reads the twin is. */
  configure(settings: Partial<Pick<Settings, "latencyMs" | "skewMs" | "lagMs">>): void;
  /** Stops listening and cuts all connections, but keeps its state: nobody is reached until `up`. */
  down(): Promise<void>;
  /** Listens again at the same address. */
  up(): Promise<void>;
  /** Closes every connection and the server. */
  stop(): Promise<void>;
}

function routerOf(stores: readonly Store[]): Router {
  return new Router([
    rateLimitRoute,
    graphqlRoute,
    ...appRoutes,
    ...repositoryRoutes,
    ...workflowRoutes,
    ...runRoutes,
    ...repositorySecretRoutes(stores),
    ...organizationSecretRoutes(stores),
  ]);
}

function settingsOf(options: GithubTwinOptions): Settings {
  const { ghes = false, latencyMs = 0, skewMs = 0, lagMs = 0 } = options;
  const { knowsRunDetails = !ghes, refusesRunDetails = false } = options;
  const unknown = refusesRunDetails ? "refused" : "ignored";
  return { latencyMs, skewMs, lagMs, basePath: ghes ? "/api/v3" : "", runDetails: knowsRunDetails ? "known" : unknown };
}

/** Routes the connections of a server to the gateway. */
function serve(gateway: Gateway, ledger: Ledger): Server {
  const numbers = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    void gateway.serve(request, response, numbers.get(request.socket) ?? 0);
  });
  server.on("connection", (socket) => {
    ledger.sockets += 1;
    numbers.set(socket, ledger.sockets);
  });
  // An idle connection that the server closes just as the client reuses it would be a fault that no test asked for.
  server.keepAliveTimeout = 600_000;
  server.requestTimeout = 0;
  return server;
}

type Place = NonNullable<GithubTwinOptions["listen"]>;

/** Returns where it listens now: a free port has become a certain one. */
async function listen(server: Server, place: Place): Promise<Place> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    if ("path" in place) server.listen(place.path, resolve);
    else server.listen(place.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? { port: address.port } : place;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Starts a twin. Stop it at the end of the test. */
export async function startGithubTwin(options: GithubTwinOptions = {}): Promise<GithubTwin> {
  await sodium.ready;
  const { clock = machineClock, ghes = false, contract = openContract() } = options;
  const settings = settingsOf(options);
  const world = new World();
  const runs = new Runs(world);
  const ledger = new Ledger();
  const tokens = new Tokens();
  const apps = new Apps(world, tokens);
  const limits = new RateLimits({ ...DEFAULT_LIMITS, ...(ghes ? { primary: false } : {}), ...options.limits });
  const gateway = new Gateway({
    world,
    runs,
    ledger,
    tokens,
    apps,
    limits,
    clock,
    settings,
    router: routerOf(ghes ? GHES_STORES : ALL_STORES),
    contract: contract === "unchecked" ? undefined : contract,
  });
  const server = serve(gateway, ledger);
  const where = await listen(server, options.listen ?? { port: 0 });
  const origin = "port" in where ? `http://127.0.0.1:${where.port}` : "http://api.github.com";
  return Object.assign(new Stage({ world, runs, tokens, apps, gateway }), {
    url: `${origin}${settings.basePath}`,
    requests: ledger.requests,
    writes: ledger.writes,
    violations: ledger.violations,
    unopened: ledger.unopened,
    limitHits: limits.hits,
    stats: () => ({ maxConcurrent: ledger.maxConcurrent, sockets: ledger.sockets }),
    fault: (rule: FaultRule) => {
      gateway.faults.add(rule);
      return () => void gateway.faults.delete(rule);
    },
    setLimits: (changed: Partial<Limits>) => limits.change(changed),
    configure: (changed: Partial<Settings>) => void Object.assign(settings, changed),
    down: () => close(server),
    up: async () => void (await listen(server, where)),
    stop: () => close(server),
  });
}
