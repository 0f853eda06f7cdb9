import fc from "fast-check";
import { KOSLI_SWITCHES, type KosliSwitches } from "../twins/kosli/switches.ts";
import type { Counterexample, Tally } from "./explore.ts";
import type { HANDS, Hand } from "./hands.ts";
import type { Fault } from "./io.ts";
import { type Play, play, type Schedule } from "./play.ts";
import { type Engine, REAL_ENGINE } from "./run.ts";
import { places, type Scene } from "./scene.ts";
import { DAY, HOUR, MINUTE, SECOND } from "./world.ts";

/** Runs that may go wrong, one after the other; the overlap is longer than that. */
const FAULTED_RUNS = 3;
const GRACE_MS = 5 * DAY + 10 * HOUR;

const simple = ["refused", "unreachable", "lost", "lost-applied", "outage", "cancel", "garbled", "swallowed"] as const;
const deaths = ["kill-before", "kill-applied", "kill-answered"] as const;

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom(...simple, ...deaths).map((kind): Fault => ({ kind })),
  fc.integer({ min: 1, max: 3600 }).map((seconds): Fault => ({ kind: "late", byMs: seconds * SECOND })),
  fc.integer({ min: 1, max: 900 }).map((seconds): Fault => ({ kind: "throttled", byMs: seconds * SECOND })),
  fc.integer({ min: 1, max: 6 * 3600 }).map((seconds): Fault => ({ kind: "slow", byMs: seconds * SECOND })),
  fc.constant<Fault>({ kind: "meanwhile", hand: "consumers use what they hold" satisfies Hand & keyof typeof HANDS }),
);

const schedule: fc.Arbitrary<Schedule> = fc.array(
  fc.record({ run: fc.nat(FAULTED_RUNS - 1), call: fc.nat(40), fault }),
  { maxLength: 6 },
);

/** Switches that a sound service may have in any position. */
const switches: fc.Arbitrary<Partial<KosliSwitches>> = fc.record(
  {
    graceListed: fc.constantFrom(...KOSLI_SWITCHES.graceListed),
    graceShowsAsExpiry: fc.constantFrom(...KOSLI_SWITCHES.graceShowsAsExpiry),
    lastUsedLagMs: fc.constantFrom(...KOSLI_SWITCHES.lastUsedLagMs),
    revokeLagMs: fc.constantFrom(...KOSLI_SWITCHES.revokeLagMs),
    propagationMs: fc.constantFrom(...KOSLI_SWITCHES.propagationMs),
    listLagMs: fc.constantFrom(...KOSLI_SWITCHES.listLagMs),
    revokeAgain: fc.constantFrom(...KOSLI_SWITCHES.revokeAgain),
    timestamps: fc.constantFrom(...KOSLI_SWITCHES.timestamps),
    expiry: fc.constantFrom(...KOSLI_SWITCHES.expiry),
    listOrder: fc.constantFrom(...KOSLI_SWITCHES.listOrder),
  },
  { requiredKeys: [] },
);

const scene: fc.Arbitrary<Scene> = fc
  .record({
    strategy: fc.constantFrom("rotate" as const, "create" as const),
    policy: fc.constantFrom("expire" as const, "after-verify" as const, "when-idle" as const),
    count: fc.integer({ min: 1, max: 3 }),
    current: fc.boolean(),
    readable: fc.boolean(),
    switches,
    serviceSkewMs: fc.integer({ min: -90_000, max: 90_000 }),
    storeSkewMs: fc.integer({ min: -90_000, max: 90_000 }),
    storeLagMs: fc.constantFrom(0, 3000, 8000),
    localSkewMs: fc.integer({ min: -30_000, max: 30_000 }),
    gapMs: fc.constantFrom(DAY, HOUR, MINUTE, SECOND),
    ageDays: fc.constantFrom(100, 89.99, 91),
  })
  .map(({ strategy, policy, count, current, readable, localSkewMs, gapMs, ageDays, ...world }) => ({
    name: `random: ${strategy}, ${policy}, ${count} places${current ? ", current given" : ""}`,
    run: {
      policy: { strategy, graceMs: GRACE_MS },
      retire: { policy, waitForRunsMs: MINUTE, atMostMs: GRACE_MS },
      localSkewMs,
      ...(current && { current: "home" as const }),
    },
    world,
    gapMs,
    ageDays,
    places: places(count, { readable }),
  }));

/** Plays random scenes with random schedules of up to six mishaps; what breaks a promise is made as small as can be. */
export async function roam(seed: number, count: number, engine: Engine = REAL_ENGINE): Promise<Tally> {
  const tally: Tally = { schedules: 0, checks: 0, counterexamples: [] };
  const property = fc.asyncProperty(scene, schedule, async (where, mishaps) => {
    const result = await play(where, mishaps, engine);
    tally.schedules += 1;
    tally.checks += result.checks;
    return result.violations.length === 0;
  });
  const { counterexample } = await fc.check(property, { seed, numRuns: count });
  if (counterexample) tally.counterexamples.push(await tell(...counterexample, engine));
  return tally;
}

async function tell(where: Scene, mishaps: Schedule, engine: Engine): Promise<Counterexample> {
  const { violations, story }: Play = await play(where, mishaps, engine);
  const [violation] = violations;
  if (!violation) throw new Error("a counterexample could not be repeated");
  return { scene: where, schedule: mishaps, violation, story };
}
