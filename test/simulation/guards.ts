import { OVERLAP_GUARDS } from "./guards-of-overlaps.ts";

/** A precaution in the engine, and how to take it out: an exact piece of its text and what stands there instead. */
export interface Guard {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Where its absence should show first: a pattern for the names of scenes, or of races. */
  readonly where?: string;
  /** How many mishaps at once it takes there; one, unless told otherwise. */
  readonly depth?: 1 | 2;
}

function guard(name: string, file: string, find: string, replace: string, where?: string, depth?: 1 | 2): Guard {
  return { name, file, find, replace, ...(where !== undefined && { where }), ...(depth !== undefined && { depth }) };
}

/** What forbids retiring a key. */
const JUDGE: readonly Guard[] = [
  guard(
    "every required place has the current key before anything is retired",
    "judge.ts",
    `if (required.some((target) => isStale(target) || target.state === "unreadable")) {`,
    `if (required.some((target) => target.state === "unreadable")) {`,
    "a person deletes a place",
  ),
  guard(
    "a place that could not be read stops retirement",
    "judge.ts",
    `isStale(target) || target.state === "unreadable")`,
    `isStale(target))`,
    "next run after 1 min",
  ),
  guard(
    "a place that cannot tell when it was written stops retirement",
    "judge.ts",
    `if (required.some((target) => target.state === "untold" && !target.confirmed)) return`,
    `if (required.length < 0) return`,
    "cannot tell when it was written",
  ),
  guard(
    "no key younger than 6 h is revoked",
    "judge.ts",
    `if (observation.nowMs < oldEnoughAt) return`,
    `if (observation.nowMs < 0) return`,
    "others meddle, create, after-verify",
  ),
  guard(
    "of unmarked predecessors only the newest may be revoked",
    "judge.ts",
    `if (isUnexplained(key, predecessors, policy)) return { why: "unexplained" };`,
    ``,
    "an older key",
  ),
  guard(
    "nothing is retired while `current` is an old key",
    "judge.ts",
    `if (observation.current?.is === "predecessor") return { why: "current-disagrees" };`,
    ``,
    "shortly before a run",
  ),
  guard(
    "a key in use is not retired",
    "judge.ts",
    `if (lingering && !overridden) return wait(lingering);`,
    ``,
    "into another place",
  ),
  guard(
    "expire waits for the grace period",
    "judge.ts",
    `return before(bornAt + policy.graceMs, "grace");`,
    `return undefined;`,
  ),
  guard(
    "when-idle leaves retirement to a later run",
    "judge.ts",
    `if (bench.mintedNow) return { why: "later-run" };`,
    ``,
    "at-least 0",
  ),
  guard("when-idle waits for at-least", "judge.ts", `policy.retire.atLeastMs, "at-least")`, `0, "at-least")`),
  guard(
    "nothing is retired while a required place cannot be found",
    "judge.ts",
    `if (lost || observation.targets.every(isStale)) return`,
    `if (observation.targets.every(isStale)) return`,
    "cannot be found",
  ),
  guard(
    "nothing is retired while nobody has the current key",
    "judge.ts",
    `if (lost || observation.targets.every(isStale)) return`,
    `if (lost) return`,
    "optional places only",
  ),
  guard("when-idle waits for idleness", "judge.ts", `?? notIdle(key, bench);`, `?? undefined;`, "^2 places.*when-idle"),
  guard(
    "when-idle waits where the service tells of no use",
    "judge.ts",
    `if (!observation.tellsLastUse) return { why: "not-idle" };\n  if (key.lastUsedAtMs`,
    `if (key.lastUsedAtMs`,
    "never tells of uses",
  ),
  guard(
    "only keys older than the current one are judged",
    "judge.ts",
    `bench.ours.slice(0, bench.ours.indexOf(current))`,
    `bench.ours`,
  ),
  guard(
    "nothing is judged while the new key is not listed",
    "judge.ts",
    `if (!current || (bench.currentId !== undefined && at === -1)) return [];`,
    `if (!current) return [];`,
    "two minutes late",
  ),
];

