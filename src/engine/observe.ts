import type { Match, Target } from "../contract/destination.ts";
import { RotationError } from "../contract/error.ts";
import type { KeyRecord, Op } from "../contract/key-service.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { pool } from "./pool.ts";
import type { Record } from "./record.ts";
import { isTransient, retry } from "./retry.ts";
import { translate } from "./times.ts";
import type { Observation, TargetView } from "./view.ts";

/** What one observation brought: the data to decide on, and the targets behind it. */
export interface World {
  readonly observation: Observation;
  readonly targets: readonly Target[];
}

/** Operations run under the hard signal; waits under the soft one. */
export function op(crew: Crew): Op {
  return { signal: crew.signal };
}

/**
 * Reads the world: live keys, and every target that the configuration leads to. Read only. Problems with single
 * targets are noted, not thrown.
 * @throws RotationError if the keys cannot be listed or a destination cannot be resolved
 */
export async function observe(rotation: OpenedRotation, crew: Crew, record: Record): Promise<World> {
  record.phase("observe");
  const listing = listKeys(rotation, crew, record);
  const resolving = resolve(rotation, crew, record);
  const [keys, { targets, blocked }] = await settleBoth(listing, resolving);
  const views = await readTargets(targets, rotation, crew, record);
  const observation = assemble({ keys, views, blocked }, rotation, crew);
  crew.emit({
    rotation: rotation.policy.name,
    type: "observed",
    keys,
    targets: targets.length,
    skipped: record.report().targets.filter((target) => target.status === "skipped").length,
  });
  return { observation, targets };
}

/** Waits for both before either failure is thrown, so that no rejection is left without a listener. */
async function settleBoth<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  const [first] = await Promise.allSettled([a, b]);
  if (first.status === "rejected") throw first.reason;
  return [first.value, await b];
}

/** Lists the live keys and notes them. Read only; repeated on passing faults. */
export async function listKeys(rotation: OpenedRotation, crew: Crew, record: Record): Promise<readonly KeyRecord[]> {
  const { keyService } = rotation;
  const keys = await retry(() => keyService.list(op(crew)), { clock: crew.clock, signal: crew.cancelled });
  record.keys(keys, serviceNow(rotation, crew));
  return keys;
}

/** The key service's time as well as it is known. */
export function serviceNow({ keyService }: OpenedRotation, crew: Crew): number {
  return translate(crew.clock.now(), undefined, keyService.clock());
}

async function resolve(rotation: OpenedRotation, crew: Crew, record: Record) {
  const found = new Map<string, Target>();
  const blocked: string[] = [];
  const resolving = rotation.destinations.map((destination) => {
    const patience = { clock: crew.clock, signal: crew.cancelled, on: destination.label };
    return retry(() => destination.resolve(op(crew)), patience);
  });
  // None is under way any more when a failure is thrown.
  await Promise.allSettled(resolving);
  for (const resolution of await Promise.all(resolving)) {
    for (const target of resolution.targets) {
      const known = found.get(target.id);
      if (!known || rank(target) > rank(known)) found.set(target.id, target);
    }
    if (rotation.mode === "plan" || rotation.mode === "check") tellMatches(resolution.matches ?? [], record);
    record.skipped(resolution.skipped);
    for (const { label, why } of resolution.skipped)
      record.find({ level: "notice", code: "target-skipped", target: label, why });
    for (const { credential, why } of resolution.wide ?? []) {
      record.find({ level: "notice", code: "wide-credential", credential, why });
    }
    for (const { label, required, blocker } of resolution.unresolved) {
      if (required) blocked.push(label);
      const level = required ? "error" : "warning";
      record.find({ level, code: "target-blocked", target: label, required, ...blocker });
    }
  }
  if (found.size === 0 && blocked.length === 0) record.find({ level: "error", code: "no-targets" });
  if (isTooMany(found.size, rotation, record)) return { targets: [], blocked: [rotation.policy.name] };
  return { targets: [...found.values()], blocked };
}

