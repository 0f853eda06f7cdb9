import type { Decision } from "../contract/decision.ts";
import type { IssuedKey, KeyRecord, Minting, MintRequest } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { explainFailure, type MintingRoom } from "./lost-mint.ts";
import type { Minted } from "./minted.ts";
import { op, serviceNow } from "./observe.ts";
import { baseOf, markerOf } from "./ownership.ts";
import type { Record } from "./record.ts";
import { renewedExpiry } from "./times.ts";

type Rotate = Extract<Decision, { action: "rotate" }>;

const INCIDENT_GRACE_MS = 3_600_000;

/** The old value is dead and nobody has the new one. `askedAtMs`: when the call was sent. */
export interface LostInPlace {
  readonly lostInPlace: true;
  readonly askedAtMs: number;
}

/** The way of minting that a decision asks for, checked against what the service can do; undefined after a finding. */
export function chooseMinting(decision: Rotate, rotation: OpenedRotation, record: Record): Minting | undefined {
  const { keyService, policy, mode } = rotation;
  const minting = keyService.strategies[decision.strategy];
  if (!minting) {
    record.find({ level: "error", code: "strategy-unavailable", strategy: decision.strategy });
    return undefined;
  }
  if (minting.overlap.mode === "none" && !policy.allowDowntime && mode !== "incident") {
    record.find({ level: "error", code: "downtime-not-allowed" });
    return undefined;
  }
  return minting;
}

/** What will be asked of the service; undefined after a finding. */
export function mintRequest(
  decision: Rotate,
  minting: Minting,
  replaces: KeyRecord | undefined,
  at: { readonly rotation: OpenedRotation; readonly crew: Crew; readonly record: Record },
): MintRequest | undefined {
  const { policy, mode } = at.rotation;
  const base = baseOf(policy.key.label ?? replaces?.description ?? policy.name) || policy.name;
  const description = minting.marks ? base + markerOf(policy) : (replaces?.description ?? base);
  if (description.length > minting.maxDescription) {
    at.record.find({ level: "error", code: "description-too-long", description, limit: minting.maxDescription });
    return undefined;
  }
  const scopes = decision.strategy === "create" ? policy.key.scopes : undefined;
  const expiresAtMs = renewedExpiry(replaces, serviceNow(at.rotation, at.crew));
  return {
    description,
    graceMs: mode === "incident" && decision.strategy === "rotate" ? incidentGraceMs(minting) : policy.graceMs,
    ...(replaces && { replaces }),
    ...(scopes && { scopes }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
}

/** An hour, or what comes next to it among the overlaps that the service takes. */
function incidentGraceMs({ overlap }: Minting): number {
  if (overlap.mode !== "grace") return INCIDENT_GRACE_MS;
  return Math.min(Math.max(INCIDENT_GRACE_MS, overlap.minMs), overlap.maxMs);
}

/**
 * Mints: one request, never repeated. The value is masked in the statement after it exists, and the key's id is
 * told before anything else can fail. Undefined after a finding: nothing was minted, or its value is lost.
 */
export async function mint(
  minting: Minting,
  request: MintRequest,
  by: "rotate" | "create",
  at: MintingRoom,
): Promise<Minted | LostInPlace | undefined> {
  const { crew, record } = at;
  record.phase("mint");
  const askedAtMs = crew.clock.now();
  const key = await minting.mint(request, op(crew)).catch(async (error: unknown) => {
    const isLost = await explainFailure(error, { minting, request, by }, at);
    return isLost ? ({ lostInPlace: true, askedAtMs } as const) : undefined;
  });
  if (!key || "lostInPlace" in key) return key;
  crew.mask(key.value);
  tellMinted(key, request, at);
  compare(key, request, record);
  const { replaces } = request;
  const oldDies = minting.overlap.mode === "none";
  const firstUseCounts = minting.overlap.mode === "first-use";
  return { key, by, oldDies, firstUseCounts, askedAtMs, ...(replaces && { replaces }) };
}

/** A key that kept its id has no predecessor: the one before is gone with its value. */
function tellMinted(key: IssuedKey, { replaces }: MintRequest, { rotation, crew, record }: MintingRoom): void {
  const inPlace = key.id === replaces?.id;
  const end = key.predecessorExpiresAtMs;
  const predecessorId = inPlace ? undefined : replaces?.id;
  record.minted(publicPart(key), { id: predecessorId, expiresAtMs: end });
  crew.emit({
    rotation: rotation.policy.name,
    type: "key.minted",
    keyId: key.id,
    ...(inPlace && { inPlace }),
    ...(predecessorId !== undefined && { predecessorId }),
    ...(end !== undefined && { predecessorExpiresAtMs: end }),
  });
}

function publicPart({ value: _value, predecessorExpiresAtMs: _end, ...key }: IssuedKey): KeyRecord {
  return key;
}

const MINUTE_MS = 60_000;

/** Tells where the service made another key than it was asked for. */
function compare(key: IssuedKey, request: MintRequest, record: Record): void {
  if (key.description !== request.description) {
    record.find({
      level: "warning",
      code: "description-differs",
      keyId: key.id,
      expected: request.description,
      got: key.description,
    });
  }
  const [expected, got] = [request.expiresAtMs, key.expiresAtMs];
  const same = expected === undefined || got === undefined ? expected === got : Math.abs(expected - got) < MINUTE_MS;
  if (same) return;
  record.find({
    level: "warning",
    code: "expiry-differs",
    keyId: key.id,
    ...(expected !== undefined && { expectedMs: expected }),
    ...(got !== undefined && { gotMs: got }),
  });
}
