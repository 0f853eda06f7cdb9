import type { NotifyEvent } from "../contract/notify.ts";
import type { RotationReport, RunReport } from "../contract/report.ts";

/** What a rotation gives to notify about. Pure. */
export function rotationEvents(rotation: RotationReport): ReadonlySet<NotifyEvent> {
  const events = new Set<NotifyEvent>([rotation.outcome]);
  const hasOld = rotation.keys.some(({ role }) => role === "predecessor");
  if (hasOld && rotation.keys.some(({ mintedByThisRun }) => mintedByThisRun)) events.add("opened");
  for (const finding of rotation.findings) {
    if (finding.code === "retired" && !hasOld) events.add("closed");
    if (finding.code === "expiring") events.add("expiring");
    if (finding.code === "lingering-use") events.add("lingering-use");
    if (finding.code === "retire-waits" && finding.why === "lingering-use") events.add("lingering-use");
  }
  return events;
}

/** What a run gives to notify about: what its rotations give, its own outcome, and the heartbeat. Pure. */
export function notifyEvents(report: RunReport): ReadonlySet<NotifyEvent> {
  const events = new Set<NotifyEvent>([report.outcome, "always"]);
  for (const rotation of report.rotations) {
    for (const event of rotationEvents(rotation)) events.add(event);
  }
  return events;
}
