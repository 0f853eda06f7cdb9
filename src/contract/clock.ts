/** Local time and waiting, passed in so that tests and the simulator can bend both. */
export interface Clock {
  /** Milliseconds since the epoch by the local clock. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * What is known of a server's clock from its `Date` headers: `local + offsetMs` is the server's time, give or
 * take `uncertaintyMs` (never below 500: the header has whole seconds).
 */
export interface ServerClock {
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
}
