import { createHash } from "node:crypto";
import { RotationError } from "../../src/contract/error.ts";
import { HANDS, type Hand } from "./hands.ts";
import type { HeardClock } from "./memory-clock.ts";
import type { World } from "./world.ts";

/** One request of a run, before it is sent. */
export interface Call {
  /** `list`, `mint`, `write api` …: what it is, and on what. */
  readonly name: string;
  /** Whether it may change something at the other side. */
  readonly mutates: boolean;
  /** The other side: calls to it fail together in an outage. */
  readonly host: string;
  /** Learns the server's time from the answer. */
  readonly clock?: HeardClock;
  /** How much longer than usual it is on its way there; the answer comes as fast as any. */
  readonly detourMs?: number;
}

/**
 * What can happen to a request. `garbled`: done, but the new key's value is missing from the answer. `swallowed`:
 * answered as done, but not done. `meanwhile`: it works, but somebody else does something just before it is sent.
 * `refused`: a definite answer, nothing done. `throttled`: the same, with a time to wait. `unreachable`: it never left.
 * `lost`: no answer, nothing done.
 * `lost-applied`: no answer, but done. `late`: no answer, done later. `slow`: done and answered late. `outage`:
 * lost, and so is every later request of this run to that host. `kill-…`: the process dies before the request,
 * after it took effect, after it was answered. `cancel`: the runner cancels while it is under way.
 */
export type Fault =
  | {
      readonly kind:
        | "refused"
        | "lost"
        | "lost-applied"
        | "unreachable"
        | "outage"
        | "cancel"
        | "garbled"
        | "swallowed";
    }
  | { readonly kind: "meanwhile"; readonly hand: Hand }
  | { readonly kind: "late" | "slow" | "throttled"; readonly byMs: number }
  | { readonly kind: "kill-before" | "kill-applied" | "kill-answered" };

/** Chooses what happens to a run's nth request; undefined: it works. */
export type Chooser = (call: Call, index: number) => Fault | undefined;

/**
 * Holds back a run's requests and waits, so that somebody else decides who goes on. A request let through takes
 * effect and is answered in one step: what comes between an effect and its answer cannot be seen from outside.
 */
export class Gate {
  readonly steps: Step[] = [];
  /** Everything that the run was told so far: two runs of one engine that were told the same are in the same state. */
  heard = "";
}

/** A request, or the end of a wait. */
export interface Step {
  readonly name: string;
  /** Until when it waits; absent: it is a request. */
  readonly untilMs?: number;
  readonly sentAtMs: number;
  /** Lets it through. */
  go(): void;
  /** Has it time out without effect; only a request can. */
  lose(): void;
}

const LATENCY_MS = 100;
const TIMEOUT_MS = 30_000;

/** The line between one process and the world. All its requests and waits go through here, and end when it dies. */
export class Line {
  readonly name: string;
  readonly world: World;
  readonly calls: Call[] = [];
  readonly killed: Promise<"killed">;
  dead = false;
  readonly #choose: Chooser;
  readonly #down = new Set<string>();
  #onDeath: (killed: "killed") => void = () => {};
  onCancel: () => void = () => {};

  readonly #gate: Gate | undefined;

  constructor(world: World, name: string, choose: Chooser = () => undefined, gate?: Gate) {
    this.world = world;
    this.name = name;
    this.#choose = choose;
    this.#gate = gate;
    this.killed = new Promise((resolve) => {
      this.#onDeath = resolve;
    });
  }

  /** The runner cancels the run. */
  cancel(): void {
    this.world.auditor?.cancelled(this.name);
    this.onCancel();
  }

  kill(): void {
    if (this.dead) return;
    this.dead = true;
    this.world.tell(this.name, "is killed");
    this.#onDeath("killed");
  }

