import type { RunOptions } from "./run.ts";
import { places, type Scene } from "./scene.ts";
import { options, POLICIES } from "./scenes.ts";
import { FIRST_USE, FIRST_USE_IN_PLACE, GRACE_IN_PLACE, IN_PLACE, SWAP, type Ways } from "./ways.ts";
import { DAY, MINUTE } from "./world.ts";

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
          run: { ...runOf(kind, policy, current), ...run },
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

export const OVERLAPS: readonly Scene[] = [...DUE];
