import type { Finding } from "../contract/finding.ts";
import type { KeyRecord, Minting, MintRequest } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { discard } from "./discard.ts";
import { listKeys, serviceNow } from "./observe.ts";
import { concerns } from "./ownership.ts";
import { isRefused } from "./prove.ts";
import type { Record } from "./record.ts";
import { asRotationError } from "./retry.ts";

/** How long a lost answer's key is looked for in the list. */
const SETTLE_MS = [0, 2000, 5000, 10_000, 15_000] as const;

/** What a mint needs of the run around it. */
export interface MintingRoom {
  readonly rotation: OpenedRotation;
  readonly crew: Crew;
  readonly record: Record;
  /** The keys just before. */
  readonly before: readonly KeyRecord[];
  /** Where a value can be tried. */
  readonly place?: string;
}

/** A mint that came to nothing usable. */
export interface Attempt {
  readonly minting: Minting;
  readonly request: MintRequest;
  readonly by: "rotate" | "create";
}

/** Tells why there is no usable key. @returns whether a key kept its id, its old value is dead and the new one is lost */
export async function explainFailure(thrown: unknown, attempt: Attempt, at: MintingRoom): Promise<boolean> {
  const { message, fault, hint, effect, keyId } = asRotationError(thrown);
  const { minting, request, by } = attempt;
  if (effect === "none") {
    at.record.find({ level: "error", code: "mint-refused", fault, message, ...(hint !== undefined && { hint }) });
    return false;
  }
  if (minting.keepsId && request.replaces) return explainLostInPlace({ message, keyId }, request.replaces, at);
  if (keyId !== undefined) {
    const revoked = by === "create" && (await discard(keyId, at.rotation, at.crew, at.record)) !== undefined;
    at.record.find({ level: "error", code: "mint-unusable", keyId, message, revoked });
    noteClock(attempt, at);
    return false;
  }
  const newKeyIds = await settle(at);
  if (newKeyIds.length > 0) noteClock(attempt, at);
  const lost: Finding = { level: "error", code: "mint-lost", newKeyIds, message };
  at.record.find(lost);
  return false;
}

/** The service did rotate, so the old key's time is running although its answer cannot be used. */
function noteClock({ minting, request, by }: Attempt, { rotation, crew, record }: MintingRoom): void {
  const { replaces, graceMs } = request;
  if (by === "create" || !replaces) return;
  const leftMs = minting.overlap.mode === "none" ? 0 : graceMs;
  record.endangered({ id: replaces.id, expiresAtMs: serviceNow(rotation, crew) + leftMs });
}

async function explainLostInPlace(
  { message, keyId }: { readonly message: string; readonly keyId: string | undefined },
  replaces: KeyRecord,
  at: MintingRoom,
): Promise<boolean> {
  const { id } = replaces;
  if (keyId === id) {
    at.record.find({ level: "error", code: "mint-unusable", keyId, message, revoked: false, inPlace: true });
    return true;
  }
  const isReplaced = await wasReplaced(id, at);
  const lost: Finding = {
    level: "error",
    code: "mint-lost",
    newKeyIds: [],
    message,
    ...(isReplaced && { inPlace: id }),
  };
  at.record.find(lost);
  return isReplaced;
}

/** Whether a key's value was replaced although the answer was lost: its end changes and, where none is shown, the old value is refused. */
async function wasReplaced(id: string, { rotation, crew, record, before, place }: MintingRoom): Promise<boolean> {
  const suffixIn = (keys: readonly KeyRecord[]) => keys.find((key) => key.id === id)?.suffix;
  const known = suffixIn(before);
  if (known === undefined) {
    const value = rotation.policy.key.current;
    return value !== undefined && place !== undefined && (await isRefused(value, { place, keyId: id }, rotation, crew));
  }
  const seen = await untilListed(rotation, crew, record, (keys) => {
    const suffix = suffixIn(keys);
    return suffix !== undefined && suffix !== known ? [id] : [];
  });
  return seen.length > 0;
}

/** Looks for a key that appeared although its answer was lost. */
function settle({ rotation, crew, record, before }: MintingRoom): Promise<readonly string[]> {
  const known = new Set(before.map((key) => key.id));
  return untilListed(rotation, crew, record, (listed) => {
    const isNew = (key: KeyRecord) => !known.has(key.id) && concerns(key, listed, rotation.policy);
    return listed.filter(isNew).map((key) => key.id);
  });
}

/** Reads the list, with growing pauses, until something is found in it. */
async function untilListed(
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
  find: (listed: readonly KeyRecord[]) => readonly string[],
): Promise<readonly string[]> {
  for (const ms of SETTLE_MS) {
    if (crew.cancelled.aborted) break;
    if (ms > 0) crew.emit({ rotation: rotation.policy.name, type: "waiting", why: "settle", ms });
    const listed = await crew.clock
      .sleep(ms, crew.cancelled)
      .then(() => listKeys(rotation, crew, record))
      .catch(() => []);
    const found = find(listed);
    if (found.length > 0) return found;
  }
  return [];
}
