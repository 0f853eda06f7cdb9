import type { Blocker } from "./blocker.ts";
import type { ServerClock } from "./clock.ts";
import type { Secret } from "./secret.ts";

/** Passed to every operation that leaves the process. Aborting it abandons the request at once. */
export interface Op {
  readonly signal: AbortSignal;
}

/** A live key as the service lists it. Times are epoch milliseconds by the service's clock; absent = never, or not told. */
export interface KeyRecord {
  readonly id: string;
  /** The free text at the service, our marker included. */
  readonly description: string;
  readonly createdAtMs?: number;
  readonly expiresAtMs?: number;
  readonly lastUsedAtMs?: number;
  /** The address from which it was used last, where the service tells it. */
  readonly lastUsedFrom?: string;
  /** What the key may do, in no order, where the service tells it. */
  readonly scopes?: readonly string[];
  /** The end of its value, where the service shows it: it changes when the value is replaced in place. */
  readonly suffix?: string;
}

/**
 * A freshly minted key. `value` was checked by the plug-in: a non-empty string of plausible length. A key whose
 * value is unusable is not returned but thrown: fault `contract`, with `keyId`.
 */
export interface IssuedKey extends KeyRecord {
  readonly value: Secret;
  /** When the service said that the predecessor will die, by the service's clock. */
  readonly predecessorExpiresAtMs?: number;
}

/** What happens to the old key when a new one is minted. */
export type Overlap =
  | { readonly mode: "independent" }
  | { readonly mode: "grace"; readonly minMs: number; readonly maxMs: number }
  | { readonly mode: "first-use" }
  | { readonly mode: "none" };

export interface MintRequest {
  /** The key to be replaced or copied. Absent on adoption of an account without a live key (`create` only). */
  readonly replaces?: KeyRecord;
  /** Description of the new key (`create`), or the one that the service is expected to copy (`rotate`). */
  readonly description: string;
  /** Overlap asked for under `rotate`, in milliseconds; a whole number of the service's own unit. */
  readonly graceMs: number;
  /** End of the new key by the service's clock; absent: none. */
  readonly expiresAtMs?: number;
  /** What the new key may do (`create`); absent: the same as the old one. */
  readonly scopes?: readonly string[];
}

/** What is about to be minted, told before anything has an effect. */
export interface MintPlan {
  readonly strategy: "rotate" | "create";
  readonly replaces?: KeyRecord;
  readonly scopes?: readonly string[];
}

/** One way of minting. The call is sent once and never repeated. */
export interface Minting {
  readonly overlap: Overlap;
  /** Whether the new key keeps the id of the old one (Kinde's built-in rotation). */
  readonly keepsId: boolean;
  /** Whether the description of the new key is ours to choose, so that it can carry the marker. */
  readonly marks: boolean;
  /** Longest description that the service takes, in characters. */
  readonly maxDescription: number;
  /** Keys of this service never end, so no end can be asked for. */
  readonly endless?: boolean;
  /**
   * Mints a key: exactly one request, no retry.
   * @throws RotationError with `effect: "none"` if provably nothing happened, `effect: "unknown"` if the answer was
   * lost, `fault: "contract"` with `keyId` if a key was made but its value is unusable.
   */
  mint(request: MintRequest, op: Op): Promise<IssuedKey>;
}

/** How a service answered a key: 2xx, a definite refusal (401), or an answer that proves neither (403 and the like). */
export type Proof = "accepted" | "refused" | "inconclusive";

/** Result of the negative control: a place where a made-up key is refused, or why there is none. */
export type ProvingGround =
  | { readonly place: string; readonly answers: readonly PlaceAnswer[] }
  | { readonly place?: undefined; readonly answers: readonly PlaceAnswer[] };

/** What a made-up key was answered at one place, for the report. */
export interface PlaceAnswer {
  readonly place: string;
  readonly answer: Proof;
}

/** Issues and revokes keys of one account. Knows nothing of policy: it says what is and does what it is told. */
export interface KeyService {
  /** For people, for example `Kosli acme/ci`. */
  readonly label: string;
  /** Names the account, equal for two configurations of the same one: `kosli:https://app.kosli.com/acme/ci`. */
  readonly account: string;
  readonly strategies: { readonly rotate?: Minting; readonly create?: Minting };
  /** Whether `lastUsedAtMs` is ever told. */
  readonly tellsLastUse: boolean;
  /** Most live keys that an account may have, if documented. */
  readonly maxLiveKeys?: number;
  /** Whether the credential that rekey uses here is itself the rotated key. */
  readonly self: boolean;
  /** The server's clock as known so far; undefined before the first answer. */
  clock(): ServerClock | undefined;
  /** All live keys (every page). Read only. Idempotent. */
  list(op: Op): Promise<readonly KeyRecord[]>;
  /**
   * Finds out, as far as it can be known without effect, what would keep a key from being minted; what it reads
   * may serve the mint. Read only; empty: nothing stands in the way.
   */
  preflight?(plan: MintPlan, op: Op): Promise<readonly Blocker[]>;
  /** The negative control: sends a made-up key to the places in order. Read only. `sample` is an existing key's id. */
  provingGround(sample: KeyRecord | undefined, op: Op): Promise<ProvingGround>;
  /**
   * Uses a key once at a place as a consumer would. Moves its last-used time.
   * @throws RotationError `contract` with `keyId` if the key works and is not what was asked for (other scopes)
   */
  probe(value: Secret, where: { readonly place: string; readonly keyId: string }, op: Op): Promise<Proof>;
  /** The id behind a value by the service's own answer, where it has such a call. */
  identify?(value: Secret, op: Op): Promise<string | undefined>;
  /** Revokes a key at once. Idempotent: a key that is gone answers `already-gone`. */
  revoke(id: string, op: Op): Promise<"revoked" | "already-gone">;
  /**
   * Self-rotation: from now on rekey's own calls use this key. Resolves once the service has shown that the key may
   * list and revoke, without revoking anything; throws RotationError `forbidden` or `unauthenticated` otherwise,
   * and then goes on with the old credential.
   */
  adopt?(value: Secret, op: Op): Promise<void>;
}
