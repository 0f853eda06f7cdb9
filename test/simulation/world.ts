import { DEFAULT_SWITCHES, type KosliSwitches } from "../twins/kosli/switches.ts";
import { Timeline } from "./timeline.ts";
import { KOSLI, type Ways } from "./ways.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** 2026-03-02 05:17 UTC, a Monday: the moment of the first run. */
export const START_MS = Date.UTC(2026, 2, 2, 5, 17);

/** A key with its whole life; times by the service's clock. */
export interface SimKey {
  readonly id: string;
  /** What the service calls it: values that replace each other in place share it. */
  readonly shownId: string;
  readonly value: string;
  readonly description: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | undefined;
  /** Who made it: a run's name, `before` for the history, `human` for the web page. */
  readonly by: string;
  graceEndsAtMs: number | undefined;
  deadFromMs: number | undefined;
  unlistedFromMs: number | undefined;
  /** Who revoked it, and when it took effect. */
  revoked: { readonly by: string; readonly atMs: number } | undefined;
  /** Whether it was written to a destination at any time. */
  given: boolean;
  readonly made: "rotate" | "create" | "in-place" | "otherwise";
  /** Keys that die when this one is used for the first time. */
  readonly outlives: SimKey[];
  /** When it died because another value took its place. */
  replacedAtMs: number | undefined;
  /** When a run without mishaps had ended after that: by then every place should hold another value. */
  mendedAtMs: number | undefined;
  /** Whether it may list and revoke keys. */
  readonly powerful: boolean;
  /** A run in incident mode started the clock of its end. */
  doomed: boolean;
  readonly usesMs: number[];
}

/** A write as the store keeps it; the time by its own clock. */
export interface SimWrite {
  readonly value: string;
  readonly atMs: number;
  readonly by: string;
  /** Whether the key was dead already. */
  readonly dead?: boolean;
}

/** A place that holds the value. */
export interface SimPlace {
  readonly name: string;
  readonly home: boolean;
  readonly required: boolean;
  readonly named: boolean;
  readonly create: boolean;
  /** Whether its value can be read back; else it shows only times. */
  readonly readable: boolean;
  /** Whether it can tell when it was written. */
  readonly tellsTime: boolean;
  /** Whether rekey was told of it. */
  readonly declared: boolean;
  /** Every write, oldest first; none: the place does not exist. */
  readonly writes: SimWrite[];
  /** How often jobs of its consumer start, and how long they keep the value that they began with. 0: never. */
  readonly jobs: { readonly everyMs: number; readonly lastMs: number; readonly phaseMs: number };
}

/** A job of a consumer: it read the value when it began. */
export interface SimJob {
  readonly place: SimPlace;
  readonly value: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Whether the value was dead when somebody put it there. */
  readonly wasDead: boolean;
}

export interface WorldOptions {
  readonly switches?: Partial<KosliSwitches>;
  /** What the service's own rotation does to the old value; Kosli's unless told otherwise. */
  readonly ways?: Ways;
  readonly serviceSkewMs?: number;
  readonly storeSkewMs?: number;
  /** How much later a write shows in what a store tells. */
  readonly storeLagMs?: number;
  /** How much longer than usual a request is on its way to a store that only reads. */
  readonly storeDetourMs?: number;
  readonly maxLiveKeys?: number;
  /** New keys may neither list nor revoke keys. */
  readonly newKeysArePowerless?: boolean;
  /** Any key is taken where keys are proved: nothing can be proved there. */
  readonly takesAnyKey?: boolean;
  /** Places that refuse to be written though nothing speaks against it before. */
  readonly refusesWrites?: readonly string[];
  /** Places that say before that they may not be written. */
  readonly barriers?: readonly string[];
}

/** Something that happened, for the story of a counterexample. */
export interface Happening {
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
}

