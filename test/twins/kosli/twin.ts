import type { FaultRule, LedgerEntry, TwinClock } from "../server.ts";
import { machineClock, startTwinServer } from "../server.ts";
import { answer, callerOf } from "./routes.ts";
import type { KosliSwitches } from "./switches.ts";
import { DEFAULT_SWITCHES } from "./switches.ts";
import type { Key, Privilege } from "./world.ts";
import { World } from "./world.ts";

export interface KosliTwinOptions {
  /** Default: the machine's time. */
  readonly clock?: TwinClock;
  readonly switches?: Partial<KosliSwitches>;
  /** The twin's clock minus `clock`; default 0. */
  readonly skewMs?: number;
}

/** A key put in place by a test, past the API. */
export interface SeedKey {
  readonly account: string;
  /** Default `acme`. */
  readonly org?: string;
  /** Default `ci`. */
  readonly description?: string;
  /** By the twin's clock; default: now. */
  readonly createdAtMs?: number;
  readonly expiresAtMs?: number;
  readonly lastUsedAtMs?: number;
  readonly id?: string;
  readonly value?: string;
}

/** A key as it really is, whatever lists show. Times by the twin's clock. */
export interface TwinKey {
  readonly id: string;
  readonly value: string;
  readonly org: string;
  readonly account: string;
  readonly description: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | undefined;
  readonly graceEndsAtMs: number | undefined;
  readonly lastUsedAtMs: number | undefined;
  /** Whether its value is taken now. */
  readonly works: boolean;
  /** Whether it was revoked (or its grace was a lie). */
  readonly revoked: boolean;
}

/** A stateful stand-in for Kosli on loopback. */
export interface KosliTwin {
  /** Value of the option `host`: `http://127.0.0.1:port`. */
  readonly url: string;
  /** Everything that was asked, in order; callers by the id of their key. */
  readonly requests: readonly LedgerEntry[];
  /** The twin's time: `clock` plus skew. */
  now(): number;
  /** Sets switches from now on. */
  set(switches: Partial<KosliSwitches>): void;
  /** Sets the twin's clock apart from the given one. */
  setSkew(skewMs: number): void;
  addAccount(account: {
    readonly name: string;
    readonly org?: string;
    readonly privilege?: Privilege;
    readonly createdBy?: string;
  }): void;
  addKey(key: SeedKey): TwinKey;
  /** Ends a key as a person in the user interface would. */
  kill(id: string): void;
  /** All keys that ever were, oldest first; of one account if named. */
  keys(account?: string): readonly TwinKey[];
  /** Whether a value is taken now. No use is recorded. */
  accepts(value: string): boolean;
  fault(rule: FaultRule): () => void;
  /** Nobody listens any more, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

const ORG = "acme";

/** Starts a twin without accounts and keys. */
export async function startKosliTwin(options: KosliTwinOptions = {}): Promise<KosliTwin> {
  const clock = options.clock ?? machineClock;
  const world = new World(clock, { ...DEFAULT_SWITCHES, ...options.switches }, options.skewMs ?? 0);
  const server = await startTwinServer({
    clock,
    basePath: "/api/v2",
    skewMs: () => world.skewMs,
    caller: (request) => callerOf(world, request)?.id,
    handle: (request) => answer(world, request),
  });
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
    addAccount({ name, org = ORG, privilege = "member", createdBy = "a-person" }) {
      world.accounts.push({ org, name, privilege, description: "", createdAtMs: world.now(), createdBy });
    },
    addKey: (seed) => view(world, plant(world, seed)),
    kill(id) {
      const key = world.keys.find((candidate) => candidate.id === id);
      if (!key) throw new Error(`no key ${id}`);
      key.deadFromMs = world.now();
      key.unlistedFromMs = world.now();
    },
    keys: (account) =>
      world.keys.filter((key) => account === undefined || key.account === account).map((key) => view(world, key)),
    accepts: (value) => world.authenticate(value) !== undefined,
  };
}

function plant(world: World, seed: SeedKey): Key {
  const { account, org = ORG, description = "ci" } = seed;
  if (!world.account(org, account)) throw new Error(`no service account ${org}/${account}`);
  const key = world.draft({
    org,
    account,
    description,
    ...(seed.createdAtMs === undefined ? {} : { createdAtMs: seed.createdAtMs }),
    ...(seed.expiresAtMs === undefined ? {} : { expiresAtMs: seed.expiresAtMs }),
    ...(seed.id === undefined ? {} : { id: seed.id }),
    ...(seed.value === undefined ? {} : { value: seed.value }),
    uses: seed.lastUsedAtMs === undefined ? [] : [seed.lastUsedAtMs],
  });
  world.keys.push(key);
  return key;
}

function view(world: World, key: Key): TwinKey {
  return {
    id: key.id,
    value: key.value,
    org: key.org,
    account: key.account,
    description: key.description,
    createdAtMs: key.createdAtMs,
    expiresAtMs: key.expiresAtMs,
    graceEndsAtMs: key.graceEndsAtMs,
    lastUsedAtMs: key.uses.at(-1),
    works: world.works(key),
    revoked: key.unlistedFromMs !== undefined && key.unlistedFromMs <= world.now(),
  };
}
