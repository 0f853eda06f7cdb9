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

  /** The header of an answer that leaves the server now. */
  stamp(): string {
    return new Date(Math.floor((this.#world.nowMs + this.#skewMs) / 1000) * 1000).toUTCString();
  }

  /** Takes note of an answer that came in now. */
  hear(date: string, sentAtMs: number): void {
    const local = (ms: number) => ms + this.#localSkewMs;
    this.#learner.learn({ date, sentAtMs: local(sentAtMs), receivedAtMs: local(this.#world.nowMs) });
  }

  reading(): ServerClock | undefined {
    return this.#learner.reading();
  }
}
