import type { Decision } from "../contract/decision.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { TargetStatus } from "../contract/report.ts";
import { adoptLate, adoptReadily } from "./adopt.ts";
import { canFinish } from "./afford.ts";
import { conclude } from "./conclude.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { discard } from "./discard.ts";
import { type Delivery, distribute, runCanary } from "./distribute.ts";
import { appearedSince, idsOf, raiseFence } from "./fence.ts";
import { type Gap, openGap, tellGap } from "./gap.ts";
import { chooseMinting, type LostInPlace, mint, mintRequest } from "./mint.ts";
import type { Minted } from "./minted.ts";
import { listKeys, serviceNow, type World } from "./observe.ts";
import { preflight, type Readiness } from "./preflight.ts";
import { checkOverlap, prove } from "./prove.ts";
import type { Record } from "./record.ts";
import { verify } from "./verify.ts";
import { stalestWrite } from "./view.ts";

/** What a write came to that was looked at afterwards: an answer alone may be given in vain. */
const EVIDENT: ReadonlySet<TargetStatus> = new Set(["verified", "accepted"]);

type Rotate = Extract<Decision, { action: "rotate" }>;

/**
 * Mints a key, proves it, hands it to every target, verifies, and retires what the policy allows in this run. Where the
 * old value dies with the mint, the new one is handed out at once and proved last; and if it is lost, a second key takes
 * its place, as consumers fail until they get one.
 */
export async function rotate(
  decision: Rotate,
  world: World,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  const replaces = world.observation.keys.find((key) => key.id === decision.replaces);
  const readiness = await preflight(world, replaces, rotation, crew, record, decision);
  const fresh = await mintOrRecover(decision, replaces, { world, readiness }, rotation, crew, record);
  if (!fresh) return;
  const { minted, before, deadSinceMs } = fresh;
  const overlapSeen = await proveReadily(fresh, readiness, rotation, crew, record);
  if (overlapSeen === undefined || !(await adoptReadily(minted, readiness, rotation, crew, record))) return;
  const fence = raiseFence(before, minted.key.id, { rotation, crew, record });
  const at = { rotation, crew, record, fence };
  const gap = deadSinceMs === undefined ? undefined : openGap(deadSinceMs, crew);
  const receipts = await distribute(readiness.ready, delivery(fresh, rotation, crew, gap), at);
  if (minted.oldDies) await adoptLate(minted, rotation, crew, record);
  await takeBack(minted, readiness.ready, rotation, crew, record);
  await verify(receipts, minted.key.value, at);
  if (gap) tellGap(gap, { keyId: minted.key.id, missed: readiness.ready.length - receipts.size }, record);
  // The old key must not begin to die while a place holds it: an unwritten one is for the next run to mend first.
  const everywhere = readiness.ready.every((target) => EVIDENT.has(record.statusOf(target) ?? "stale"));
  if (minted.firstUseCounts && everywhere && !(await runCanary(at))) record.outcome("held");
  if (minted.oldDies || (minted.firstUseCounts && everywhere))
    await proveLate(minted, readiness, rotation, crew, record);
  if (minted.firstUseCounts && everywhere) await adoptLate(minted, rotation, crew, record);
  const place = overlapSeen ? readiness.place : undefined;
  const known = replaces && place !== undefined ? { keyId: replaces.id, place } : undefined;
  const replaced = heldUntilNow(replaces, world);
  await conclude(
    { world, keyId: minted.key.id, mintedNow: true, fence, ...(known && { known }), ...(replaced && { replaced }) },
    rotation,
    crew,
    record,
  );
}

/** A created key that was offered to no target is of no use to anybody: nothing has happened. */
async function takeBack(
  minted: Minted,
  ready: Readiness["ready"],
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  const isUnused = ready.every((target) => record.statusOf(target) === "withheld");
  if (minted.by === "create" && isUnused) await discard(minted.key.id, rotation, crew, record);
}

/** A key that does not tell when it was made is as old, at least, as the writes of the places that held it before this run. */
function heldUntilNow(replaces: KeyRecord | undefined, { observation }: World) {
  const sinceMs = stalestWrite(observation.targets);
  if (!replaces || replaces.createdAtMs !== undefined || sinceMs === undefined) return undefined;
  return { keyId: replaces.id, sinceMs };
}

