import type { Fault } from "./error.ts";
import type { FleetFinding } from "./fleet-finding.ts";
import type { KeyRecord, PlaceAnswer } from "./key-service.ts";

/** Why a retirement did not happen in this run. */
export type RetireWait =
  | "destinations-unwritten"
  | "destinations-untold"
  | "lingering-use"
  | "not-idle"
  | "too-young"
  | "later-run"
  | "at-least"
  | "grace"
  | "consumers-active"
  | "consumers-unknown"
  | "uncovered-holders"
  | "unexplained"
  | "no-creation-time"
  | "foreign-key"
  | "current-disagrees"
  | "overstay";

/**
 * A fact that a person should hear, as data: the engine never writes sentences, `report/` does. Times are epoch
 * milliseconds by the clock of the server that told them. `level`: an `error` fails the step, a `warning` asks for
 * attention, a `notice` informs.
 */
export type Finding = { readonly level: "error" | "warning" | "notice" } & (
  | {
      readonly code: "call-failed";
      readonly phase: Phase;
      readonly on: string;
      readonly fault: Fault;
      readonly message: string;
      readonly hint?: string;
    }
  | { readonly code: "no-live-key" }
  | { readonly code: "none-ours"; readonly label: string; readonly candidates: readonly KeyRecord[] }
  | {
      readonly code: "ambiguous-ownership";
      readonly candidates: readonly KeyRecord[];
      /** They have the name that was asked for, in an account of many owners. */
      readonly namesakes?: boolean;
    }
  | {
      readonly code: "foreign-successor";
      readonly keyId: string;
      readonly description: string;
      readonly currentId: string;
      readonly currentExpiresAtMs?: number;
    }
  | {
      readonly code: "target-blocked";
      readonly target: string;
      readonly required: boolean;
      readonly fault: Fault;
      readonly why: string;
      readonly hint?: string;
    }
  | { readonly code: "target-skipped"; readonly target: string; readonly why: string }
  | { readonly code: "no-targets" }
  | { readonly code: "wide-credential"; readonly credential: string; readonly why: string }
  | { readonly code: "control-failed"; readonly answers: readonly PlaceAnswer[] }
  | { readonly code: "no-headroom"; readonly live: number; readonly limit: number }
  | { readonly code: "downtime-not-allowed" }
  | { readonly code: "description-too-long"; readonly description: string; readonly limit: number }
  | { readonly code: "strategy-unavailable"; readonly strategy: string }
  | {
      readonly code: "service-blocked";
      readonly on: string;
      readonly fault: Fault;
      readonly why: string;
      readonly hint?: string;
    }
  | { readonly code: "mint-refused"; readonly fault: Fault; readonly message: string; readonly hint?: string }
  | {
      readonly code: "mint-lost";
      readonly newKeyIds: readonly string[];
      readonly message: string;
      /** The key that kept its id and whose old value is dead. */
      readonly inPlace?: string;
    }
  | {
      readonly code: "mint-unusable";
      readonly keyId?: string;
      readonly message: string;
      readonly revoked: boolean;
      readonly inPlace?: boolean;
    }
  | {
      readonly code: "new-key-refused";
      readonly keyId: string;
      readonly revoked: boolean;
      readonly place: string;
      readonly why?: string;
      readonly inPlace?: boolean;
    }
  | {
      /** How long consumers had a dead key: from the call that killed it until the last write. */
      readonly code: "gap";
      readonly keyId: string;
      readonly gapMs: number;
      readonly written: number;
    }
  | { readonly code: "overlap-broken"; readonly keyId: string; readonly promisedUntilMs?: number }
  | { readonly code: "description-differs"; readonly keyId: string; readonly expected: string; readonly got: string }
  | { readonly code: "expiry-differs"; readonly keyId: string; readonly expectedMs?: number; readonly gotMs?: number }
  | {
      readonly code: "write-failed";
      readonly target: string;
      readonly required: boolean;
      readonly fault: Fault;
      readonly message: string;
      readonly hint?: string;
    }
  | {
      readonly code: "write-withheld";
      readonly targets: readonly string[];
      readonly why: "canary" | "foreign-key" | "too-late" | "cancelled" | "powerless";
    }
  | { readonly code: "verify-failed"; readonly target: string; readonly required: boolean; readonly why: string }
  | { readonly code: "canary-failed"; readonly canary: string; readonly why: string; readonly url?: string }
  | { readonly code: "stale"; readonly targets: readonly string[]; readonly keyId: string }
  | { readonly code: "finished"; readonly keyId: string; readonly targets: readonly string[] }
  | { readonly code: "orphan"; readonly keyId: string; readonly revoked: boolean }
  | {
      readonly code: "lingering-use";
      readonly keyId: string;
      readonly lastUsedAtMs: number;
      readonly from?: string;
      readonly deadlineMs?: number;
    }
  | { readonly code: "unexplained-key"; readonly keyId: string; readonly description: string }
  | {
      readonly code: "key-appeared";
      readonly keyId: string;
      readonly description: string;
      readonly whose: "ours" | "other-home" | "foreign";
    }
  | { readonly code: "attempts-exhausted"; readonly attempts: number; readonly targets: readonly string[] }
  | { readonly code: "current-not-ours"; readonly identified: "refused" | "unidentified" }
  | { readonly code: "current-is-predecessor"; readonly keyId: string }
  | { readonly code: "deadline"; readonly keyId: string; readonly atMs: number }
  | { readonly code: "expiring"; readonly keyId: string; readonly atMs: number }
  | {
      readonly code: "grace-broken";
      readonly keyId: string;
      readonly promisedUntilMs: number;
      readonly revoked: boolean;
    }
  | { readonly code: "overstays"; readonly keyId: string; readonly sinceMs: number }
  | { readonly code: "too-old"; readonly keyId: string; readonly ageMs: number; readonly maxAgeMs: number }
  | {
      readonly code: "retire-waits";
      readonly keyId: string;
      readonly why: RetireWait;
      readonly untilMs?: number;
      readonly labels?: readonly string[];
    }
  | { readonly code: "retired"; readonly keyId: string; readonly how: "revoked" | "already-gone" }
  | { readonly code: "not-retired"; readonly keyId: string; readonly message: string }
  | { readonly code: "not-dead"; readonly keyId: string; readonly shows: "listed" | "accepted" }
  | { readonly code: "broken-consumers"; readonly targets: readonly string[] }
  | { readonly code: "not-touched"; readonly keys: readonly KeyRecord[] }
  | { readonly code: "cancelled"; readonly phase: Phase }
  | FleetFinding
);

export type FindingCode = Finding["code"];

/** Phases of a run, in order. */
export type Phase =
  | "observe"
  | "decide"
  | "preflight"
  | "mint"
  | "prove"
  | "distribute"
  | "verify"
  | "retire"
  | "report";
