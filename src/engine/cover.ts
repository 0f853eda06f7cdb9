import type { Crew, OpenedRotation } from "./crew.ts";
import { lookAround } from "./inventory.ts";
import { overstaysAt } from "./judge.ts";
import { serviceNow } from "./observe.ts";
import { claim, markerOf } from "./ownership.ts";
import type { Record } from "./record.ts";
import type { RetireCase } from "./retire-case.ts";
import { asRotationError } from "./retry.ts";

/**
 * Whether every place that may hold the old value is covered: before a policy other than `expire` revokes, what holds
 * the same name around the targets and is no target holds the retirement, unless it is left out by the configuration.
 * Where nobody may look, that is said and holds nothing.
 * @returns false after the reason was told
 */
export async function isCovered(
  at: RetireCase,
  judged: readonly { readonly keyId: string }[],
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean> {
  const found = await lookAround(at.targets, { wide: false }, rotation, crew).catch(asRotationError);
  if (found instanceof Error) {
    tell([found.message], judged, { rotation, crew, record });
    return false;
  }
  for (const finding of found.findings) if (finding.code === "inventory-blind") record.find(finding);
  if (found.uncovered.length === 0) return true;
  tell(found.uncovered, judged, { rotation, crew, record });
  return false;
}

/** Past the time that the policy allows a person is needed: nobody else can say what those places hold. */
function tell(
  labels: readonly string[],
  judged: readonly { readonly keyId: string }[],
  { rotation, crew, record }: { readonly rotation: OpenedRotation; readonly crew: Crew; readonly record: Record },
): void {
  const { policy } = rotation;
  const current = claim(record.listed(), policy.key, markerOf(policy)).ours.at(-1);
  const overstays = current !== undefined && serviceNow(rotation, crew) > overstaysAt(current, policy);
  const holds = overstays && policy.retire.policy === "when-idle";
  const level = holds ? "error" : "warning";
  for (const { keyId } of judged) {
    record.find({ level, code: "retire-waits", keyId, why: "uncovered-holders", labels });
  }
  if (holds) record.outcome("held");
}
