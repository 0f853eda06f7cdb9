import { eachSwitch, type KosliSwitches } from "../twins/kosli/switches.ts";
import type { RunOptions } from "./run.ts";
import { places, type Scene } from "./scene.ts";
import { DAY, HOUR, MINUTE } from "./world.ts";

export const STRATEGIES = ["rotate", "create"] as const;
export const POLICIES = ["expire", "after-verify", "when-idle"] as const;

/** Long enough that a run without mishaps falls into it after two with. */
const GRACE_MS = 80 * HOUR;

/** How runs of a scene are configured: all but what the scene is about. */
export function options(
  strategy: "rotate" | "create",
  policy: (typeof POLICIES)[number],
  extra: RunOptions = {},
): RunOptions {
  const { policy: more, retire, ...rest } = extra;
  return {
    policy: { strategy, graceMs: GRACE_MS, ...more },
    retire: { policy, waitForRunsMs: MINUTE, atMostMs: GRACE_MS, ...retire },
    current: "home",
    ...rest,
  };
}

/** Every strategy with every policy. */
export function each(
  name: string,
  make: (strategy: "rotate" | "create", policy: (typeof POLICIES)[number]) => Omit<Scene, "name"> | undefined,
): readonly Scene[] {
  return STRATEGIES.flatMap((strategy) =>
    POLICIES.flatMap((policy) => {
      const scene = make(strategy, policy);
      return scene ? { name: `${name}, ${strategy}, ${policy}`, ...scene } : [];
    }),
  );
}

/** The plain case: a key that is due. Small enough for every pair of mishaps. */
export const BASE: readonly Scene[] = [1, 2, 3].flatMap((count) =>
  [true, false].flatMap((current) =>
    each(`${count} places${current ? ", current given" : ""}`, (strategy, policy) => ({
      run: withCurrent(options(strategy, policy), current),
      places: places(count),
    })),
  ),
);

function withCurrent({ current: _current, ...rest }: RunOptions, given: boolean): RunOptions {
  return given ? { ...rest, current: "home" } : rest;
}

/** Nothing to write: as small. */
export const NONE: readonly Scene[] = each("no places", (strategy, policy) => ({
  run: options(strategy, policy),
  places: [],
  mayRestOn: ["no-targets"],
}));

/** Ends that a service brings about that does not keep to its own documents. */
const RESTS: { readonly [Name in keyof KosliSwitches]?: NonNullable<Scene["mayRestOn"]> } = {
  rotateCopiesDescription: ["none-ours", "ambiguous-ownership", "foreign-successor", "description-differs"],
  revoke: ["not-dead"],
  secretField: ["mint-unusable", "attempts-exhausted", "no-live-key"],
  rotateAnswersOldId: ["attempts-exhausted"],
};

/** Switches of the Kosli twin that concern the form of answers alone: the plug-in's own tests cover them. */
const FORMS = new Set(["keyForm", "neverUsed", "unauthorizedBody"]);

const SWITCHED = eachSwitch()
  .filter(({ switches }) => !Object.keys(switches).some((name) => FORMS.has(name)))
  .flatMap(({ name, switches }) =>
    each(name, (strategy, policy) => {
      const [which] = Object.keys(switches);
      const rests = Object.entries(RESTS).find(([known]) => known === which)?.[1];
      return {
        run: options(strategy, policy),
        places: places(2),
        world: { switches },
        ...(rests && { mayRestOn: rests }),
      };
    }),
  );

const TIMES = [
  {
    name: "lists, uses and stores lag",
    world: { switches: { listLagMs: 15_000, lastUsedLagMs: 300_000 }, storeLagMs: 8000 },
  },
  { name: "clocks differ", world: { serviceSkewMs: 37_300, storeSkewMs: -12_700 } },
  { name: "clocks differ the other way", world: { serviceSkewMs: -400, storeSkewMs: 3900 } },
].flatMap(({ name, world }) =>
  [DAY, MINUTE, HOUR].flatMap((gapMs) =>
    each(`${name}, next run after ${gapMs / MINUTE} min`, (strategy, policy) => ({
      run: { ...options(strategy, policy), localSkewMs: 5300 },
      world,
      gapMs,
      places: places(2),
    })),
  ),
);

