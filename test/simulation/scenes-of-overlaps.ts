import type { RunOptions } from "./run.ts";
import { NO_JOBS, places, type Scene } from "./scene.ts";
import { options, POLICIES } from "./scenes.ts";
import { FIRST_USE, FIRST_USE_IN_PLACE, GRACE_IN_PLACE, IN_PLACE, SWAP, type Ways } from "./ways.ts";
import { DAY, HOUR, MINUTE } from "./world.ts";

type Policy = (typeof POLICIES)[number];

interface Kind {
  readonly name: string;
  readonly ways: Ways;
  readonly run?: RunOptions;
  /** What else the service can do than rotate. */
  readonly creates?: true;
}

/** Services by what their own rotation does. */
const KINDS: readonly Kind[] = [
  { name: "in place, none, a second key can be made", ways: IN_PLACE, creates: true, run: { identifies: true } },
  { name: "in place, none", ways: IN_PLACE, run: { identifies: true } },
  { name: "another id, none", ways: SWAP },
  { name: "another id, first use", ways: FIRST_USE },
  { name: "in place, first use", ways: FIRST_USE_IN_PLACE },
  { name: "in place, grace", ways: GRACE_IN_PLACE },
];

function runOf({ ways, run, creates }: Kind, policy: Policy, current: boolean): RunOptions {
  const { current: _, ...rest } = options("rotate", policy, {
    ...run,
    strategies: creates ? ["rotate", "create"] : ["rotate"],
    policy: { allowDowntime: ways.oldDies === "at-once", ...run?.policy },
  });
  return current ? { ...rest, current: "home" } : rest;
}

function each(
  name: string,
  kinds: readonly Kind[],
  policies: readonly Policy[],
  make: (kind: Kind) => Omit<Scene, "name" | "run"> & { readonly run?: RunOptions },
): readonly Scene[] {
  return kinds.flatMap((kind) =>
    policies.flatMap((policy) =>
      [true, false].map((current): Scene => {
        const { run, world, ...scene } = make(kind);
        const given = current ? ", current given" : "";
        return {
          name: `${kind.name}: ${name}, ${policy}${given}`,
          run: runOf({ ...kind, run: { ...kind.run, ...run } }, policy, current),
          world: { ways: kind.ways, ...world },
          ...scene,
        };
      }),
    ),
  );
}

const DUE = [1, 2].flatMap((count) =>
  [DAY, MINUTE].flatMap((gapMs) =>
    each(`${count} places, next run after ${gapMs / MINUTE} min`, KINDS, POLICIES, () => ({
      gapMs,
      places: places(count),
    })),
  ),
);

const QUICK: readonly Policy[] = ["after-verify"];

const MODES = (["force", "incident"] as const).flatMap((mode) =>
  [1 / 12, 10].flatMap((ageDays) =>
    each(`${mode} at ${Math.round(ageDays * 24)} h`, KINDS, QUICK, () => ({
      firstRun: { mode },
      ageDays,
      places: places(2),
    })),
  ),
);

interface Turn {
  readonly name: string;
  readonly ways?: Partial<Ways>;
  readonly world?: Scene["world"];
  readonly run?: RunOptions;
  readonly scene?: Partial<Scene>;
  /** Which services; all unless told otherwise. */
  readonly only?: (kind: Kind) => boolean;
}

