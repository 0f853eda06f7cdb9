import type { ServerClock } from "../../src/contract/clock.ts";
import { learnClock } from "../../src/lib/server-clock.ts";
import type { World } from "./world.ts";

/** A server's clock as a run learns it from `Date` headers: whole seconds, known only after the first answer. */
export class HeardClock {
  readonly #world: World;
  readonly #skewMs: number;
  readonly #localSkewMs: number;
  readonly #learner = learnClock();

  constructor(world: World, skewMs: number, localSkewMs: number) {
    this.#world = world;
    this.#skewMs = skewMs;
    this.#localSkewMs = localSkewMs;
  }

  /** Takes note of an answer that was on its way for a tenth of a second. */
  hear(): void {
    const nowMs = this.#world.nowMs;
    const date = new Date(Math.floor((nowMs + this.#skewMs) / 1000) * 1000).toUTCString();
    const localMs = nowMs + this.#localSkewMs;
    this.#learner.learn({ date, sentAtMs: localMs - 50, receivedAtMs: localMs + 50 });
  }

  reading(): ServerClock | undefined {
    return this.#learner.reading();
  }
}
