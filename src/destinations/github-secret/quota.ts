import type { Outlook, Quota, Work } from "../../contract/quota.ts";
import { MAX_CLOSED_MS, type PaceGate } from "../../lib/pace.ts";
import { HOUR_MS, type HourBudget } from "./hour-budget.ts";
import { POINTS } from "./limits.ts";

export interface QuotaOptions {
  readonly gate: Pick<PaceGate, "outlookMs">;
  readonly hour: HourBudget;
  /** GitHub's time, as well as it is known. */
  readonly serverNow: () => number;
}

/** What GitHub allows to one token: the pace by the minute, and what is left of the hour. */
export function githubQuota({ gate, hour, serverNow }: QuotaOptions): Quota {
  return {
    label: "GitHub",
    outlook(work) {
      const paceMs = gate.outlookMs({
        points: work.reads * POINTS.read + work.writes * POINTS.write,
        writes: work.writes,
      });
      const now = serverNow();
      const reading = hour.reading(now);
      if (!reading) return paceMs === undefined ? {} : { ms: paceMs };
      return throughHours({ work, paceMs: paceMs ?? 0, now, ...reading });
    },
  };
}

interface Hours {
  readonly work: Work;
  readonly paceMs: number;
  readonly now: number;
  readonly limit: number;
  readonly left: number;
  readonly resetsAtMs: number;
}

/**
 * Follows the work through the hours that it takes. An hour that is used up is waited for as long as the gate waits,
 * no longer: work that would take that has a shortfall.
 */
function throughHours({ work, paceMs, now, limit, left, resetsAtMs }: Hours): Outlook {
  const requests = work.reads + work.writes;
  const lasts = (amount: number) => (requests === 0 ? 0 : (paceMs * amount) / requests);
  let open = requests;
  let ms = 0;
  let granted = left;
  let hourMs = resetsAtMs - now;
  while (open > granted) {
    const spentMs = lasts(granted);
    if (granted <= 0 && limit <= 0) return { ms, shortfall: { requests, left, resetsAtMs } };
    if (hourMs - spentMs > MAX_CLOSED_MS) return { ms, shortfall: { requests, left, resetsAtMs } };
    ms += Math.max(hourMs, spentMs);
    open -= granted;
    granted = limit;
    hourMs = HOUR_MS;
  }
  return { ms: ms + lasts(open) };
}