/** What a service, a store or a configuration may be like besides. */
const TURNS: readonly Turn[] = [
  { name: "3 places", scene: { places: places(3) } },
  { name: "a canary", run: { canary: { place: "api", red: false } }, scene: { places: places(3) } },
  { name: "readable places", scene: { places: places(2, { readable: true }) } },
  { name: "an optional place", scene: { places: [{ name: "home" }, { name: "api", required: false }] } },
  { name: "no home", scene: { places: [{ name: "home", home: false }, { name: "api" }] } },
  { name: "ends of values are not shown", ways: { showsSuffix: false }, only: ({ ways }) => ways.keepsId },
  {
    name: "whose a value is must be found out",
    run: { identifies: false },
    only: ({ ways }) => ways.keepsId,
  },
  { name: "the creation time moves", ways: { movesCreation: true }, only: ({ ways }) => ways.keepsId },
  { name: "old keys leave the list", ways: { hidesOld: true }, only: ({ ways }) => ways === FIRST_USE },
  { name: "lists lag", world: { switches: { listLagMs: 15_000 } } },
  {
    name: "lists, uses and stores lag",
    world: { switches: { listLagMs: 15_000, lastUsedLagMs: 300_000 }, storeLagMs: 8000 },
  },
  { name: "new keys work late", world: { switches: { propagationMs: 15_000 } } },
  { name: "clocks differ", world: { serviceSkewMs: 37_300, storeSkewMs: -12_700 }, run: { localSkewMs: 5300 } },
  { name: "a run that waited in the queue", run: { queuedMs: 2 * HOUR }, scene: { gapMs: HOUR } },
  {
    name: "the service says that there is an overlap",
    ways: { says: "grace" },
    only: ({ ways }) => ways.oldDies === "at-once",
  },
  {
    name: "downtime is not allowed",
    run: { policy: { allowDowntime: false } },
    scene: { mayRestOn: ["downtime-not-allowed"] },
    only: ({ ways }) => ways.oldDies === "at-once",
  },
  {
    name: "a place says that it may not be written",
    world: { barriers: ["api"] },
    scene: { mayRestOn: ["target-blocked"] },
  },
  { name: "a service that takes any key", world: { takesAnyKey: true }, scene: { mayRestOn: ["control-failed"] } },
  { name: "proof waived", run: { policy: { prove: false } } },
  { name: "idle consumers", scene: { places: places(2, { jobs: NO_JOBS }) } },
  { name: "the service never tells of uses", run: { tellsLastUse: false }, scene: { mayRestOn: ["not-idle"] } },
  { name: "a foreign key beside ours", run: { label: "ci" }, scene: { foreign: true } },
  {
    name: "others meddle",
    run: { label: "ci" },
    scene: { meddling: true, mayRestOn: ["key-appeared", "foreign-successor"] },
    only: ({ ways }) => !ways.keepsId,
  },
  {
    name: "a place refuses every write",
    world: { refusesWrites: ["api"] },
    // The first is made in place and does not count; three attempts, and one that a person asks for.
    scene: { mostMints: 5, mayRestOn: ["attempts-exhausted", "write-failed"] },
    only: (kind) => kind.creates === true,
  },
  {
    name: "a place refuses every write",
    world: { refusesWrites: ["api"] },
    // Every rotation ends the key before it: there is nothing to count.
    scene: { mostMints: Number.POSITIVE_INFINITY, tireless: true, mayRestOn: ["write-failed"] },
    only: (kind) => kind.creates !== true,
  },
  { name: "the key is rekey's own", run: { self: true }, scene: { mayRestOn: ["call-failed"] } },
];

const TURNED = TURNS.flatMap(({ name, ways, world, run, scene, only }) =>
  each(
    name,
    KINDS.filter((kind) => !only || only(kind)),
    QUICK,
    (kind) => ({
      places: places(2),
      ...(ways && { world: { ways: { ...kind.ways, ...ways } } }),
      ...(world && { world: { ...world, ways: kind.ways } }),
      ...(run && { run }),
      ...scene,
    }),
  ),
);

/** Somebody named the wrong secret: what is given as `current` was never a key. */
const MISTAKEN = each(
  "what is given is no key",
  KINDS.filter(({ ways }) => ways.keepsId),
  QUICK,
  () => ({ places: places(2), mostMints: 6, mayRestOn: ["current-not-ours", "attempts-exhausted"], endsHeld: true }),
).map((scene) => ({ ...scene, run: { ...scene.run, current: "nobody knows what this is" } }));

/** Services whose own rotation leaves old and new side by side in another way than Kosli's: every single mishap. */
export const OVERLAPS: readonly Scene[] = [...DUE, ...MODES, ...TURNED, ...MISTAKEN];

/** The smallest of them: every pair of mishaps. */
export const OVERLAP_PAIRS: readonly Scene[] = DUE.filter(({ name }) => {
  return /: 1 places, next run after 1440 min, after-verify/.test(name);
});
