/** A budget of a sliding minute. */
export interface MinuteBudget {
  /**
   * Milliseconds until `amount` may be spent: 0 now, `Infinity` where only the answers to requests under way can
   * tell.
   */
  waitMs(amount: number, now: number): number;
  /** Milliseconds until `amount` more could all have been spent, in as many minutes as that takes; undefined: no limit. */
  lastsMs(amount: number, now: number): number | undefined;
  /** Takes `amount` out of the budget for as long as its request is under way. */
  hold(amount: number, now: number): void;
  /** The request was answered: `amount` returns a minute from now. */
  release(amount: number, now: number): void;
}

const WINDOW_MS = 60_000;

/**
 * Makes a budget of `perMinute` units for every window of 60 s, wherever it begins; both ends count. No limit: a
 * budget that never runs out. An amount above the budget passes when nothing else is spent, as it could never pass
 * otherwise.
 */
export function minuteBudget(perMinute: number | undefined): MinuteBudget {
  const spent: { readonly amount: number; readonly atMs: number }[] = [];
  let total = 0;
  let held = 0;

  /** An entry of the future is from before the local clock was set back; it would block for as long as that. */
  function expire(now: number): void {
    for (let first = spent[0]; first && (now - first.atMs > WINDOW_MS || first.atMs > now); first = spent[0]) {
      total -= first.amount;
      spent.shift();
    }
  }

  return {
    waitMs(amount, now) {
      if (perMinute === undefined) return 0;
      expire(now);
      let excess = Math.min(amount, perMinute) + held + total - perMinute;
      if (excess <= 0) return 0;
      for (const entry of spent) {
        excess -= entry.amount;
        if (excess <= 0) return entry.atMs + WINDOW_MS + 1 - now;
      }
      return Number.POSITIVE_INFINITY;
    },
    lastsMs(amount, now) {
      if (perMinute === undefined) return undefined;
      expire(now);
      const excess = amount + held + total - perMinute;
      if (excess <= 0) return 0;
      const rounds = Math.ceil(excess / perMinute) - 1;
      let rest = excess - rounds * perMinute;
      for (const entry of spent) {
        rest -= entry.amount;
        if (rest <= 0) return rounds * WINDOW_MS + entry.atMs + WINDOW_MS + 1 - now;
      }
      return (rounds + 1) * WINDOW_MS;
    },
    hold(amount) {
      held += amount;
    },
    release(amount, now) {
      held -= amount;
      if (perMinute === undefined) return;
      spent.push({ amount, atMs: now });
      total += amount;
    },
  };
}