/** Somebody who watches the world and judges every change. */
export interface Auditor {
  /** A run sends a request. */
  requested(by: string, call: { readonly name: string }): void;
  /** A request came to a good end. */
  answered(by: string, call: { readonly name: string }): void;
  cancelled(by: string): void;
  minted(key: SimKey, by: string, how: "rotate" | "create"): void;
  written(place: SimPlace, key: SimKey | undefined, by: string): void;
  revoking(key: SimKey, by: string): void;
  /** A key is used for the first time, and others are about to die of it. `by`: a run; absent: a consumer. */
  awoke?(key: SimKey, by: string | undefined): void;
  /** A consumer used what it holds. */
  consumed(job: SimJob, accepted: boolean): void;
  /** Anything may have changed. */
  changed(): void;
}

/** Everything outside of rekey: the service, the stores, their consumers, and time. */
export class World {
  readonly time = new Timeline(START_MS);
  readonly switches: KosliSwitches;
  readonly ways: Ways;
  readonly serviceSkewMs: number;
  readonly storeSkewMs: number;
  readonly storeLagMs: number;
  readonly storeDetourMs: number;
  readonly maxLiveKeys: number | undefined;
  readonly newKeysArePowerless: boolean;
  readonly takesAnyKey: boolean;
  readonly refusesWrites: readonly string[];
  readonly barriers: readonly string[];
  readonly keys: SimKey[] = [];
  readonly places: SimPlace[] = [];
  readonly jobs: SimJob[] = [];
  readonly story: Happening[] = [];
  /** Changes of the remote world that a run asked for, in order: what a ledger test compares. */
  readonly ledger: string[] = [];
  /** How many writes put there what was there already. */
  rewrites = 0;
  /** Places that cannot be found for the time being. */
  readonly unresolved = new Set<string>();
  /** Requests that were sent and will take effect later. */
  pending = 0;
  auditor: Auditor | undefined;
  #minted = 0;

  constructor(options: WorldOptions = {}) {
    this.switches = { ...DEFAULT_SWITCHES, ...options.switches };
    this.ways = options.ways ?? KOSLI;
    this.serviceSkewMs = options.serviceSkewMs ?? 0;
    this.storeSkewMs = options.storeSkewMs ?? 0;
    this.storeLagMs = options.storeLagMs ?? 0;
    this.storeDetourMs = options.storeDetourMs ?? 0;
    this.maxLiveKeys = options.maxLiveKeys;
    this.newKeysArePowerless = options.newKeysArePowerless ?? false;
    this.takesAnyKey = options.takesAnyKey ?? false;
    this.refusesWrites = options.refusesWrites ?? [];
    this.barriers = options.barriers ?? [];
  }

  get nowMs(): number {
    return this.time.nowMs;
  }

  serviceNow(): number {
    return this.nowMs + this.serviceSkewMs;
  }

  storeNow(): number {
    return this.nowMs + this.storeSkewMs;
  }

  tell(who: string, what: string): void {
    this.story.push({ atMs: this.nowMs, who, what });
  }

  /** Tells whoever watches that something changed. */
  changed(): void {
    this.auditor?.changed();
  }

  /** Puts a key into the world. Values hold characters that every kind of escaping changes. */
  addKey(fields: Pick<SimKey, "description" | "by"> & Partial<SimKey>): SimKey {
    this.#minted += 1;
    const name = `k${this.#minted}`;
    const key: SimKey = {
      id: name,
      shownId: name,
      value: `value/${name}+"Zq8&wR4~tY6 uI0-pL2'sD5%${name}=`,
      createdAtMs: this.serviceNow(),
      expiresAtMs: undefined,
      graceEndsAtMs: undefined,
      deadFromMs: undefined,
      unlistedFromMs: undefined,
      revoked: undefined,
      given: false,
      made: "otherwise",
      outlives: [],
      replacedAtMs: undefined,
      mendedAtMs: undefined,
      powerful: true,
      doomed: false,
      usesMs: [],
      ...fields,
    };
    this.keys.push(key);
    return key;
  }

