import { isHidden } from "./hidden.ts";
import { Manners } from "./manners.ts";
import { isOurs } from "./ours.ts";
import { Retirement } from "./retirement.ts";
import type { RunOptions } from "./run.ts";
import type { Scene } from "./scene.ts";
import { type Auditor, DAY, held, type SimJob, type SimKey, type SimPlace, type World, works } from "./world.ts";

/** A promise that was broken. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
  readonly atMs: number;
}

/** What is known of a run. */
interface RunAccount {
  readonly options: RunOptions;
  readonly beganMs: number;
  /** When it ended well or badly; a run that was killed knew of nothing. */
  endedMs?: number;
  endedWell?: boolean;
  killed?: true;
  /** Whether a request of an earlier run had not taken effect yet when it began. */
  readonly shadowed: boolean;
  readonly minted: SimKey[];
  /** Places that it was told it cannot write. */
  readonly blocked: Set<string>;
  /** Why it mints. */
  reason?: string;
}

/** Holds every change of the world against the promises. */
export class Watch implements Auditor {
  readonly violations: Violation[] = [];
  checks = 0;
  /** Runs by name: their options, and what they minted. */
  readonly runs = new Map<string, RunAccount>();
  /** Places that a pattern matched and a run skipped. */
  readonly skipped = new Set<string>();
  readonly #manners: Manners;
  readonly #retirement: Retirement;
  readonly world: World;
  readonly #scene: Scene;

  constructor(world: World, scene: Scene) {
    this.world = world;
    this.#scene = scene;
    this.#manners = new Manners(world, this);
    this.#retirement = new Retirement(world, this, scene);
    world.auditor = this;
  }

  requested(by: string, { name }: { readonly name: string }): void {
    this.#manners.requested(by, name);
  }

  answered(by: string, { name }: { readonly name: string }): void {
    this.#manners.answered(by, name);
  }

  cancelled(by: string): void {
    this.#manners.cancelled(by);
  }

  ended(by: string, outcome: string): void {
    const run = this.runs.get(by);
    const well = !["partial", "held", "failed"].includes(outcome);
    if (run) Object.assign(run, { endedMs: this.world.nowMs, endedWell: well });
    this.#manners.ended(by);
    this.check("I8 a cancelled run ends badly", !well || !this.#manners.wasCancelled(by), () => `${by}: ${outcome}`);
  }

  killed(by: string): void {
    const run = this.runs.get(by);
    if (run) run.killed = true;
  }

  decided(by: string, reason: string): void {
    const run = this.runs.get(by);
    if (run) run.reason = reason;
  }

  /** Whether a run was told that a place cannot be written or read. */
  isUnreadable(by: string, name: string | undefined): boolean {
    return this.runs.get(by)?.blocked.has(name ?? "") === true;
  }

  began(name: string, options: RunOptions): void {
    this.runs.set(name, {
      options,
      beganMs: this.world.nowMs,
      shadowed: this.world.pending > 0,
      minted: [],
      blocked: new Set(),
    });
  }

  check(rule: string, holds: boolean, what: () => string): void {
    this.checks += 1;
    if (holds) return;
    this.violations.push({ rule, what: what(), atMs: this.world.nowMs });
    this.world.tell("BROKEN", `${rule}: ${what()}`);
  }

  minted(key: SimKey, by: string, how: "rotate" | "create"): void {
    this.#manners.minted(by, how);
    const run = this.runs.get(by);
    run?.minted.push(key);
    if (run?.options.mode === "incident") for (const old of this.world.keys) if (old !== key) old.doomed = true;
    const both = run?.options.strategies === undefined;
    this.check("no clock is started for unfinished work", how === "create" || run?.reason !== "stale" || !both, () => {
      return `${by} rotated into ${key.id}`;
    });
    const [first, ...more] = run?.minted ?? [];
    // A value that was replaced in place and lost leaves consumers with a dead one: another key takes its place at once.
    const way = both || run?.options.strategies?.includes("create") ? "create" : "rotate";
    const isRescue = first?.made === "in-place" && !first.given && how === way && more.length === 1;
    this.check("I5 one mint a run", more.length === 0 || isRescue, () => `${by} minted ${key.id} as well`);
  }

  /**
   * Where the old value dies with the first use of the new one, rekey uses that only once every place has it. A value
   * that came back through \`current\` is in its consumers' hands already, who may use it at any moment.
   */
  awoke(key: SimKey, by: string | undefined): void {
    const run = by === undefined ? undefined : this.runs.get(by);
    if (!run || run.options.mode === "incident") return;
    const lacking = this.world.places.find((place) => {
      return place.declared && !this.isWaived(place) && this.world.keyOf(held(place)) !== key;
    });
    const isHandedOut = !run.minted.includes(key) && key.given && run.options.current !== undefined;
    this.check("I1 rekey uses a new key first only when all have it", !lacking || isHandedOut, () => {
      return `${by} used ${key.id}, which ${lacking?.name} does not hold`;
    });
  }

  /**
   * A run without mishaps has ended: places that held a value that another one replaced hold a live one again. What
   * was replaced behind its back, by a late request of an earlier run, is for the next run.
   */
  mended(by: string): void {
    const run = this.runs.get(by);
    const beganMs = run?.beganMs ?? 0;
    for (const key of this.world.keys) {
      if (key.replacedAtMs === undefined || isHidden(this.world, key, this.runs)) continue;
      if (run?.shadowed === true && key.replacedAtMs > beganMs) continue;
      key.mendedAtMs ??= this.world.nowMs;
    }
    this.changed();
  }

  written(place: SimPlace, key: SimKey | undefined, by: string): void {
    this.check("I2 only keys are written", key !== undefined, () => `${by} wrote something else to ${place.name}`);
    if (!key) return;
    this.check("I1 only live keys are written", works(this.world, key) || this.#excused(key, by), () => {
      return `${by} wrote the dead key ${key.id} to ${place.name}`;
    });
    this.check(
      "I9 nothing foreign is written",
      isOurs(key, this.runs.get(by)?.options) || key.by === by,
      () => `${by} wrote the foreign ${key.id}`,
    );
  }