const RETIRE: readonly Guard[] = [
  guard(
    "retirement waits for jobs that may hold the old value",
    "quiet.ts",
    `if (active.length === 0) return true;`,
    `return true;`,
  ),
  guard(
    "what cannot be looked at is not quiet",
    "quiet.ts",
    `if (active instanceof Error) return tell("consumers-unknown", [active.message]);`,
    `if (active instanceof Error) return true;`,
    "^2 places, current given, rotate, after-verify",
  ),
  guard(
    "a key that nobody would know again holds the run",
    "conclude.ts",
    `if (isStrange(rollout, rotation, record)) return record.outcome("held");`,
    ``,
    "rotateCopiesDescription",
  ),
  guard(
    "the run waits until the new key is listed",
    "conclude.ts",
    `if (!rollout.mintedNow) return;`,
    `if (rollout.keyId !== "") return;`,
    "lists that lag",
  ),
  guard("a cancelled run never ends well", "run.ts", `  tellCancellation(crew, record);\n`, ``),
  guard(
    "the death of a revoked key is looked at in the list",
    "retire.ts",
    `if (!(await isGone(keyId, rotation, crew, record))) {`,
    `if (keyId === "") {`,
    "revoke: ignored",
  ),
  guard(
    "the death of a known value is proved by use",
    "retire.ts",
    `if (answer !== "refused") tellAlive(keyId, "accepted", record);`,
    ``,
    "revoke: hidden",
  ),
];

const MINT: readonly Guard[] = [
  guard(
    "a mint is sent once",
    "mint.ts",
    `await minting.mint(request, op(crew)).catch(`,
    `await minting.mint(request, op(crew)).catch(() => minting.mint(request, op(crew))).catch(`,
  ),
  guard("a new value is masked", "mint.ts", `  crew.mask(key.value);\n`, ``),
  guard(
    "only a created key is revoked again",
    "lost-mint.ts",
    `const revoked = by === "create" &&`,
    `const revoked = by !== undefined &&`,
    "do not show it",
  ),
  guard(
    "nothing is minted while a required place cannot be written",
    "preflight.ts",
    `able && roomy && blocked.length === 0,`,
    `able && roomy,`,
    "says that it may not",
  ),
  guard(
    "nothing is minted where any key is taken",
    "preflight.ts",
    `sound: provable && canaryReady`,
    `sound: canaryReady`,
    "takes any key",
  ),
  guard(
    "nothing is minted at the limit of live keys",
    "preflight.ts",
    `able && roomy &&`,
    `able &&`,
    "as many live keys",
  ),
  guard(
    "nothing is minted for no place",
    "rotate.ts",
    `readiness.sound && readiness.ready.length > 0;`,
    `readiness.sound;`,
    "no places",
  ),
  guard(
    "a key that appeared since the observation stops the mint",
    "rotate.ts",
    `if (stranger) {\n    record.find(stranger);`,
    `if (stranger && before.length < 0) {\n    record.find(stranger);`,
    "others meddle",
  ),
  guard("a cancelled run mints nothing", "rotate.ts", `  crew.cancelled.throwIfAborted();\n`, ``),
  guard(
    "a new key is proved before anybody gets it",
    "rotate.ts",
    `place === undefined ? { accepted: true } : await prove(minted, place, rotation, crew, record);\n  if (accepted) {`,
    `place === undefined || minted.key.id !== "" ? { accepted: true, why: undefined } : await prove(minted, place, rotation, crew, record);\n  if (accepted) {`,
    "never work",
  ),
  guard(
    "proof waits for the new key to work everywhere",
    "prove.ts",
    `if (answer === "accepted" || answer instanceof RotationError || waitMs === 0`,
    `if (answer !== undefined || waitMs === 0`,
    "propagationMs",
  ),
  guard(
    "a new key that does not work is revoked again under create",
    "rotate.ts",
    `const revoked = minted.by === "create" && (await discard(keyId, rotation`,
    `const revoked = minted.by === undefined && (await discard(keyId, rotation`,
    "never work, create",
  ),
  guard(
    "a created key that was offered to nobody is taken back",
    "rotate.ts",
    `if (minted.by === "create" && isUnused) await`,
    `if (minted.by === "create" && isUnused && ready.length < 0) await`,
    "^1 places.*create",
  ),
  guard(
    "a key that is ending is not rotated again",
    "decide.ts",
    `if (due === "expiring" && endsWithinGrace(current, observation, policy)) return rotate(due, "create");`,
    ``,
    "keys in grace cannot be rotated",
  ),
  guard(
    "rekey's own new key shows its power first",
    "rotate.ts",
    `if (overlapSeen === undefined || !(await adoptReadily(minted, readiness, rotation, crew, record))) return;`,
    `if (overlapSeen === undefined) return;`,
    "powerless",
  ),
];