  addPlace(fields: Pick<SimPlace, "name"> & Partial<SimPlace>): SimPlace {
    const place: SimPlace = {
      home: false,
      required: true,
      named: true,
      create: false,
      readable: false,
      tellsTime: true,
      declared: true,
      writes: [],
      jobs: { everyMs: 0, lastMs: 0, phaseMs: 0 },
      ...fields,
    };
    this.places.push(place);
    if (place.jobs.everyMs > 0) this.#schedule(place, this.nowMs + place.jobs.phaseMs);
    return place;
  }

  keyOf(value: string | undefined): SimKey | undefined {
    return this.keys.find((key) => key.value === value);
  }

  /** The key that the service knows by an id: the newest of those that share it. */
  key(id: string): SimKey | undefined {
    return this.keys.findLast((key) => key.shownId === id);
  }

  /** Uses a value as a consumer does, or for a run. @returns whether the service took it */
  use(value: string, by?: string): boolean {
    const key = this.keyOf(value);
    if (key === undefined || !works(this, key)) return false;
    if (key.usesMs.length === 0) this.#wake(key, by);
    key.usesMs.push(this.serviceNow());
    return true;
  }

  /** Ends a key because another value has taken its place. */
  replace(key: SimKey): void {
    if (key.deadFromMs !== undefined || hasEnded(this, key)) return;
    key.deadFromMs = this.serviceNow();
    key.unlistedFromMs ??= this.serviceNow();
    key.replacedAtMs = this.nowMs;
  }

  #wake(key: SimKey, by: string | undefined): void {
    const dying = key.outlives.filter((old) => works(this, old));
    if (dying.length === 0) return;
    this.auditor?.awoke?.(key, by);
    for (const old of dying) this.replace(old);
    this.tell(by ?? "a consumer", `uses ${key.id} first, and ${dying.map(({ id }) => id).join(", ")} dies`);
  }

  #schedule(place: SimPlace, atMs: number): void {
    this.time.at(atMs, () => {
      const value = held(place);
      if (value !== undefined) this.#begin(place, value);
      this.#schedule(place, atMs + place.jobs.everyMs);
    });
  }

  #begin(place: SimPlace, value: string): void {
    const wasDead = place.writes.at(-1)?.dead === true;
    const job = { place, value, fromMs: this.nowMs, untilMs: this.nowMs + place.jobs.lastMs, wasDead };
    const consume = () => {
      const accepted = this.use(value);
      this.auditor?.consumed(job, accepted);
      this.changed();
    };
    this.jobs.push(job);
    consume();
    this.time.at((job.fromMs + job.untilMs) / 2, consume);
    this.time.at(job.untilMs, () => {
      consume();
      this.jobs.splice(this.jobs.indexOf(job), 1);
    });
  }
}

/** What a place holds now. */
export function held(place: SimPlace): string | undefined {
  return place.writes.at(-1)?.value;
}

/** Whether a key's value is taken at this moment. */
export function works(world: World, key: SimKey): boolean {
  const now = world.serviceNow();
  if (now < key.createdAtMs + world.switches.propagationMs) return false;
  return !hasEnded(world, key) && !(key.deadFromMs !== undefined && key.deadFromMs <= now);
}

/** Whether a key is shown in lists. */
export function isListed(world: World, key: SimKey): boolean {
  const now = world.serviceNow();
  if (now < key.createdAtMs + world.switches.listLagMs) return false;
  if (!exists(world, key)) return false;
  return key.graceEndsAtMs === undefined || world.switches.graceListed;
}

/** Whether calls about a key find it. */
export function exists(world: World, key: SimKey): boolean {
  const gone = key.unlistedFromMs !== undefined && key.unlistedFromMs <= world.serviceNow();
  return !gone && !hasEnded(world, key);
}

function hasEnded(world: World, key: SimKey): boolean {
  const now = world.serviceNow();
  if (key.expiresAtMs !== undefined && key.expiresAtMs <= now) return true;
  return key.graceEndsAtMs !== undefined && key.graceEndsAtMs <= now && world.switches.grace !== "never-ends";
}