/** A key in hand. `deadSinceMs`: since when consumers have a dead one, by the local clock. */
interface Fresh {
  readonly minted: Minted;
  readonly before: readonly KeyRecord[];
  readonly deadSinceMs?: number;
}

/**
 * Mints and, where the value was replaced in place and the new one is lost, mints again at once: a second key where there
 * can be one, else in place once more. Nothing is sent twice by that: the first request is known to have taken effect.
 */
async function mintOrRecover(
  decision: Rotate,
  replaces: KeyRecord | undefined,
  at: { readonly world: World; readonly readiness: Readiness },
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<Fresh | undefined> {
  const fresh = await mintReadily(decision, replaces, at, rotation, crew, record);
  if (!fresh || "minted" in fresh) return fresh;
  const { create, rotate: again } = rotation.keyService.strategies;
  const second: Rotate = { ...decision, strategy: create ? "create" : "rotate" };
  const next = await mintReadily(second, replaces, at, rotation, crew, record);
  if (!next || !("minted" in next)) return undefined;
  return again?.overlap.mode === "none" ? { ...next, deadSinceMs: fresh.askedAtMs } : next;
}

/** Everything before the first effect, then the mint. Undefined: nothing was minted that could be used; it was told. */
async function mintReadily(
  decision: Rotate,
  replaces: KeyRecord | undefined,
  { world, readiness }: { readonly world: World; readonly readiness: Readiness },
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<Fresh | LostInPlace | undefined> {
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
  const stranger = appearedSince(idsOf(world.observation.keys), before, rotation);
  if (stranger) {
    record.find(stranger);
    record.outcome("held");
    return undefined;
  }
  crew.cancelled.throwIfAborted();
  const place = readiness.place === undefined ? {} : { place: readiness.place };
  const minted = await mint(minting, request, decision.strategy, { rotation, crew, record, before, ...place });
  if (!minted || "lostInPlace" in minted) {
    record.outcome("failed");
    return minted;
  }
  return { minted, before, ...(minted.oldDies && { deadSinceMs: minted.askedAtMs }) };
}

/**
 * Proves the new key before anyone gets it.
 * @returns whether the old value was seen to work still; undefined: the new key must not be handed out, it was told
 */
async function proveReadily(
  { minted, deadSinceMs }: Fresh,
  readiness: Readiness,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean | undefined> {
  if (minted.oldDies || minted.firstUseCounts) return false;
  const { place } = readiness;
  const { accepted, why } =
    place === undefined ? { accepted: true } : await prove(minted, place, rotation, crew, record);
  if (accepted) {
    if (place === undefined || !minted.replaces || deadSinceMs !== undefined) return false;
    return checkOverlap(minted.replaces, minted, place, rotation, crew, record);
  }
  const keyId = minted.key.id;
  const revoked = minted.by === "create" && (await discard(keyId, rotation, crew, record)) !== undefined;
  const told = why === undefined ? {} : { why };
  record.find({ level: "error", code: "new-key-refused", keyId, revoked, place: place ?? "", ...told });
  record.outcome(minted.by === "create" ? "failed" : "held");
  return undefined;
}

/** Proves a key that was handed out already, as nobody was the worse off for having it. */
async function proveLate(
  minted: Minted,
  { place }: Readiness,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  if (place === undefined) return;
  const { accepted, why } = await prove(minted, place, rotation, crew, record);
  if (accepted) return;
  const told = why === undefined ? {} : { why };
  const keyId = minted.key.id;
  record.find({ level: "error", code: "new-key-refused", keyId, revoked: false, inPlace: true, place, ...told });
  record.outcome("held");
}

function delivery({ minted }: Fresh, rotation: OpenedRotation, crew: Crew, gap: Gap | undefined): Delivery {
  const { key, replaces, oldDies, firstUseCounts } = minted;
  // The creation time of a key that kept its id is that of its first value: there is nothing to wait for.
  const createdAtMs = key.id === replaces?.id ? 0 : (key.createdAtMs ?? serviceNow(rotation, crew));
  return {
    keyId: key.id,
    value: key.value,
    createdAtMs,
    askedAtMs: minted.askedAtMs,
    urgent: minted.by === "rotate",
    ...(oldDies && { atOnce: true }),
    ...(firstUseCounts && { untried: true }),
    ...(gap && { onWrite: () => gap.noteWrite() }),
  };
}
