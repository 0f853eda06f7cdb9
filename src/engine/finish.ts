import type { Decision } from "../contract/decision.ts";
import { conclude } from "./conclude.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { distribute } from "./distribute.ts";
import { raiseFence } from "./fence.ts";
import type { World } from "./observe.ts";
import { checkCanary, checkTargets } from "./preflight.ts";
import type { Record } from "./record.ts";
import { verify } from "./verify.ts";

type Finish = Extract<Decision, { action: "finish" }>;

/** Hands the current key, which came back through `current`, to the targets that lag behind. Nothing is minted. */
export async function finish(
  decision: Finish,
  world: World,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  const value = rotation.policy.key.current;
  const key = world.observation.keys.find((known) => known.id === decision.keyId);
  if (!value || !key) return record.outcome("failed");
  const wanted = new Set(decision.targets);
  const lagging = world.targets.filter((target) => wanted.has(target.id));
  record.phase("preflight", lagging.length);
  const ready = await checkTargets(lagging, rotation, crew, record);
  if (!(await checkCanary(rotation, crew, record))) return record.outcome("failed");
  const fence = raiseFence(world.observation.keys, undefined, { rotation, crew, record });
  const at = { rotation, crew, record, fence };
  const delivery = { keyId: key.id, value, createdAtMs: key.createdAtMs ?? 0, urgent: false };
  const receipts = await distribute(ready, delivery, at);
  await verify(receipts, value, at);
  const mended = decision.mends === true;
  const targets = [...receipts.keys()].map((target) => target.label);
  if (targets.length > 0) record.find({ level: "notice", code: "finished", keyId: key.id, targets });
  await conclude({ world, keyId: key.id, mintedNow: false, fence, mended }, rotation, crew, record);
}
