import type { Receipt, Target } from "../contract/destination.ts";
import { RotationError } from "../contract/error.ts";
import type { Finding } from "../contract/finding.ts";
import type { Secret } from "../contract/secret.ts";
import { countdown } from "./afford.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import type { Fence } from "./fence.ts";
import { op } from "./observe.ts";
import { pool } from "./pool.ts";
import { prepareAhead } from "./prepare.ts";
import type { Record } from "./record.ts";
import { asRotationError, retry } from "./retry.ts";
import { firstWriteAt, WRITE_DEADLINE_MS } from "./times.ts";

type Withheld = Extract<Finding, { code: "write-withheld" }>["why"];

/** A value on its way to targets. */
export interface Delivery {
  readonly keyId: string;
  readonly value: Secret;
  /** Creation of the key by the service's clock. */
  readonly createdAtMs: number;
  /** When this run asked for it, by the local clock; absent: an earlier run did. */
  readonly askedAtMs?: number;
  /** The predecessor's clock is running: the home is written even when the run is being cancelled. */
  readonly urgent: boolean;
  /** The old key dies with the first use of this one: no canary before every write was seen. */
  readonly untried?: boolean;
  /** Consumers have a dead key: nothing but the home comes before the other writes, not even a cancellation. */
  readonly atOnce?: boolean;
  /** Called after each write. */
  readonly onWrite?: () => void;
}

interface Rollout {
  readonly delivery: Delivery;
  readonly fence: Fence;
  readonly rotation: OpenedRotation;
  readonly crew: Crew;
  readonly record: Record;
  readonly receipts: Map<Target, Receipt>;
  readonly withheld: Map<Target, Withheld>;
  /** Ends what targets do ahead of their writes: called when the first of them is due. */
  stopPreparing(): void;
  stopped?: Withheld;
}

/**
 * Writes the value to all targets: home first, then the canary's place, the canary itself, then the rest side by
 * side. A failed target never stops the others; a foreign hand, a red canary or a cancellation does. Where consumers
 * have a dead key, the canary comes last and nothing is asked before.
 * @returns the receipts of what was written
 */
export async function distribute(
  targets: readonly Target[],
  delivery: Delivery,
  at: { readonly fence: Fence; readonly rotation: OpenedRotation; readonly crew: Crew; readonly record: Record },
): Promise<ReadonlyMap<Target, Receipt>> {
  const { record, rotation, crew } = at;
  record.phase("distribute", targets.length);
  const home = targets.filter((target) => target.home);
  const rest = targets.filter((target) => !target.home);
  const stopPreparing = prepareAhead([...home, ...rest], delivery.value, crew.cancelled);
  const rollout: Rollout = { ...at, delivery, receipts: new Map(), withheld: new Map(), stopPreparing };
  const tasters = rest.filter(
    (target) => delivery.atOnce || (rotation.canary && target.place === rotation.canary.place),
  );
  await writeAll(home, rollout);
  await writeAll(tasters, rollout);
  if (canaryIsDue(rollout) && !(await runCanary(at))) rollout.stopped = "canary";
  await writeAll(
    rest.filter((target) => !tasters.includes(target)),
    rollout,
  );
  await at.fence.check();
  stopPreparing();
  tellWithheld(rollout);
  return rollout.receipts;
}

async function writeAll(targets: readonly Target[], rollout: Rollout): Promise<void> {
  const { rotation, crew } = rollout;
  const { name } = rotation.policy;
  const total = targets.length;
  const clock = countdown(targets);
  let done = 0;
  await pool(targets, async (target) => {
    await writeOne(target, rollout);
    done += 1;
    clock.done(target);
    const leftMs = clock.leftMs();
    const rest = leftMs === undefined ? {} : { leftMs };
    crew.emit({ rotation: name, type: "progress", phase: "distribute", done, total, ...rest });
  });
}

