import type { Decision } from "../contract/decision.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { RotationReport } from "../contract/report.ts";
import { canFinish } from "./afford.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { deliberate } from "./deliberate.ts";
import { idsOf } from "./fence.ts";
import { finish } from "./finish.ts";
import { tellSurroundings } from "./inventory.ts";
import { overstaysAt } from "./judge.ts";
import { chooseMinting, mintRequest } from "./mint.ts";
import { serviceNow, type World } from "./observe.ts";
import { claim, markerOf } from "./ownership.ts";
import { checkTargets, preflight } from "./preflight.ts";
import { openRecord, type Record, tellFailedCall } from "./record.ts";
import { retire } from "./retire.ts";
import { asRotationError } from "./retry.ts";
import { rotate } from "./rotate.ts";
import { aged } from "./view.ts";

/**
 * Reconciles one rotation with the world: observes, decides, and does what was decided. Needs no memory of earlier
 * runs, and may be killed at any point: the next run finishes. Never throws: whatever fails is in the report.
 */
export async function runRotation(rotation: OpenedRotation, crew: Crew): Promise<RotationReport> {
  const record = openRecord(rotation, crew);
  try {
    await reconcile(rotation, crew, record);
  } catch (error) {
    noteFailure(error, rotation, record);
  }
  tellCancellation(crew, record);
  tellDeadline(rotation, record);
  record.phase("report");
  return record.report();
}

async function reconcile(rotation: OpenedRotation, crew: Crew, record: Record): Promise<void> {
  const { world, decision } = await deliberate(rotation, crew, record);
  record.phase("decide");
  record.because(decision);
  for (const finding of decision.findings) record.find(finding);
  if (decision.action === "fail") return record.outcome("failed");
  if (rotation.mode === "plan" || rotation.mode === "check") return forecast(decision, world, rotation, crew, record);
  switch (decision.action) {
    case "hold":
      return record.outcome("held");
    case "rotate":
      return rotate(decision, world, rotation, crew, record);
    case "finish":
      return finish(decision, world, rotation, crew, record);
    case "nothing":
      return rest(world, rotation, crew, record);
    default:
      return decision satisfies never;
  }
}

/** Nothing to write: retire what may be retired, and fail if the configuration names what cannot be written. */
async function rest(world: World, rotation: OpenedRotation, crew: Crew, record: Record): Promise<void> {
  const { observation, targets } = world;
  const expected = idsOf(observation.keys);
  const revoked = await retire({ observation, targets, mintedNow: false, expected }, rotation, crew, record);
  if (revoked.length > 0) record.outcome("retired");
  tellOverstay(observation.keys, rotation, crew, record);
  await explainMissing(world, rotation, crew, record);
  if (record.hasError("target-blocked") || record.has("no-targets")) record.outcome("failed");
}

/** Says what is wrong with named targets that do not exist and may not be created. */
async function explainMissing(world: World, rotation: OpenedRotation, crew: Crew, record: Record): Promise<void> {
  const gone = new Set(
    world.observation.targets.filter((view) => view.state === "missing" && !view.create).map((view) => view.id),
  );
  await checkTargets(
    world.targets.filter((target) => gone.has(target.id)),
    rotation,
    crew,
    record,
  );
}

/** `plan` and `check`: says what would fail and what would be done; changes nothing. */
async function forecast(
  decision: Decision,
  world: World,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  const { policy, mode } = rotation;
  const newest = claim(world.observation.keys, policy.key, markerOf(policy)).ours.at(-1);
  const { sound, ready } = await preflight(world, newest, rotation, crew, record, decision);
  const possible = decision.action !== "rotate" || couldMint(decision, newest, { rotation, crew, record });
  if (decision.action === "rotate") {
    for (const target of ready) record.target(target, { status: "ready" });
    canFinish(ready, decision.strategy, rotation, record);
  }
  await tellSurroundings(world.targets, rotation, crew, record);
  const work = decision.action !== "nothing" || decision.retire.length > 0;
  if (mode === "plan")
    return record.outcome(work || !sound || !possible || record.has("no-targets") ? "planned" : "not-due");
  tellOverstay(world.observation.keys, rotation, crew, record);
  tellAge(newest && aged(newest, world.observation), rotation, crew, record);
  const found = ["too-old", "stale", "lingering-use", "overstays"] as const;
  const bad = decision.action !== "nothing" || !sound || !possible || found.some((code) => record.has(code));
  record.outcome(bad ? "held" : "not-due");
}

/** Whether the decided mint could be asked for; if not, the reason was told. No effect. */
function couldMint(
  decision: Extract<Decision, { action: "rotate" }>,
  replaces: KeyRecord | undefined,
  at: { readonly rotation: OpenedRotation; readonly crew: Crew; readonly record: Record },
): boolean {
  const minting = chooseMinting(decision, at.rotation, at.record);
  return minting !== undefined && mintRequest(decision, minting, replaces, at) !== undefined;
}

function tellAge(newest: KeyRecord | undefined, rotation: OpenedRotation, crew: Crew, record: Record): void {
  if (newest?.createdAtMs === undefined) return;
  const ageMs = serviceNow(rotation, crew) - newest.createdAtMs;
  const { maxAgeMs } = rotation.policy;
  if (ageMs > maxAgeMs) record.find({ level: "error", code: "too-old", keyId: newest.id, ageMs, maxAgeMs });
}

function tellOverstay(keys: readonly KeyRecord[], rotation: OpenedRotation, crew: Crew, record: Record): void {
  const { policy, mode } = rotation;
  const { ours } = claim(keys, policy.key, markerOf(policy));
  const current = ours.at(-1);
  if (!current) return;
  const sinceMs = overstaysAt(current, policy);
  if (serviceNow(rotation, crew) <= sinceMs) return;
  const gone = new Set(
    record
      .report()
      .keys.filter((key) => key.role === "revoked")
      .map((key) => key.keyId),
  );
  for (const { id } of ours.slice(0, -1)) {
    const level = mode === "check" ? "error" : "warning";
    if (!gone.has(id)) record.find({ level, code: "overstays", keyId: id, sinceMs });
  }
}

function noteFailure(error: unknown, rotation: OpenedRotation, record: Record): void {
  if (asRotationError(error).fault === "cancelled") {
    record.find({ level: "error", code: "cancelled", phase: record.current() });
  } else tellFailedCall(error, rotation, record);
  record.outcome("failed");
}

/** A run that was cancelled never ends well, even if what was in hand could be finished: something was left undone. */
function tellCancellation(crew: Crew, record: Record): void {
  if (!crew.cancelled.aborted || record.has("cancelled")) return;
  record.find({ level: "error", code: "cancelled", phase: record.current() });
  record.outcome(record.report().rotated ? "partial" : "failed");
}

const FAILING = new Set(["partial", "held", "failed"]);

/** Whoever must act on a failed run under `rotate` needs to know how much time is left. */
function tellDeadline({ policy, mode }: OpenedRotation, record: Record): void {
  const { outcome, predecessorId, predecessorExpiresAtMs } = record.report();
  if (policy.strategy !== "rotate" || !FAILING.has(outcome) || mode === "plan") return;
  if (predecessorId === undefined || predecessorExpiresAtMs === undefined) return;
  record.find({ level: "error", code: "deadline", keyId: predecessorId, atMs: predecessorExpiresAtMs });
}