  /** Sends a request: half the way there it takes effect, and comes back with what the effect returned or threw. */
  request<T>(call: Call, signal: AbortSignal, effect: () => T, pretend: () => T = effect): Promise<T> {
    if (this.dead) return new Promise(() => {});
    if (signal.aborted) return Promise.reject(abandoned(signal, "none"));
    const index = this.calls.push(call) - 1;
    const fault = this.#down.has(call.host) ? ({ kind: "lost" } as const) : this.#choose(call, index);
    if (fault) this.world.tell(this.name, `${call.name}: ${describe(fault)}`);
    if (fault?.kind === "meanwhile") HANDS[fault.hand](this.world);
    this.world.auditor?.requested(this.name, call);
    return new Promise((resolve, reject) => {
      const done = fault?.kind === "swallowed" ? pretend : effect;
      if (this.#gate) return this.#queue(call, done, { gate: this.#gate, resolve, reject });
      this.#send(call, fault, done, new Answer(this, signal, resolve, reject));
    });
  }

  #queue<T>(
    call: Call,
    effect: () => T,
    at: { readonly gate: Gate; readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void },
  ): void {
    const { world } = this;
    const hear = (result: Outcome<T>) => {
      at.gate.heard = digest(at.gate.heard, `${call.name}${JSON.stringify(result)}`);
      if ("value" in result) at.resolve(result.value);
      else at.reject(result.error);
    };
    const go = () => {
      const result = outcome(effect);
      if (call.clock) call.clock.hear(call.clock.stamp(), world.nowMs);
      if ("value" in result) world.auditor?.answered(this.name, call);
      world.changed();
      hear(result);
    };
    const lose = () => hear({ error: failure("lost", call) });
    at.gate.steps.push({ name: call.name, sentAtMs: world.nowMs, go, lose });
  }

