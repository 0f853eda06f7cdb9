import { Refusal } from "./refusal.ts";
import type { LimitHit, Limits } from "./types.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What counts five points, and as a write. */
const WRITES = new Set(["POST", "PATCH", "PUT", "DELETE"]);

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const DOCS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";

export const DEFAULT_LIMITS: Limits = {
  primary: 5_000,
  points: false,
  writes: false,
  concurrent: false,
  status: 403,
  retryAfter: true,
};

interface Cost {
  readonly atMs: number;
  readonly points: number;
}

interface Usage {
  windowEndsAtMs: number;
  used: number;
  running: number;
  /** Requests of the last minute, oldest first. */
  recent: Cost[];
}

/** A request as the limits see it. */
export interface Costly {
  readonly id: string;
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly nowMs: number;
}

/** GitHub's primary and secondary limits, counted per token on the twin's clock over any 60 seconds. */
export class RateLimits {
  readonly hits: LimitHit[] = [];
  #limits: Limits;
  readonly #usage = new Map<string, Usage>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  change(limits: Partial<Limits>): void {
    this.#limits = { ...this.#limits, ...limits };
  }

  /**
   * Counts a request. What is refused counts for the primary limit only. `leave` must be called when it has ended.
   * @throws Refusal 403, 429
   */
  enter(request: Costly): void {
    const usage = this.#of(request.token, request.nowMs);
    usage.running += 1;
    // Asking how much is left is free of the primary limit.
    if (request.path !== "/rate_limit") this.#primary(usage, request);
    this.#secondary(usage, request);
  }

  leave(token: string): void {
    const usage = this.#usage.get(token);
    if (usage) usage.running -= 1;
  }

  /** The `x-ratelimit-*` headers; none where there is no primary limit. */
  headers(token: string, nowMs: number): Record<string, string> {
    const { limit, remaining, reset, used } = this.core(token, nowMs);
    if (this.#limits.primary === false) return {};
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": String(reset),
      "x-ratelimit-used": String(used),
      "x-ratelimit-resource": "core",
    };
  }

  core(token: string, nowMs: number): { limit: number; remaining: number; reset: number; used: number } {
    const usage = this.#of(token, nowMs);
    const limit = this.#limits.primary === false ? DEFAULT_LIMITS.primary || 0 : this.#limits.primary;
    const reset = Math.ceil(usage.windowEndsAtMs / 1000);
    return { limit, remaining: Math.max(0, limit - usage.used), reset, used: usage.used };
  }

  #of(token: string, nowMs: number): Usage {
    const usage = this.#usage.get(token) ?? { windowEndsAtMs: nowMs + HOUR_MS, used: 0, running: 0, recent: [] };
    this.#usage.set(token, usage);
    if (nowMs >= usage.windowEndsAtMs) Object.assign(usage, { windowEndsAtMs: nowMs + HOUR_MS, used: 0 });
    return usage;
  }

  #primary(usage: Usage, request: Costly): void {
    const { primary } = this.#limits;
    usage.used += 1;
    if (primary === false || usage.used <= primary) return;
    usage.used = primary;
    this.#note("primary", request);
    throw new Refusal(403, "API rate limit exceeded for user ID 1.", { body: { documentation_url: DOCS } });
  }

  #secondary(usage: Usage, request: Costly): void {
    const { points, writes, concurrent } = this.#limits;
    if (concurrent !== false && usage.running > concurrent) throw this.#refuse("concurrent", usage, request);
    // A record that nobody looks at would only grow, on a clock that stands still for ever.
    if (points === false && writes === false) return;
    usage.recent = usage.recent.filter((cost) => cost.atMs > request.nowMs - MINUTE_MS);
    const cost: Cost = { atMs: request.nowMs, points: WRITES.has(request.method) ? 5 : 1 };
    const recent = [...usage.recent, cost];
    const spent = recent.reduce((sum, each) => sum + each.points, 0);
    const written = recent.filter((each) => each.points > 1).length;
    if (points !== false && spent > points) throw this.#refuse("points", usage, request);
    if (writes !== false && cost.points > 1 && written > writes) throw this.#refuse("writes", usage, request);
    usage.recent.push(cost);
  }

  #refuse(limit: LimitHit["limit"], usage: Usage, request: Costly): Refusal {
    this.#note(limit, request);
    const oldest = usage.recent[0]?.atMs ?? request.nowMs;
    const waitSeconds =
      limit === "concurrent" ? 1 : Math.max(1, Math.ceil((oldest + MINUTE_MS - request.nowMs) / 1000));
    return new Refusal(
      this.#limits.status,
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      {
        headers: this.#limits.retryAfter ? { "retry-after": String(waitSeconds) } : {},
        body: { documentation_url: `${DOCS}#about-secondary-rate-limits` },
      },
    );
  }

  #note(limit: LimitHit["limit"], { id, token, nowMs }: Costly): void {
    this.hits.push({ atMs: nowMs, token, limit, requestId: id });
  }
}