const WRITE: readonly Guard[] = [
  guard(
    "the first write cannot be mistaken for an older one",
    "distribute.ts",
    `if (ms <= 0) return;`,
    `if (ms <= 1e9) return;`,
  ),
  guard(
    "the first write waits for the doubt about both clocks",
    "times.ts",
    `+ FIRST_WRITE_MARGIN_MS + 2 * doubt;`,
    `+ FIRST_WRITE_MARGIN_MS;`,
    "reads arrive late",
  ),
  guard(
    "no write starts later than 5 h after the mint",
    "distribute.ts",
    `if (isTooLate(rollout)) throw new RotationError("cancelled", TOO_LATE);`,
    ``,
    "^2 places",
  ),
  guard(
    "the home is written first",
    "distribute.ts",
    `const home = targets.filter((target) => target.home);\n  const rest = targets.filter((target) => !target.home);`,
    `const home = targets.filter((target) => !target.home);\n  const rest = targets.filter((target) => target.home);`,
    "^2 places",
  ),
  guard(
    "a red canary stops the roll-out",
    "distribute.ts",
    `if (canaryIsDue(rollout) && !(await runCanary(at))) rollout.stopped = "canary";`,
    `if (canaryIsDue(rollout)) await runCanary(at);`,
    "a red canary",
  ),
  guard(
    "a failed write is not taken for a good one",
    "distribute.ts",
    `record.target(target, { status: "failed", why: message });`,
    `record.target(target, { status: "accepted", why: message });`,
  ),
  guard(
    "a cancelled run writes no more",
    "distribute.ts",
    `return crew.cancelled.aborted && !pressing ? "cancelled" : undefined;`,
    `return undefined;`,
    "^2 places",
  ),
  guard(
    "a write that does not verify is not taken for a good one",
    "verify.ts",
    `if (!verdict.ok) {`,
    `if (!verdict.ok && receipt.writtenAtMs < 0) {`,
  ),
];

const DECIDE: readonly Guard[] = [
  guard(
    "a stale reading is repeated",
    "deliberate.ts",
    `if (!restsOnStaleReading(preliminary)) return`,
    `if (preliminary !== undefined) return`,
    "readable stores that lag",
  ),
  guard(
    "a stranger between two readings holds the run",
    "deliberate.ts",
    `if (stranger) return`,
    `if (stranger && mode === "plan") return`,
    "half done",
  ),
  guard(
    "what only a pattern matched and cannot be written is no unfinished work",
    "deliberate.ts",
    `if (matched.length === 0) return world;`,
    `if (matched.length >= 0) return world;`,
    "found by a pattern that may not",
  ),
  guard(
    "attempts are counted",
    "decide.ts",
    `if (attempts >= MAX_ATTEMPTS) {`,
    `if (attempts >= 1000) {`,
    "refuses every write",
  ),
  guard(
    "unfinished work is finished with a created key, not with a further rotation",
    "decide.ts",
    `return at.rotate("stale", observation.canCreate ? "create" : policy.strategy);`,
    `return at.rotate("stale", policy.strategy);`,
  ),
  guard("a stale place is work", "decide.ts", `if (required.length > 0 || disagrees) {`, `if (disagrees) {`),
  guard(
    "an old value in the home is work",
    "decide.ts",
    `if (required.length > 0 || disagrees) {`,
    `if (required.length > 0) {`,
    "into the home once",
  ),
  guard(
    "only the current key's value is handed to lagging places",
    "decide.ts",
    `if (stale.length > 0 && identity?.is === "current") {`,
    `if (stale.length > 0 && identity && "keyId" in identity) {`,
    "half done",
  ),
  guard(
    "a value in the home that is refused holds the run",
    "decide.ts",
    `if (identity?.is === "refused" && !identity.snapshotIsOlder) {`,
    `if (identity?.is === "current" && identity.keyId === "") {`,
    "into the home once",
  ),
  guard(
    "a value that may have been handed out before the home was written says nothing of today",
    "identify.ts",
    `return homes.length === 0 || Math.max(...homes) >= takenAtMs;`,
    `return homes.length < 0 || takenAtMs < 0;`,
    "waited in the queue",
  ),
  guard(
    "a place that got an old value back is mended",
    "decide.ts",
    `if (overwritten.length > 0 && identity?.is === "current") {`,
    `if (overwritten.length < 0 && identity?.is === "current") {`,
    "into another place once",
  ),
  guard(
    "mending makes no use look past",
    "conclude.ts",
    ` || crew.cancelled.aborted || rollout.mended) return;`,
    ` || crew.cancelled.aborted) return;`,
    "into another place late",
  ),
  guard(
    "a key of another home holds the run",
    "decide.ts",
    `otherHome(current, foreign, policy) ?? foreignSuccessor`,
    `foreignSuccessor`,
    "two homes, create",
  ),
  guard(
    "a successor that is not ours holds the run",
    "decide.ts",
    `const obstacle = otherHome(current, foreign, policy) ?? foreignSuccessor(current, foreign, observation, policy);`,
    `const obstacle = otherHome(current, foreign, policy);`,
    "descriptions are not copied",
  ),
  guard(
    "keys of others are not ours",
    "ownership.ts",
    `const candidates = keys.filter((key) => !isMarkedByOther(key, marker));`,
    `const candidates = keys;`,
    "others meddle",
  ),
  guard(
    "descriptions that differ are not guessed about",
    "ownership.ts",
    `return bases.size === 1 ? candidates : [];`,
    `return candidates;`,
    "two descriptions",
  ),
  guard(
    "an incident rotates a key that is not due",
    "decide.ts",
    `if (mode === "incident") return rotate("incident");`,
    ``,
    "incident at",
  ),
  guard(
    "a forced run rotates a key that is not due",
    "decide.ts",
    `if (mode === "force") return rotate("forced");`,
    ``,
    "force at",
  ),
  guard(
    "whom an incident breaks is named",
    "conclude.ts",
    `if (rotation.mode === "incident") return endIncident(rollout, lacking, rotation, crew, record);`,
    ``,
    "incident at",
  ),
  guard(
    "an incident is not held up by a key that appears before the mint",
    "fence.ts",
    `if (rotation.mode === "incident") return undefined;`,
    ``,
    "in an incident",
  ),
  guard(
    "an incident is not held up by a key that appears while it writes",
    "fence.ts",
    `const broken = () => seen && rotation.mode !== "incident";`,
    `const broken = () => seen;`,
    "in an incident",
  ),
  guard(
    "an incident waits for nothing before it ends a key",
    "judge.ts",
    `if (bench.mode === "incident") return { keyId, verdict: "revoke", quiet: false, because: "incident" };`,
    ``,
    "incident at",
  ),
];

