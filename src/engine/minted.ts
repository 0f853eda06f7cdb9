import type { IssuedKey, KeyRecord } from "../contract/key-service.ts";

/** A new key that nobody has yet. */
export interface Minted {
  readonly key: IssuedKey;
  readonly replaces?: KeyRecord;
  /** Minted by the service's own rotate call: the predecessor's clock is running. */
  readonly by: "rotate" | "create";
  /** The old value died when this one was made: consumers fail until theirs is written. */
  readonly oldDies: boolean;
  /** The old value's clock starts with the first use of this one: it is proved when everybody has it. */
  readonly firstUseCounts: boolean;
  /** When the call was sent, by the local clock: the key is no older. */
  readonly askedAtMs: number;
}
