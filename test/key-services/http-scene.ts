import type { Clock } from "../../src/contract/clock.ts";
import type { Destination, Target } from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { RotationEvent } from "../../src/contract/event.ts";
import type { FindingCode } from "../../src/contract/finding.ts";
import type { KeyService } from "../../src/contract/key-service.ts";
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

/** The engine with a plug-in that is opened for every run, places in memory, and a clock that moves when somebody waits. */
export interface Scene {
  readonly places: readonly Place[];
  run(more?: { readonly mode?: Mode; readonly policy?: Partial<RotationPolicy> }): Promise<Ran>;
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
    async run({ mode = "auto", policy } = {}) {
      const events: string[] = [];
      const signal = new AbortController().signal;
      const current = new Secret(places[0]?.value ?? "");
      const whole = { ...POLICY, ...own, ...policy };
      const report = await runRotation(
        {
          policy: { ...whole, key: { ...whole.key, current } },
          mode,
          keyService: open(current, patient),
          destinations: [memory(places, clock)],
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

function memory(places: readonly Place[], clock: VirtualClock): Destination {
  const targets = places.map((place) => target(place, clock, place === places[0]));
  return { label: "memory", resolve: async () => ({ targets, skipped: [], unresolved: [] }) };
}

function target(place: Place, clock: VirtualClock, home: boolean): Target {
  return {
    id: `memory:${place.name}`,
    label: place.name,
    named: true,
    required: true,
    create: false,
    home,
    clock: () => ({ offsetMs: 0, uncertaintyMs: 500 }),
    observe: async () => ({ exists: true, writtenAtMs: place.writtenAtMs }),
    preflight: async () => undefined,
    async write(value) {
      clock.advance(100);
      if (place.fails) throw new RotationError("forbidden", `writing ${place.name} was refused`);
      place.value = value.reveal();
      place.writtenAtMs = clock.now();
      return { writtenAtMs: place.writtenAtMs, created: false };
    },
    verify: async (_value, receipt) => ({ ok: true, evidence: "version", writtenAtMs: receipt.writtenAtMs }),
  };
}
