import type { KeyRecord } from "../../../src/contract/key-service.ts";
import type { Scripted } from "../http-script.ts";

/** What one vendor's documents show: calls, and how they are answered. */
export interface Sample {
  readonly params?: Readonly<Record<string, unknown>>;
  /** Names of credentials; their values are made up. */
  readonly credentials?: readonly string[];
  /** `key.id`, and whether `key.current` is given. */
  readonly id?: string;
  readonly current?: boolean;
  readonly issue: {
    /** `POST /path?query`, percent-encoded as sent. */
    readonly sends: string;
    /** Headers that the vendor asks for. */
    readonly headers?: Readonly<Record<string, string>>;
    /** The body: JSON as a value, anything else as the text that it contains. */
    readonly body?: unknown;
    readonly gets: Scripted;
    /** The id that the engine sees, and the value that consumers get. */
    readonly gives: { readonly id: string; readonly value: string };
    /** Overlap that is asked for; default an hour. */
    readonly graceMs?: number;
    /** Whether an end 90 days from now is asked for. */
    readonly ends?: boolean;
  };
  readonly list?: { readonly sends: string; readonly gets: unknown; readonly gives: KeyRecord };
  /** Calls that revoke the key k1 (or that of `id`), with the last one's body. */
  readonly revoke?: { readonly sends: readonly string[]; readonly gets: Scripted; readonly body?: unknown };
  readonly verify?: {
    readonly sends: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly alive: Scripted;
    readonly dead: Scripted;
  };
}

/** When the keys of the samples were made and used. */
export const MADE = "2026-01-15T10:30:00Z";
export const MADE_MS = Date.parse(MADE);
export const USED_MS = Date.parse("2026-02-01T00:00:00Z");
export const HOUR_MS = 3_600_000;
/** Thirty-two characters for a value. */
export const HEX = "0123456789abcdef0123456789abcdef";
