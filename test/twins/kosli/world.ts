import { randomBytes } from "node:crypto";
import type { TwinClock } from "../server.ts";
import type { KosliSwitches } from "./switches.ts";

export type Privilege = "admin" | "member" | "snapshotter" | "reader";

export interface Account {
  readonly org: string;
  readonly name: string;
  privilege: Privilege;
  description: string;
  readonly createdAtMs: number;
  /** Name of the service account, or of the person, that made it. */
  readonly createdBy: string;
}

/** A key with its whole life. Times are epoch milliseconds by the twin's clock. */
export interface Key {
  readonly id: string;
  readonly value: string;
  readonly org: string;
  readonly account: string;
  readonly description: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | undefined;
  /** Promised end, after a rotation. */
  graceEndsAtMs: number | undefined;
  /** When it stops working, by revocation or because grace was a lie. */
  deadFromMs: number | undefined;
  /** When it leaves the lists, for the same reasons. */
  unlistedFromMs: number | undefined;
  /** Every use, oldest first. */
  readonly uses: number[];
}

/** The twin's state and the rules of a key's life. */
export class World {
  readonly accounts: Account[] = [];
  readonly keys: Key[] = [];
  readonly #clock: TwinClock;
  #minted = 0;
  switches: KosliSwitches;
  skewMs: number;

  constructor(clock: TwinClock, switches: KosliSwitches, skewMs: number) {
    this.#clock = clock;
    this.switches = switches;
    this.skewMs = skewMs;
  }

  now(): number {
    return this.#clock.now() + this.skewMs;
  }

  account(org: string, name: string): Account | undefined {
    return this.accounts.find((account) => account.org === org && account.name === name);
  }

  /** Whether a key's value is taken at this moment. */
  works(key: Key): boolean {
    const now = this.now();
    if (now < key.createdAtMs + this.switches.propagationMs) return false;
    return !this.#ended(key, now) && !(key.deadFromMs !== undefined && key.deadFromMs <= now);
  }

  /** Whether a key is among the active ones of its account, as lists and single reads show them. */
  listed(key: Key): boolean {
    const now = this.now();
    if (now < key.createdAtMs + this.switches.listLagMs) return false;
    if (this.#ended(key, now) || (key.unlistedFromMs !== undefined && key.unlistedFromMs <= now)) return false;
    return key.graceEndsAtMs === undefined || this.switches.graceListed;
  }

  /** Whether calls about a key find it: lists may be late, the service itself is not. */
  exists(key: Key): boolean {
    const now = this.now();
    return !this.#ended(key, now) && !(key.unlistedFromMs !== undefined && key.unlistedFromMs <= now);
  }

  #ended(key: Key, now: number): boolean {
    if (key.expiresAtMs !== undefined && key.expiresAtMs <= now) return true;
    return key.graceEndsAtMs !== undefined && key.graceEndsAtMs <= now && this.switches.grace !== "never-ends";
  }

  /** The last use that has reached the records. */
  lastUsedAtMs(key: Key): number | undefined {
    const horizon = this.now() - this.switches.lastUsedLagMs;
    return key.uses.findLast((use) => use <= horizon);
  }

  /** The live key behind a value. */
  authenticate(value: string): Key | undefined {
    return this.keys.find((key) => key.value === value && this.works(key));
  }

  /** Draws up a key that is not yet in place. */
  draft(fields: Pick<Key, "org" | "account" | "description"> & Partial<Key>): Key {
    this.#minted += 1;
    return {
      id: `01TWN${this.#minted.toString().padStart(5, "0")}${randomBytes(8).toString("hex").toUpperCase()}`,
      value: newValue(this.switches.keyForm),
      createdAtMs: this.now(),
      expiresAtMs: undefined,
      graceEndsAtMs: undefined,
      deadFromMs: undefined,
      unlistedFromMs: undefined,
      uses: [],
      ...fields,
    };
  }

  /** Starts the grace period of a key that was rotated. */
  startGrace(key: Key, endsAtMs: number): void {
    key.graceEndsAtMs = endsAtMs;
    if (this.switches.grace !== "dies-at-once") return;
    key.deadFromMs = this.now();
    key.unlistedFromMs = this.now();
  }

  /** Revokes a key, or pretends to. */
  revoke(key: Key): void {
    if (this.switches.revoke === "ignored") return;
    key.unlistedFromMs = this.now();
    if (this.switches.revoke === "kept") key.deadFromMs = this.now() + this.switches.revokeLagMs;
  }
}

/**
 * Values as the vendor's own test set-up has them: base64url of two lengths, and one like a JWT. None begins with a
 * hyphen: the vendor's own program takes no such token.
 */
function newValue(form: KosliSwitches["keyForm"]): string {
  const value = anyValue(form);
  return value.startsWith("-") ? newValue(form) : value;
}

function anyValue(form: KosliSwitches["keyForm"]): string {
  const piece = (bytes: number) => randomBytes(bytes).toString("base64url");
  if (form === "43") return piece(32);
  if (form === "171") return piece(128);
  return `${piece(27)}.${piece(60)}.${piece(32)}`;
}
