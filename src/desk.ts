import type { RotationEvent } from "./contract/event.ts";
import type { Secret } from "./contract/secret.ts";
import type { Reporter } from "./report/actions.ts";

/**
 * Stands between the run and its reporter, which is loaded while the first request is under way. What arrives before
 * is kept in order; as nothing else prints, a mask that waits here cannot come too late.
 */
export interface Desk {
  /** Resolves with the first event: the first requests are made just after it. */
  readonly begun: Promise<void>;
  mask(secret: Secret): void;
  event(event: RotationEvent): void;
  /** Loads the reporter, hands over what was kept, and resolves with it. Idempotent. */
  reporter(): Promise<Reporter>;
}

/** Opens a desk; `load` is called once. */
export function openDesk(load: () => Promise<Reporter>): Desk {
  let reporter: Reporter | undefined;
  let loading: Promise<Reporter> | undefined;
  const begun = Promise.withResolvers<void>();
  const kept: ((to: Reporter) => void)[] = [];
  const pass = (action: (to: Reporter) => void) => {
    if (reporter) action(reporter);
    else kept.push(action);
  };
  const open = async () => {
    const loaded = await load();
    for (const action of kept.splice(0)) action(loaded);
    reporter = loaded;
    return loaded;
  };
  return {
    begun: begun.promise,
    mask: (secret) => pass((to) => to.mask(secret)),
    event: (event) => {
      pass((to) => to.event(event));
      begun.resolve();
    },
    reporter: () => {
      loading ??= open();
      return loading;
    },
  };
}