  revoking(key: SimKey, by: string): void {
    this.#retirement.revoking(key, by);
  }

  consumed(job: SimJob, accepted: boolean): void {
    const key = this.world.keyOf(job.value);
    this.check(
      "I1 consumers are let in",
      accepted || this.#excused(key) || isOlder(job, key) || this.isWaived(job.place) || job.wasDead,
      () => {
        return `a job of ${job.place.name} works with ${key?.id}, which is dead`;
      },
    );
  }

  changed(): void {
    for (const place of this.world.places) {
      const value = held(place);
      if (value === undefined) continue;
      const key = this.world.keyOf(value);
      const fine = key !== undefined && works(this.world, key);
      this.check("I1 every place holds a live key", fine || this.#excused(key) || this.isWaived(place), () => {
        return `${place.name} holds ${key?.id}, which is dead`;
      });
    }
  }

  /** Places that rekey was told to tolerate, that it passed over, or that a person broke with a dead key. */
  isWaived(place: SimPlace): boolean {
    if (this.world.refusesWrites.includes(place.name)) return true;
    return !place.required || this.skipped.has(place.name) || place.writes.at(-1)?.dead === true;
  }

  /**
   * Whoever holds a value that another one replaced, without an overlap, is down until the next write: until a run
   * without mishaps has ended. A run may write such a value only if it was replaced while that run was under way.
   */
  #isBeingReplaced({ replacedAtMs, mendedAtMs }: SimKey, writer: string | undefined): boolean {
    if (replacedAtMs === undefined || mendedAtMs !== undefined) return false;
    return writer === undefined || replacedAtMs >= (this.runs.get(writer)?.beganMs ?? 0);
  }

  /** Where a new key cannot be tried first, it is handed out before it works everywhere. */
  #isNewborn(key: SimKey): boolean {
    const { ways, switches } = this.world;
    const isUntried = ways.says === undefined && ways.oldDies !== "after-grace" && key.made !== "create";
    return isUntried && this.world.serviceNow() < key.createdAtMs + switches.propagationMs;
  }

  /** Deaths that no rotator can prevent, or that it was told to bring about. */
  #excused(key: SimKey | undefined, writer?: string): boolean {
    if (!key) return false;
    if (this.#isBeingReplaced(key, writer) || this.#isNewborn(key)) return true;
    const { grace, secretField, propagationMs } = this.world.switches;
    if (key.doomed) return true;
    const useless = !/key/.test(secretField) || this.world.newKeysArePowerless || propagationMs > DAY;
    const hopeless = grace === "dies-at-once" || useless || this.#scene.run.canary?.red === true;
    if (key.graceEndsAtMs !== undefined && hopeless) return true;
    const byIncident = key.revoked && this.runs.get(key.revoked.by)?.options.mode === "incident";
    return byIncident === true || key.revoked?.by === "human";
  }
}

/** A job that took its value before a run had put another one into all places. */
function isOlder(job: SimJob, key: SimKey | undefined): boolean {
  return key?.mendedAtMs !== undefined && job.fromMs <= key.mendedAtMs;
}
