import type { Decision } from "../contract/decision.ts";
import type { Evidence, Skipped, Target } from "../contract/destination.ts";
import type { Finding, FindingCode, Phase } from "../contract/finding.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import { type Outcome, type RotationReport, type TargetReport, type TargetStatus, worse } from "../contract/report.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { claim, markerOf } from "./ownership.ts";
import { asRotationError } from "./retry.ts";
import { nextDue } from "./times.ts";
import { windows } from "./windows.ts";

/** What is noted of a target while a run goes on. */
export interface TargetNote {
  readonly status: TargetStatus;
  readonly why?: string;
  readonly writtenAtMs?: number;
  readonly evidence?: Evidence;
  readonly created?: boolean;
}

/** The memory of one rotation's run: everything that its report needs, gathered as it happens. */
export interface Record {
  readonly targets: readonly Target[];
  phase(phase: Phase, total?: number): void;
  /** The phase under way, for errors that nobody foresaw. */
  current(): Phase;
  /** Notes a finding; the same one is told once. */
  find(finding: Finding): void;
  has(code: FindingCode): boolean;
  /** Whether a key was told to be one that nobody holds. */
  isOrphan(keyId: string): boolean;
  /** Whether a finding of this kind is an error. */
  hasError(code: FindingCode): boolean;
  outcome(outcome: Outcome): void;
  because(decision: Decision): void;
  skipped(skipped: readonly Skipped[]): void;
  target(target: Target, note: TargetNote): void;
  statusOf(target: Target): TargetStatus | undefined;
  /** Keys as last listed, and the service's time. */
  keys(keys: readonly KeyRecord[], nowMs: number): void;
  /** The keys as last listed. */
  listed(): readonly KeyRecord[];
  minted(
    key: KeyRecord,
    predecessor: { readonly id?: string | undefined; readonly expiresAtMs?: number | undefined },
  ): void;
  /** A predecessor whose time is running, and when it ends. */
  endangered(predecessor: { readonly id: string; readonly expiresAtMs: number }): void;
  /** A key that the service says is gone, or that turned out to be alive all the same. */
  revoked(keyId: string, dead?: boolean): void;
  report(): RotationReport;
}

/** Opens the memory of a run. Every finding is emitted at once, so that a killed run has told what it knew. */
export function openRecord(rotation: OpenedRotation, crew: Crew): Record {
  const { policy, mode, keyService } = rotation;
  const startedAtMs = crew.clock.now();
  const keepsId = keyService.strategies[policy.strategy]?.keepsId ?? false;
  const notes = new Map<string, { target: Target; note: TargetNote }>();
  const skips: Skipped[] = [];
  const findings: Finding[] = [];
  const told = new Set<string>();
  const state: State = {
    phase: "observe",
    outcome: "not-due",
    hasWork: false,
    keys: [],
    nowMs: startedAtMs,
    revoked: new Map(),
  };
  const emit = crew.emit;
  return {
    get targets() {
      return [...notes.values()].map(({ target }) => target);
    },
    phase(phase, total) {
      state.phase = phase;
      emit({ rotation: policy.name, type: "phase.began", phase, ...(total !== undefined && { total }) });
    },
    current: () => state.phase,
    find(finding) {
      const text = JSON.stringify(finding);
      if (told.has(text)) return;
      told.add(text);
      findings.push(finding);
      emit({ rotation: policy.name, type: "found", finding });
    },
    isOrphan: (keyId) => findings.some((finding) => finding.code === "orphan" && finding.keyId === keyId),
    hasError: (code) => findings.some((finding) => finding.code === code && finding.level === "error"),
    has: (code) => findings.some((finding) => finding.code === code),
    outcome(outcome) {
      state.outcome = worse(state.outcome, outcome);
    },
    because(decision) {
      if (decision.action === "rotate") state.reason = decision.reason;
      if (decision.action === "finish" || decision.action === "hold") state.reason = decision.action;
      if (decision.action === "nothing" && decision.retire.length > 0) state.reason = "retire";
      state.hasWork = hasWork(decision);
      emit({ rotation: policy.name, type: "decided", decision });
    },
    skipped: (more) => void skips.push(...more),
    target: (target, note) => void notes.set(target.id, { target, note: { ...notes.get(target.id)?.note, ...note } }),
    statusOf: (target) => notes.get(target.id)?.note.status,
    keys(keys, nowMs) {
      state.keys = keys;
      state.nowMs = nowMs;
    },
    listed: () => state.keys,
    minted(key, predecessor) {
      state.minted = key;
      state.predecessor = predecessor;
    },
    endangered(predecessor) {
      state.predecessor = predecessor;
    },
    revoked(keyId, dead = true) {
      const key = state.keys.find((known) => known.id === keyId);
      if (!dead) state.revoked.delete(keyId);
      else if (key) state.revoked.set(keyId, key);
    },
    report() {
      const selected = claim(state.keys, policy.key, markerOf(policy));
      const ours = withMinted(selected.ours, state.minted);
      const orphans = new Set(findings.flatMap((finding) => (finding.code === "orphan" ? finding.keyId : [])));
      const current = ours.at(-1);
      const keyId = state.minted?.id ?? current?.id;
      const predecessor = ours.at(-2);
      const isUntold = keepsId || current?.createdAtMs === undefined;
      const next = current && nextDue(isUntold ? lastRolledOut(current, notes.values()) : current, policy);
      const predecessorId = state.predecessor?.id ?? predecessor?.id;
      const lineage = { ...selected, ours, revoked: [...state.revoked.values()], orphans };
      const keys = windows(lineage, state, policy);
      const endsAtMs = keys.find((key) => key.keyId === predecessorId)?.endsAtMs ?? state.predecessor?.expiresAtMs;
      return {
        name: policy.name,
        mode,
        outcome: state.outcome,
        keyService: keyService.label,
        strategy: policy.strategy,
        retirePolicy: policy.retire.policy,
        due: state.hasWork && !DONE.has(state.outcome),
        rotated: state.minted !== undefined && [...notes.values()].some(({ note }) => isWritten(note.status)),
        ...(state.reason !== undefined && { reason: state.reason }),
        ...(keyId !== undefined && { keyId }),
        ...(predecessorId !== undefined && { predecessorId }),
        ...(endsAtMs !== undefined && { predecessorExpiresAtMs: endsAtMs }),
        ...(next !== undefined && { nextDueAtMs: next }),
        startedAtMs,
        endedAtMs: crew.clock.now(),
        targets: targetReports(notes.values(), skips),
        keys,
        findings,
      };
    },
  };
}

