import { POLICY } from "./run.ts";
import { HOUR, type SimKey, type World, works } from "./world.ts";

/** Runs by name, as far as is asked here: an end, unless it was killed. */
type Runs = ReadonlyMap<
  string,
  { readonly endedMs?: number; readonly endedWell?: boolean; readonly options: { readonly current?: unknown } }
>;

/** Due before that at no rate: the age less the greatest jitter. */
const NEVER_DUE_MS = POLICY.maxAgeMs * 0.9;
const TOGETHER_MS = 6 * HOUR;

/**
 * Whether nobody can know that a value was replaced: it was done in place, by a request of a run that was killed or
 * over by then; nobody got the new value; the service shows neither that nor when it was made; rekey is not told what
 * the home holds, or that still works; and all places were written of late, and together. Where the old value lives on
 * for a while, a run that could not hand the new one out said so, and left it to a person.
 */
export function isHidden(world: World, key: SimKey, runs: Runs): boolean {
  const { keepsId, movesCreation } = world.ways;
  const next = world.keys[world.keys.indexOf(key) + 1];
  if (!keepsId || movesCreation || !next || next.shownId !== key.shownId || next.given) return false;
  const { endedMs, endedWell, options } = runs.get(next.by) ?? {};
  const isTold = world.ways.oldDies === "after-grace" && endedWell === false;
  const wasSeen = endedMs !== undefined && (key.replacedAtMs ?? 0) <= endedMs && !isTold;
  if (wasSeen || (options?.current !== undefined && !works(world, key))) return false;
  const writes = world.places.filter((place) => place.declared && place.required).flatMap(lastWriteMs);
  const first = Math.min(...writes);
  return world.storeNow() - first < NEVER_DUE_MS && Math.max(...writes) - first < TOGETHER_MS;
}

function lastWriteMs({ writes }: World["places"][number]): readonly number[] {
  return writes.slice(-1).map(({ atMs }) => atMs);
}
