import type { Decision, RotateReason } from "../contract/decision.ts";
import type { Finding } from "../contract/finding.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { Mode, RotationPolicy } from "../contract/policy.ts";
import { isLingering, isOrphan, isUnexplained, judge } from "./judge.ts";
import { claim, markerOf } from "./ownership.ts";
import { wantsOtherScopes } from "./scopes.ts";
import { foreignSuccessor, otherHome } from "./strangers.ts";
import { dueReason, MAX_ATTEMPTS, YOUNG_MS } from "./times.ts";
import { aged, type Observation, staleness, stalestWrite, type TargetView } from "./view.ts";

/**
 * Decides what a run does, from what was observed and nothing else. Total: every observation has a decision.
 * The rules, the first that applies:
 *
 * | observed | decision |
 * |---|---|
 * | no live key | hold; `force` and `incident` create one |
 * | keys, but none that can be claimed | fail, with the candidates |
 * | mode incident or force | rotate |
 * | a key like ours carries the marker of another home | hold |
 * | our key is ending or due, and its successor seems to be a newer key that is not ours | hold |
 * | our key should have other scopes | rotate, with `create` |
 * | older than `max-age` less jitter, or expiring | rotate; with `create` if it ends within the overlap |
 * | required targets stale, `current` is our current key | finish: write it there |
 * | required targets stale, `current` is a predecessor, or is dead although the key's id stayed and a second key can be made | rotate (with `create` if there is one); hold after three attempts |
 * | optional targets stale, `current` is our current key | finish |
 * | `current` is refused, though the home was not written since it was handed out | hold |
 * | an old key is used, and a target was written since every roll-out must have ended; `current` is our current key | finish: write it there |
 * | otherwise | nothing, but retire what may be retired |
 */
export function decide(observation: Observation, policy: RotationPolicy, mode: Mode): Decision {
  const { ours, foreign, problem } = claim(observation.keys, policy.key, markerOf(policy));
  const current = ours.at(-1);
  if (!current) return unclaimed(problem ?? { level: "error", code: "no-live-key" }, observation, mode);
  const findings = look(current, ours, observation, policy, mode);
  const rescoped = wantsOtherScopes(current, policy) && observation.canCreate && mode !== "incident";
  const rotate = (reason: RotateReason, strategy = rescoped ? "create" : policy.strategy): Decision => ({
    action: "rotate",
    reason,
    strategy,
    replaces: current.id,
    findings,
  });
  if (mode === "incident") return rotate("incident");
  if (mode === "force") return rotate("forced");
  const obstacle = otherHome(current, foreign, policy) ?? foreignSuccessor(current, foreign, observation, policy);
  if (obstacle) return { action: "hold", findings: [...findings, obstacle] };
  if (wantsOtherScopes(current, policy)) return rotate("scopes");
  const at = { current, ours, observation, policy, mode, findings, rotate };
  // In place, the age is that of the oldest write: a roll-out that broke off must not pass for an old key.
  const unfinished = observation.keepsId && lagging(at).required.length > 0;
  const due = unfinished ? undefined : dueReason(aged(current, observation), observation.nowMs, policy);
  if (due === "expiring" && endsWithinGrace(current, observation, policy)) return rotate(due, "create");
  return due ? rotate(due) : finishOrRest(at);
}

/**
 * A key that ends before the overlap would: somebody may have rotated it already, and a further rotation could be
 * refused or cut that time short. A created key starts no clock.
 */
function endsWithinGrace(
  { expiresAtMs }: KeyRecord,
  { nowMs, canCreate }: Observation,
  policy: RotationPolicy,
): boolean {
  return canCreate && expiresAtMs !== undefined && expiresAtMs < nowMs + policy.graceMs;
}

interface Case {
  readonly current: KeyRecord;
  readonly ours: readonly KeyRecord[];
  readonly observation: Observation;
  readonly policy: RotationPolicy;
  readonly mode: Mode;
  readonly findings: readonly Finding[];
  rotate(reason: RotateReason, strategy?: "rotate" | "create"): Decision;
}

/** Targets that could be written, and those of them that do not hold the current key. */
function lagging({ current, observation }: Pick<Case, "current" | "observation">) {
  const writable = observation.targets.filter((target) => target.create || target.state !== "missing");
  const stale = writable.filter(staleness(current, observation));
  return { writable, stale, required: stale.filter((target) => target.required) };
}

