/** Why something cannot be done, found before anything is minted: a target be written, a key be made, a canary be started. */
export interface Blocker {
  readonly fault:
    | "forbidden"
    | "not-found"
    | "unauthenticated"
    | "conflict"
    | "unavailable"
    | "rate-limited"
    | "timeout"
    | "config"
    | "contract";
  /** What is wrong, for people: ends without a full stop, names the thing. */
  readonly why: string;
  /** How to mend it: one sentence. */
  readonly hint?: string;
}
