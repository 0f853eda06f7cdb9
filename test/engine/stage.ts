import type { Finding, FindingCode } from "../../src/contract/finding.ts";
import type { RotationReport } from "../../src/contract/report.ts";
import { complete, type RunOptions } from "../simulation/run.ts";
import { DAY, type SimKey, type SimPlace, World, type WorldOptions } from "../simulation/world.ts";

/** A world as most tests begin: one key, 100 days old, held by every place. */
export interface Stage {
  readonly world: World;
  readonly key: SimKey;
}

/** Sets the stage: places named here hold the key; the first is the home. */
export function stage(
  options: WorldOptions & {
    readonly ageDays?: number;
    readonly places?: readonly (Partial<SimPlace> & { readonly name: string })[];
    readonly description?: string;
    readonly expiresAtMs?: number;
  } = {},
): Stage {
  const world = new World(options);
  const ageMs = (options.ageDays ?? 100) * DAY;
  const key = world.addKey({
    description: options.description ?? "ci",
    by: "before",
    createdAtMs: world.serviceNow() - ageMs,
    ...(options.expiresAtMs !== undefined && { expiresAtMs: options.expiresAtMs }),
    given: true,
  });
  const places = options.places ?? [{ name: "home" }, { name: "api" }, { name: "web" }];
  for (const [index, place] of places.entries()) {
    const atMs = Math.floor((world.storeNow() - ageMs) / 1000) * 1000 + DAY / 24;
    world.addPlace({ home: index === 0, writes: [{ value: key.value, atMs, by: "before" }], ...place });
  }
  return { world, key };
}

/** What one run did and said. */
export interface Act {
  /** Changes of the remote world, in order. */
  readonly effects: readonly string[];
  /** Every request, in order. */
  readonly calls: readonly string[];
  readonly report: RotationReport;
  readonly codes: readonly FindingCode[];
  find<C extends FindingCode>(code: C): Extract<Finding, { code: C }> | undefined;
}

/** Runs once and gathers what happened. */
export async function act(world: World, options: RunOptions = {}): Promise<Act> {
  const from = world.ledger.length;
  const { report, line } = await complete(world, options);
  return {
    effects: world.ledger.slice(from),
    calls: line.calls.map((call) => call.name),
    report,
    codes: report.findings.map((finding) => finding.code),
    find: (code) => report.findings.find((finding): finding is never => finding.code === code),
  };
}

/** Lets time pass while no run is alive. */
export function pass(world: World, ms: number): void {
  world.time.advanceTo(world.nowMs + ms);
}
