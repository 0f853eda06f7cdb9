import { randomBytes } from "node:crypto";
import { RotationError } from "../../src/contract/error.ts";
import type { IssuedKey, KeyRecord, KeyService, Minting, MintRequest, Op } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import type { Flaw, KeyServiceStage, Trouble } from "./key-service-stage.ts";

interface MemoryKey {
  readonly record: KeyRecord;
  readonly value: Secret;
  diesAtMs: number;
}

/** A vendor in memory, without network: the least that keeps all rules. */
export class MemoryVendor {
  readonly keys: MemoryKey[] = [];
  readonly uses = new Map<string, number>();
  readonly masked: Secret[] = [];
  nowMs = Date.parse("2026-11-21T12:00:00Z");
  requests = 0;
  changes = 0;
  answered = 0;
  trouble: Trouble | "hang" | undefined;
  spoilt = false;
  onArrival: () => void = () => undefined;

  add(description: string, expiresAtMs?: number): MemoryKey {
    const record: KeyRecord = {
      id: `id-${randomBytes(8).toString("hex")}`,
      description,
      createdAtMs: this.nowMs,
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    };
    const key = {
      record,
      value: new Secret(randomBytes(32).toString("base64url")),
      diesAtMs: Number.POSITIVE_INFINITY,
    };
    this.keys.push(key);
    return key;
  }

  lives(key: MemoryKey): boolean {
    return key.diesAtMs > this.nowMs && (key.record.expiresAtMs ?? Number.POSITIVE_INFINITY) > this.nowMs;
  }

  find(id: string): MemoryKey | undefined {
    return this.keys.find((key) => key.record.id === id && this.lives(key));
  }

  accepts(value: Secret): boolean {
    return this.keys.some((key) => this.lives(key) && key.value.equals(value));
  }

  /** One request: trouble strikes as a real transport would have it. */
  async call<T>(op: Op, run: () => T): Promise<T> {
    if (op.signal.aborted) throw new RotationError("cancelled", "the call was cancelled", { effect: "none" });
    if (this.trouble === "unreachable") throw new RotationError("unavailable", "not reached", { effect: "none" });
    this.requests += 1;
    this.onArrival();
    if (this.trouble === "hang") return untilAborted(op.signal);
    const refusal = refusalOf(this.trouble);
    if (refusal) throw refusal;
    const result = run();
    if (this.trouble === "lost-answer") throw new RotationError("unavailable", "the connection broke");
    this.answered += 1;
    return result;
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

function refusalOf(trouble: Trouble | "hang" | undefined): RotationError | undefined {
  if (trouble === "rate-limited") return new RotationError("rate-limited", "too many requests", { retryAfterMs: 7000 });
  if (trouble === "unavailable") return new RotationError("unavailable", "down");
  return trouble === "echo" ? new RotationError("config", "refused with [secret]") : undefined;
}

const HOUR_MS = 3_600_000;

/** How the memory service authenticates, and to which account it speaks. */
export type Standing = "admin" | Flaw;

/** A key service that keeps all rules. */
export function memoryService(vendor: MemoryVendor, standing: Standing = "admin"): KeyService {
  const demand = (what: "read" | "write"): void => {
    const hint = "Look at the credential and the account.";
    if (standing === "unknown-credential") throw new RotationError("unauthenticated", "who is this", { hint });
    if (standing === "unknown-account") throw new RotationError("not-found", "no such account", { hint });
    if (standing === "weak-credential" && what === "write") throw new RotationError("forbidden", "not you", { hint });
  };
  return {
    label: "Memory acme",
    account: "memory:acme",
    strategies: {
      rotate: memoryMinting(vendor, "grace", demand),
      create: memoryMinting(vendor, "independent", demand),
    },
    tellsLastUse: true,
    self: false,
    clock: () => (vendor.answered > 0 ? { offsetMs: 0, uncertaintyMs: 500 } : undefined),
    list: (op) =>
      vendor.call(op, () => {
        demand("read");
        return vendor.keys.filter((key) => vendor.lives(key)).map((key) => shown(vendor, key));
      }),
    async provingGround(_sample, op) {
      const answer = await this.probe(new Secret("made up, made up, made up"), { place: "the door", keyId: "" }, op);
      const answers = [{ place: "the door", answer }];
      return answer === "refused" ? { place: "the door", answers } : { answers };
    },
    async probe(value, _where, op) {
      if (vendor.trouble === "echo") return "inconclusive";
      return vendor.call(op, () => {
        const key = vendor.keys.find((candidate) => vendor.lives(candidate) && candidate.value.equals(value));
        if (key) vendor.uses.set(key.record.id, vendor.nowMs);
        return key ? "accepted" : "refused";
      });
    },
    revoke: (id, op) =>
      vendor.call(op, () => {
        demand("write");
        const key = vendor.find(id);
        if (!key) return "already-gone";
        vendor.changes += 1;
        key.diesAtMs = vendor.nowMs;
        return "revoked";
      }),
  };
}

function memoryMinting(vendor: MemoryVendor, mode: "grace" | "independent", demand: (what: "write") => void): Minting {
  return {
    overlap: mode === "grace" ? { mode, minMs: HOUR_MS, maxMs: 720 * HOUR_MS } : { mode },
    keepsId: false,
    marks: mode === "independent",
    maxDescription: 256,
    mint: (request: MintRequest, op: Op): Promise<IssuedKey> =>
      vendor.call(op, () => {
        demand("write");
        const marked = mode === "independent" ? request.description : (request.replaces?.description ?? "");
        const key = vendor.add(marked, request.expiresAtMs);
        vendor.changes += 1;
        const old = vendor.find(request.replaces?.id ?? "");
        const endsAtMs = vendor.nowMs + request.graceMs;
        if (mode === "grace" && old) old.diesAtMs = endsAtMs;
        if (vendor.spoilt) throw new RotationError("contract", "no value", { keyId: key.record.id });
        vendor.masked.push(key.value);
        return { ...key.record, value: key.value, ...(mode === "grace" ? { predecessorExpiresAtMs: endsAtMs } : {}) };
      }),
  };
}

function shown(vendor: MemoryVendor, { record }: MemoryKey): KeyRecord {
  const lastUsedAtMs = vendor.uses.get(record.id);
  return { ...record, ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }) };
}

/** Breaks a service: gets the good one, and the vendor behind it. */
export type Break = (good: KeyService, vendor: MemoryVendor) => KeyService;

/** A stage whose service, and every other one that it opens, went through `wear`. */
export function memoryStage(wear: Break = (good) => good): KeyServiceStage {
  const vendor = new MemoryVendor();
  const old = vendor.add("deploy pipeline");
  const service = wear(memoryService(vendor), vendor);
  return {
    service,
    old: { id: old.record.id, value: old.value, description: old.record.description },
    open: (flaw) => wear(memoryService(vendor, flaw), vendor),
    addKeys(count) {
      for (let index = 0; index < count; index += 1) vendor.add(`key ${index}`);
    },
    secrets: () => vendor.keys.map((key) => key.value),
    masked: () => vendor.masked,
    traffic: () => ({ requests: vendor.requests, changes: vendor.changes }),
    accepts: (value) => vendor.accepts(value),
    async trouble(kind) {
      vendor.trouble = kind;
    },
    hang() {
      vendor.trouble = "hang";
      return new Promise((resolve) => {
        vendor.onArrival = resolve;
      });
    },
    async heal() {
      vendor.trouble = undefined;
    },
    spoilValues() {
      vendor.spoilt = true;
    },
    advance(ms) {
      vendor.nowMs += ms;
    },
    stop: async () => undefined,
  };
}