  #send<T>(call: Call, fault: Fault | undefined, effect: () => T, answer: Answer<T>): void {
    const { world } = this;
    const course = courseOf(fault, call.detourMs);
    if (fault?.kind === "outage") this.#down.add(call.host);
    if (fault?.kind === "cancel") world.time.at(world.nowMs, () => this.cancel());
    if (fault?.kind === "kill-before") this.kill();
    let result: Outcome<T> | undefined;
    let date: string | undefined;
    const sentAtMs = world.nowMs;
    const { appliedMs, answeredMs } = course;
    if (fault?.kind === "late") world.pending += 1;
    if (appliedMs !== undefined) {
      world.time.at(world.nowMs + appliedMs, () => {
        if (this.dead && fault?.kind !== "late") return;
        result = outcome(effect);
        date = call.clock?.stamp();
        if (fault?.kind === "late") {
          world.pending -= 1;
          world.tell("the world", `${call.name} takes effect at last`);
        }
        world.changed();
        if (fault?.kind === "kill-applied") this.kill();
      });
    }
    const made = () => {
      if (course.answer !== "result" || !result) return { error: failure(course.answer, call, fault) };
      if (date !== undefined) call.clock?.hear(date, sentAtMs);
      if (fault?.kind === "garbled" && "value" in result) return { error: garbled(result.value) };
      world.auditor?.answered(this.name, call);
      return result;
    };
    answer.after(answeredMs, made, fault?.kind === "kill-answered");
  }

  /** Waits; the wait ends with an aborted signal, and never if the process dies. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.dead) return new Promise(() => {});
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { world } = this;
    const gate = this.#gate;
    return new Promise((resolve, reject) => {
      if (gate) {
        const go = () => {
          gate.heard = digest(gate.heard, "slept");
          resolve();
        };
        gate.steps.push({ name: "wait", untilMs: world.nowMs + ms, sentAtMs: world.nowMs, go, lose: go });
        return;
      }
      const answer = new Answer<void>(this, signal, resolve, reject);
      answer.after(Math.max(0, ms), () => ({ value: undefined }));
    });
  }
}

/** A short stand-in for a growing text. */
function digest(before: string, more: string): string {
  return createHash("sha1").update(before).update(more).digest("base64");
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

function outcome<T>(effect: () => T): Outcome<T> {
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
}

interface Course {
  /** When it takes effect after it was sent; absent: never. */
  readonly appliedMs?: number;
  readonly answeredMs: number;
  readonly answer: "result" | "refused" | "throttled" | "unreachable" | "lost";
}

function courseOf(fault: Fault | undefined, detourMs = 0): Course {
  switch (fault?.kind) {
    case "refused":
    case "throttled":
    case "unreachable":
      return { answeredMs: LATENCY_MS, answer: fault.kind };
    case "lost":
    case "outage":
    case "kill-before":
      return { answeredMs: TIMEOUT_MS, answer: "lost" };
    case "lost-applied":
      return { appliedMs: LATENCY_MS / 2, answeredMs: TIMEOUT_MS, answer: "lost" };
    case "late":
      return { appliedMs: fault.byMs, answeredMs: TIMEOUT_MS, answer: "lost" };
    case "slow":
      return { appliedMs: fault.byMs / 2, answeredMs: fault.byMs, answer: "result" };
    default:
      return { appliedMs: detourMs + LATENCY_MS / 2, answeredMs: detourMs + LATENCY_MS, answer: "result" };
  }
}

function garbled(minted: unknown): RotationError {
  const keyId = String(Reflect.get(Object(minted), "id"));
  return new RotationError("contract", `the answer holds no key (new key ${keyId})`, { keyId });
}

function failure(answer: Course["answer"], { name }: Call, fault?: Fault): RotationError {
  if (answer === "refused") return new RotationError("forbidden", `${name} was refused`);
  if (answer === "unreachable") return new RotationError("unavailable", `${name} never left`, { effect: "none" });
  if (fault?.kind === "throttled") {
    return new RotationError("rate-limited", `${name} was put off`, { effect: "none", retryAfterMs: fault.byMs });
  }
  return new RotationError("unavailable", `${name} was not answered`, { effect: "unknown" });
}

/** What a caller is told who broke off. */
function abandoned({ reason }: AbortSignal, effect: "none" | "unknown"): RotationError {
  const late = reason instanceof Error && reason.name === "TimeoutError";
  return new RotationError(late ? "timeout" : "cancelled", "the request was broken off", { effect });
}

/** A promise that an abort cuts short. */
class Answer<T> {
  readonly #line: Line;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    line: Line,
    signal: AbortSignal | undefined,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#line = line;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    if (signal) signal.addEventListener("abort", this.#abandon, { once: true });
  }

  readonly #abandon = () => {
    if (!this.#line.dead && this.#signal) this.#reject(abandoned(this.#signal, "unknown"));
  };

  after(ms: number, make: () => Outcome<T>, thenKill = false): void {
    const { world } = this.#line;
    world.time.at(world.nowMs + ms, () => {
      this.#signal?.removeEventListener("abort", this.#abandon);
      if (this.#line.dead) return;
      const made = make();
      if ("value" in made) this.#resolve(made.value);
      else this.#reject(made.error);
      if (thenKill) process.nextTick(() => this.#line.kill());
    });
  }
}

export function describe(fault: Fault): string {
  switch (fault.kind) {
    case "refused":
      return "refused, nothing was done";
    case "throttled":
      return `put off for ${Math.round(fault.byMs / 1000)} s`;
    case "unreachable":
      return "it never left";
    case "lost":
      return "the answer is lost, nothing was done";
    case "lost-applied":
      return "the answer is lost, but it was done";
    case "outage":
      return "the host goes down for the rest of this run";
    case "late":
      return `the answer is lost, and it is done ${Math.round(fault.byMs / 1000)} s later`;
    case "slow":
      return `takes ${Math.round(fault.byMs / 1000)} s`;
    case "cancel":
      return "the runner cancels the run meanwhile";
    case "garbled":
      return "it was done, but the answer holds no value";
    case "swallowed":
      return "it was answered as done, but it was not";
    case "meanwhile":
      return `meanwhile ${fault.hand}`;
    default:
      return fault.kind.replace("kill-", "the process dies: ");
  }
}