async function writeOne(target: Target, rollout: Rollout): Promise<void> {
  const { delivery, record, rotation, crew, receipts, withheld } = rollout;
  const withhold = (reason: Withheld) => {
    withheld.set(target, reason);
    record.target(target, { status: "withheld", why: reason });
  };
  const reason = await reasonToWithhold(target, rollout);
  if (reason) return withhold(reason);
  let tried = false;
  try {
    const patience = { clock: crew.clock, signal: crew.cancelled };
    const attempt = async () => {
      if (isTooLate(rollout)) throw new RotationError("cancelled", TOO_LATE);
      tried = true;
      return target.write(delivery.value, op(crew));
    };
    const receipt = await retry(attempt, patience);
    receipts.set(target, receipt);
    delivery.onWrite?.();
    const { created, writtenAtMs } = receipt;
    record.target(target, { status: "written", created, writtenAtMs });
    crew.emit({ rotation: rotation.policy.name, type: "target.written", target: target.label, created });
  } catch (error) {
    if (tried) noteFailedWrite(target, error, record);
    else withhold("too-late");
  }
}

function noteFailedWrite(target: Target, error: unknown, record: Record): void {
  const { fault, message, hint } = asRotationError(error);
  record.target(target, { status: "failed", why: message });
  record.find({
    level: target.required ? "error" : "warning",
    code: "write-failed",
    target: target.label,
    required: target.required,
    fault,
    message,
    ...(hint !== undefined && { hint }),
  });
}

/** Waits for the moment of the first write; then says why this target must not be written, if so. */
async function reasonToWithhold(target: Target, rollout: Rollout): Promise<Withheld | undefined> {
  const { delivery, crew, fence } = rollout;
  const pressing = delivery.urgent && (target.home || delivery.atOnce === true);
  if (rollout.stopped) return rollout.stopped;
  await awaitFirstWrite(target, pressing, rollout);
  rollout.stopPreparing();
  if (!delivery.atOnce && !(await fence.checkIfOld())) rollout.stopped = "foreign-key";
  if (rollout.stopped) return rollout.stopped;
  return crew.cancelled.aborted && !pressing ? "cancelled" : undefined;
}

const TOO_LATE = "the write was not tried again, as the key was made more than 5 h ago";

/** A later run may take a key of this age for one that nobody is writing any more. */
function isTooLate({ delivery, crew }: Rollout): boolean {
  return delivery.askedAtMs !== undefined && crew.clock.now() > delivery.askedAtMs + WRITE_DEADLINE_MS;
}

/** Ends early, and no less well, when the run is cancelled. */
async function awaitFirstWrite(target: Target, pressing: boolean, rollout: Rollout): Promise<void> {
  const { delivery, crew, rotation } = rollout;
  const atMs = firstWriteAt(delivery.createdAtMs, rotation.keyService.clock(), target.clock());
  const ms = atMs - crew.clock.now();
  if (ms <= 0) return;
  crew.emit({ rotation: rotation.policy.name, type: "waiting", why: "first-write", ms });
  const signal = pressing ? crew.signal : crew.cancelled;
  await crew.clock.sleep(ms, signal).catch(asRotationError);
}

function canaryIsDue({ delivery, stopped }: Rollout): boolean {
  return !delivery.untried && !stopped;
}

/** Starts the canary, if there is one. @returns false if it failed; it was told */
export async function runCanary({
  rotation,
  crew,
  record,
}: {
  readonly rotation: OpenedRotation;
  readonly crew: Crew;
  readonly record: Record;
}): Promise<boolean> {
  const { canary, policy } = rotation;
  if (!canary || crew.cancelled.aborted) return true;
  crew.emit({ rotation: policy.name, type: "waiting", why: "canary", ms: 0 });
  const result = await canary.run(crew.nonce, op(crew)).catch((error: unknown) => {
    return { ok: false as const, why: asRotationError(error).message };
  });
  if (result.ok) {
    const { url } = result;
    crew.emit({
      rotation: policy.name,
      type: "canary.passed",
      canary: canary.label,
      ...(url !== undefined && { url }),
    });
    return true;
  }
  record.find({ level: "error", code: "canary-failed", canary: canary.label, ...failure(result) });
  return false;
}

function failure(result: { readonly why: string; readonly url?: string }) {
  return { why: result.why, ...(result.url !== undefined && { url: result.url }) };
}

function tellWithheld({ withheld, record }: Rollout): void {
  const reasons = new Set(withheld.values());
  for (const why of reasons) {
    const targets = [...withheld].filter(([, reason]) => reason === why).map(([target]) => target.label);
    record.find({ level: "error", code: "write-withheld", targets, why });
  }
}
