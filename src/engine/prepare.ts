import type { Target } from "../contract/destination.ts";
import type { Secret } from "../contract/secret.ts";

/**
 * Has targets do their local work for a value ahead of its write, one after another, so that a wait is not idle.
 * Never throws: what fails is done again by the write, which tells of it.
 * @returns stops after the target in hand
 */
export function prepareAhead(
  targets: readonly Pick<Target, "prepare">[],
  value: Secret,
  cancelled: AbortSignal,
): () => void {
  let stopped = false;
  const work = async () => {
    for (const target of targets) {
      if (stopped || cancelled.aborted) return;
      try {
        await target.prepare?.(value);
      } catch {
        // The write meets the same failure, and is what can be told of.
      }
    }
  };
  if (targets.some(({ prepare }) => prepare)) void work();
  return () => {
    stopped = true;
  };
}
