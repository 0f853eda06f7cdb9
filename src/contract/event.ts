import type { Decision } from "./decision.ts";
import type { Evidence } from "./destination.ts";
import type { Finding, Phase } from "./finding.ts";
import type { KeyRecord } from "./key-service.ts";

/**
 * What happened, in the past tense, without secrets: the live log, and the oracle of the tests. Emitted in the
 * order of the effects.
 */
export type RotationEvent = { readonly rotation: string } & (
  | { readonly type: "phase.began"; readonly phase: Phase; readonly total?: number }
  | {
      readonly type: "observed";
      readonly keys: readonly KeyRecord[];
      readonly targets: number;
      readonly skipped: number;
    }
  | { readonly type: "decided"; readonly decision: Decision }
  | {
      readonly type: "progress";
      readonly phase: Phase;
      readonly done: number;
      readonly total: number;
      /** How long the limits of the servers make the rest last, in milliseconds, where that is known. */
      readonly leftMs?: number;
    }
  | {
      readonly type: "waiting";
      readonly why: "stale-reading" | "first-write" | "consumers" | "settle" | "canary";
      readonly ms: number;
    }
  | {
      readonly type: "key.minted";
      readonly keyId: string;
      /** The key kept its id: its old value is dead. */
      readonly inPlace?: boolean;
      readonly predecessorId?: string;
      readonly predecessorExpiresAtMs?: number;
    }
  | { readonly type: "key.proved"; readonly keyId: string; readonly place: string }
  | { readonly type: "target.written"; readonly target: string; readonly created: boolean }
  | { readonly type: "target.verified"; readonly target: string; readonly evidence: Evidence }
  | { readonly type: "canary.passed"; readonly canary: string; readonly url?: string }
  | { readonly type: "key.revoked"; readonly keyId: string; readonly how: "revoked" | "already-gone" }
  | { readonly type: "found"; readonly finding: Finding }
);
