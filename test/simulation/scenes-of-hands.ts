import type { RunOptions } from "./run.ts";
import { NO_JOBS, places, type Scene } from "./scene.ts";
import { each, options } from "./scenes.ts";
import { HOUR, held, MINUTE, SECOND, type World, works } from "./world.ts";

function write(world: World, name: string, value: string | undefined): void {
  const place = world.places.find((one) => one.name === name);
  if (!place || value === undefined) return;
  const key = world.keyOf(value);
  const atMs = Math.floor(world.storeNow() / SECOND) * SECOND;
  place.writes.push({ value, atMs, by: "human", dead: !key || !works(world, key) });
  world.tell("a person", `writes ${world.keyOf(value)?.id} to ${name}`);
}

const BUSY = { everyMs: HOUR, lastMs: 50 * MINUTE, phaseMs: 30 * MINUTE };

function revokeUnheld(world: World): void {
  const key = world.keys.at(-1);
  if (!key || world.places.some((place) => held(place) === key.value)) return;
  key.unlistedFromMs = world.serviceNow();
  key.deadFromMs = world.serviceNow();
  key.revoked = { by: "human", atMs: world.nowMs };
  world.tell("a person", `revokes ${key.id}`);
}

/** Puts the first key back into a place some hours before a run. */
function putBack(name: string, run: number, hoursBefore: number): Deed["before"] {
  return (world, next) => {
    const hours = run * 24 - hoursBefore;
    if (next === 0) world.time.at(world.nowMs + hours * HOUR, () => write(world, name, world.keys[0]?.value));
  };
}

interface Deed {
  readonly name: string;
  readonly before: (world: World, run: number) => void;
  readonly rests?: Scene["mayRestOn"];
  readonly run?: RunOptions;
  readonly scene?: Partial<Scene>;
}

/** What people and tools do between runs. */
const DEEDS: readonly Deed[] = [
  {
    name: "a tool puts the old value back into the home once",
    before: putBack("home", 1, 8),
    rests: ["current-not-ours"],
  },
  {
    name: "a tool puts the old value back into the home shortly before a run",
    before: putBack("home", 1, 0.1),
    rests: ["current-not-ours"],
    run: { identifies: true },
    scene: { places: places(2, { jobs: NO_JOBS }) },
  },
  { name: "a tool puts the old value back into another place once", before: putBack("api", 1, 8) },
  {
    name: "a tool puts the old value back into another place late",
    before: putBack("api", 4, 8),
    scene: { places: [{ name: "home" }, { name: "api", jobs: BUSY }] },
  },
  {
    name: "a person makes a key of the same description",
    before: (world, run) => {
      if (run === 1) world.addKey({ description: "ci", by: "human" });
    },
  },
  {
    name: "a person makes a key of the same description and writes it everywhere",
    before: (world, run) => {
      if (run !== 1) return;
      const key = world.addKey({ description: "ci", by: "human" });
      world.time.advanceTo(world.nowMs + 10 * SECOND);
      for (const place of world.places) write(world, place.name, key.value);
    },
  },
  {
    name: "a person revokes the newest key that nobody holds",
    before: (world, run) => {
      if (run === 1) revokeUnheld(world);
    },
  },
  {
    name: "a person revokes the newest key that nobody holds, and keys in grace cannot be rotated",
    before: (world, run) => {
      if (run === 1) revokeUnheld(world);
    },
    scene: { world: { switches: { rotateInGrace: 400 } } },
  },
  {
    name: "a place cannot be found for two days",
    before: (world, run) => {
      if (run === 1) world.unresolved.add("api");
      if (run === 3) world.unresolved.clear();
    },
    scene: { places: places(2, { jobs: NO_JOBS }) },
  },
  {
    name: "a person deletes a place",
    before: (world, run) => {
      if (run === 1) world.places.find((place) => place.name === "api")?.writes.splice(0);
    },
    rests: ["target-blocked"],
  },
];

/** Scenes of people and tools: every single mishap. */
export const HANDLED: readonly Scene[] = DEEDS.flatMap(({ name, before, rests, run, scene }) =>
  each(name, (strategy, policy) => ({
    run: options(strategy, policy, run),
    places: places(2),
    before,
    mostMints: 4,
    ...(rests && { mayRestOn: rests }),
    ...scene,
  })),
);
