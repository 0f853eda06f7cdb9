import type { Destination, Evidence } from "../../src/contract/destination.ts";
import type { Configured, ConfiguredDestination } from "../../src/contract/plug-in.ts";
import type { Secret } from "../../src/contract/secret.ts";

/** What is wrong with a destination: its credential or its address in one way. */
export type DestinationFlaw = "unknown-credential" | "weak-credential" | "missing-parent";

/**
 * What goes wrong with all requests from now on. `rate-limited`: 429 with `Retry-After: 3600`, which nobody waits
 * for; `unavailable`: 503; `unreachable`: nobody listens; `echo`: refused with 400 and a message that repeats the
 * credential of the request.
 */
export type DestinationTrouble = "rate-limited" | "unavailable" | "unreachable" | "echo";

/** How long the trouble `rate-limited` asks to wait. */
export const ASKED_WAIT_MS = 3_600_000;

/**
 * A destination of one kind before a stand-in of its vendor. One place exists and holds an old value, beside siblings
 * and settings that are nobody's business; another could exist and does not. Fresh for every rule.
 */
export interface DestinationStage {
  /** The strongest evidence that the store allows. */
  readonly evidence: Evidence;
  /** When the old value was written, epoch milliseconds by the store's clock; absent: the store cannot tell. */
  readonly writtenAtMs?: number;
  /** Validates options that name the existing place, with some changed. */
  configure(changed?: Readonly<Record<string, unknown>>): Configured<ConfiguredDestination>;
  /** Ids of the places that a configuration names, found without asking. */
  places(configured: ConfiguredDestination): readonly string[];
  /** Opens options of the existing place with a credential that may do everything. No request is sent by it. */
  open(flaw?: DestinationFlaw): Destination;
  /** Opens options of the place that does not exist, in a parent that does. */
  openAbsent(create: boolean): Destination;
  /** The value at the existing place, past the plug-in; undefined: it does not exist. */
  peek(): string | undefined;
  /** The value at the place that did not exist. */
  peekAbsent(): string | undefined;
  /** All that is not the value at the existing place: siblings and unowned settings. Comparable. */
  surroundings(): unknown;
  /** Undoes the last write as far as the store can show it. */
  tamper(): void;
  /** Requests that arrived so far, and how many of them changed something. */
  traffic(): { readonly requests: number; readonly changes: number };
  /** Every credential. */
  secrets(): readonly Secret[];
  trouble(kind: DestinationTrouble): Promise<void>;
  /** From now on requests arrive and are not answered; resolves when one has arrived. */
  hang(): Promise<void>;
  /** Ends all trouble. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** One thing that every destination keeps. Throws if it does not. */
export interface DestinationRule {
  readonly name: string;
  check(stage: DestinationStage): Promise<void>;
}
