import { baseOf, isMarkedByOther, markerOf } from "../../src/engine/ownership.ts";
import { POLICY, type RunOptions } from "./run.ts";
import type { SimKey } from "./world.ts";

/** Whether a key belongs to the rotation of the simulated scenes. */
export function isOurs({ id, description }: SimKey, options?: RunOptions): boolean {
  const marker = markerOf({ ...POLICY, ...options?.policy });
  return baseOf(description) === "ci" && !isMarkedByOther({ id, description }, marker);
}
