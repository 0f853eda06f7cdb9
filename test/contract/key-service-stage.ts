import type { KeyService } from "../../src/contract/key-service.ts";
import type { Secret } from "../../src/contract/secret.ts";

/** A credential or an address that is wrong in one way. */
export type Flaw = "unknown-credential" | "weak-credential" | "unknown-account";

/**
 * What goes wrong with all requests from now on. `rate-limited`: 429 with `Retry-After: 7`; `unavailable`: 503;
 * `lost-answer`: the request takes effect and the connection is cut; `unreachable`: nobody listens;
 * `echo`: refused with 400 and a message that repeats the credential of the request.
 */
export type Trouble = "rate-limited" | "unavailable" | "lost-answer" | "unreachable" | "echo";

/** A key service of one kind, opened against a stand-in of its vendor with one live key. Fresh for every rule. */
export interface KeyServiceStage {
  /** Opened with a credential that may do everything. No request was sent yet. */
  readonly service: KeyService;
  /** The live key, and what its description is. */
  readonly old: { readonly id: string; readonly value: Secret; readonly description: string };
  /** Another service object, with something wrong. */
  open(flaw: Flaw): KeyService;
  /** Puts live keys in place, past the service. */
  addKeys(count: number): void;
  /** Every credential, and the value of every key there ever was. */
  secrets(): readonly Secret[];
  /** What was masked so far. */
  masked(): readonly Secret[];
  /** Requests that arrived so far, and how many of them changed something. */
  traffic(): { readonly requests: number; readonly changes: number };
  /** Whether the vendor takes a value now; no use is recorded. */
  accepts(value: Secret): boolean;
  trouble(kind: Trouble): Promise<void>;
  /** From now on requests arrive and are not answered; resolves when one has arrived. */
  hang(): Promise<void>;
  /** Ends all trouble. */
  heal(): Promise<void>;
  /** From now on new keys come without a usable value. */
  spoilValues(): void;
  /** Lets the vendor's time pass. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

/** One thing that every key service keeps. Throws if it does not. */
export interface KeyServiceRule {
  readonly name: string;
  check(stage: KeyServiceStage): Promise<void>;
}
