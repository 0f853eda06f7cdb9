import type { Secret } from "../../contract/secret.ts";
import { seal } from "../../lib/sealed-box.ts";
import type { PublicKey } from "./session.ts";

/** @see https://docs.github.com/actions/reference/limits#secrets-limits */
const MAX_BYTES = 48 * 1024;

/** Seals values for one secret; a box is kept until another is asked for. */
export class Sealer {
  #kept: { readonly value: Secret; readonly key: string; readonly box: string } | undefined;

  /**
   * The box of a value, as base64: the kept one for the same value and key, else a new one.
   * @throws RotationError `config` for a value that is too long, `contract` for a key that is none
   */
  async box(value: Secret, { key }: PublicKey): Promise<string> {
    const kept = this.#kept;
    if (kept?.value.equals(value) && kept.key === key) return kept.box;
    const box = await seal(value, { publicKey: key, maxBytes: MAX_BYTES });
    this.#kept = { value, key, box };
    return box;
  }

  /** Drops the kept box. */
  drop(): void {
    this.#kept = undefined;
  }
}
