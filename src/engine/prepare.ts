import type { Target } from "../contract/destination.ts";
import type { Secret } from "../contract/secret.ts";

/**
 * Has targets do their local work for a value ahead of its write, one after another, so that a wait is not idle. The
 * event loop goes round between two, so that the wait ends in time. What fails is left to the write, which does it
 * again and tells of it. Never rejects.
 * @returns stops after the target in hand; resolves when nothing is under way any more
 */
export function prepareAhead(targets: readonly Target[], value: Secret): () => Promise<void> {
  let stopped = false;
  const work = async () => {
    for (const target of targets) {
      if (stopped) return;
      await target.prepare?.(value).catch(() => undefined);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const working = targets.some(({ prepare }) => prepare) ? work() : Promise.resolve();
  return () => {
    stopped = true;
    return working;
  };
}