/** Tells of a call that failed for good: to the key service, unless the error knows better. */
export function tellFailedCall(error: unknown, { keyService }: OpenedRotation, record: Record): void {
  const { fault, message, hint, on = keyService.label } = asRotationError(error);
  record.find({
    level: "error",
    code: "call-failed",
    phase: record.current(),
    on,
    fault,
    message,
    ...(hint !== undefined && { hint }),
  });
}

interface State {
  phase: Phase;
  outcome: Outcome;
  reason?: string;
  hasWork: boolean;
  keys: readonly KeyRecord[];
  nowMs: number;
  minted?: KeyRecord;
  predecessor?: { readonly id?: string | undefined; readonly expiresAtMs?: number | undefined };
  readonly revoked: Map<string, KeyRecord>;
}

/** Where the value is replaced in place, a key is as old as the oldest write of it. */
function lastRolledOut(
  key: KeyRecord,
  notes: Iterable<{ readonly target: Target; readonly note: TargetNote }>,
): KeyRecord {
  const times = [...notes].flatMap(({ target, note }) => (target.required ? (note.writtenAtMs ?? []) : []));
  return times.length === 0 ? key : { ...key, createdAtMs: Math.max(Math.min(...times), key.createdAtMs ?? 0) };
}

function isWritten(status: TargetStatus): boolean {
  return status === "verified" || status === "accepted" || status === "written";
}

function withMinted(ours: readonly KeyRecord[], minted: KeyRecord | undefined): readonly KeyRecord[] {
  if (!minted || ours.some((key) => key.id === minted.id)) return ours;
  return [...ours, minted];
}

const DONE: ReadonlySet<Outcome> = new Set(["rotated", "retired"]);

function hasWork(decision: Decision): boolean {
  if (decision.action === "nothing") return decision.retire.length > 0;
  return decision.action === "rotate" || decision.action === "finish";
}

function targetReports(
  notes: Iterable<{ readonly target: Target; readonly note: TargetNote }>,
  skips: readonly Skipped[],
): readonly TargetReport[] {
  const rows: TargetReport[] = [];
  for (const { target, note } of notes) {
    const { id, label, required, home } = target;
    rows.push({ id, label, required, home, ...note });
  }
  for (const { label, why } of skips) {
    rows.push({ id: label, label, status: "skipped", required: false, home: false, why });
  }
  return rows;
}
