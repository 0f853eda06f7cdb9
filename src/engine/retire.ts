import type { KeyRecord } from "../contract/key-service.ts";
import { isCovered } from "./cover.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { discard } from "./discard.ts";
import { appearedSince } from "./fence.ts";
import { type Judgement, judge } from "./judge.ts";
import { listKeys, serviceNow } from "./observe.ts";
import { claim, markerOf } from "./ownership.ts";
import { awaitRefusal } from "./prove.ts";
import { awaitQuiet } from "./quiet.ts";
import type { Record } from "./record.ts";
import type { RetireCase } from "./retire-case.ts";
import { asRotationError } from "./retry.ts";

type Revocable = Extract<Judgement, { verdict: "revoke" }>;

/**
 * Retires what the policy allows, on a list of keys read just before, and proves it: gone from the list and, where
 * the value is known, refused.
 * @returns the ids that were revoked
 */
export async function retire(
  at: RetireCase,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<readonly string[]> {
  const keys = await listKeys(rotation, crew, record);
  const first = judgeAgain(at, keys, rotation, crew);
  tellStranger(at, keys, rotation, record);
  const candidates = first.filter((judgement) => judgement.verdict === "revoke");
  for (const judgement of first) if (judgement.verdict === "wait") tellWait(judgement, rotation, record);
  const rotating = candidates.filter((judgement) => judgement.quiet);
  const covered = rotating.length === 0 || (await isCovered(at, rotating, rotation, crew, record));
  const quiet = covered && (rotating.length === 0 || (await awaitQuiet(at, rotating, rotation, crew, record)));
  const allowed = candidates.filter((judgement) => quiet || !judgement.quiet);
  if (allowed.length === 0) return [];
  record.phase("retire", allowed.length);
  const revoked: string[] = [];
  for (const judgement of allowed) {
    if (crew.cancelled.aborted && rotation.mode !== "incident") break;
    if (await retireOne(judgement, at, rotation, crew, record)) revoked.push(judgement.keyId);
  }
  return revoked;
}

function judgeAgain(
  at: RetireCase,
  keys: readonly KeyRecord[],
  rotation: OpenedRotation,
  crew: Crew,
): readonly Judgement[] {
  const { policy, mode } = rotation;
  const ours = claim(keys, policy.key, markerOf(policy)).ours.map((key) => withAge(key, at));
  if (appearedSince(at.expected, keys, rotation)) {
    return ours.slice(0, -1).map((key) => ({ keyId: key.id, verdict: "wait", why: "foreign-key", overstays: false }));
  }
  const observation = { ...at.observation, keys, nowMs: serviceNow(rotation, crew) };
  const { mintedNow, currentId } = at;
  return judge({ observation, ours, policy, mode, mintedNow, ...(currentId !== undefined && { currentId }) });
}

/** Somebody else rotates: what this run has to say of its own key may be past already. */
function tellStranger(at: RetireCase, keys: readonly KeyRecord[], rotation: OpenedRotation, record: Record): void {
  const stranger = appearedSince(at.expected, keys, rotation);
  if (!stranger) return;
  record.find(stranger);
  record.outcome("held");
}

function withAge(key: KeyRecord, { replaced }: RetireCase): KeyRecord {
  const isUntold = replaced?.keyId === key.id && key.createdAtMs === undefined;
  return isUntold ? { ...key, createdAtMs: replaced.sinceMs } : key;
}

/** Revokes one key on a list read in this very moment, and proves it. */
async function retireOne(
  { keyId, because }: Revocable,
  at: RetireCase,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean> {
  const keys = await listKeys(rotation, crew, record);
  tellStranger(at, keys, rotation, record);
  const still = judgeAgain(at, keys, rotation, crew).find((judgement) => judgement.keyId === keyId);
  if (still?.verdict !== "revoke") return false;
  const before = keys.find((key) => key.id === keyId);
  const how = await discard(keyId, rotation, crew, record);
  if (!how) {
    record.outcome("held");
    return false;
  }
  record.find({ level: "notice", code: "retired", keyId, how });
  if (record.isOrphan(keyId)) record.find({ level: "notice", code: "orphan", keyId, revoked: true });
  if (because === "policy" && before) tellBrokenGrace(before, keys, rotation, record);
  await proveDeath(keyId, at, rotation, crew, record);
  return true;
}

/** Under `rotate` with `expire` the service had promised to end the old key itself. */
function tellBrokenGrace(key: KeyRecord, keys: readonly KeyRecord[], { policy }: OpenedRotation, record: Record): void {
  if (policy.strategy !== "rotate" || policy.retire.policy !== "expire") return;
  const { ours } = claim(keys, policy.key, markerOf(policy));
  const current = ours.at(-1);
  const replaced = ours.at(-2);
  if (!current || replaced?.id !== key.id) return;
  // The service copies the description when it rotates: a key with another one was created, and nothing was promised.
  if (current.description !== replaced.description) return;
  const promisedUntilMs = (current.createdAtMs ?? 0) + policy.graceMs;
  record.find({ level: "warning", code: "grace-broken", keyId: key.id, promisedUntilMs, revoked: true });
}

const GONE_MS = [0, 1000, 2000, 4000, 8000, 15_000, 30_000] as const;

async function proveDeath(
  keyId: string,
  at: RetireCase,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  if (!(await isGone(keyId, rotation, crew, record))) {
    return tellAlive(keyId, "listed", record);
  }
  const value = rotation.policy.key.current;
  if (!value || at.known?.keyId !== keyId) return;
  const answer = await awaitRefusal(value, { place: at.known.place, keyId }, rotation, crew);
  if (answer !== "refused") tellAlive(keyId, "accepted", record);
}

function tellAlive(keyId: string, shows: "listed" | "accepted", record: Record): void {
  record.revoked(keyId, false);
  record.find({ level: "error", code: "not-dead", keyId, shows });
  record.outcome("held");
}

async function isGone(keyId: string, rotation: OpenedRotation, crew: Crew, record: Record): Promise<boolean> {
  for (const waitMs of GONE_MS) {
    const keys = await crew.clock
      .sleep(waitMs, crew.signal)
      .then(() => listKeys(rotation, crew, record))
      .catch(asRotationError);
    if (Array.isArray(keys) && !keys.some((key) => key.id === keyId)) return true;
  }
  return false;
}

function tellWait(
  judgement: Extract<Judgement, { verdict: "wait" }>,
  { policy }: OpenedRotation,
  record: Record,
): void {
  const { keyId, why, untilMs, overstays } = judgement;
  if (why === "unexplained") return;
  // The end of the overlap is part of every report: waiting for it is no news.
  if (why === "grace") return;
  const level = why === "at-least" || why === "later-run" || why === "too-young" ? "notice" : "warning";
  record.find({ level, code: "retire-waits", keyId, why, ...(untilMs !== undefined && { untilMs }) });
  if (!overstays || policy.retire.policy !== "when-idle" || policy.retire.onOverstay !== "hold") return;
  record.find({ level: "error", code: "retire-waits", keyId, why: "overstay" });
  record.outcome("held");
}
