import type { Decision } from "../contract/decision.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import { canFinish } from "./afford.ts";
import { conclude } from "./conclude.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { type Delivery, distribute } from "./distribute.ts";
import { raiseFence, whoseKey } from "./fence.ts";
import { chooseMinting, discard, type Minted, mint, mintRequest } from "./mint.ts";
import { listKeys, op, serviceNow, type World } from "./observe.ts";
import { concerns } from "./ownership.ts";
import { preflight, type Readiness } from "./preflight.ts";
import { checkOverlap, prove } from "./prove.ts";
import { type Record, tellFailedCall } from "./record.ts";
import { retry } from "./retry.ts";
import { verify } from "./verify.ts";

type Rotate = Extract<Decision, { action: "rotate" }>;

/** Mints a key, proves it, hands it to every target, verifies, and retires what the policy allows in this run. */
export async function rotate(
  decision: Rotate,
  world: World,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  const replaces = world.observation.keys.find((key) => key.id === decision.replaces);
  const readiness = await preflight(world, replaces, rotation, crew, record);
  const fresh = await mintReadily(decision, replaces, { world, readiness }, rotation, crew, record);
  if (!fresh) return;
  const { minted, before } = fresh;
  const overlapSeen = await proveReadily(minted, readiness, rotation, crew, record);
  if (overlapSeen === undefined || !(await adoptReadily(minted, readiness, rotation, crew, record))) return;
  const fence = raiseFence(before, minted.key.id, { rotation, crew, record });
  const at = { rotation, crew, record, fence };
  const receipts = await distribute(readiness.ready, delivery(minted, rotation, crew), at);
  await verify(receipts, minted.key.value, at);
  const place = overlapSeen ? readiness.place : undefined;
  const known = replaces && place !== undefined ? { keyId: replaces.id, place } : undefined;
  await conclude(
    { world, keyId: minted.key.id, mintedNow: true, fence, ...(known && { known }) },
    rotation,
    crew,
    record,
  );
}

/** Everything before the first effect, then the mint. Undefined: nothing was minted that could be used; it was told. */
async function mintReadily(
  decision: Rotate,
  replaces: KeyRecord | undefined,
  { world, readiness }: { readonly world: World; readonly readiness: Readiness },
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<{ readonly minted: Minted; readonly before: readonly KeyRecord[] } | undefined> {
  const mayMint =
    rotation.mode === "incident" ? readiness.ready.length > 0 : readiness.sound && readiness.ready.length > 0;
  const inTime = mayMint && canFinish(readiness.ready, decision.strategy, rotation, record);
  const minting = inTime ? chooseMinting(decision, rotation, record) : undefined;
  const request = minting && mintRequest(decision, minting, replaces, { rotation, crew, record });
  if (!minting || !request) {
    record.outcome("failed");
    return undefined;
  }
  const before = await listKeys(rotation, crew, record);
  if (appeared(before, world, rotation, record)) {
    record.outcome("held");
    return undefined;
  }
  crew.cancelled.throwIfAborted();
  const minted = await mint(minting, request, decision.strategy, { rotation, crew, record, before });
  if (!minted) record.outcome("failed");
  return minted && { minted, before };
}

/** A key that appeared between the observation and the mint: somebody else rotates, so this run does not. */
function appeared(before: readonly KeyRecord[], world: World, rotation: OpenedRotation, record: Record): boolean {
  if (rotation.mode === "incident") return false;
  const known = new Set(world.observation.keys.map((key) => key.id));
  const stranger = before.find((key) => !known.has(key.id) && concerns(key, before, rotation.policy));
  if (!stranger) return false;
  const { id: keyId, description } = stranger;
  const whose = whoseKey(stranger, before, rotation);
  record.find({ level: "error", code: "key-appeared", keyId, description, whose });
  return true;
}

/**
 * Proves the new key before anyone gets it.
 * @returns whether the old value was seen to work still; undefined: the new key must not be handed out, it was told
 */
async function proveReadily(
  minted: Minted,
  readiness: Readiness,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean | undefined> {
  const { place } = readiness;
  const accepted = place === undefined || (await prove(minted, place, rotation, crew, record));
  const undo = minted.by === "create" && (!accepted || crew.cancelled.aborted);
  if (accepted && !undo) {
    if (place === undefined || !minted.replaces) return false;
    return checkOverlap(minted.replaces, minted, place, rotation, crew, record);
  }
  const keyId = minted.key.id;
  const revoked = undo && (await discard(keyId, rotation, crew, record)) !== undefined;
  if (accepted) record.find({ level: "error", code: "cancelled", phase: "prove" });
  else record.find({ level: "error", code: "new-key-refused", keyId, revoked, place: place ?? "" });
  record.outcome(minted.by === "create" ? "failed" : "held");
  return undefined;
}

/**
 * Self-rotation: from here on rekey works with the new key, once it has shown that it may list and revoke. Before the
 * home is written, as the next run would be locked out by a home that holds a key without that power.
 * @returns false if the new key must not be handed out; it was told
 */
async function adoptReadily(
  minted: Minted,
  { ready }: Readiness,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean> {
  const { keyService } = rotation;
  if (!keyService.self || !keyService.adopt) return true;
  const { id: keyId, value } = minted.key;
  try {
    await retry(async () => keyService.adopt?.(value, op(crew)), { clock: crew.clock, signal: crew.cancelled });
    return true;
  } catch (error) {
    tellFailedCall(error, rotation, record);
    const targets = ready.map((target) => target.label);
    record.find({ level: "error", code: "write-withheld", targets, why: "powerless" });
    if (minted.by === "create") await discard(keyId, rotation, crew, record);
    record.outcome(minted.by === "create" ? "failed" : "held");
    return false;
  }
}

function delivery(minted: Minted, rotation: OpenedRotation, crew: Crew): Delivery {
  const { key } = minted;
  return {
    keyId: key.id,
    value: key.value,
    createdAtMs: key.createdAtMs ?? serviceNow(rotation, crew),
    mintedAtMs: minted.mintedAtMs,
    urgent: minted.by === "rotate",
  };
}
