import type { RunOptions } from "./run.ts";
import { LEAD_MS, NO_JOBS, places, type Scene } from "./scene.ts";
import { each, options } from "./scenes.ts";
import { DAY, HOUR, MINUTE, SECOND, type SimKey, type World, type WorldOptions } from "./world.ts";

interface Trouble {
  readonly name: string;
  readonly world?: WorldOptions;
  readonly run?: RunOptions;
  readonly scene?: Partial<Scene>;
  readonly rests?: Scene["mayRestOn"];
  /** Whether \`current\` is given to the runs; it is unless told otherwise. */
  readonly current?: false;
}

/** A service, stores and settings that make it hard. */
const TROUBLES: readonly Trouble[] = [
  { name: "a place that says that it may not be written", world: { barriers: ["api"] }, rests: ["target-blocked"] },
  {
    name: "a place found by a pattern that may not be written",
    world: { barriers: ["api"] },
    scene: { places: [{ name: "home" }, { name: "api", named: false }] },
    rests: ["lingering-use"],
  },
  { name: "a service that takes any key", world: { takesAnyKey: true }, rests: ["control-failed"] },
  {
    name: "a place that refuses every write",
    world: { refusesWrites: ["api"] },
    scene: { mostMints: 3 },
    rests: ["attempts-exhausted", "write-failed"],
  },
  {
    name: "a place that refuses every write, current not given",
    world: { refusesWrites: ["api"] },
    // Three attempts, and one that a person asks for.
    scene: { mostMints: 4 },
    rests: ["attempts-exhausted"],
    current: false,
  },
  {
    name: "keys in grace do not show it and cannot be rotated",
    world: { switches: { rotateInGrace: 400, graceShowsAsExpiry: false } },
  },
  {
    name: "descriptions are not copied, a label is given",
    run: { label: "ci" },
    world: { switches: { rotateCopiesDescription: false } },
    scene: { mostMints: 1 },
    rests: ["foreign-successor", "key-appeared"],
  },
  {
    name: "readable stores that lag, next run at once",
    world: { storeLagMs: 8 * SECOND },
    scene: { gapMs: SECOND, places: places(2, { readable: true }) },
    current: false,
  },
  {
    name: "a service whose new keys never work",
    world: { switches: { propagationMs: 90 * DAY } },
    rests: ["new-key-refused", "attempts-exhausted", "no-live-key"],
  },
  { name: "as many live keys as there may be", world: { maxLiveKeys: 1 }, rests: ["no-headroom"] },
  { name: "an older key of the same description", scene: { elder: true } },
  {
    name: "an older key of the same description, and a list that is two minutes late",
    world: { switches: { listLagMs: 2 * MINUTE } },
    scene: { elder: true },
  },
  {
    name: "an account of many owners",
    run: { label: "ci", manyOwners: true, strategies: ["create"], policy: { strategy: "create" } },
    scene: { foreign: true },
  },
  {
    name: "idle consumers, at-least 0",
    run: { retire: { atLeastMs: 0 } },
    scene: { places: places(2, { jobs: NO_JOBS }) },
    current: false,
  },
  { name: "idle consumers", scene: { places: places(2, { jobs: NO_JOBS }) } },
  { name: "stores that lag, next run at once", world: { storeLagMs: 8 * SECOND }, scene: { gapMs: SECOND } },
  { name: "stores to which reads arrive late", world: { storeDetourMs: 9 * SECOND }, current: false },
  {
    name: "lists that lag, next run at once",
    world: { switches: { listLagMs: 15 * SECOND } },
    scene: { gapMs: SECOND },
  },
  { name: "a run that waited in the queue", run: { queuedMs: 2 * HOUR }, scene: { gapMs: HOUR } },
  {
    name: "a red canary before the last place",
    run: { canary: { place: "api", red: true } },
    scene: { places: places(3) },
    rests: ["canary-failed", "attempts-exhausted"],
  },
  {
    name: "optional places only",
    scene: { places: places(2, { required: false, jobs: NO_JOBS }) },
    current: false,
    rests: ["stale"],
  },
  { name: "two descriptions in one account", scene: { foreign: true }, rests: ["ambiguous-ownership"] },
  { name: "past at-most old keys are revoked", run: { retire: { onOverstay: "revoke" } } },
];

