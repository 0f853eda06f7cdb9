import type { Call, Fault } from "./io.ts";
import { HOUR, MINUTE, SECOND } from "./world.ts";

/** What can befall a request that changes nothing: its answer matters, its effect does not. */
const READ_FAULTS: readonly Fault[] = [
  { kind: "lost" },
  { kind: "refused" },
  { kind: "outage" },
  { kind: "slow", byMs: 20 * SECOND },
  { kind: "kill-before" },
  { kind: "cancel" },
];

/** What can befall a request that changes something. A request takes effect within an hour of being sent, or never. */
const CHANGE_FAULTS: readonly Fault[] = [
  { kind: "lost" },
  { kind: "refused" },
  { kind: "outage" },
  { kind: "lost-applied" },
  { kind: "late", byMs: 32 * SECOND },
  { kind: "late", byMs: 40 * MINUTE },
  { kind: "slow", byMs: 20 * SECOND },
  { kind: "slow", byMs: 5 * HOUR },
  { kind: "kill-before" },
  { kind: "kill-applied" },
  { kind: "kill-answered" },
  { kind: "cancel" },
];

/** Everything that can go wrong with a request. */
export function faultsOf(call: Call): readonly Fault[] {
  return call.mutates ? CHANGE_FAULTS : READ_FAULTS;
}
