import type { HttpAnswer } from "../../lib/http.ts";

/** What is left of a token's hour. */
export interface HourReading {
  /** Requests that the hour grants in all. */
  readonly limit: number;
  readonly left: number;
  /** When the next hour begins, by GitHub's clock. */
  readonly resetsAtMs: number;
}

/** Learns from answers what is left of a token's hour, without a request of its own. */
export interface HourBudget {
  learn(answer: HttpAnswer): void;
  /** Undefined where the server tells of no such limit, as Enterprise Server does by default. */
  reading(serverNowMs: number): HourReading | undefined;
}

export const HOUR_MS = 3_600_000;

/** Knows nothing yet. @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit */
export function hourBudget(): HourBudget {
  let known: HourReading | undefined;
  return {
    learn(answer) {
      const resource = answer.header("x-ratelimit-resource");
      const [limit, left, reset] = ["limit", "remaining", "reset"].map((name) => count(answer, `x-ratelimit-${name}`));
      if ((resource ?? "core") !== "core" || limit === undefined || left === undefined || reset === undefined) return;
      const resetsAtMs = reset * 1000;
      if (known && resetsAtMs < known.resetsAtMs) return;
      // Answers overtake each other: of one hour the lowest number is the latest.
      const isSameHour = known?.resetsAtMs === resetsAtMs;
      known = { limit, left: isSameHour ? Math.min(left, known?.left ?? left) : left, resetsAtMs };
    },
    reading(serverNowMs) {
      if (!known || serverNowMs < known.resetsAtMs) return known;
      return { limit: known.limit, left: known.limit, resetsAtMs: serverNowMs + HOUR_MS };
    },
  };
}

function count(answer: HttpAnswer, header: string): number | undefined {
  const text = answer.header(header)?.trim() ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
