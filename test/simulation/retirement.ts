import type { Watch } from "./auditor.ts";
import { isOurs } from "./ours.ts";
import { POLICY } from "./run.ts";
import type { Scene } from "./scene.ts";
import { HOUR, held, MINUTE, type SimKey, type World, works } from "./world.ts";

const YOUNG_MS = 6 * HOUR;
/** A use that shows this much later than it happened may be overlooked, beside the lag that the service has. */
const BLINK_MS = MINUTE;

/** Judges every revocation when it is about to take effect (I3). */
export class Retirement {
  readonly #world: World;
  readonly #watch: Watch;
  readonly #scene: Scene;

  constructor(world: World, watch: Watch, scene: Scene) {
    this.#world = world;
    this.#watch = watch;
    this.#scene = scene;
  }

  revoking(key: SimKey, by: string): void {
    const world = this.#world;
    const run = this.#watch.runs.get(by);
    const mode = run?.options.mode ?? "auto";
    const stillborn = run?.minted.includes(key) === true && !key.given;
    const unspoiled = stillborn && key.made !== "in-place";
    const live = world.keys.filter((other) => works(world, other));
    this.#watch.check("I9 nothing foreign is revoked", isOurs(key, run?.options), () => `${by} revoked ${key.id}`);
    this.#watch.check("I3 never the last live key", live.length > 1 || !live.includes(key) || unspoiled, () => {
      return `${by} revoked ${key.id}, the last live key`;
    });
    const newest = live
      .filter((other) => isOurs(other, run?.options) && !this.#isLost(other, by))
      .sort((a, b) => a.createdAtMs - b.createdAtMs)
      .at(-1);
    this.#watch.check(
      "I3 never the current key",
      newest !== key || unspoiled,
      () => `${by} revoked the newest, ${key.id}`,
    );
    if (mode === "incident" || unspoiled) return;
    const ageMs = world.serviceNow() - key.createdAtMs;
    const isHarmless = stillborn || this.#isLost(key, by);
    this.#watch.check(
      "I3 no young key",
      ageMs >= YOUNG_MS || isHarmless,
      () => `${by} revoked ${key.id}, ${ageMs / HOUR} h old`,
    );
    this.#checkUnheld(key, by);
    this.#checkUnused(key, by);
  }

  /** A value that replaced another one in place and that nobody has: its run is over, or asks for its end. */
  #isLost(key: SimKey, by: string): boolean {
    if (key.made !== "in-place" || key.given) return false;
    const run = this.#watch.runs.get(key.by);
    return key.by === by || run === undefined || run.endedMs !== undefined || run.killed === true;
  }

  #checkUnheld(key: SimKey, by: string): void {
    const newer = this.#world.places.some((place) => {
      const holds = this.#world.keyOf(held(place));
      if (!place.declared || holds === undefined || holds.shownId === key.shownId) return false;
      return holds.createdAtMs > key.createdAtMs || this.#isLost(key, by);
    });
    this.#watch.check("I3 somebody has a newer key", newer, () => `${by} revoked ${key.id}`);
    for (const place of this.#world.places) {
      if (!place.declared || this.#watch.isWaived(place)) continue;
      const value = held(place);
      this.#watch.check("I3 no place holds a revoked key", this.#world.keyOf(value)?.shownId !== key.shownId, () => {
        return `${by} revoked ${key.id}, which ${place.name} holds`;
      });
      this.#watch.check("I3 every place has a newer key", value !== undefined, () => `${by} revoked ${key.id}`);
    }
  }

  #checkUnused(key: SimKey, by: string): void {
    const retire = { ...POLICY.retire, ...this.#scene.run.retire };
    if (retire.policy === "when-idle") {
      const minted = this.#watch.runs.get(by)?.minted.length ?? 0;
      this.#watch.check(
        "I3 when-idle leaves it to a later run",
        minted === 0,
        () => `${by} minted and revoked ${key.id}`,
      );
      const ours = this.#world.keys.filter((one) => works(this.#world, one) && isOurs(one) && one.by !== "human");
      const newest = Math.max(...ours.map((one) => one.createdAtMs));
      const sinceMs = this.#world.serviceNow() - newest;
      this.#watch.check(
        "I3 when-idle waits for at-least",
        sinceMs >= retire.atLeastMs,
        () => `${by} revoked ${key.id}`,
      );
      const told = this.#scene.run.tellsLastUse !== false || retire.onOverstay === "revoke";
      this.#watch.check("I3 when-idle needs to be told of uses", told, () => `${by} revoked ${key.id}`);
    }
    const rival = this.#world.keys.some(
      (other) => other !== key && works(this.#world, other) && other.createdAtMs > key.createdAtMs && isUnmarked(other),
    );
    const explained = this.#scene.run.dedicated === true || key.by !== "human" || !rival;
    this.#watch.check("I3 an unexplained key is left to a person", explained, () => `${by} revoked ${key.id}`);
    if (retire.onOverstay === "revoke") return;
    const job = this.#world.jobs.find((one) => one.value === key.value && !this.#watch.isWaived(one.place));
    this.#watch.check("I3 no job works with a revoked key", retire.policy === "expire" || job === undefined, () => {
      return `${by} revoked ${key.id}, with which a job of ${job?.place.name} works`;
    });
    if (retire.policy !== "when-idle" || this.#scene.run.tellsLastUse === false) return;
    const horizonMs = this.#world.serviceNow() - this.#world.switches.lastUsedLagMs - BLINK_MS;
    const usedMs = key.usesMs.findLast((useMs) => useMs <= horizonMs) ?? 0;
    const idleMs = this.#world.serviceNow() - usedMs;
    this.#watch.check("I3 when-idle waits for idleness", idleMs >= retire.idleForMs, () => {
      return `${by} revoked ${key.id}, idle for ${idleMs / HOUR} h`;
    });
  }
}

/** A predecessor that does not say who made it. */
function isUnmarked(key: SimKey): boolean {
  return key.description === "ci" && key.by === "before";
}
