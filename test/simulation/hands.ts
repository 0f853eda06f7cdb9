import { HOUR, held, MINUTE, type World, works } from "./world.ts";

/** What others do to the account while a run is under way. */
export const HANDS = {
  "consumers use what they hold": (world: World) => {
    for (const place of world.places) world.use(held(place) ?? "");
  },
  "a use of five minutes ago shows": (world: World) => {
    for (const place of world.places) {
      const key = world.keyOf(held(place));
      if (key && works(world, key)) key.usesMs.push(world.serviceNow() - 5 * MINUTE);
    }
  },
  "a person makes a key of the same description": (world: World) => {
    world.addKey({ description: "ci", by: "human" });
  },
  "another home makes a key": (world: World) => {
    world.addKey({ description: "ci [rekey:kosli-ci@acme/other]", by: "human" });
  },
  "a person makes a key of another description": (world: World) => {
    world.addKey({ description: "other", by: "human" });
  },
  "a person rotates the newest key": (world: World) => {
    const newest = world.keys.filter((key) => works(world, key)).at(-1);
    if (!newest) return;
    world.addKey({ description: newest.description, by: "human" });
    newest.graceEndsAtMs ??= world.serviceNow() + 60 * HOUR;
  },
} as const;

export type Hand = keyof typeof HANDS;
