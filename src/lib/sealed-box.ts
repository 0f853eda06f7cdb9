import { RotationError } from "../contract/error.ts";
import type { Secret } from "../contract/secret.ts";

/** What a value is sealed for. */
export interface SealOptions {
  /** The receiver's Curve25519 public key, base64. */
  readonly publicKey: string;
  /** Longest value that the receiver takes, in bytes. */
  readonly maxBytes: number;
}

/**
 * Seals a value in an anonymous box that only the owner of the key pair can open: standard padded base64. Two boxes
 * of one value are never equal. The library is loaded by the first call, as most runs change nothing.
 * @throws RotationError `config` for a value that is too long, `contract` for a key that is none
 * @see https://doc.libsodium.org/public-key_cryptography/sealed_boxes
 */
export async function seal(value: Secret, { publicKey, maxBytes }: SealOptions): Promise<string> {
  const bytes = Buffer.from(value.reveal(), "utf8");
  if (bytes.length > maxBytes) {
    throw new RotationError("config", `the key has ${bytes.length} bytes, the destination takes at most ${maxBytes}`);
  }
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  const key = Buffer.from(publicKey, "base64");
  if (key.length !== sodium.crypto_box_PUBLICKEYBYTES) {
    throw new RotationError("contract", `the public key to seal for has ${key.length} bytes instead of 32`, {
      effect: "none",
    });
  }
  return sodium.to_base64(sodium.crypto_box_seal(bytes, key), sodium.base64_variants.ORIGINAL);
}
