import type { Clock } from "../contract/clock.ts";
import { RotationError } from "../contract/error.ts";
import { minuteBudget } from "./minute-budget.ts";

/** What one server allows. An absent number means no such limit. */
export interface PaceLimits {
  /** Requests under way at once. */
  readonly concurrent: number;
  readonly pointsPerMinute?: number;
  readonly writesPerMinute?: number;
}

/** What an answer says about limits. */
export interface LimitNotice {
  /** Whether this very request was turned away and has to be sent again. */
  readonly refused: boolean;
  /** How long to stay away, in milliseconds; absent: the server does not say. */
  readonly waitMs?: number;
  /** For people: `its secondary rate limit`. */
  readonly why: string;
}

/** One request that wants to pass. */
export interface PacedRequest<A> {
  readonly points: number;
  readonly write: boolean;
  readonly signal: AbortSignal;
  /** Sends the request once. Called again after a refusal for a limit. */
  send(): Promise<A>;
  /** What the answer says about limits; undefined: nothing. */
  noticeOf(answer: A): LimitNotice | undefined;
}

/** One gate for all requests that share a limit. */
export interface PaceGate {
  /**
   * Sends a request when its turn comes: in the order of arrival, except that what a used-up budget of writes holds
   * back lets reads pass. A request that is turned away for a limit is sent again when the gate is open again.
   * @throws RotationError `cancelled` (not sent), `rate-limited` when the server keeps its gate closed for longer
   * than `maxClosedMs`; whatever `send` throws passes through.
   */
  pass<A>(request: PacedRequest<A>): Promise<A>;
  /** How long the limits make so much more last, closures that are known included; undefined: nothing limits it. */
  outlookMs(cost: { readonly points: number; readonly writes: number }): number | undefined;
}

export interface PaceGateOptions {
  /** Who is called, for messages: `GitHub`. */
  readonly service: string;
  readonly clock: Clock;
  readonly limits: PaceLimits;
  /** Longest unbroken closure that is waited for. Default 15 minutes. */
  readonly maxClosedMs?: number;
}

/** Longest unbroken closure that is waited for, unless told otherwise. */
export const MAX_CLOSED_MS = 15 * 60_000;

/** First wait when a server that turns requests away does not say for how long; doubled from then on. */
const UNTOLD_WAIT_MS = 60_000;

/** Shortest wait after a refusal, doubled while refusals go on: a told time may have passed already. */
const LEAST_WAIT_MS = 1000;

interface Waiting {
  readonly order: number;
  readonly points: number;
  readonly write: boolean;
  admit(): void;
  refuse(error: RotationError): void;
}

