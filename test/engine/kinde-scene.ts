import { afterEach } from "vitest";
import type { Destination, Target } from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { RotationEvent } from "../../src/contract/event.ts";
import type { Finding, FindingCode } from "../../src/contract/finding.ts";
import type { Tools } from "../../src/contract/plug-in.ts";
import type { KeySelector, Mode, RotationPolicy } from "../../src/contract/policy.ts";
import type { RotationReport } from "../../src/contract/report.ts";
import { Secret } from "../../src/contract/secret.ts";
import type { OpenedRotation } from "../../src/engine/crew.ts";
import { runRotation } from "../../src/engine/run.ts";
import { keyService } from "../../src/key-services/kinde.ts";
import { sharing } from "../../src/lib/shared.ts";
import { type KindeSwitches, type KindeTwin, startKindeTwin, type TwinKey } from "../twins/kinde/index.ts";
import { type VirtualClock, virtualClock } from "../twins/virtual-clock.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** How long a write takes. */
export const WRITE_MS = 100;

/** A place in memory that holds a value; `fails`: it cannot be written. */
export interface Place {
  readonly name: string;
  readonly required: boolean;
  value: string;
  writtenAtMs: number;
  fails: boolean;
}

/** The engine with the Kinde plug-in before its twin, places in memory, and a clock that moves when somebody waits. */
export interface Scene {
  readonly twin: KindeTwin;
  readonly clock: VirtualClock;
  readonly key: TwinKey;
  /** The first is the home. */
  readonly places: readonly Place[];
  run(options?: RunOptions): Promise<Ran>;
}

export interface RunOptions {
  readonly mode?: Mode;
  readonly key?: Partial<KeySelector>;
  readonly policy?: Partial<Omit<RotationPolicy, "key">>;
  /** Hands over what the home holds as `current`. */
  readonly current?: boolean;
}

export interface Ran {
  readonly report: RotationReport;
  readonly events: readonly RotationEvent[];
  /** What was asked of Kinde with an effect, as `PUT /api_keys/…`. */
  readonly changes: readonly string[];
  readonly codes: readonly FindingCode[];
  find<C extends FindingCode>(code: C): Extract<Finding, { code: C }> | undefined;
}

const twins: KindeTwin[] = [];

afterEach(async () => {
  await Promise.all(twins.splice(0).map((twin) => twin.stop()));
});

/** Sets a scene: one key, made and written everywhere so many days ago. */
export async function scene(
  options: { readonly ageDays?: number; readonly switches?: Partial<KindeSwitches>; readonly optional?: boolean } = {},
): Promise<Scene> {
  const clock = virtualClock();
  const twin = await startKindeTwin({ clock, ...(options.switches && { switches: options.switches }) });
  twins.push(twin);
  twin.addApi("api_billing", ["read:invoices", "write:invoices"]);
  twin.addApplication("writer", "the-secret-of-the-writer");
  const bornAtMs = clock.now() - (options.ageDays ?? 100) * DAY_MS;
  const key = twin.addKey({ createdAtMs: bornAtMs });
  const places = ["home", "api", "web"].map((name) => {
    const required = name !== "web" || options.optional !== true;
    return { name, required, value: key.value, writtenAtMs: bornAtMs + 60_000, fails: false };
  });
  return { twin, clock, key, places, run: (more = {}) => run({ twin, clock, key, places }, more) };
}

async function run({ twin, clock, places }: Omit<Scene, "run">, options: RunOptions): Promise<Ran> {
  const events: RotationEvent[] = [];
  const patient = { now: clock.now, sleep: async (ms: number) => clock.advance(ms) };
  const signal = new AbortController().signal;
  const from = twin.requests.length;
  const report = await runRotation(open({ twin, clock, places }, patient, options), {
    clock: patient,
    emit: (event) => void events.push(event),
    mask: () => undefined,
    signal,
    cancelled: signal,
    nonce: "nonce",
  });
  const asked = twin.requests.slice(from).filter((request) => request.changed);
  return {
    report,
    events,
    changes: asked.map(({ method, path }) => `${method} ${path.replace("/api/v1", "")}`),
    codes: report.findings.map((finding) => finding.code),
    find: (code) => report.findings.find((finding): finding is never => finding.code === code),
  };
}

function open(
  { twin, clock, places }: Pick<Scene, "twin" | "clock" | "places">,
  patient: Tools["clock"],
  { mode = "auto", key, policy, current = false }: RunOptions,
): OpenedRotation {
  const configured = keyService.configure({
    domain: twin.url,
    "client-id": "writer",
    "client-secret": new Secret("the-secret-of-the-writer"),
  });
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  const tools: Tools = {
    clock: patient,
    run: { repository: "acme/api", runId: "", runUrl: "", event: "" },
    github: { apiUrl: "https://api.github.com", pace: "safe", maxTargets: 500 },
    mask: () => undefined,
    shared: sharing(),
  };
  const value = current ? { current: new Secret(places[0]?.value ?? "") } : {};
  return {
    policy: {
      name: "kinde",
      home: "acme/api",
      strategy: "rotate",
      graceMs: 7 * DAY_MS,
      maxAgeMs: 90 * DAY_MS,
      retire: {
        policy: "expire",
        idleForMs: 6 * HOUR_MS,
        atLeastMs: DAY_MS,
        atMostMs: 14 * DAY_MS,
        onOverstay: "hold",
        waitForRunsMs: 600_000,
      },
      prove: true,
      allowDowntime: true,
      ...policy,
      key: { dedicated: false, manyOwners: true, ...(key?.id ? {} : { label: "billing worker" }), ...value, ...key },
    },
    mode,
    keyService: configured.data.open(tools, {}),
    destinations: [memory(places, clock)],
    snapshotAtMs: clock.now() - DAY_MS,
  };
}

function memory(places: readonly Place[], clock: VirtualClock): Destination {
  const targets = places.map((place): Target => targetOf(place, { clock, home: place === places[0] }));
  return { label: "memory", resolve: async () => ({ targets, skipped: [], unresolved: [] }) };
}

function targetOf(place: Place, { clock, home }: { readonly clock: VirtualClock; readonly home: boolean }): Target {
  return {
    id: `memory:${place.name}`,
    label: place.name,
    named: true,
    required: place.required,
    create: false,
    home,
    clock: () => ({ offsetMs: 0, uncertaintyMs: 500 }),
    observe: async () => ({ exists: true, writtenAtMs: place.writtenAtMs }),
    preflight: async () => undefined,
    async write(value) {
      clock.advance(WRITE_MS);
      if (place.fails) throw new RotationError("forbidden", `writing ${place.name} was refused`);
      place.value = value.reveal();
      place.writtenAtMs = clock.now();
      return { writtenAtMs: place.writtenAtMs, created: false };
    },
    verify: async (_value, receipt) => ({ ok: true, evidence: "version", writtenAtMs: receipt.writtenAtMs }),
  };
}
