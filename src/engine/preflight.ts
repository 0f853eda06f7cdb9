import type { Blocker } from "../contract/blocker.ts";
import type { Decision } from "../contract/decision.ts";
import type { Target } from "../contract/destination.ts";
import { RotationError } from "../contract/error.ts";
import type { KeyRecord, MintPlan } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { noteBlocked, op, type World } from "./observe.ts";
import { pool } from "./pool.ts";
import type { Record } from "./record.ts";
import { isTransient, retry } from "./retry.ts";

/** What preflight found. `ready`: targets that can be written as far as can be known. */
export interface Readiness {
  readonly ready: readonly Target[];
  /** Required targets that cannot be written: nothing may be minted. */
  readonly blocked: readonly string[];
  /** Where the new key can be proved; absent: nowhere, or proof is waived. */
  readonly place?: string;
  /** Nothing speaks against minting. */
  readonly sound: boolean;
}

/**
 * Checks everything that can fail without effect: every target, the canary, headroom at the service, what the service
 * needs for the decided mint, and the negative control (a made-up key must be refused where the new key will be
 * proved). Read only.
 */
export async function preflight(
  world: World,
  newest: KeyRecord | undefined,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
  decision?: Decision,
): Promise<Readiness> {
  record.phase("preflight", world.targets.length);
  const unreadable = new Set(
    world.observation.targets.filter((view) => view.state === "unreadable").map((view) => view.id),
  );
  const asked = world.targets.filter((target) => !unreadable.has(target.id));
  const control = negativeControl(newest, rotation, crew, record);
  const targets = checkTargets(asked, rotation, crew, record);
  const service = checkService(decision, newest, rotation, crew, record);
  const [place, ready, canaryReady, able] = await all([
    control,
    targets,
    checkCanary(rotation, crew, record),
    service,
  ] as const);
  const roomy = hasHeadroom(world, rotation, record);
  const blocked = [
    ...world.observation.blocked,
    ...world.targets
      .filter((target) => !ready.includes(target) && isMissed(target, record))
      .map((target) => target.label),
  ];
  const provable = place !== undefined || !rotation.policy.prove;
  return {
    ready,
    blocked,
    ...(place !== undefined && { place }),
    sound: provable && canaryReady && able && roomy && blocked.length === 0,
  };
}

/** Like Promise.all, but waits for all of them before it throws: no rejection is left without a listener. */
async function all<const T extends readonly Promise<unknown>[]>(promises: T) {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

function isMissed(target: Target, record: Record): boolean {
  return target.required && record.statusOf(target) !== "skipped";
}

/** Runs the preflight of targets and notes what cannot be written. @returns those that can */
export async function checkTargets(
  targets: readonly Target[],
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<readonly Target[]> {
  const ready = new Set<Target>();
  let done = 0;
  await pool(targets, async (target) => {
    if (await checkTarget(target, crew, record)) ready.add(target);
    done += 1;
    crew.emit({ rotation: rotation.policy.name, type: "progress", phase: "preflight", done, total: targets.length });
  });
  return targets.filter((target) => ready.has(target));
}

/** @returns whether the target is ready */
async function checkTarget(target: Target, crew: Crew, record: Record): Promise<boolean> {
  try {
    const blocker = await retry(() => target.preflight(op(crew)), { clock: crew.clock, signal: crew.cancelled });
    if (!blocker) {
      if (record.statusOf(target) !== "fresh") record.target(target, { status: "ready" });
      return true;
    }
    const passedOver = !target.named;
    record.target(target, { status: passedOver ? "skipped" : "blocked", why: blocker.why });
    if (passedOver) record.find({ level: "notice", code: "target-skipped", target: target.label, why: blocker.why });
    else {
      const level = target.required ? "error" : "warning";
      record.find({ level, code: "target-blocked", target: target.label, required: target.required, ...blocker });
    }
  } catch (error) {
    if (crew.signal.aborted || crew.cancelled.aborted) throw error;
    noteBlocked(target, error, record);
  }
  return false;
}

async function negativeControl(
  newest: KeyRecord | undefined,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<string | undefined> {
  if (!rotation.policy.prove) return undefined;
  const patience = { clock: crew.clock, signal: crew.cancelled };
  const ground = await retry(() => rotation.keyService.provingGround(newest, op(crew)), patience);
  if (ground.place !== undefined) return ground.place;
  record.find({ level: "error", code: "control-failed", answers: ground.answers });
  return undefined;
}

/** Checks that the canary can be started; a blocker is told. Read only. */
export async function checkCanary(rotation: OpenedRotation, crew: Crew, record: Record): Promise<boolean> {
  const { canary } = rotation;
  if (!canary) return true;
  const patience = { clock: crew.clock, signal: crew.cancelled, on: canary.label };
  const blocker = await retry(() => canary.preflight(op(crew)), patience);
  if (!blocker) return true;
  record.find({ level: "error", code: "target-blocked", target: canary.label, required: true, ...blocker });
  return false;
}

/** @returns whether the service could mint what was decided, as far as it can tell; if not, the reason was told */
async function checkService(
  decision: Decision | undefined,
  replaces: KeyRecord | undefined,
  { keyService, policy }: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean> {
  const ask = keyService.preflight?.bind(keyService);
  if (!ask || decision?.action !== "rotate") return true;
  const { strategy } = decision;
  const { scopes } = policy.key;
  const plan: MintPlan = { strategy, ...(replaces && { replaces }), ...(scopes && { scopes }) };
  const blockers = await retry(() => ask(plan, op(crew)), { clock: crew.clock, signal: crew.cancelled }).catch(
    blockerOf,
  );
  for (const blocker of blockers) {
    record.find({ level: "error", code: "service-blocked", on: keyService.label, ...blocker });
  }
  return blockers.length === 0;
}

/** A definite refusal is a finding; what may pass by itself fails the run. */
function blockerOf(error: unknown): readonly Blocker[] {
  const passes: boolean = isTransient(error);
  if (!(error instanceof RotationError) || passes || error.fault === "cancelled") throw error;
  const { fault, message: why, hint } = error;
  return [{ fault, why, ...(hint !== undefined && { hint }) }];
}

function hasHeadroom(world: World, { keyService }: OpenedRotation, record: Record): boolean {
  const { maxLiveKeys: limit } = keyService;
  const live = world.observation.keys.length;
  if (limit === undefined || live < limit) return true;
  record.find({ level: "error", code: "no-headroom", live, limit });
  return false;
}
