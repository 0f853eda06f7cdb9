import type { Decision } from "../contract/decision.ts";
import type { RotationEvent } from "../contract/event.ts";
import type { Finding, Phase } from "../contract/finding.ts";
import { plan } from "./headline.ts";
import { openProgress, type Progress } from "./progress.ts";
import type { Telling } from "./sentence.ts";
import { tell } from "./sentences.ts";
import { moment, span } from "./time.ts";
import { code, count, names, plain, plural, say, type Words } from "./words.ts";

/** A piece of the log. Groups are folded by the runner, so what everybody should see stands outside of them. */
export type LogEntry =
  | { readonly type: "group"; readonly title: string }
  | { readonly type: "end" }
  | { readonly type: "line"; readonly text: string };

/** Turns events into log entries, one rotation and phase after the other. */
export interface LiveLog {
  /** The entries that an event adds; none for most of the steps of a long work. */
  entries(event: RotationEvent): readonly LogEntry[];
  /** The entries that end the log. */
  close(): readonly LogEntry[];
}

/** Above this number targets are not named one by one in the log. */
const MOST_NAMED = 100;

const PHASE_TITLES: Readonly<Record<Phase, string>> = {
  observe: "looking at keys and destinations",
  decide: "deciding",
  preflight: "checking every destination before anything changes",
  mint: "making the new key",
  prove: "proving the new key",
  distribute: "writing destinations",
  verify: "verifying destinations",
  retire: "retiring old keys",
  report: "reporting",
};

interface State {
  open: boolean;
  title: string;
  rotation: string;
  targets: number;
  progress: Progress;
}

/** Opens the log of a run. `now` is the local clock, for progress and relative times. */
export function openLiveLog(now: () => number): LiveLog {
  const state: State = { open: false, title: "", rotation: "", targets: 0, progress: openProgress(now) };
  return {
    entries(event) {
      if (event.type === "phase.began") return begin(event, state, now);
      if (event.type === "observed") state.targets = event.targets;
      const fact = factOf(event, now());
      if (fact) return [...close(state), line(plain(say`${event.rotation}: ${fact}`))];
      const detail = detailOf(event, state, now());
      return detail ? [...open(event, state), line(plain(detail))] : [];
    },
    close: () => close(state),
  };
}

function line(text: string): LogEntry {
  return { type: "line", text };
}

function close(state: State): readonly LogEntry[] {
  if (!state.open) return [];
  state.open = false;
  return [{ type: "end" }];
}

function open(event: RotationEvent, state: State): readonly LogEntry[] {
  if (state.open && state.rotation === event.rotation) return [];
  const before = close(state);
  state.open = true;
  const title = state.rotation === event.rotation ? state.title : event.rotation;
  state.rotation = event.rotation;
  return [...before, { type: "group", title }];
}

/** A group is opened by its first line, so that no phase leaves an empty one behind. */
function begin(event: RotationEvent & { type: "phase.began" }, state: State, now: () => number): readonly LogEntry[] {
  const amount = event.total === undefined || event.total === 0 ? "" : ` (${count(event.total)})`;
  const before = close(state);
  state.rotation = event.rotation;
  state.title = `${event.rotation}: ${PHASE_TITLES[event.phase]}${amount}`;
  state.progress = openProgress(now);
  return before;
}

/** What everybody should see without unfolding a group. */
function factOf(event: RotationEvent, nowMs: number): Words | undefined {
  switch (event.type) {
    case "observed":
      return say`${plural(event.keys.length, "live key")}, ${plural(event.targets, "destination")}${event.skipped > 0 ? `, ${event.skipped} skipped` : ""}.`;
    case "decided":
      return decided(event.decision);
    case "key.minted":
      return minted(event, nowMs);
    case "canary.passed":
      return say`the canary ${code(event.canary)} passed with the new key.${event.url ? ` ${event.url}` : ""}`;
    case "key.revoked":
      return event.how === "revoked"
        ? say`the key ${code(event.keyId)} was revoked.`
        : say`the key ${code(event.keyId)} was gone already.`;
    default:
      return undefined;
  }
}

function minted(event: RotationEvent & { type: "key.minted" }, nowMs: number): Words {
  if (event.inPlace) return say`the key ${code(event.keyId)} got a new value, and its old one is dead.`;
  const made = say`the new key ${code(event.keyId)} was made.`;
  if (event.predecessorId === undefined) return made;
  const ends = event.predecessorExpiresAtMs;
  return ends === undefined
    ? say`${made} The old key ${code(event.predecessorId)} lives on until it is retired.`
    : say`${made} The old key ${code(event.predecessorId)} works until ${moment(ends, nowMs)}.`;
}

function decided(decision: Decision): Words {
  switch (decision.action) {
    case "nothing":
      return decision.retire.length === 0
        ? say`decision: nothing to write, nothing to retire.`
        : say`decision: nothing to write; old keys to retire: ${names(decision.retire)}.`;
    case "rotate":
      return say`decision: ${plan(decision)} (strategy ${code(decision.strategy)}).`;
    case "finish":
      return say`decision: write the current key ${code(decision.keyId)} to ${plural(decision.targets.length, "destination")} without it.`;
    case "hold":
      return say`decision: hold, a person is needed.`;
    case "fail":
      return say`decision: nothing can be done until a person has looked.`;
    default:
      return decision satisfies never;
  }
}

function detailOf(event: RotationEvent, state: State, nowMs: number): Words | undefined {
  switch (event.type) {
    case "progress":
      return state.progress.step(event, state.targets <= MOST_NAMED);
    case "waiting":
      return state.progress.wait(event) ? say`Waiting ${span(event.ms)} ${WAITS[event.why]}` : undefined;
    case "key.proved":
      return say`The new key works: it was accepted at ${event.place}.`;
    case "target.written":
      return state.targets > MOST_NAMED
        ? undefined
        : say`${event.created ? "Created" : "Written"}: ${code(event.target)}`;
    case "target.verified":
      if (state.targets > MOST_NAMED) return undefined;
      return say`${event.evidence === "value" ? "Verified (read back)" : "Accepted (fresh time)"}: ${code(event.target)}`;
    case "found":
      return found(event.finding, { nowMs, label: (target) => target });
    default:
      return undefined;
  }
}

const WAITS = {
  "stale-reading": "before looking again: a destination seems to lag behind.",
  "first-write": "so that every write is later than the new key by the servers' clocks.",
  consumers: "for workflow runs that may still hold the old key.",
  settle: "for the other side to settle.",
  canary: "for the canary.",
} as const;

const LEVEL_WORDS = { error: "Error", warning: "Warning", notice: "Note" } as const;

function found(finding: Finding, telling: Telling): Words {
  const { title, message, todo } = tell(finding, telling);
  return say`${LEVEL_WORDS[finding.level]}: ${title}. ${message}${todo ? say` What to do: ${todo}` : ""}`;
}
