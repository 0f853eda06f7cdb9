import sodium from "libsodium-wrappers";
import type { Visibility } from "./types.ts";

/** A secret's state at one time; the twin keeps them all, so that reads can lag behind. */
export interface SecretState {
  readonly value: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly visibility?: Visibility | undefined;
  readonly selectedIds?: ReadonlySet<number> | undefined;
}

interface Version {
  readonly atMs: number;
  /** Undefined: deleted. */
  readonly state: SecretState | undefined;
}

/** GitHub stores names in upper case and compares them so. */
function canonical(name: string): string {
  return name.toUpperCase();
}

/**
 * The secrets of one scope and store, with their key pair. `sodium.ready` must have been awaited.
 */
export class Vault {
  #keyId: string;
  #pair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array } | undefined;
  readonly #makeKeyId: () => string;
  readonly #versions = new Map<string, Version[]>();

  constructor(makeKeyId: () => string) {
    this.#makeKeyId = makeKeyId;
    this.#keyId = makeKeyId();
  }

  /** The key to seal for, in base64. */
  publicKey(): { readonly key_id: string; readonly key: string } {
    const key = sodium.to_base64(this.#keys().publicKey, sodium.base64_variants.ORIGINAL);
    return { key_id: this.#keyId, key };
  }

  /** From now on boxes for the old key are refused. */
  rotateKey(): void {
    this.#keyId = this.#makeKeyId();
    this.#pair = undefined;
  }

  /** Opens a sealed box in standard base64. Never throws: a box that does not open is an answer, not an accident. */
  open(
    keyId: unknown,
    box: string,
  ): { readonly value: string } | { readonly why: "stale key_id" | "does not open" | "not base64" } {
    if (keyId !== this.#keyId) return { why: "stale key_id" };
    const bytes = Buffer.from(box, "base64");
    if (bytes.toString("base64") !== box) return { why: "not base64" };
    const { publicKey, privateKey } = this.#keys();
    try {
      return { value: Buffer.from(sodium.crypto_box_seal_open(bytes, publicKey, privateKey)).toString("utf8") };
    } catch {
      return { why: "does not open" };
    }
  }

  /** The newest state, or the newest that is at least as old as `untilMs`. */
  get(name: string, untilMs = Number.POSITIVE_INFINITY): SecretState | undefined {
    return this.#versions.get(canonical(name))?.findLast((version) => version.atMs <= untilMs)?.state;
  }

  set(name: string, state: SecretState | undefined, atMs: number): void {
    const key = canonical(name);
    const versions = this.#versions.get(key) ?? [];
    versions.push({ atMs, state });
    this.#versions.set(key, versions);
  }

  /** Names and states in alphabetical order. */
  list(untilMs = Number.POSITIVE_INFINITY): readonly (readonly [name: string, state: SecretState])[] {
    const found: [string, SecretState][] = [];
    for (const name of [...this.#versions.keys()].sort()) {
      const state = this.get(name, untilMs);
      if (state) found.push([name, state]);
    }
    return found;
  }

  #keys(): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array } {
    this.#pair ??= sodium.crypto_box_keypair();
    return this.#pair;
  }
}
