import type { Decision } from "../contract/decision.ts";
import type { Finding } from "../contract/finding.ts";
import type { IssuedKey, KeyRecord, Minting, MintRequest } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { listKeys, op, serviceNow } from "./observe.ts";
import { baseOf, concerns, markerOf } from "./ownership.ts";
import type { Record } from "./record.ts";
import { asRotationError, retry } from "./retry.ts";
import { renewedExpiry } from "./times.ts";

type Rotate = Extract<Decision, { action: "rotate" }>;

const INCIDENT_GRACE_MS = 3_600_000;
/** How long a lost answer's key is looked for in the list. */
const SETTLE_MS = [0, 2000, 5000, 10_000, 15_000] as const;

/** A new key that nobody has yet. */
export interface Minted {
  readonly key: IssuedKey;
  readonly replaces?: KeyRecord;
  /** Minted by the service's own rotate call: the predecessor's clock is running. */
  readonly by: "rotate" | "create";
  readonly mintedAtMs: number;
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
  const expiresAtMs = renewedExpiry(replaces, serviceNow(at.rotation, at.crew));
  return {
    description,
    graceMs: mode === "incident" && decision.strategy === "rotate" ? INCIDENT_GRACE_MS : policy.graceMs,
    ...(replaces && { replaces }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
}

/**
 * Mints: one request, never repeated. The value is masked in the statement after it exists, and the key's id is
 * told before anything else can fail. Undefined after a finding: nothing was minted, or its value is lost.
 */
export async function mint(
  minting: Minting,
  request: MintRequest,
  by: "rotate" | "create",
  at: {
    readonly rotation: OpenedRotation;
    readonly crew: Crew;
    readonly record: Record;
    readonly before: readonly KeyRecord[];
  },
): Promise<Minted | undefined> {
  const { rotation, crew, record } = at;
  record.phase("mint");
  const key = await minting.mint(request, op(crew)).catch(async (error: unknown) => {
    await explainFailure(error, request, by, at);
    return undefined;
  });
  if (!key) return undefined;
  crew.mask(key.value);
  const { replaces } = request;
  const end = key.predecessorExpiresAtMs;
  record.minted(publicPart(key), { id: replaces?.id, expiresAtMs: end });
  crew.emit({
    rotation: rotation.policy.name,
    type: "key.minted",
    keyId: key.id,
    ...(replaces && { predecessorId: replaces.id }),
    ...(end !== undefined && { predecessorExpiresAtMs: end }),
  });
  compare(key, request, record);
  return { key, by, mintedAtMs: crew.clock.now(), ...(replaces && { replaces }) };
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

async function explainFailure(
  thrown: unknown,
  request: MintRequest,
  by: "rotate" | "create",
  at: {
    readonly rotation: OpenedRotation;
    readonly crew: Crew;
    readonly record: Record;
    readonly before: readonly KeyRecord[];
  },
): Promise<void> {
  const { message, fault, hint, effect, keyId } = asRotationError(thrown);
  if (effect === "none") {
    at.record.find({ level: "error", code: "mint-refused", fault, message, ...(hint !== undefined && { hint }) });
    return;
  }
  if (keyId !== undefined) {
    const revoked = by === "create" && (await discard(keyId, at.rotation, at.crew, at.record)) !== undefined;
    at.record.find({ level: "error", code: "mint-unusable", keyId, message, revoked });
    if (by === "rotate") noteClock(request, at);
    return;
  }
  const newKeyIds = await settle(at);
  if (by === "rotate" && newKeyIds.length > 0) noteClock(request, at);
  const lost: Finding = { level: "error", code: "mint-lost", newKeyIds, message };
  at.record.find(lost);
}

/** The service did rotate, so the old key's time is running although its answer cannot be used. */
function noteClock(
  { replaces, graceMs }: MintRequest,
  at: { readonly rotation: OpenedRotation; readonly crew: Crew; readonly record: Record },
): void {
  if (!replaces) return;
  at.record.endangered({ id: replaces.id, expiresAtMs: serviceNow(at.rotation, at.crew) + graceMs });
}

/** Looks for a key that appeared although its answer was lost. */
async function settle(at: {
  readonly rotation: OpenedRotation;
  readonly crew: Crew;
  readonly record: Record;
  readonly before: readonly KeyRecord[];
}): Promise<readonly string[]> {
  const { rotation, crew, record } = at;
  const known = new Set(at.before.map((key) => key.id));
  for (const ms of SETTLE_MS) {
    if (crew.cancelled.aborted) break;
    if (ms > 0) crew.emit({ rotation: rotation.policy.name, type: "waiting", why: "settle", ms });
    const listed = await crew.clock
      .sleep(ms, crew.cancelled)
      .then(() => listKeys(rotation, crew, record))
      .catch(() => []);
    const isNew = (key: KeyRecord) => !known.has(key.id) && concerns(key, listed, rotation.policy);
    const fresh = listed.filter(isNew).map((key) => key.id);
    if (fresh.length > 0) return fresh;
  }
  return [];
}

/**
 * Revokes a key that this run minted and gave to nobody. Idempotent.
 * @returns how it went; undefined if it may be alive, which is told, as the key then stays as an orphan
 */
export async function discard(
  keyId: string,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<"revoked" | "already-gone" | undefined> {
  try {
    const how = await retry(() => rotation.keyService.revoke(keyId, op(crew)), {
      clock: crew.clock,
      signal: crew.signal,
    });
    record.revoked(keyId);
    crew.emit({ rotation: rotation.policy.name, type: "key.revoked", keyId, how });
    return how;
  } catch (error) {
    record.find({ level: "warning", code: "not-retired", keyId, message: asRotationError(error).message });
    return undefined;
  }
}