/** Makes a gate: bursts while the budget of the sliding minute lasts, then waits that are exact. */
export function paceGate(options: PaceGateOptions): PaceGate {
  const { clock, limits } = options;
  const points = minuteBudget(limits.pointsPerMinute);
  const writes = minuteBudget(limits.writesPerMinute);
  const reads: Waiting[] = [];
  const changes: Waiting[] = [];
  const closure = closedGate(options);
  let order = 0;
  let active = 0;
  let alarm: AbortController | undefined;

  function wakeAfter(ms: number): void {
    const controller = new AbortController();
    alarm = controller;
    clock.sleep(ms, controller.signal).then(pump, () => {
      // The only reason to reject is our own abort: a newer look at the queues has set another alarm, or needs none.
    });
  }

  /** The request to go next: the older head, unless it is a write and only the budget of writes is used up. */
  function next(now: number): Waiting | undefined {
    const [read, change] = [reads[0], changes[0]];
    if (!read || !change) return read ?? change;
    if (read.order < change.order || writes.waitMs(1, now) > 0) return read;
    return change;
  }

  function occupy(request: Pick<Waiting, "points" | "write">, now: number): void {
    active += 1;
    points.hold(request.points, now);
    if (request.write) writes.hold(1, now);
  }

  /** How long a request has to wait; an endless wait ends with the answer to one under way. */
  function waitMs(request: Pick<Waiting, "points" | "write">, now: number): number {
    if (active >= (closure.onProbation() ? 1 : limits.concurrent)) return Number.POSITIVE_INFINITY;
    const held = request.write ? writes.waitMs(1, now) : 0;
    return Math.max(closure.waitMs(now), points.waitMs(request.points, now), held);
  }

  function pump(): void {
    alarm?.abort();
    alarm = undefined;
    for (;;) {
      const now = clock.now();
      const waiting = next(now);
      if (!waiting) return;
      const refusal = closure.refusal(now);
      if (refusal) {
        for (const each of [...reads.splice(0), ...changes.splice(0)]) each.refuse(refusal);
        return;
      }
      const ms = waitMs(waiting, now);
      if (ms > 0) {
        if (Number.isFinite(ms)) wakeAfter(ms);
        return;
      }
      (waiting.write ? changes : reads).shift();
      occupy(waiting, now);
      waiting.admit();
    }
  }

  /** Lets a request through at once where nobody waits and nothing holds it back, as nearly all of them. */
  function passesAtOnce(request: PacedRequest<unknown>): boolean {
    const now = clock.now();
    if (reads.length > 0 || changes.length > 0 || waitMs(request, now) > 0) return false;
    occupy(request, now);
    return true;
  }

  function turn(request: PacedRequest<unknown>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const queue = request.write ? changes : reads;
    const leave = () => {
      queue.splice(queue.indexOf(waiting), 1);
      waiting.refuse(cancelled(options.service));
      pump();
    };
    const waiting: Waiting = {
      order: order++,
      points: request.points,
      write: request.write,
      admit() {
        request.signal.removeEventListener("abort", leave);
        resolve();
      },
      refuse(error) {
        request.signal.removeEventListener("abort", leave);
        reject(error);
      },
    };
    request.signal.addEventListener("abort", leave, { once: true });
    queue.push(waiting);
    pump();
    return promise;
  }

  /** The budget is freed a minute after the answer: at that time at the latest the server had counted the request. */
  function release(request: PacedRequest<unknown>): void {
    const now = clock.now();
    active -= 1;
    points.release(request.points, now);
    if (request.write) writes.release(1, now);
    pump();
  }

  return {
    outlookMs(cost) {
      const now = clock.now();
      const lasts = [points.lastsMs(cost.points, now), writes.lastsMs(cost.writes, now)].filter(
        (ms) => ms !== undefined,
      );
      return lasts.length === 0 ? undefined : Math.max(closure.waitMs(now), ...lasts);
    },
    async pass(request) {
      for (;;) {
        if (request.signal.aborted) throw cancelled(options.service);
        if (!passesAtOnce(request)) await turn(request);
        const sentAtMs = clock.now();
        try {
          const answer = await request.send();
          const notice = request.noticeOf(answer);
          closure.note(notice, { sentAtMs, now: clock.now() });
          if (!notice?.refused) return answer;
        } finally {
          release(request);
        }
      }
    },
  };
}

function cancelled(service: string): RotationError {
  return new RotationError("cancelled", `the run ended before a request to ${service} was sent`, { effect: "none" });
}

/** Remembers how long the server wants no requests, and how often in a row it has said so. */
function closedGate({ service, maxClosedMs = MAX_CLOSED_MS }: Pick<PaceGateOptions, "service" | "maxClosedMs">) {
  let untilMs = Number.NEGATIVE_INFINITY;
  let sinceMs = 0;
  let closedAtMs = Number.NEGATIVE_INFINITY;
  let strikes = 0;
  let why = "";

  /** Refusals of requests that were sent before the gate closed are one event: they do not lengthen the wait. */
  function strike(notice: LimitNotice, at: { sentAtMs: number; now: number }): void {
    const fresh = at.sentAtMs >= closedAtMs && at.now >= untilMs;
    if (strikes === 0) sinceMs = at.now;
    if (fresh || strikes === 0) {
      strikes += 1;
      closedAtMs = at.now;
    }
    const factor = 2 ** (strikes - 1);
    const waitMs = notice.waitMs === undefined ? UNTOLD_WAIT_MS * factor : notice.waitMs;
    untilMs = Math.max(untilMs, at.now + Math.max(waitMs, LEAST_WAIT_MS * factor));
    why = notice.why;
  }

  return {
    note(notice: LimitNotice | undefined, at: { readonly sentAtMs: number; readonly now: number }): void {
      if (notice?.refused) {
        strike(notice, at);
        return;
      }
      if (at.sentAtMs >= closedAtMs && at.now >= untilMs) strikes = 0;
      if (notice?.waitMs !== undefined && at.now + notice.waitMs > untilMs) {
        untilMs = at.now + notice.waitMs;
        sinceMs = at.now;
        why = notice.why;
      }
    },
    waitMs: (now: number) => Math.max(0, untilMs - now),
    /** After a refusal one request goes first; the others follow when it was let in. */
    onProbation: () => strikes > 0,
    refusal(now: number): RotationError | undefined {
      if (untilMs <= now || untilMs - sinceMs <= maxClosedMs) return undefined;
      const minutes = Math.ceil((untilMs - now) / 60_000);
      return new RotationError("rate-limited", `${service} takes no requests for another ${minutes} min: ${why}`, {
        hint: `Run again after ${new Date(untilMs).toISOString()}: what is done stays done, and the next run finishes the rest.`,
        retryAfterMs: untilMs - now,
      });
    },
  };
}
