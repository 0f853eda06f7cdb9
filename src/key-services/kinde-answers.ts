import { RotationError } from "../contract/error.ts";
import type { HttpAnswer } from "../lib/http.ts";

/** An answer whose wait is found: Kinde tells the seconds in a header of another name. @see https://docs.kinde.com/developer-tools/kinde-api/api-rate-limits/ */
export function withRateLimit(answer: HttpAnswer): HttpAnswer {
  return {
    ...answer,
    header: (name) => answer.header(name) ?? (name === "retry-after" ? answer.header("ratelimit-reset") : undefined),
  };
}

/** The same error for a call that comes before a mint: what was only read, or never sent, left no key behind. */
export function withoutEffect(error: unknown): unknown {
  if (!(error instanceof RotationError) || error.effect === "none") return error;
  const { fault, message, hint, retryAfterMs, cause } = error;
  return new RotationError(fault, message, { hint, retryAfterMs, cause, effect: "none" });
}
