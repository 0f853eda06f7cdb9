import type { Destination } from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { RotationEvent } from "../../src/contract/event.ts";
import type { Mode, RetirePolicy, RotationPolicy } from "../../src/contract/policy.ts";
import type { RotationReport } from "../../src/contract/report.ts";
import { Secret } from "../../src/contract/secret.ts";
import type { Crew, OpenedRotation } from "../../src/engine/crew.ts";
import { runRotation } from "../../src/engine/run.ts";
import { type Chooser, type Gate, Line } from "./io.ts";
import { memoryService } from "./memory-service.ts";
import { type Barriers, memoryCanary, memoryDestination, memoryWatch } from "./memory-targets.ts";
import { DAY, HOUR, MINUTE, type World } from "./world.ts";

/** The engine under test: a mutated copy can stand in for it. */
export interface Engine {
  runRotation(rotation: OpenedRotation, crew: Crew): Promise<RotationReport>;
}

export const REAL_ENGINE: Engine = { runRotation };

/** How a run is configured. */
export interface RunOptions {
  readonly name?: string;
  readonly mode?: Mode;
  readonly policy?: Partial<Omit<RotationPolicy, "retire" | "key">>;
  readonly retire?: Partial<RetirePolicy>;
  readonly label?: string;
  readonly manyOwners?: boolean;
  readonly dedicated?: boolean;
  /** `home`: what the home holds when the run starts; a string: this value. */
  readonly current?: "home" | string;
  /** How long before its start the run was queued and handed its secrets. */
  readonly queuedMs?: number;
  readonly self?: boolean;
  readonly tellsLastUse?: boolean;
  readonly identifies?: boolean;
  readonly strategies?: readonly ("rotate" | "create")[];
  readonly canary?: { readonly place: string; readonly red: boolean };
  readonly watch?: boolean;
  readonly barriers?: Barriers;
  /** Makes more of the destination than the plain memory one. */
  readonly dress?: (destination: Destination, line: Line) => Destination;
  readonly maxTargets?: number;
  readonly localSkewMs?: number;
  readonly choose?: Chooser;
  /** Sees every event as it is emitted. */
  readonly onEvent?: (event: RotationEvent) => void;
  readonly engine?: Engine;
  /** Somebody else decides when this run goes on. */
  readonly gate?: Gate;
}

/** A run that is under way. */
export interface Running {
  readonly line: Line;
  readonly events: RotationEvent[];
  readonly masked: Set<string>;
  readonly cancel: () => void;
  /** Its report, or that it was killed. */
  readonly end: Promise<RotationReport | "killed">;
}

export const POLICY: RotationPolicy = {
  name: "kosli-ci",
  home: "acme/ops",
  strategy: "rotate",
  graceMs: 48 * HOUR,
  maxAgeMs: 90 * DAY,
  retire: {
    policy: "expire",
    idleForMs: 6 * HOUR,
    atLeastMs: 24 * HOUR,
    atMostMs: 14 * DAY,
    onOverstay: "hold",
    waitForRunsMs: 10 * MINUTE,
  },
  prove: true,
  allowDowntime: false,
  key: { dedicated: false },
};

/** A run may have waited this long between being queued, when it was handed its secrets, and its start. */
const LONGEST_QUEUE_MS = DAY;
/** From the first signal to the second, and from the second to the kill. */
const TO_ABORT_MS = 7500;
const TO_KILL_MS = 2500;

/** Starts a run in the world, as the action does. The caller lets time pass. */
export function start(world: World, options: RunOptions = {}): Running {
  const name = options.name ?? "run";
  const line = new Line(world, name, options.choose, options.gate);
  const soft = new AbortController();
  const hard = new AbortController();
  const localSkewMs = options.localSkewMs ?? 0;
  const events: RotationEvent[] = [];
  const masked = new Set<string>();
  const cancel = () => {
    if (soft.signal.aborted) return;
    const reason = new RotationError("cancelled", "the run was cancelled");
    soft.abort(reason);
    world.time.at(world.nowMs + TO_ABORT_MS, () => hard.abort(reason));
    world.time.at(world.nowMs + TO_ABORT_MS + TO_KILL_MS, () => line.kill());
  };
  line.onCancel = cancel;
  const crew: Crew = {
    clock: { now: () => world.nowMs + localSkewMs, sleep: (ms, signal) => line.sleep(ms, signal) },
    emit: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    mask: (secret) => void masked.add(secret.reveal()),
    signal: hard.signal,
    cancelled: soft.signal,
    nonce: `nonce-${name}`,
  };
  const rotation = open(line, options);
  const done = (options.engine ?? REAL_ENGINE).runRotation(rotation, crew);
  const end = Promise.race([done, line.killed]).then((ended) => {
    line.dead = true;
    return ended;
  });
  return { line, events, masked, cancel, end };
}

/** Runs to the end, as time passes. */
export async function complete(world: World, options: RunOptions = {}): Promise<Running & { report: RotationReport }> {
  const running = start(world, options);
  const report = await world.time.drive(running.end);
  if (report === "killed") throw new Error("the run was killed");
  return { ...running, report };
}

function open(line: Line, options: RunOptions): OpenedRotation {
  const { world } = line;
  const localSkewMs = options.localSkewMs ?? 0;
  const currentValue = options.current === "home" ? homeValue(world, options.queuedMs ?? 0) : options.current;
  const current = currentValue === undefined ? undefined : new Secret(currentValue);
  const canaryPlace = world.places.find((place) => place.name === options.canary?.place);
  const policy: RotationPolicy = {
    ...POLICY,
    ...options.policy,
    retire: { ...POLICY.retire, ...options.retire },
    key: {
      dedicated: options.dedicated ?? false,
      ...(options.label !== undefined && { label: options.label }),
      ...(options.manyOwners !== undefined && { manyOwners: options.manyOwners }),
      ...(current && { current }),
    },
  };
  const plain = memoryDestination(line, { localSkewMs, ...(options.barriers && { barriers: options.barriers }) });
  return {
    policy,
    mode: options.mode ?? "auto",
    keyService: memoryService(line, {
      localSkewMs,
      self: options.self ?? false,
      ...(options.self && current && { token: current }),
      tellsLastUse: options.tellsLastUse ?? true,
      identifies: options.identifies ?? false,
      strategies: options.strategies ?? ["rotate", "create"],
    }),
    destinations: [options.dress?.(plain, line) ?? plain],
    ...(options.maxTargets !== undefined && { maxTargets: options.maxTargets }),
    ...(canaryPlace && options.canary && { canary: memoryCanary(line, canaryPlace, options.canary.red) }),
    ...(options.watch !== false && { watch: memoryWatch(line, localSkewMs) }),
    snapshotAtMs: world.nowMs + localSkewMs - LONGEST_QUEUE_MS,
  };
}

function homeValue(world: World, queuedMs: number): string | undefined {
  const home = world.places.find((place) => place.home);
  return home?.writes.findLast((write) => write.atMs <= world.storeNow() - queuedMs)?.value;
}