function finishOrRest(at: Case): Decision {
  const { observation, policy, findings } = at;
  const { writable, stale, required } = lagging(at);
  const identity = observation.current;
  if (stale.length > 0 && identity?.is === "current") {
    // In place, writes must lie together: one that is mended alone would make the others look stale.
    const targets = observation.keepsId && required.length > 0 ? writable : stale;
    return { action: "finish", keyId: identity.keyId, targets: targets.map((target) => target.id), findings };
  }
  // Without a second key nothing would count the attempts, and a value given by mistake would be refused for ever.
  const isDead = identity?.is === "refused" && observation.keepsId === true && observation.canCreate;
  const disagrees = (identity?.is === "predecessor" || isDead) && !identity.snapshotIsOlder;
  if (required.length > 0 || disagrees) {
    const attempts = countAttempts(
      at,
      required.some((target) => target.state === "missing"),
    );
    const targets = required.map((target) => target.label);
    if (attempts >= MAX_ATTEMPTS) {
      return {
        action: "hold",
        findings: [...findings, { level: "error", code: "attempts-exhausted", attempts, targets }],
      };
    }
    return at.rotate("stale", observation.canCreate ? "create" : policy.strategy);
  }
  if (identity?.is === "refused" && !identity.snapshotIsOlder) {
    const refused: Finding = { level: "error", code: "current-not-ours", identified: "refused" };
    return { action: "hold", findings: [...findings.filter(({ code }) => code !== refused.code), refused] };
  }
  const overwritten = overwrittenTargets(at, writable);
  if (overwritten.length > 0 && identity?.is === "current") {
    return { action: "finish", keyId: identity.keyId, targets: overwritten, mends: true, findings };
  }
  const judged = judge({ ...at, mintedNow: false });
  const retire = judged.flatMap((judgement) => (judgement.verdict === "revoke" ? judgement.keyId : []));
  return { action: "nothing", retire, findings };
}

/**
 * Places that somebody seems to have put an old value back into: written when no run that handed out the current key
 * can have been alive any more, and an old key was used since.
 */
function overwrittenTargets({ current, ours, observation, policy }: Case, writable: readonly TargetView[]) {
  const uses = ours.slice(0, -1).filter((key) => isLingering(key, { observation, policy }));
  const lastUsedAtMs = Math.max(...uses.map((key) => key.lastUsedAtMs ?? 0));
  const sinceMs = (current.createdAtMs ?? observation.nowMs) + YOUNG_MS;
  return writable
    .filter(({ writtenAtMs }) => writtenAtMs !== undefined && writtenAtMs > sinceMs && lastUsedAtMs > writtenAtMs)
    .map((target) => target.id);
}

/**
 * Attempts are counted in the world: keys of ours newer than the stalest required write. A target that does not
 * exist yet has no write to count from; then every live key that rekey made counts. When the home was found to
 * hold a predecessor, keys newer than that one count; when what it held is refused, all that came after the first.
 */
function countAttempts({ ours, observation, policy }: Case, missing: boolean): number {
  const since = stalestWrite(observation.targets);
  const newer = (atMs: number) => ours.filter((key) => (key.createdAtMs ?? 0) > atMs).length;
  const counts = [since === undefined ? 0 : newer(since)];
  if (missing) counts.push(ours.filter((key) => key.description.endsWith(markerOf(policy))).length);
  const identity = observation.current;
  if (identity?.is === "predecessor") {
    counts.push(newer(ours.find((key) => key.id === identity.keyId)?.createdAtMs ?? 0));
  }
  if (identity?.is === "refused") counts.push(ours.length - 1);
  return Math.max(...counts);
}

function unclaimed(problem: Finding, { canCreate }: Observation, mode: Mode): Decision {
  if (problem.code !== "no-live-key") return { action: "fail", findings: [problem] };
  if (mode !== "force" && mode !== "incident") return { action: "hold", findings: [problem] };
  if (!canCreate) return { action: "fail", findings: [problem] };
  return { action: "rotate", reason: "adopt", strategy: "create", findings: [] };
}

/** Facts worth telling whatever is decided. */
function look(
  current: KeyRecord,
  ours: readonly KeyRecord[],
  observation: Observation,
  policy: RotationPolicy,
  mode: Mode,
): readonly Finding[] {
  const alarm = mode === "check" ? "error" : "warning";
  const findings: Finding[] = [];
  for (const key of ours.slice(0, -1)) {
    if (isOrphan(key, observation.targets)) {
      findings.push({ level: "warning", code: "orphan", keyId: key.id, revoked: false });
    } else if (isUnexplained(key, ours.slice(0, -1), policy)) {
      findings.push({ level: "warning", code: "unexplained-key", keyId: key.id, description: key.description });
    } else if (isLingering(key, { observation, policy })) {
      findings.push({
        level: alarm,
        code: "lingering-use",
        keyId: key.id,
        lastUsedAtMs: key.lastUsedAtMs ?? observation.nowMs,
        ...(key.lastUsedFrom !== undefined && { from: key.lastUsedFrom }),
        ...(key.expiresAtMs !== undefined && { deadlineMs: key.expiresAtMs }),
      });
    }
  }
  if (dueReason(current, observation.nowMs, policy) === "expiring") {
    const level = mode === "check" ? "error" : "notice";
    findings.push({ level, code: "expiring", keyId: current.id, atMs: current.expiresAtMs ?? observation.nowMs });
  }
  const stale = observation.targets.filter(staleness(current, observation));
  if (stale.length > 0) {
    const targets = stale.map((target) => target.label);
    findings.push({ level: mode === "check" ? "error" : "notice", code: "stale", keyId: current.id, targets });
  }
  const identity = observation.current;
  if (identity?.is === "predecessor") {
    findings.push({ level: "warning", code: "current-is-predecessor", keyId: identity.keyId });
  } else if (identity && identity.is !== "current") {
    findings.push({ level: "warning", code: "current-not-ours", identified: identity.is });
  }
  return findings;
}
