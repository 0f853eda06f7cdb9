import { randomBytes } from "node:crypto";
import type { TwinClock } from "../server.ts";
import type { KindeSwitches } from "./switches.ts";

export type KeyType = "user" | "organization" | "environment";

/** A scope of an API: keys show its key, requests name its id. */
export interface Scope {
  readonly id: string;
  readonly key: string;
}

export interface Api {
  readonly id: string;
  readonly name: string;
  readonly scopes: Scope[];
}

/** A machine-to-machine application, and what it may do with the Management API. */
export interface Application {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

/** One value that a key has or had. */
export interface Value {
  readonly text: string;
  readonly fromMs: number;
  deadFromMs: number | undefined;
}

/** A verification of a key's value. */
export interface Use {
  readonly atMs: number;
  readonly ip: string;
}

/** A key with its whole life. Times are epoch milliseconds by the twin's clock. */
export interface Key {
  readonly id: string;
  readonly name: string;
  readonly type: KeyType;
  readonly apiIds: readonly string[];
  readonly scopes: readonly string[];
  readonly orgCode: string | undefined;
  readonly userId: string | undefined;
  readonly createdBy: string;
  /** The current value last. */
  readonly values: Value[];
  readonly uses: Use[];
  createdAtMs: number;
  listedFromMs: number;
  status: "active" | "inactive" | "revoked";
}

interface IssuedToken {
  readonly application: Application;
  readonly untilMs: number;
}

/** The twin's state and the rules of a key's life. */
export class World {
  readonly apis: Api[] = [];
  readonly applications: Application[] = [];
  readonly keys: Key[] = [];
  readonly tokens = new Map<string, IssuedToken>();
  readonly #clock: TwinClock;
  switches: KindeSwitches;
  skewMs: number;

  constructor(clock: TwinClock, switches: KindeSwitches, skewMs: number) {
    this.#clock = clock;
    this.switches = switches;
    this.skewMs = skewMs;
  }

  now(): number {
    return this.#clock.now() + this.skewMs;
  }

  /** The application behind an access token that has not ended. */
  application(token: string): Application | undefined {
    const issued = this.tokens.get(token);
    return issued && issued.untilMs > this.now() ? issued.application : undefined;
  }

  key(id: string): Key | undefined {
    return this.keys.find((key) => key.id === id);
  }

  /** The key behind a value, dead or alive. */
  holder(text: string): Key | undefined {
    return this.keys.find((key) => key.values.some((value) => value.text === text));
  }

  /** Whether a value is taken at this moment. */
  works(key: Key, text: string): boolean {
    const now = this.now();
    const value = key.values.find((one) => one.text === text);
    if (!value || key.status === "inactive" || now < value.fromMs + this.switches.propagationMs) return false;
    return value.deadFromMs === undefined || now < value.deadFromMs;
  }

  /** Whether a key appears in lists that do not filter. */
  listed(key: Key): boolean {
    if (this.now() < key.listedFromMs) return false;
    return key.status !== "revoked" || this.switches.listShowsRevoked;
  }

  /** The last verification that has reached the records. */
  lastUse(key: Key): Use | undefined {
    const horizon = this.now() - this.switches.lastVerifiedLagMs;
    return key.uses.findLast((use) => use.atMs <= horizon);
  }

  /** Notes that a value was verified. */
  use(key: Key, ip: string): void {
    if (this.switches.verifyMoves) key.uses.push({ atMs: this.now(), ip });
  }

  /** Draws up a key that is not yet in place; its life begins when it is. */
  draft(fields: Pick<Key, "name" | "type" | "apiIds" | "scopes"> & Partial<Key> & { readonly value?: string }): Key {
    const { value, ...rest } = fields;
    const now = rest.createdAtMs ?? this.now();
    return {
      id: `api_key_${randomBytes(16).toString("hex")}`,
      orgCode: undefined,
      userId: undefined,
      createdBy: "Ada Example",
      values: [{ text: value ?? newValue(), fromMs: now, deadFromMs: undefined }],
      uses: [],
      createdAtMs: now,
      listedFromMs: now,
      status: "active",
      ...rest,
    };
  }

  /** Puts a drafted key in place. */
  place(key: Key): void {
    const now = this.now();
    const values = key.values.map((value) => ({ ...value, fromMs: now }));
    this.keys.push({ ...key, values, createdAtMs: now, listedFromMs: now + this.switches.listLagMs });
  }

  /** Replaces a key's value: the old one is dead at once. */
  rotate(key: Key, text: string): void {
    this.#bury(key);
    key.values.push({ text, fromMs: this.now(), deadFromMs: undefined });
    if (this.switches.rotateMovesCreated) key.createdAtMs = this.now();
  }

  revoke(key: Key): void {
    this.#bury(key);
    key.status = "revoked";
  }

  #bury(key: Key): void {
    for (const value of key.values) value.deadFromMs ??= this.now() + this.switches.revokeLagMs;
  }
}

/** A value as the documents show them. */
export function newValue(): string {
  return `k_live_${randomBytes(24).toString("hex")}`;
}

/** A time in the form that the switches ask for. */
export function dateText(ms: number, form: KindeSwitches["dates"]): string {
  const at = (hours: number) => new Date(ms + hours * 3_600_000).toISOString();
  if (form === "+11") return `${at(11).slice(0, 19)}+11`;
  if (form === "+05:30") return `${at(5.5).slice(0, 19)}+05:30`;
  return form === "Z" ? at(0) : `${at(0).slice(0, 23)}456+00:00`;
}
