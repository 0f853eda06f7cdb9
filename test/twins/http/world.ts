import { randomBytes } from "node:crypto";
import type { TwinClock } from "../server.ts";

/** A key with its whole life. Times are epoch milliseconds by the twin's clock. */
export interface HttpKey {
  readonly id: string;
  /** Replaced where a service rotates in place. */
  value: string;
  name: string;
  readonly createdAtMs: number;
  expiresAtMs: number | undefined;
  /** When it stops working, by revocation or at the end of its grace. */
  diesAtMs: number;
  isActive: boolean;
  readonly uses: number[];
}

/** Who a credential stands for. */
export type Role = "admin" | "reader";

/** The keys of one account, and who may manage them. Every service of the twins keeps its keys in one. */
export class KeyWorld {
  readonly keys: HttpKey[] = [];
  readonly credentials = new Map<string, Role>();
  readonly #clock: TwinClock;
  readonly #newValue: () => string;
  #made = 0;
  /** From now on new keys come without a value. */
  isSpoilt = false;

  constructor(clock: TwinClock, newValue: () => string) {
    this.#clock = clock;
    this.#newValue = newValue;
  }

  now(): number {
    return this.#clock.now();
  }

  /** A key that is not yet in place. */
  draft(name: string, more: Partial<HttpKey> = {}): HttpKey {
    this.#made += 1;
    return {
      id: `key_${this.#made.toString().padStart(4, "0")}${randomBytes(4).toString("hex")}`,
      value: this.#newValue(),
      name,
      createdAtMs: this.now(),
      expiresAtMs: undefined,
      diesAtMs: Number.POSITIVE_INFINITY,
      isActive: true,
      uses: [],
      ...more,
    };
  }

  add(name: string, more: Partial<HttpKey> = {}): HttpKey {
    const key = this.draft(name, more);
    this.keys.push(key);
    return key;
  }

  /** A value as answers show it: what the key is worth, or nothing. */
  shown(key: HttpKey): string | null {
    return this.isSpoilt ? null : key.value;
  }

  newValue(): string {
    return this.#newValue();
  }

  works(key: HttpKey): boolean {
    return key.isActive && this.exists(key);
  }

  exists(key: HttpKey): boolean {
    return key.diesAtMs > this.now() && (key.expiresAtMs ?? Number.POSITIVE_INFINITY) > this.now();
  }

  find(id: string): HttpKey | undefined {
    return this.keys.find((key) => key.id === id && this.exists(key));
  }

  existing(): readonly HttpKey[] {
    return this.keys.filter((key) => this.exists(key));
  }

  /** The live key behind a value, without any use being recorded. */
  behind(value: string): HttpKey | undefined {
    return this.keys.find((key) => key.value === value && this.works(key));
  }

  /** The live key behind a value; its use is recorded. */
  use(value: string): HttpKey | undefined {
    const key = this.behind(value);
    key?.uses.push(this.now());
    return key;
  }
}

/** An ISO time of the second. */
export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
