import type { Target } from "../contract/destination.ts";
import type { TargetStatus } from "../contract/report.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { type Fence, idsOf } from "./fence.ts";
import { listKeys, type World } from "./observe.ts";
import { claim, markerOf } from "./ownership.ts";
import type { Record } from "./record.ts";
import { retire } from "./retire.ts";
import { asRotationError } from "./retry.ts";
import { translate } from "./times.ts";
import type { TargetView } from "./view.ts";

/** A roll-out that has come to its end. */
export interface Rollout {
  readonly world: World;
  readonly keyId: string;
  readonly mintedNow: boolean;
  readonly fence: Fence;
  /** What was written makes the old key's use look past: only a later run may judge it. */
  readonly mended?: boolean;
  readonly known?: { readonly keyId: string; readonly place: string };
  /** A predecessor that does not tell when it was made, and since when the targets held it. */
  readonly replaced?: { readonly keyId: string; readonly sinceMs: number };
}

/** A pattern's target that turned out not to be writable was skipped with a reason: it lacks nothing. */
const HOLDS: ReadonlySet<TargetStatus> = new Set(["verified", "accepted", "fresh", "skipped"]);
const WRITTEN: ReadonlySet<TargetStatus> = new Set(["verified", "accepted", "written"]);

/** Names the outcome of a roll-out, then retires what the policy allows now. */
export async function conclude(rollout: Rollout, rotation: OpenedRotation, crew: Crew, record: Record): Promise<void> {
  const { world, fence } = rollout;
  const lacking = world.targets.filter((target) => target.required && !holds(target, record));
  const complete = lacking.length === 0 && world.observation.blocked.length === 0;
  const written = world.targets.some((target) => WRITTEN.has(record.statusOf(target) ?? "stale"));
  record.outcome(fence.broken() ? "held" : complete ? "rotated" : written ? "partial" : "failed");
  if (rotation.mode === "incident") return endIncident(rollout, lacking, rotation, crew, record);
  if (isStrange(rollout, rotation, record)) return record.outcome("held");
  if (fence.broken() || crew.cancelled.aborted || rollout.mended) return;
  await awaitListed(rollout, rotation, crew, record);
  await retireNow(rollout, rotation, crew, record);
}

function holds(target: Target, record: Record): boolean {
  return HOLDS.has(record.statusOf(target) ?? "stale");
}

/** The new key is not ours by its description: the next run would not know it. */
function isStrange({ keyId, mintedNow }: Rollout, { policy }: OpenedRotation, record: Record): boolean {
  if (!mintedNow) return false;
  const listed = record.report().keys.map(({ keyId: id, description }) => ({ id, description }));
  return !claim(listed, policy.key, markerOf(policy)).ours.some((key) => key.id === keyId);
}

const LISTED_MS = [1000, 2000, 4000, 8000, 15_000, 30_000] as const;

/**
 * Waits until the service lists the new key: a run that began before that would take the old key, which is ending,
 * for the current one and rotate again.
 */
async function awaitListed(rollout: Rollout, rotation: OpenedRotation, crew: Crew, record: Record): Promise<void> {
  if (!rollout.mintedNow) return;
  for (const ms of LISTED_MS) {
    if (record.listed().some((key) => key.id === rollout.keyId)) return;
    crew.emit({ rotation: rotation.policy.name, type: "waiting", why: "settle", ms });
    const woken = await crew.clock.sleep(ms, crew.cancelled).catch(asRotationError);
    if (woken) return;
    await listKeys(rotation, crew, record);
  }
}

async function retireNow(rollout: Rollout, rotation: OpenedRotation, crew: Crew, record: Record): Promise<void> {
  const { world, mintedNow, known, replaced } = rollout;
  const targets = viewsNow(world, rotation, record);
  const expected = new Set([...idsOf(world.observation.keys), rollout.keyId]);
  const observation = { ...world.observation, targets };
  const facts = { ...(known && { known }), ...(replaced && { replaced }) };
  await retire(
    { observation, targets: world.targets, mintedNow, currentId: rollout.keyId, expected, ...facts },
    rotation,
    crew,
    record,
  );
}

/** The targets as they are after this run's writes. */
function viewsNow(world: World, { keyService }: OpenedRotation, record: Record): readonly TargetView[] {
  const written = new Map(record.report().targets.map((row) => [row.id, row]));
  const byId = new Map(world.targets.map((target) => [target.id, target]));
  return world.observation.targets.map((view) => {
    const row = written.get(view.id);
    if (!row || !(row.status === "accepted" || row.status === "verified")) return view;
    const told = row.writtenAtMs;
    const writtenAtMs =
      told === undefined ? undefined : translate(told, byId.get(view.id)?.clock(), keyService.clock());
    return { ...view, state: "written", confirmed: true, ...(writtenAtMs !== undefined && { writtenAtMs }) };
  });
}

/** After an incident every predecessor dies, even where a target still holds it; whoever breaks is named. */
async function endIncident(
  rollout: Rollout,
  lacking: readonly Target[],
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  await retireNow(rollout, rotation, crew, record);
  const { policy } = rotation;
  const broken = [...lacking.map((target) => target.label), ...rollout.world.observation.blocked];
  if (broken.length > 0) record.find({ level: "error", code: "broken-consumers", targets: broken });
  const { foreign } = claim(record.listed(), policy.key, markerOf(policy));
  if (foreign.length > 0) record.find({ level: "warning", code: "not-touched", keys: foreign });
}
