import type { Pace } from "../../contract/plug-in.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import { isRecord, retryAfterMs } from "../../lib/http.ts";
import type { LimitNotice, PaceLimits } from "../../lib/pace.ts";

/**
 * What GitHub documents, by pace. That a secret counts as content, of which 80 may be made in a minute, is not
 * documented: `safe` takes it to be so.
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
export const PACE_LIMITS: Readonly<Record<Pace, PaceLimits>> = {
  safe: { concurrent: 100, pointsPerMinute: 900, writesPerMinute: 80 },
  points: { concurrent: 100, pointsPerMinute: 900 },
  none: { concurrent: 100 },
};

/** What a request counts. @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit */
export const POINTS = { read: 1, write: 5 } as const;

/** A primary limit ends at a whole second of the server's clock; this much later is surely after it. */
const RESET_MARGIN_MS = 1000;

/**
 * What an answer says about GitHub's limits: a refusal (429, or a 403 that speaks of a limit), or, with the last
 * request of the hour, that the next one would be refused.
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function limitNotice(answer: HttpAnswer, serverNowMs: number): LimitNotice | undefined {
  const told = retryAfterMs(answer, serverNowMs);
  const exhausted = answer.header("x-ratelimit-remaining")?.trim() === "0";
  if (!isRefusal(answer, { told, exhausted })) {
    return exhausted ? primary(answer, { refused: false, serverNowMs }) : undefined;
  }
  if (told !== undefined) return { refused: true, waitMs: told, why: "a rate limit" };
  if (exhausted) return primary(answer, { refused: true, serverNowMs });
  return { refused: true, why: "a secondary rate limit" };
}

function isRefusal(answer: HttpAnswer, said: { readonly told: number | undefined; readonly exhausted: boolean }) {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  if (said.told !== undefined || said.exhausted) return true;
  const body = isRecord(answer.json) ? answer.json : {};
  const words = `${String(body.message ?? "")} ${String(body.documentation_url ?? "")}`;
  return /rate[- ]limit|abuse detection/i.test(words);
}

function primary(answer: HttpAnswer, at: { refused: boolean; serverNowMs: number }): LimitNotice {
  const resetMs = Number(answer.header("x-ratelimit-reset")) * 1000;
  const why = "the hourly rate limit of the token";
  if (!Number.isFinite(resetMs) || resetMs <= 0) return { refused: at.refused, why };
  return { refused: at.refused, waitMs: Math.max(0, resetMs - at.serverNowMs) + RESET_MARGIN_MS, why };
}
