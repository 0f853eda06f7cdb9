import type { FaultRule, LedgerEntry, TwinClock } from "../server.ts";
import { machineClock, startTwinServer } from "../server.ts";
import { answer, callerOf, shownBody } from "./routes.ts";
import type { KindeSwitches } from "./switches.ts";
import { DEFAULT_SWITCHES } from "./switches.ts";
import type { Key, KeyType } from "./world.ts";
import { newValue, World } from "./world.ts";

export interface KindeTwinOptions {
  /** Default: the machine's time. */
  readonly clock?: TwinClock;
  readonly switches?: Partial<KindeSwitches>;
  /** The twin's clock minus `clock`; default 0. */
  readonly skewMs?: number;
  /** A further address by which clients know the business: `https://acme.kinde.com`. */
  readonly alias?: string;
}

/** A key put in place by a test, past the API. */
export interface SeedKey {
  /** Default `billing worker`. */
  readonly name?: string;
  /** Default `organization`. */
  readonly type?: KeyType;
  /** Default: the first API. */
  readonly apiIds?: readonly string[];
  /** Keys of scopes; default: all of the first API. */
  readonly scopes?: readonly string[];
  readonly orgCode?: string;
  readonly userId?: string;
  /** By the twin's clock; default: now. */
  readonly createdAtMs?: number;
  readonly lastUsed?: { readonly atMs: number; readonly ip: string };
  readonly status?: Key["status"];
  readonly value?: string;
}

/** A key as it really is, whatever lists show. Times by the twin's clock. */
export interface TwinKey {
  readonly id: string;
  /** The current value. */
  readonly value: string;
  readonly name: string;
  readonly type: KeyType;
  readonly apiIds: readonly string[];
  readonly scopes: readonly string[];
  readonly orgCode: string | undefined;
  readonly userId: string | undefined;
  readonly status: Key["status"];
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | undefined;
  /** Every value that it ever had, the current one last. */
  readonly values: readonly string[];
  /** Whether its current value is taken now. */
  readonly works: boolean;
}

/** Every permission that rekey needs of an application. */
export const ALL_SCOPES = [
  "read:api_keys",
  "create:api_keys",
  "update:api_keys",
  "delete:api_keys",
  "read:api_scopes",
] as const;

/** A stateful stand-in for one business at Kinde on loopback. */
export interface KindeTwin {
  /** Value of the option `domain`: `http://127.0.0.1:port`. */
  readonly url: string;
  /** Everything that was asked, in order; callers by their client id. */
  readonly requests: readonly LedgerEntry[];
  /** The twin's time: `clock` plus skew. */
  now(): number;
  set(switches: Partial<KindeSwitches>): void;
  setSkew(skewMs: number): void;
  addApi(id: string, scopes: readonly string[]): void;
  /** Takes a scope away from an API; keys keep it. */
  removeScope(apiId: string, scope: string): void;
  /** Makes a machine-to-machine application. Default: all scopes that rekey needs. */
  addApplication(clientId: string, clientSecret: string, scopes?: readonly string[]): void;
  addKey(seed?: SeedKey): TwinKey;
  /** Verifies a value as a consumer's API does. Returns whether it was valid. */
  verify(value: string, ip?: string): boolean;
  /** Replaces a key's value as a person in the user interface would. */
  rotate(id: string): void;
  /** Ends a key as a person in the user interface would. */
  kill(id: string): void;
  /** All keys that ever were, oldest first. */
  keys(): readonly TwinKey[];
  key(id: string): TwinKey;
  /** How many access tokens were issued: each is billed. */
  tokensIssued(): number;
  /** Every token and client secret that the twin knows. */
  credentials(): readonly string[];
  /** Whether a value is taken now. No use is recorded. */
  accepts(value: string): boolean;
  fault(rule: FaultRule): () => void;
  /** Nobody listens any more, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a twin without applications, APIs and keys. */
export async function startKindeTwin(options: KindeTwinOptions = {}): Promise<KindeTwin> {
  const clock = options.clock ?? machineClock;
  const world = new World(clock, { ...DEFAULT_SWITCHES, ...options.switches }, options.skewMs ?? 0);
  const server = await startTwinServer({
    clock,
    basePath: "",
    skewMs: () => world.skewMs,
    caller: (request) => callerOf(world, request)?.clientId,
    shown: shownBody,
    handle: (request) => answer(world, request, [`${server.url}/api`, `${options.alias ?? server.url}/api`]),
  });
  const known = (id: string): Key => {
    const key = world.key(id);
    if (!key) throw new Error(`no key ${id}`);
    return key;
  };
  return {
    url: server.url,
    requests: server.requests,
    fault: (rule) => server.fault(rule),
    down: () => server.down(),
    up: () => server.up(),
    stop: () => server.stop(),
    now: () => world.now(),
    set(switches) {
      world.switches = { ...world.switches, ...switches };
    },
    setSkew(skewMs) {
      world.skewMs = skewMs;
    },
    addApi(id, scopes) {
      world.apis.push({ id, name: id, scopes: scopes.map((key) => ({ id: `api_scope_${id}_${key}`, key })) });
    },
    removeScope(apiId, scope) {
      const scopes = world.apis.find((api) => api.id === apiId)?.scopes ?? [];
      scopes.splice(
        scopes.findIndex(({ key }) => key === scope),
        1,
      );
    },
    addApplication: (clientId, clientSecret, scopes = ALL_SCOPES) =>
      void world.applications.push({ clientId, clientSecret, scopes }),
    addKey: (seed = {}) => view(world, plant(world, seed)),
    verify(value, ip = "203.0.113.9") {
      const key = world.holder(value);
      if (!key || !world.works(key, value)) return false;
      world.use(key, ip);
      return true;
    },
    rotate: (id) => world.rotate(known(id), newValue()),
    kill: (id) => world.revoke(known(id)),
    keys: () => world.keys.map((key) => view(world, key)),
    key: (id) => view(world, known(id)),
    tokensIssued: () => world.tokens.size,
    credentials: () => [...world.tokens.keys(), ...world.applications.map(({ clientSecret }) => clientSecret)],
    accepts(value) {
      const key = world.holder(value);
      return key !== undefined && world.works(key, value);
    },
  };
}

function plant(world: World, seed: SeedKey): Key {
  const [api] = world.apis;
  if (!api) throw new Error("no API");
  const { name = "billing worker", type = "organization", lastUsed, createdAtMs, ...rest } = seed;
  const owner = type === "organization" ? { orgCode: "org_example" } : {};
  const key = world.draft({
    ...owner,
    ...rest,
    name,
    type,
    apiIds: rest.apiIds ?? [api.id],
    scopes: rest.scopes ?? api.scopes.map((scope) => scope.key),
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    uses: lastUsed === undefined ? [] : [lastUsed],
  });
  world.keys.push(key);
  return key;
}

function view(world: World, key: Key): TwinKey {
  const value = key.values.at(-1)?.text ?? "";
  const { id, name, type, apiIds, scopes, orgCode, userId, status, createdAtMs } = key;
  return {
    ...{ id, value, name, type, apiIds, scopes, orgCode, userId, status, createdAtMs },
    lastUsedAtMs: key.uses.at(-1)?.atMs,
    values: key.values.map(({ text }) => text),
    works: world.works(key, value),
  };
}