const CLOCKS: readonly Guard[] = [
  guard(
    "times of different servers are corrected before they are compared",
    "times.ts",
    `return atMs - (from ?? UNKNOWN_CLOCK).offsetMs + (to ?? UNKNOWN_CLOCK).offsetMs;`,
    `return from === to ? atMs : atMs;`,
    "clocks differ",
  ),
  guard(
    "the key that a value belongs to is the only one that moved",
    "owner.ts",
    `const isOurUse = more.length === 0 && still.has(only.id) &&`,
    `const isOurUse =`,
    "half done, uses show after 0 min, newest-first, create, expire",
    2,
  ),
  guard(
    "the key that a value belongs to moved twice",
    "owner.ts",
    `const ROUNDS = 2;`,
    `const ROUNDS = 1;`,
    "half done, the old key is not listed",
  ),
  guard(
    "the key that a value belongs to moved at the time of our use",
    "owner.ts",
    `&& still.has(only.id) && isWithin(only, window, rotation);`,
    `&& still.has(only.id);`,
    "late uses show",
  ),
];

/** Precautions against others who work on the same account at the same time: two runs show them. */
const FENCES: readonly Guard[] = [
  guard(
    "the list is read before the first write, and while writing",
    "distribute.ts",
    `if (!delivery.atOnce && !(await fence.checkIfOld())) rollout.stopped = "foreign-key";`,
    ``,
    "^2 places",
  ),
  guard(
    "the list is read after the last write",
    "distribute.ts",
    `  await at.fence.check();\n  stopPreparing();`,
    `  stopPreparing();`,
  ),
  guard(
    "a key that appeared stops retirement",
    "retire.ts",
    `if (appearedSince(at.expected, keys, rotation)) {`,
    `if (keys.length < 0) {`,
    "others meddle",
  ),
  guard(
    "the list is read again just before a key is revoked",
    "retire.ts",
    `if (still?.verdict !== "revoke") return false;`,
    ``,
    "others meddle",
  ),
  guard(
    "a roll-out that met somebody else retires nothing",
    "conclude.ts",
    `if (fence.broken() ||`,
    `if (`,
    "two runs of one home, create, after",
  ),
];

/** All precautions of the engine. */
export const GUARDS: readonly Guard[] = [
  ...JUDGE,
  ...RETIRE,
  ...MINT,
  ...WRITE,
  ...DECIDE,
  ...CLOCKS,
  ...FENCES,
  ...OVERLAP_GUARDS,
];