/** @returns whether there are more targets than are allowed, after it was told */
function isTooMany(count: number, { policy, maxTargets }: OpenedRotation, record: Record): boolean {
  if (maxTargets === undefined || count <= maxTargets) return false;
  record.find({
    level: "error",
    code: "target-blocked",
    target: policy.name,
    required: true,
    fault: "config",
    why: `the destinations of ${policy.name} stand for ${count} places, more than the ${maxTargets} that are allowed`,
    hint: `Check the patterns; if all of them are meant, allow as many with github: { max-targets: ${count} } in the configuration file.`,
  });
  return true;
}

function tellMatches(matches: readonly Match[], record: Record): void {
  for (const { pattern, places } of matches) record.find({ level: "notice", code: "matched", pattern, places });
}

/** One place named twice within a rotation is written once, by its stricter entry. */
function rank(target: Target): number {
  return (target.required ? 4 : 0) + (target.named ? 2 : 0) + (target.create ? 1 : 0);
}

/** Reads existence and last write of targets, and notes what cannot be read. */
export async function readTargets(
  targets: readonly Target[],
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<readonly TargetView[]> {
  const views = new Map<string, TargetView>();
  let done = 0;
  await pool(targets, async (target) => {
    views.set(target.id, await readTarget(target, rotation, crew, record));
    done += 1;
    crew.emit({ rotation: rotation.policy.name, type: "progress", phase: "observe", done, total: targets.length });
  });
  return targets.flatMap((target) => views.get(target.id) ?? []);
}

async function readTarget(target: Target, rotation: OpenedRotation, crew: Crew, record: Record): Promise<TargetView> {
  const { id, label, required, create, home } = target;
  const common = { id, label, required, create, home };
  try {
    const state = await retry(() => target.observe(op(crew)), { clock: crew.clock, signal: crew.cancelled });
    if (!state.exists) {
      record.target(target, { status: "stale", why: "does not exist" });
      return { ...common, state: "missing" };
    }
    if (state.writtenAtMs === undefined) {
      record.target(target, { status: "stale", why: "cannot tell when it was written" });
      return { ...common, state: "untold" };
    }
    record.target(target, { status: "fresh", writtenAtMs: state.writtenAtMs });
    const writtenAtMs = translate(state.writtenAtMs, target.clock(), rotation.keyService.clock());
    return { ...common, state: "written", writtenAtMs };
  } catch (error) {
    if (crew.signal.aborted || crew.cancelled.aborted) throw error;
    const required = noteBlocked(target, error, record);
    return { ...common, required, state: "unreadable" };
  }
}

/**
 * Notes a target that cannot be read or prepared. A passing fault is a warning: the next run may find it well. What
 * only a pattern matched is skipped.
 * @returns whether the target counts as required from here on
 */
export function noteBlocked(target: Target, error: unknown, record: Record): boolean {
  if (!(error instanceof RotationError)) throw error;
  const { fault, message, hint } = error;
  if (!target.named && !isTransient(error)) {
    record.target(target, { status: "skipped", why: message });
    record.find({ level: "notice", code: "target-skipped", target: target.label, why: message });
    return false;
  }
  const level = target.required && !isTransient(error) ? "error" : "warning";
  record.target(target, { status: "blocked", why: message });
  record.find({
    level,
    code: "target-blocked",
    target: target.label,
    required: target.required,
    fault,
    why: message,
    ...(hint !== undefined && { hint }),
  });
  return target.required;
}

function assemble(
  read: { keys: readonly KeyRecord[]; views: readonly TargetView[]; blocked: readonly string[] },
  rotation: OpenedRotation,
  crew: Crew,
): Observation {
  const { rotate, create } = rotation.keyService.strategies;
  return {
    nowMs: serviceNow(rotation, crew),
    keys: read.keys,
    targets: read.views,
    tellsLastUse: rotation.keyService.tellsLastUse,
    canCreate: create !== undefined,
    canRotate: rotate !== undefined,
    keepsId: rotation.keyService.strategies[rotation.policy.strategy]?.keepsId ?? false,
    blocked: read.blocked,
  };
}
