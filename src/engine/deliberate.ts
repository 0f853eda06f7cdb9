import type { Decision } from "../contract/decision.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { decide } from "./decide.ts";
import { appearedSince, idsOf } from "./fence.ts";
import { identifyCurrent } from "./identify.ts";
import { listKeys, observe, readTargets, serviceNow, type World } from "./observe.ts";
import { checkTargets } from "./preflight.ts";
import type { Record } from "./record.ts";
import { STALE_CONFIRM_MS } from "./times.ts";

interface Deliberation {
  readonly world: World;
  readonly decision: Decision;
}

/**
 * Observes and decides. A decision that rests on a stale reading is made again on a second one, and without the
 * places that only a pattern matched and that cannot be written: nobody could ever finish those. Read only, but for
 * one use of the value given as `current`.
 */
export async function deliberate(rotation: OpenedRotation, crew: Crew, record: Record): Promise<Deliberation> {
  const { policy, mode } = rotation;
  const first = await observe(rotation, crew, record);
  const preliminary = decide(first.observation, policy, mode);
  if (!restsOnStaleReading(preliminary)) return weigh(first, rotation, crew, record);
  crew.emit({ rotation: policy.name, type: "waiting", why: "stale-reading", ms: STALE_CONFIRM_MS });
  await crew.clock.sleep(STALE_CONFIRM_MS, crew.cancelled);
  const second = await passOver(await readAgain(first, rotation, crew, record), rotation, crew, record);
  const stranger = appearedSince(idsOf(first.observation.keys), second.observation.keys, rotation);
  if (stranger) return { world: second, decision: { action: "hold", findings: [stranger] } };
  return weigh(second, rotation, crew, record);
}

/** Decides with what the value given as `current` turns out to be. */
async function weigh(world: World, rotation: OpenedRotation, crew: Crew, record: Record): Promise<Deliberation> {
  const { policy, mode } = rotation;
  const decision = decide(world.observation, policy, mode);
  const current = await identifyCurrent({ observation: world.observation, decision }, rotation, crew, record);
  const nowMs = serviceNow(rotation, crew);
  const observation = { ...world.observation, nowMs, ...(current && { current }) };
  return { world: { ...world, observation }, decision: decide(observation, policy, mode) };
}

function restsOnStaleReading(decision: Decision): boolean {
  if (decision.action === "finish") return true;
  if (decision.action === "rotate") return decision.reason === "stale";
  if (decision.action === "fail") return false;
  return decision.findings.some((finding) => finding.code === "attempts-exhausted" || finding.code === "stale");
}

async function readAgain(world: World, rotation: OpenedRotation, crew: Crew, record: Record): Promise<World> {
  const keys = await listKeys(rotation, crew, record);
  const targets = await readTargets(world.targets, rotation, crew, record);
  return { ...world, observation: { ...world.observation, keys, targets, nowMs: serviceNow(rotation, crew) } };
}

/** Leaves out the targets that only a pattern matched and that cannot be written; each was told with its reason. */
async function passOver(world: World, rotation: OpenedRotation, crew: Crew, record: Record): Promise<World> {
  const matched = world.targets.filter((target) => !target.named);
  if (matched.length === 0) return world;
  await checkTargets(matched, rotation, crew, record);
  const targets = world.targets.filter((target) => record.statusOf(target) !== "skipped");
  const kept = new Set(targets.map((target) => target.id));
  const views = world.observation.targets.filter((view) => kept.has(view.id));
  return { targets, observation: { ...world.observation, targets: views } };
}
