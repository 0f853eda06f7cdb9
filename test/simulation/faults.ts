import { HANDS, type Hand } from "./hands.ts";
import type { Call, Fault } from "./io.ts";
import { HOUR, MINUTE, SECOND } from "./world.ts";

/** What can befall a request that changes nothing: its answer matters, its effect does not. */
const READ_FAULTS: readonly Fault[] = [
  { kind: "lost" },
  { kind: "refused" },
  { kind: "throttled", byMs: 7 * SECOND },
  { kind: "outage" },
  { kind: "slow", byMs: 20 * SECOND },
  { kind: "kill-before" },
  { kind: "cancel" },
];

/** What can befall a request that changes something. A request takes effect within an hour of being sent, or never. */
const CHANGE_FAULTS: readonly Fault[] = [
  { kind: "lost" },
  { kind: "refused" },
  { kind: "throttled", byMs: 40 * SECOND },
  { kind: "unreachable" },
  { kind: "outage" },
  { kind: "lost-applied" },
  { kind: "late", byMs: 32 * SECOND },
  { kind: "late", byMs: 40 * MINUTE },
  { kind: "slow", byMs: 10 * MINUTE },
  { kind: "slow", byMs: 5 * HOUR },
  { kind: "kill-before" },
  { kind: "kill-applied" },
  { kind: "kill-answered" },
  { kind: "cancel" },
];

const MEDDLING: readonly Fault[] = (Object.keys(HANDS) as Hand[]).map((hand) => ({ kind: "meanwhile", hand }));

/** Everything that can go wrong with a request; where others meddle, that and nothing else. */
export function faultsOf(call: Call, meddling = false): readonly Fault[] {
  if (meddling) return MEDDLING;
  if (!call.mutates) return READ_FAULTS;
  if (call.name.startsWith("mint")) return [...CHANGE_FAULTS, { kind: "garbled" }];
  return call.name.startsWith("write") ? [...CHANGE_FAULTS, { kind: "swallowed" }] : CHANGE_FAULTS;
}
