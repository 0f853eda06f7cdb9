import type { FindingCode } from "../contract/finding.ts";
import type { RotationReport, TargetStatus } from "../contract/report.ts";
import { groupFindings, tellGroup } from "./grouping.ts";
import type { Telling } from "./sentence.ts";
import { tell } from "./sentences.ts";
import { moment } from "./time.ts";
import { code, plural, say, type Words } from "./words.ts";

const HOLDING: ReadonlySet<TargetStatus> = new Set(["verified", "accepted", "written", "fresh"]);

/** How many targets hold the current key, of how many that should. */
export function tally(rotation: RotationReport): { readonly holding: number; readonly of: number } {
  const counted = rotation.targets.filter((target) => target.status !== "skipped");
  return { holding: counted.filter((target) => HOLDING.has(target.status)).length, of: counted.length };
}

/** What became of one rotation: one or two sentences. */
export function headline(rotation: RotationReport, telling: Telling): Words {
  switch (rotation.outcome) {
    case "not-due":
      return say`${inPlace(rotation)}${nextDue(rotation, telling)}`;
    case "planned":
      return say`A run in mode ${code("auto")} would ${plan(rotation)}${obstacle(rotation, telling)}. Nothing was changed.`;
    case "rotated":
      return say`${rotation.rotated ? made(rotation) : finished(rotation)}${oldKey(rotation, telling)}`;
    case "retired":
      return say`Every old key that may go is gone. ${inPlace(rotation)}${nextDue(rotation, telling)}`;
    case "partial":
      return say`${partly(rotation)}${oldKey(rotation, telling)}`;
    case "held":
    case "failed":
      return say`${cause(rotation, telling)}${deadline(rotation, telling)}`;
    default:
      return rotation.outcome satisfies never;
  }
}

function key(keyId: string | undefined, adjective: string): Words {
  return keyId === undefined ? say`The ${adjective} key` : say`The ${adjective} key ${code(keyId)}`;
}

function inAll(rotation: RotationReport): Words {
  const { holding, of } = tally(rotation);
  if (holding === of) return of === 1 ? say`in its destination` : say`in all ${of} destinations`;
  return say`in ${holding} of ${plural(of, "destination")}`;
}

function inPlace(rotation: RotationReport): Words {
  if (rotation.keyId === undefined && tally(rotation).of === 0) return say`Nothing was changed.`;
  return say`${key(rotation.keyId, "current")} is ${inAll(rotation)}.`;
}

function made(rotation: RotationReport): Words {
  return say`${key(rotation.keyId, "new")} is ${inAll(rotation)}.`;
}

function finished(rotation: RotationReport): Words {
  return say`${key(rotation.keyId, "current")} was written where it was missing and is now ${inAll(rotation)}; no new key was needed.`;
}

function partly(rotation: RotationReport): Words {
  const { holding, of } = tally(rotation);
  const lacking = of - holding;
  if (lacking === 0) return say`${key(rotation.keyId, "new")} is ${inAll(rotation)}, but the work is not finished.`;
  return say`${key(rotation.keyId, "new")} is ${inAll(rotation)}; ${lacking} ${lacking === 1 ? "does" : "do"} not hold it yet.`;
}

function oldKey(rotation: RotationReport, { nowMs }: Telling): Words {
  const { predecessorId, predecessorExpiresAtMs: endsAtMs } = rotation;
  if (predecessorId === undefined) return [];
  const isGone = rotation.keys.some((window) => window.keyId === predecessorId && window.role === "revoked");
  if (isGone) return say` The old key ${code(predecessorId)} was revoked.`;
  if (endsAtMs === undefined) return say` The old key ${code(predecessorId)} still works.`;
  if (endsAtMs <= nowMs) return say` The old key ${code(predecessorId)} ended on ${moment(endsAtMs, nowMs)}.`;
  return say` The old key ${code(predecessorId)} works until ${moment(endsAtMs, nowMs)}.`;
}

function nextDue({ nextDueAtMs }: RotationReport, { nowMs }: Telling): Words {
  if (nextDueAtMs === undefined) return [];
  const due = moment(nextDueAtMs, nowMs);
  return nextDueAtMs > nowMs ? say` Next rotation: ${due}.` : say` Due since ${due}.`;
}

const REASONS: Readonly<Record<string, string>> = {
  due: "rotate, because the key is due",
  expiring: "rotate, because the key ends soon",
  stale: "rotate, because destinations lag behind",
  scopes: "rotate, because the key should have other scopes",
  forced: "rotate, because it was told to",
  incident: "rotate and revoke the old keys at once",
  adopt: "make the account's first key",
  finish: "write the current key where it is missing",
  hold: "hold and ask for a person",
  retire: "retire old keys",
};

/** What a decision means, after "would" or "will". */
export function plan({ reason }: { readonly reason?: string }): string {
  if (reason === undefined) return "change nothing";
  return REASONS[reason] ?? `rotate (${reason})`;
}

/** Findings whose message says more than their title, and in one sentence. */
const SAY_MORE: ReadonlySet<FindingCode> = new Set(["call-failed", "target-blocked", "service-blocked"]);

function cause(rotation: RotationReport, telling: Telling): Words {
  const groups = groupFindings(rotation.findings, telling);
  const first =
    groups.find(({ level, code }) => level === "error" && code !== "deadline") ??
    groups.find(({ level }) => level === "warning");
  if (!first) return rotation.outcome === "held" ? say`A person is needed.` : say`It did not succeed.`;
  const { title, message } = tellGroup(first, telling, 0);
  const isTelling = SAY_MORE.has(first.code) && first.findings.length === 1;
  return isTelling ? message : say`${title}.`;
}

function obstacle({ findings }: RotationReport, telling: Telling): string {
  const first = findings.find(({ level }) => level === "error");
  if (!first) return "";
  const { title } = tell(first, telling);
  return `, but something stands in its way: ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

/** The end of the old key, from the report or from a finding. */
export function deadlineMs(rotation: RotationReport): number | undefined {
  for (const finding of rotation.findings) {
    if (finding.code === "deadline") return finding.atMs;
  }
  return rotation.predecessorExpiresAtMs;
}

function deadline(rotation: RotationReport, telling: Telling): Words {
  const endsAtMs = deadlineMs(rotation);
  if (endsAtMs === undefined || endsAtMs <= telling.nowMs) return [];
  return say` The old key works until ${moment(endsAtMs, telling.nowMs)}.`;
}