const TROUBLED = TROUBLES.flatMap(({ name, world, run, scene, rests, current }) =>
  each(name, (strategy, policy) => ({
    run: current === false ? withoutCurrent(options(strategy, policy, run)) : options(strategy, policy, run),
    places: places(2),
    ...(world && { world }),
    ...(rests && { mayRestOn: rests }),
    ...scene,
  })),
);

function withoutCurrent({ current: _current, ...run }: RunOptions): RunOptions {
  return run;
}

/** Rest on what a person has to settle who meddled. */
const MEDDLED: NonNullable<Scene["mayRestOn"]> = ["key-appeared", "foreign-successor"];

/** Others work on the account while a run is under way. */
const MEDDLING = [true, false].flatMap((current) =>
  each(`others meddle${current ? ", current given" : ""}`, (strategy, policy) => {
    const { current: _given, ...run } = options(strategy, policy, { label: "ci" });
    return { run: current ? { ...run, current: "home" } : run, places: places(2), meddling: true, mayRestOn: MEDDLED };
  }),
);

const MEDDLING_IN_INCIDENT = each("others meddle in an incident", (strategy, policy) => ({
  run: options(strategy, policy, { label: "ci" }),
  firstRun: { mode: "incident" },
  places: places(2),
  meddling: true,
  mayRestOn: MEDDLED,
}));

/** The home still holds the old key, another place has the new one. */
function half(world: World): SimKey {
  const key = world.addKey({
    description: "ci [rekey:kosli-ci@acme/ops]",
    by: "before",
    createdAtMs: world.serviceNow() - 10 * HOUR,
    given: true,
  });
  const atMs = Math.floor((world.storeNow() - 9 * HOUR) / SECOND) * SECOND;
  world.places.find((place) => place.name === "api")?.writes.push({ value: key.value, atMs, by: "before" });
  return key;
}

/** The same, but the old key is ending, and the service does not list such keys. */
function halfHidden(world: World): void {
  half(world);
  const [old] = world.keys;
  if (old) old.graceEndsAtMs = world.serviceNow() + 4 * DAY;
}

const HALF_HIDDEN = each("half done, the old key is not listed", (strategy, policy) => ({
  run: options(strategy, policy, { label: "ci" }),
  world: { switches: { graceListed: false } },
  places: places(2),
  prepare: halfHidden,
  meddling: true,
  mayRestOn: MEDDLED,
}));

/** Whose a value is must be found out while others use their keys. */
const HALF_DONE = [0, 5 * MINUTE].flatMap((lastUsedLagMs) =>
  (["oldest-first", "newest-first"] as const).flatMap((listOrder) =>
    each(`half done, uses show after ${lastUsedLagMs / MINUTE} min, ${listOrder}`, (strategy, policy) => ({
      run: options(strategy, policy, { label: "ci" }),
      world: { switches: { lastUsedLagMs, listOrder } },
      places: places(2),
      prepare: half,
      meddling: true,
      mayRestOn: MEDDLED,
    })),
  ),
);

/** The other key was used twice some minutes before, which shows just when rekey looks whose its value is. */
const LATE_USES = each("half done, late uses show", (strategy, policy) => ({
  run: options(strategy, policy, { label: "ci" }),
  world: { switches: { lastUsedLagMs: 5 * MINUTE } },
  places: places(2),
  prepare: (world) => {
    const { value } = half(world);
    const shownFromMs = world.nowMs + LEAD_MS - 5 * MINUTE;
    for (const afterMs of [13 * SECOND, 17 * SECOND]) world.time.at(shownFromMs + afterMs, () => world.use(value));
  },
  meddling: true,
  mayRestOn: MEDDLED,
}));

/** Scenes of trouble: every single mishap. */
export const TROUBLE: readonly Scene[] = [
  ...TROUBLED,
  ...MEDDLING,
  ...MEDDLING_IN_INCIDENT,
  ...HALF_DONE,
  ...HALF_HIDDEN,
  ...LATE_USES,
];
