import { RotationError } from "../../src/contract/error.ts";
import type { IssuedKey, KeyRecord, MintRequest, Op } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import type { Line } from "./io.ts";
import { HOUR, type SimKey, type World } from "./world.ts";

const MAX_LIFETIME_MS = 365 * 24 * HOUR;

/** What minting needs. */
export interface Mint {
  readonly line: Line;
  readonly world: World;
  /** The old value is dead from now on: rekey's own calls need a live one. */
  goOver(value: Secret): void;
  mask?(value: Secret): void;
  call<T>(name: string, mutates: boolean, op: Op, effect: () => T): Promise<T>;
}

/** A key as lists and answers show it; an id shows the last use of any value that it ever had. */
export function recordOf(world: World, key: SimKey): KeyRecord {
  const { lastUsedLagMs, graceShowsAsExpiry, timestamps } = world.switches;
  const stamp = (ms: number) => (timestamps === "float" ? ms : Math.floor(ms / 1000) * 1000);
  const horizon = world.serviceNow() - lastUsedLagMs;
  const kin = world.keys.filter((one) => one.shownId === key.shownId);
  const uses = kin.flatMap((one) => one.usesMs.findLast((useMs) => useMs <= horizon) ?? []);
  const lastUsedAtMs = uses.length === 0 ? undefined : Math.max(...uses);
  const { movesCreation, showsSuffix } = world.ways;
  const endMs = key.graceEndsAtMs !== undefined && graceShowsAsExpiry ? key.graceEndsAtMs : key.expiresAtMs;
  return {
    id: key.shownId,
    description: key.description,
    createdAtMs: stamp((movesCreation ? key : (kin[0] ?? key)).createdAtMs),
    ...(showsSuffix && { suffix: key.value.slice(-4) }),
    ...(endMs !== undefined && { expiresAtMs: stamp(endMs) }),
    ...(lastUsedAtMs !== undefined && { lastUsedAtMs: stamp(lastUsedAtMs) }),
  };
}

/** Puts the new key into the world. */
export function place({ world, name }: Line, description: string, request: MintRequest, old?: SimKey): SimKey {
  const inPlace = old !== undefined && world.ways.keepsId;
  const latestMs = world.serviceNow() + MAX_LIFETIME_MS;
  const asked = request.expiresAtMs;
  const expiresAtMs =
    world.switches.expiry === "older" ? asked : Math.min(asked ?? old?.expiresAtMs ?? latestMs, latestMs);
  return world.addKey({
    description,
    by: name,
    made: inPlace ? "in-place" : old ? "rotate" : "create",
    ...(inPlace && { shownId: old.shownId }),
    expiresAtMs,
    powerful: !world.newKeysArePowerless,
  });
}

/** The answer to a mint. */
export function issued(
  world: World,
  key: SimKey,
  { oldId, graceEndsAtMs }: { readonly oldId?: string; readonly graceEndsAtMs?: number },
): IssuedKey {
  const { secretField, rotateAnswersOldId } = world.switches;
  const { shownId } = key;
  if (rotateAnswersOldId && oldId !== undefined) {
    throw new RotationError("contract", `the service answered with the id of the old key (${oldId})`);
  }
  if (secretField !== "key" && secretField !== "api_key") {
    throw new RotationError("contract", `the answer holds no usable key (new key ${shownId})`, { keyId: shownId });
  }
  const predecessorExpiresAtMs = graceEndsAtMs;
  return {
    ...recordOf(world, key),
    value: new Secret(key.value),
    ...(predecessorExpiresAtMs !== undefined && { predecessorExpiresAtMs }),
  };
}
