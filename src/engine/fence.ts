import type { Finding } from "../contract/finding.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { listKeys } from "./observe.ts";
import { claim, concerns, isMarkedByOther, markerOf } from "./ownership.ts";
import type { Record } from "./record.ts";
import { FENCE_INTERVAL_MS } from "./times.ts";

/** Watches for keys that somebody else makes while this run writes. */
export interface Fence {
  /** Reads the list now. @returns whether this run may go on */
  check(): Promise<boolean>;
  /** Reads the list if the last reading is older than 30 s; concurrent callers share one reading. */
  checkIfOld(): Promise<boolean>;
  /** Whether a foreign hand was seen. */
  broken(): boolean;
}

/**
 * A key that appeared since the run began stops all writing and retiring: somebody else rotates. It is named once.
 * A reading that fails stops nothing: the next one decides, and nothing is revoked without one.
 */
export function raiseFence(
  known: readonly KeyRecord[],
  mintedId: string | undefined,
  at: { readonly rotation: OpenedRotation; readonly crew: Crew; readonly record: Record },
): Fence {
  const { rotation, crew, record } = at;
  const expected = new Set([...idsOf(known), ...(mintedId === undefined ? [] : [mintedId])]);
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<boolean> | undefined;
  let seen = false;
  // In an incident somebody else's key is a reason to hurry, not to stop.
  const broken = () => seen && rotation.mode !== "incident";
  const read = async (): Promise<boolean> => {
    const keys = await listKeys(rotation, crew, record).catch(() => undefined);
    readAtMs = crew.clock.now();
    const strangers = keys?.filter((key) => !expected.has(key.id) && concerns(key, keys, rotation.policy)) ?? [];
    for (const key of strangers) {
      seen = true;
      expected.add(key.id);
      const { id: keyId, description } = key;
      record.find({
        level: "error",
        code: "key-appeared",
        keyId,
        description,
        whose: whoseKey(key, keys ?? [], rotation),
      });
    }
    return !broken();
  };
  const check = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return {
    check,
    checkIfOld: () => (crew.clock.now() - readAtMs < FENCE_INTERVAL_MS ? Promise.resolve(!broken()) : check()),
    broken,
  };
}

/** The ids of a reading of the list, to hold a later one against. Pure. */
export function idsOf(keys: readonly KeyRecord[]): ReadonlySet<string> {
  return new Set(keys.map((key) => key.id));
}

/**
 * The first key of a reading of the list that was not `known` before, by its id: somebody else rotates, so this run
 * does not. In an incident nobody is waited for. Pure.
 */
export function appearedSince(
  known: ReadonlySet<string>,
  now: readonly KeyRecord[],
  rotation: OpenedRotation,
): Finding | undefined {
  if (rotation.mode === "incident") return undefined;
  const stranger = now.find((key) => !known.has(key.id) && concerns(key, now, rotation.policy));
  if (!stranger) return undefined;
  const { id: keyId, description } = stranger;
  return { level: "error", code: "key-appeared", keyId, description, whose: whoseKey(stranger, now, rotation) };
}

/** Says whose a key is that appeared while a run was under way. Pure. */
export function whoseKey(
  key: KeyRecord,
  keys: readonly KeyRecord[],
  { policy }: OpenedRotation,
): "ours" | "other-home" | "foreign" {
  const marker = markerOf(policy);
  if (isMarkedByOther(key, marker)) return "other-home";
  return claim(keys, policy.key, marker).ours.some((own) => own.id === key.id) ? "ours" : "foreign";
}
