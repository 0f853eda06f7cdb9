import type { Target } from "../contract/destination.ts";
import type { Observation } from "./view.ts";

/** What the retirement of this run rests on. */
export interface RetireCase {
  readonly observation: Observation;
  readonly targets: readonly Target[];
  readonly mintedNow: boolean;
  /** The current key, where this run minted or handed it out. */
  readonly currentId?: string;
  /** The predecessor whose value is known, so that its death can be proved by use. */
  readonly known?: { readonly keyId: string; readonly place: string };
  /** A predecessor that does not tell when it was made, and since when the targets held it. */
  readonly replaced?: { readonly keyId: string; readonly sinceMs: number };
  /** Keys seen so far; any other is a foreign hand. Incident mode passes over it. */
  readonly expected: ReadonlySet<string>;
}
