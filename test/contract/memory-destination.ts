import * as z from "zod/mini";
import type { Destination, Target } from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { Op } from "../../src/contract/key-service.ts";
import type { ConfiguredDestination } from "../../src/contract/plug-in.ts";
import { defineDestination } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import type { DestinationFlaw, DestinationStage, DestinationTrouble } from "./destination-stage.ts";
import { ASKED_WAIT_MS } from "./destination-stage.ts";

interface Shelf {
  value: string;
  writtenAtMs: number;
}

const OLD_MS = Date.parse("2026-11-20T12:00:00Z");

/** A store in memory, without network: the least that keeps all rules. Its values can be read back. */
export class MemoryStore {
  readonly shelves = new Map<string, Shelf>([
    ["key", { value: "old", writtenAtMs: OLD_MS }],
    ["sibling", { value: "untouched", writtenAtMs: OLD_MS }],
  ]);
  readonly credential = new Secret("credential-kQ7xW2mZ9pkQ7xW2mZ9p");
  owner = "somebody";
  nowMs = Date.parse("2026-11-21T12:00:00Z");
  requests = 0;
  changes = 0;
  answered = false;
  trouble: DestinationTrouble | "hang" | undefined;
  onArrival: () => void = () => undefined;

  /** One request: trouble strikes as a real transport would have it. */
  async call<T>(op: Op, flaw: DestinationFlaw | undefined, run: () => T): Promise<T> {
    if (op.signal.aborted) throw new RotationError("cancelled", "the call was cancelled", { effect: "none" });
    if (this.trouble === "unreachable") throw new RotationError("unavailable", "not reached", { effect: "none" });
    this.requests += 1;
    this.onArrival();
    if (this.trouble === "hang") return untilAborted(op.signal);
    this.answered = true;
    const refusal = refusalOf(this.trouble) ?? flawOf(flaw);
    if (refusal) throw refusal;
    return run();
  }

  put(name: string, value: string): boolean {
    const created = !this.shelves.has(name);
    this.nowMs += 1000;
    this.changes += 1;
    this.shelves.set(name, { value, writtenAtMs: this.nowMs });
    return created;
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      const late = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
      reject(new RotationError(late ? "timeout" : "cancelled", "no answer", { effect: "unknown" }));
    });
  });
}

function refusalOf(trouble: DestinationTrouble | "hang" | undefined): RotationError | undefined {
  if (trouble === "rate-limited")
    return new RotationError("rate-limited", "slow down", { retryAfterMs: ASKED_WAIT_MS });
  if (trouble === "unavailable") return new RotationError("unavailable", "the store is down");
  return trouble === "echo" ? new RotationError("config", "the store said: bad token [secret]") : undefined;
}

function flawOf(flaw: DestinationFlaw | undefined): RotationError | undefined {
  const hint = "Mend it.";
  if (flaw === "unknown-credential") return new RotationError("unauthenticated", "who are you", { hint });
  if (flaw === "weak-credential") return new RotationError("forbidden", "not you", { hint });
  return flaw === "missing-parent" ? new RotationError("not-found", "no such room", { hint }) : undefined;
}

interface MemoryOptions {
  readonly name: string;
  readonly create: boolean;
  readonly flaw?: DestinationFlaw;
}

/** A change of a good destination that breaks one rule. */
export interface Wear {
  readonly destination?: (good: Destination, store: MemoryStore) => Destination;
  readonly target?: (good: Target, store: MemoryStore) => Target;
  readonly loose?: boolean;
  readonly places?: readonly string[];
}

/** A stage around a store in memory; `wear` breaks it. */
export function memoryStage(wear: Wear = {}): DestinationStage {
  const store = new MemoryStore();
  const fields = { name: z.string(), create: z._default(z.boolean(), false) };
  const schema = wear.loose ? z.looseObject(fields) : z.strictObject(fields);
  const open = (options: MemoryOptions): Destination => {
    const good = goodTarget(options, store);
    const target = wear.target?.(good, store) ?? good;
    const destination: Destination = {
      label: `memory ${options.name}`,
      resolve: async () => ({ targets: [target], skipped: [], unresolved: [] }),
      inventory: (_query, op) =>
        store.call(op, options.flaw, () => ({
          holders: [{ id: good.id, label: good.label, excluded: false }],
          shadows: [],
          blindSpots: [],
          savings: [],
        })),
    };
    return wear.destination?.(destination, store) ?? destination;
  };
  const kind = defineDestination<Pick<MemoryOptions, "name" | "create">>({
    summary: "a store in memory",
    schema,
    places: (options) => wear.places ?? [`memory:${options.name}`],
    open: (options) => open(options),
  });
  const { credential } = store;
  return {
    evidence: "value",
    writtenAtMs: OLD_MS,
    configure: (changed = {}) => kind.configure({ name: "key", ...changed }),
    places: (configured: ConfiguredDestination) =>
      configured.places({ github: { apiUrl: "", pace: "none", maxTargets: 1 } }),
    open: (flaw) => open({ name: "key", create: false, ...(flaw ? { flaw } : {}) }),
    openAbsent: (create) => open({ name: "absent", create }),
    peek: () => store.shelves.get("key")?.value,
    peekAbsent: () => store.shelves.get("absent")?.value,
    surroundings: () => [store.shelves.get("sibling"), [...store.shelves.keys()], store.owner],
    tamper: () => void store.shelves.set("key", { value: "old", writtenAtMs: OLD_MS }),
    traffic: () => ({ requests: store.requests, changes: store.changes }),
    secrets: () => [credential],
    trouble: async (kind) => {
      store.trouble = kind;
    },
    hang: () => {
      store.trouble = "hang";
      return new Promise((resolve) => {
        store.onArrival = resolve;
      });
    },
    heal: async () => {
      store.trouble = undefined;
      store.onArrival = () => undefined;
    },
    stop: async () => undefined,
  };
}

function goodTarget({ name, create, flaw }: MemoryOptions, store: MemoryStore): Target {
  const missing = () => new RotationError("not-found", `there is no ${name}`, { hint: "Set create: true." });
  return {
    id: `memory:${name}`,
    label: `memory · ${name}`,
    named: true,
    required: true,
    create,
    home: false,
    work: () => ({ reads: 1, writes: 1 }),
    clock: () => (store.answered ? { offsetMs: 0, uncertaintyMs: 500 } : undefined),
    observe: (op) =>
      store.call(op, flaw, () => {
        const shelf = store.shelves.get(name);
        return shelf ? { exists: true, writtenAtMs: shelf.writtenAtMs } : { exists: false };
      }),
    preflight: (op) =>
      store.call(op, flaw, () => {
        if (create || store.shelves.has(name)) return undefined;
        const { fault, message: why, hint = "" } = missing();
        return { fault: fault === "cancelled" ? "config" : fault, why, hint };
      }),
    write: (value, op) =>
      store.call(op, flaw, () => {
        if (!create && !store.shelves.has(name)) throw missing();
        const created = store.put(name, value.reveal());
        return { created, writtenAtMs: store.nowMs };
      }),
    verify: (value, _receipt, op) =>
      store.call(op, flaw, () => {
        const shelf = store.shelves.get(name);
        return shelf?.value === value.reveal()
          ? { ok: true as const, evidence: "value" as const, writtenAtMs: shelf.writtenAtMs }
          : { ok: false as const, why: "another value came back" };
      }),
  };
}
