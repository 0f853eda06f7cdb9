import { OUTCOMES } from "./report.ts";
import type { Secret } from "./secret.ts";

/**
 * What a webhook can ask for. `opened`: two live keys since this run. `closed`: one live key again. `expiring`: a
 * live key ends soon. `lingering-use`: a predecessor is still used. An outcome: the run ended so. `always`: a
 * heartbeat, sent by every run.
 */
export const NOTIFY_EVENTS = ["opened", "closed", "expiring", "lingering-use", ...OUTCOMES, "always"] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

/** One address to tell about a run. The address itself is a secret: whoever has it can post. */
export interface Webhook {
  readonly url: Secret;
  readonly format: "slack" | "json";
  readonly on: readonly NotifyEvent[];
}
