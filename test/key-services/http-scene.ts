import type { Clock } from "../../src/contract/clock.ts";
import type { Destination, Target } from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { RotationEvent } from "../../src/contract/event.ts";
import type { FindingCode } from "../../src/contract/finding.ts";
import type { KeyService, Minting, Op } from "../../src/contract/key-service.ts";
import type { Mode, RotationPolicy } from "../../src/contract/policy.ts";
import type { RotationReport } from "../../src/contract/report.ts";
import { Secret } from "../../src/contract/secret.ts";
import { runRotation } from "../../src/engine/run.ts";
import type { VirtualClock } from "../twins/virtual-clock.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A place in memory that holds a value; `fails`: it cannot be written. */
export interface Place {
  readonly name: string;
  value: string;
  writtenAtMs: number;
  fails: boolean;
}

/** Stands around every request of a run: it may let it through, or end the run before or after it. */
export type Gate = <T>(request: () => Promise<T>) => Promise<T>;

const passing: Gate = (request) => request();

/** The engine with a plug-in that is opened for every run, places in memory, and a clock that moves when somebody waits. */
export interface Scene {
  readonly places: readonly Place[];
  run(more?: { readonly mode?: Mode; readonly policy?: Partial<RotationPolicy>; readonly gate?: Gate }): Promise<Ran>;
}

export interface Ran {
  readonly report: RotationReport;
  readonly codes: readonly FindingCode[];
  /** What happened to keys and places, in order. */
  readonly events: readonly string[];
}

export interface SceneOptions {
  readonly clock: VirtualClock;
  /** What all places hold, written so many days ago. */
  readonly value: string;
  readonly ageDays?: number;
  readonly policy?: Partial<RotationPolicy>;
  /** Opens the plug-in; `current` is what the home holds. */
  readonly open: (current: Secret, clock: Clock) => KeyService;
}

const POLICY: RotationPolicy = {
  name: "sample",
  home: "acme/api",
  strategy: "create",
  graceMs: DAY_MS,
  maxAgeMs: 90 * DAY_MS,
  retire: {
    policy: "after-verify",
    idleForMs: 6 * HOUR_MS,
    atLeastMs: DAY_MS,
    atMostMs: 14 * DAY_MS,
    onOverstay: "hold",
    waitForRunsMs: 0,
  },
  prove: true,
  allowDowntime: false,
  key: { dedicated: false },
};

/** Sets a scene with three places; the first is the home. */
export function scene({ clock, value, ageDays = 99, policy: own, open }: SceneOptions): Scene {
  const places = ["home", "api", "web"].map((name) => ({
    name,
    value,
    writtenAtMs: clock.now() - ageDays * DAY_MS,
    fails: false,
  }));
  const patient: Clock = { now: clock.now, sleep: async (ms) => clock.advance(ms) };
  return {
    places,
    async run({ mode = "auto", policy, gate = passing } = {}) {
      const events: string[] = [];
      const signal = new AbortController().signal;
      const current = new Secret(places[0]?.value ?? "");
      const whole = { ...POLICY, ...own, ...policy };
      const report = await runRotation(
        {
          policy: { ...whole, key: { ...whole.key, current } },
          mode,
          keyService: gated(open(current, patient), gate),
          destinations: [memory(places, { clock, gate })],
          snapshotAtMs: clock.now() - HOUR_MS,
        },
        {
          clock: patient,
          emit: (event) => events.push(...told(event)),
          mask: () => undefined,
          signal,
          cancelled: signal,
          nonce: "nonce",
        },
      );
      return { report, codes: report.findings.map(({ code }) => code), events };
    },
  };
}

function told(event: RotationEvent): readonly string[] {
  if (event.type === "target.written") return [`write ${event.target}`];
  return event.type === "key.minted" || event.type === "key.proved" || event.type === "key.revoked" ? [event.type] : [];
}

function gated(service: KeyService, gate: Gate): KeyService {
  const { rotate, create } = service.strategies;
  const { identify, adopt } = service;
  const minting = (one: Minting): Minting => ({ ...one, mint: (request, op) => gate(() => one.mint(request, op)) });
  return {
    ...service,
    strategies: { ...(rotate && { rotate: minting(rotate) }), ...(create && { create: minting(create) }) },
    list: (op) => gate(() => service.list(op)),
    provingGround: (sample, op) => gate(() => service.provingGround(sample, op)),
    probe: (value, where, op) => gate(() => service.probe(value, where, op)),
    revoke: (id, op) => gate(() => service.revoke(id, op)),
    ...(identify && { identify: (value: Secret, op: Op) => gate(() => identify(value, op)) }),
    ...(adopt && { adopt: (value: Secret, op: Op) => gate(() => adopt(value, op)) }),
  };
}

interface Around {
  readonly clock: VirtualClock;
  readonly gate: Gate;
}

function memory(places: readonly Place[], around: Around): Destination {
  const targets = places.map((place) => target(place, around, place === places[0]));
  return { label: "memory", resolve: async () => ({ targets, skipped: [], unresolved: [] }) };
}

function target(place: Place, { clock, gate }: Around, home: boolean): Target {
  return {
    id: `memory:${place.name}`,
    label: place.name,
    named: true,
    required: true,
    create: false,
    home,
    clock: () => ({ offsetMs: 0, uncertaintyMs: 500 }),
    observe: () => gate(async () => ({ exists: true, writtenAtMs: place.writtenAtMs })),
    preflight: async () => undefined,
    write: (value) =>
      gate(async () => {
        clock.advance(100);
        if (place.fails) throw new RotationError("forbidden", `writing ${place.name} was refused`);
        place.value = value.reveal();
        place.writtenAtMs = clock.now();
        return { writtenAtMs: place.writtenAtMs, created: false };
      }),
    verify: async (_value, receipt) => ({ ok: true, evidence: "version", writtenAtMs: receipt.writtenAtMs }),
  };
}
