import type { ServerClock } from "../contract/clock.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { RotationPolicy } from "../contract/policy.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A write is fresh only when it is later than the key's creation by more than this: stores count whole seconds. */
export const FRESH_MARGIN_MS = SECOND;
/** Writes that lie further apart than this are not of one roll-out. Longer than any roll-out may take. */
export const TOGETHER_MS = 6 * HOUR;
/**
 * Doubt about what came first, a write or the key that was replaced in place just before it: such a write does not
 * wait for a later second, as consumers have a dead key meanwhile.
 */
export const IN_PLACE_DOUBT_MS = 5 * SECOND;
/** How long a stale reading must persist before it counts: stores answer from replicas that lag. */
export const STALE_CONFIRM_MS = 10 * SECOND;
/** First write after creation, before the uncertainty of both clocks is added. */
export const FIRST_WRITE_MARGIN_MS = 2 * SECOND;
/** How often the list of keys is read while writing. */
export const FENCE_INTERVAL_MS = 30 * SECOND;
/** No write starts later than this after the mint. */
export const WRITE_DEADLINE_MS = 5 * HOUR;
/** A key younger than this may still be in the hands of a run that is alive. */
export const YOUNG_MS = 6 * HOUR;
/** A key is renewed this long, and a grace period, before it expires. */
export const EXPIRY_MARGIN_MS = 2 * DAY;
/** Attempts counted in the world before a person is asked. */
export const MAX_ATTEMPTS = 3;

const UNKNOWN_CLOCK: ServerClock = { offsetMs: 0, uncertaintyMs: 0 };

/** Moves a time from one server's clock to another's. */
export function translate(atMs: number, from: ServerClock | undefined, to: ServerClock | undefined): number {
  return atMs - (from ?? UNKNOWN_CLOCK).offsetMs + (to ?? UNKNOWN_CLOCK).offsetMs;
}

/** Local time from which a write cannot be mistaken for one older than the key. */
export function firstWriteAt(
  createdAtMs: number,
  key: ServerClock | undefined,
  target: ServerClock | undefined,
): number {
  const keyClock = key ?? UNKNOWN_CLOCK;
  const targetClock = target ?? UNKNOWN_CLOCK;
  const doubt = keyClock.uncertaintyMs + targetClock.uncertaintyMs;
  return createdAtMs - keyClock.offsetMs + FIRST_WRITE_MARGIN_MS + 2 * doubt;
}

/** When a key falls due by age and by expiry, on the service's clock; absent where it never does. */
export function dueTimes(key: KeyRecord, policy: RotationPolicy): { ageMs?: number; expiryMs?: number } {
  const { createdAtMs, expiresAtMs } = key;
  return {
    ...(createdAtMs !== undefined && { ageMs: createdAtMs + policy.maxAgeMs - jitterMs(policy) }),
    ...(expiresAtMs !== undefined && { expiryMs: expiresAtMs - EXPIRY_MARGIN_MS - policy.graceMs }),
  };
}

/** Why the current key must be replaced now; undefined if it need not. Pure. */
export function dueReason(key: KeyRecord, nowMs: number, policy: RotationPolicy): "due" | "expiring" | undefined {
  const { ageMs, expiryMs } = dueTimes(key, policy);
  if (expiryMs !== undefined && nowMs > expiryMs) return "expiring";
  return ageMs !== undefined && nowMs > ageMs ? "due" : undefined;
}

/** The earlier of both due times. */
export function nextDue(key: KeyRecord, policy: RotationPolicy): number | undefined {
  const { ageMs, expiryMs } = dueTimes(key, policy);
  if (ageMs === undefined || expiryMs === undefined) return ageMs ?? expiryMs;
  return Math.min(ageMs, expiryMs);
}

/** Up to a tenth of the age, the same in every run, so that many rotations do not fall on one day. */
export function jitterMs(policy: Pick<RotationPolicy, "name" | "home" | "maxAgeMs">): number {
  return Math.floor((policy.maxAgeMs / 10) * unitHash(`${policy.name}@${policy.home}`));
}

/** FNV-1a, mapped to [0, 1): no package, as it protects nothing. @see https://datatracker.ietf.org/doc/html/rfc9923 */
function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/** End of a new key that lives as long as the one it follows; absent if that one never ends. */
export function renewedExpiry(old: KeyRecord | undefined, nowMs: number): number | undefined {
  if (old?.expiresAtMs === undefined || old.createdAtMs === undefined) return undefined;
  return nowMs + (old.expiresAtMs - old.createdAtMs);
}