const SOON = [MINUTE, HOUR].flatMap((gapMs) =>
  [true, false].flatMap((current) =>
    each(`next run after ${gapMs / MINUTE} min${current ? ", current given" : ""}`, (strategy, policy) => ({
      run: withCurrent(options(strategy, policy), current),
      gapMs,
      places: places(2),
    })),
  ),
);

const MODES = (["force", "incident"] as const).flatMap((mode) =>
  [1 / 12, 10].flatMap((ageDays) =>
    each(`${mode} at ${Math.round(ageDays * 24)} h`, (strategy, policy) => ({
      run: options(strategy, policy),
      firstRun: { mode },
      ageDays,
      places: places(2),
    })),
  ),
);

const PLACES: readonly {
  readonly name: string;
  readonly places: Scene["places"];
  readonly rests?: Scene["mayRestOn"];
}[] = [
  { name: "readable places", places: places(2, { readable: true }) },
  { name: "an optional place", places: [{ name: "home" }, { name: "api", required: false }] },
  { name: "a place to be made", places: [{ name: "home" }, { name: "api", writes: [], create: true }] },
  { name: "a place found by a pattern", places: [{ name: "home" }, { name: "api", named: false }] },
  { name: "no home", places: [{ name: "home", home: false }, { name: "api" }] },
  {
    name: "a place that cannot tell when it was written",
    places: [{ name: "home" }, { name: "api", tellsTime: false }],
    rests: ["destinations-untold"],
  },
];

const PLACED = PLACES.flatMap(({ name, places: where, rests }) =>
  each(name, (strategy, policy) => ({
    run: options(strategy, policy),
    places: where,
    ...(rests && { mayRestOn: rests }),
  })),
);

/** Somebody whom rekey was not told of works with the old key, every three hours. */
const STRANGER = each("an undeclared consumer", (strategy, policy) => {
  // The service's clock and the policy that asks for a quick end leave it no time.
  if (strategy === "rotate" || policy === "after-verify") return undefined;
  return {
    run: options(strategy, policy),
    places: [
      ...places(1),
      { name: "laptop", declared: false, jobs: { everyMs: 3 * HOUR, lastMs: MINUTE, phaseMs: 0 } },
    ],
    mayRestOn: ["lingering-use"],
  };
});

const ABILITIES: readonly {
  readonly name: string;
  readonly run: RunOptions;
  readonly world?: Scene["world"];
  readonly rests?: Scene["mayRestOn"];
}[] = [
  { name: "the service never tells of uses", run: { tellsLastUse: false }, rests: ["not-idle"] },
  { name: "the service tells whose a value is", run: { identifies: true } },
  { name: "proof waived", run: { policy: { prove: false } } },
  { name: "dedicated account", run: { dedicated: true } },
  { name: "the key is rekey's own", run: { self: true } },
  {
    name: "the key is rekey's own, and new ones are powerless",
    run: { self: true },
    world: { newKeysArePowerless: true },
    rests: ["powerless"],
  },
  { name: "a canary", run: { canary: { place: "api", red: false } } },
  {
    name: "a red canary",
    run: { canary: { place: "api", red: true } },
    rests: ["canary-failed", "attempts-exhausted"],
  },
];

const ABLE = ABILITIES.flatMap(({ name, run, world, rests }) =>
  each(name, (strategy, policy) => ({
    run: options(strategy, policy, run),
    places: places(2),
    ...(world && { world }),
    ...(rests && { mayRestOn: rests }),
  })),
);

const ONLY = STRATEGIES.flatMap((only) =>
  POLICIES.map(
    (policy): Scene => ({
      name: `a service that can only ${only}, ${policy}`,
      run: options(only, policy, { strategies: [only] }),
      places: places(2),
    }),
  ),
);

const FOREIGN = each("a foreign key beside ours", (strategy, policy) => ({
  run: options(strategy, policy, { label: "ci" }),
  foreign: true,
  places: places(2),
}));

const EXPIRING = each("a key that ends", (strategy, policy) => ({
  run: options(strategy, policy),
  ageDays: 30,
  lifetimeDays: 35,
  places: places(2),
}));

/** Every switch, clock, mode and kind of place: every single mishap. */
export const PLAIN: readonly Scene[] = [
  ...SWITCHED,
  ...TIMES,
  ...SOON,
  ...MODES,
  ...PLACED,
  ...STRANGER,
  ...ABLE,
  ...ONLY,
  ...FOREIGN,
  ...EXPIRING,
];
