import type { Finding } from "./finding.ts";

/** Why a new key is needed. */
export type RotateReason = "due" | "expiring" | "stale" | "forced" | "incident" | "adopt" | "scopes";

/** What a run will do, decided from the observation alone. Serialisable, without secrets. */
export type Decision =
  | { readonly action: "nothing"; readonly retire: readonly string[]; readonly findings: readonly Finding[] }
  | {
      readonly action: "rotate";
      readonly reason: RotateReason;
      readonly strategy: "rotate" | "create";
      readonly replaces?: string;
      readonly findings: readonly Finding[];
    }
  | {
      readonly action: "finish";
      readonly keyId: string;
      readonly targets: readonly string[];
      /** These targets had the key, but somebody seems to have put an old one back since. */
      readonly mends?: boolean;
      readonly findings: readonly Finding[];
    }
  | { readonly action: "hold"; readonly findings: readonly Finding[] }
  | { readonly action: "fail"; readonly findings: readonly Finding[] };
