import type {
  ActiveConsumer,
  Canary,
  CanaryResult,
  ConsumerWatch,
  Destination,
  Target,
} from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { Op } from "../../src/contract/key-service.ts";
import type { Secret } from "../../src/contract/secret.ts";
import type { Line } from "./io.ts";
import { HeardClock } from "./memory-clock.ts";
import { held, type SimPlace, type SimWrite, type World } from "./world.ts";

const HOST = "store";

/** Faults of a place that its preflight finds. */
export type Barriers = ReadonlyMap<string, "forbidden" | "archived">;

export interface MemoryTargetsOptions {
  readonly localSkewMs: number;
  readonly barriers?: Barriers;
  /** Throws where the store or the credential is not the right one. */
  readonly admit?: () => void;
}

/** One entry of `destinations` that leads to all places of the world. Every store counts whole seconds and may lag. */
export function memoryDestination(line: Line, options: MemoryTargetsOptions): Destination {
  const { world } = line;
  const clock = new HeardClock(world, world.storeSkewMs, options.localSkewMs);
  const barriers = options.barriers ?? new Map(world.barriers.map((name) => [name, "forbidden"] as const));
  return {
    label: "memory",
    resolve: (op) =>
      line.request({ name: "resolve", mutates: false, host: HOST }, op.signal, () => {
        options.admit?.();
        return {
          targets: world.places
            .filter((place) => place.declared && !world.unresolved.has(place.name))
            .map((place) => targetOf(place, { line, clock, barriers })),
          skipped: [],
          unresolved: [...world.unresolved].map((label) => ({
            label,
            required: true,
            blocker: { fault: "not-found", why: `${label} cannot be found` } as const,
          })),
        };
      }),
  };
}

interface Shelf {
  readonly line: Line;
  readonly clock: HeardClock;
  readonly barriers: Barriers;
}

function targetOf(place: SimPlace, shelf: Shelf): Target {
  const { line, clock, barriers } = shelf;
  const { name, named, required, create, home } = place;
  const request = <T>(verb: string, mutates: boolean, op: Op, effect: () => T, pretend?: () => T): Promise<T> =>
    line.request(
      {
        name: `${verb} ${name}`,
        mutates,
        host: `${HOST} ${name}`,
        clock,
        detourMs: mutates ? 0 : line.world.storeDetourMs,
      },
      op.signal,
      effect,
      pretend,
    );
  return {
    id: `memory:${name}`,
    label: name,
    place: name,
    named,
    required,
    create,
    home,
    clock: () => clock.reading(),
    observe: (op) =>
      request("observe", false, op, () => {
        const told = shown(line.world, place);
        if (!told) return { exists: false };
        return { exists: true, ...(place.tellsTime && { writtenAtMs: told.atMs }) };
      }),
    preflight: (op) =>
      request("preflight", false, op, () => {
        const barrier = barriers.get(name);
        if (barrier === "forbidden")
          return { fault: "forbidden", why: `${name} may not be written`, hint: "Ask its owner." };
        if (barrier === "archived") return { fault: "conflict", why: `${name} is archived` };
        if (place.writes.length === 0 && !create)
          return { fault: "not-found", why: `${name} does not exist`, hint: "Set create." };
        return undefined;
      }),
    write: (value, op) =>
      request(
        "write",
        true,
        op,
        () => write(shelf, place, value),
        () => ({ writtenAtMs: Math.floor(line.world.storeNow() / 1000) * 1000, created: false }),
      ),
    verify: (value, receipt, op) => request("verify", false, op, () => verify(line.world, place, value, receipt)),
  };
}

/** The last write that the store's replicas have heard of. */
function shown(world: World, place: SimPlace): SimWrite | undefined {
  const horizon = world.storeNow() - world.storeLagMs;
  return place.writes.findLast((write) => write.atMs <= horizon);
}

function write({ line, barriers }: Shelf, place: SimPlace, value: Secret) {
  const { world } = line;
  if (barriers.has(place.name) || world.refusesWrites.includes(place.name))
    throw new RotationError("forbidden", `${place.name} may not be written`);
  const created = place.writes.length === 0;
  if (created && !place.create) throw new RotationError("not-found", `${place.name} does not exist`);
  const text = value.reveal();
  const key = world.keyOf(text);
  if (key) key.given = true;
  const atMs = Math.floor(world.storeNow() / 1000) * 1000;
  place.writes.push({ value: text, atMs, by: line.name });
  world.auditor?.written(place, key, line.name);
  if (place.writes.at(-2)?.value === text) world.rewrites += 1;
  world.ledger.push(`write ${key?.id} to ${place.name}`);
  world.tell(line.name, `writes ${key?.id} to ${place.name}`);
  return { writtenAtMs: atMs, created };
}

function verify(world: World, place: SimPlace, value: Secret, receipt: { readonly writtenAtMs: number }) {
  const last = place.readable ? place.writes.at(-1) : shown(world, place);
  if (!last) return { ok: false, why: `${place.name} does not show yet` } as const;
  if (place.readable) {
    if (last.value !== value.reveal()) return { ok: false, why: `${place.name} holds another value` } as const;
    return { ok: true, evidence: "value", writtenAtMs: last.atMs } as const;
  }
  if (last.atMs < receipt.writtenAtMs) return { ok: false, why: `${place.name} shows no fresh write` } as const;
  return { ok: true, evidence: "version", writtenAtMs: last.atMs } as const;
}

/** Tells which jobs began before the writes. */
export function memoryWatch(line: Line, localSkewMs: number): ConsumerWatch {
  return {
    active: (places, op) =>
      line.request({ name: "watch", mutates: false, host: HOST }, op.signal, () => {
        const before = new Map(places.map(({ place, writtenBeforeMs }) => [place, writtenBeforeMs - localSkewMs]));
        return line.world.jobs
          .filter((job) => job.fromMs < (before.get(job.place.name) ?? Number.NEGATIVE_INFINITY))
          .map((job): ActiveConsumer => ({ label: `job of ${job.place.name}` }));
      }),
  };
}

/** A canary that uses what its place holds. */
export function memoryCanary(line: Line, place: SimPlace, red: boolean): Canary {
  return {
    label: `canary at ${place.name}`,
    place: place.name,
    preflight: (op) =>
      line.request({ name: "canary preflight", mutates: false, host: HOST }, op.signal, () => undefined),
    run: (_nonce, op) =>
      line.request({ name: "canary", mutates: true, host: HOST }, op.signal, (): CanaryResult => {
        line.world.ledger.push("canary");
        const value = held(place);
        const green = !red && value !== undefined && line.world.use(value, line.name);
        return green ? { ok: true } : { ok: false, why: "the workflow failed" };
      }),
  };
}
