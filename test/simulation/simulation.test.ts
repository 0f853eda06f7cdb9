import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Secret } from "../../src/contract/secret.ts";
import { PAIRS, SINGLE } from "./all-scenes.ts";
import { explore, type Tally } from "./explore.ts";
import { GUARDS } from "./guards.ts";
import { mutate } from "./mutant.ts";
import { race, zombies } from "./race.ts";
import { RACES, SLEEPS_MS } from "./races.ts";
import { roam } from "./random.ts";
import { type Engine, REAL_ENGINE } from "./run.ts";
import { tellStory } from "./story.ts";

const SEED = 20_260_302;

function stories({ counterexamples }: Tally): readonly string[] {
  return counterexamples.map(tellStory);
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((one) => one.name === name);
  if (!found) throw new Error(`nothing is called "${name}"`);
  return found;
}

/** Says what it made, in a form that a search for the plain value would miss. */
const LEAKY: Engine = {
  runRotation: async (rotation, crew) => {
    const known: Secret[] = [];
    const report = await REAL_ENGINE.runRotation(rotation, { ...crew, mask: (secret) => known.push(secret) });
    for (const secret of known) crew.mask(secret);
    return { ...report, name: Buffer.from(known.map((secret) => secret.reveal()).join("")).toString("base64") };
  },
};

/** The smaller part of what `npm run simulate` plays. */
describe("whatever goes wrong, nothing is lost, nobody breaks, and the next runs finish", () => {
  // A sample of every kind of scene: they follow each other by kind.
  const sample = SINGLE.filter((_, index) => index % 50 === 0);
  it.each([...PAIRS.filter(({ name }) => /^2 places, current given/.test(name)), ...sample])(
    "$name: every single mishap",
    async (scene) => {
      expect(stories(await explore(scene, { depth: 1, stopAfter: 1 }))).toEqual([]);
    },
  );

  it("every pair of mishaps in a small scene", async () => {
    const tally = await explore(named(PAIRS, "1 places, rotate, expire"), { depth: 2, stopAfter: 1 });
    expect(stories(tally)).toEqual([]);
    expect(tally.schedules).toBeGreaterThan(4000);
  });

  it("up to six mishaps at random", async () => {
    const tally = await roam(SEED, 300);
    expect(stories(tally)).toEqual([]);
    expect(tally.schedules).toBe(300);
  });

  it("two homes that do not know of each other: every interleaving", async () => {
    const tally = await race(named(RACES, "two homes, create, after-verify"));
    expect(stories(tally)).toEqual([]);
    expect(tally.schedules).toBeGreaterThan(300);
  });

  it.each(RACES.filter(({ name }) => name.startsWith("two")))("$name: one sleeps and wakes up", async (one) => {
    for (const gapMs of SLEEPS_MS) expect(stories(await zombies(one, gapMs))).toEqual([]);
  });
});

describe("the simulator notices", () => {
  it.each(GUARDS)("$name: can be taken out", async (guard) => {
    const text = await readFile(new URL(`../../src/engine/${guard.file}`, import.meta.url), "utf8");
    expect(text.split(guard.find)).toHaveLength(2);
  });

  const promises = [
    { guard: "a new value is masked", scene: "1 places, rotate, expire", rule: "I6" },
    { guard: "a mint is sent once", scene: "1 places, current given, rotate, expire", rule: "I5" },
    { guard: "expire waits for the grace period", scene: "1 places, current given, rotate, expire", rule: "I1" },
    {
      guard: "a new key is proved before anybody gets it",
      scene: "a service whose new keys never work, rotate, expire",
      rule: "I1",
    },
    { guard: "a cancelled run never ends well", scene: "1 places, current given, rotate, expire", rule: "I8" },
    { guard: "keys of others are not ours", scene: "others meddle, current given, rotate, expire", rule: "I9" },
  ];
  it.each(promises)("an engine without this: $guard", async ({ guard, scene, rule }) => {
    const engine = await mutate(named(GUARDS, guard));
    const { counterexamples } = await explore(named([...SINGLE, ...PAIRS], scene), { depth: 1, stopAfter: 1, engine });
    expect(counterexamples[0]?.violation.rule).toMatch(new RegExp(`^${rule} `));
  });

  it("a key value in what a run says", async () => {
    const leaky = named(PAIRS, "1 places, rotate, expire");
    const { counterexamples } = await explore(leaky, { depth: 1, stopAfter: 1, engine: LEAKY });
    expect(counterexamples[0]?.violation.rule).toBe("I6 nothing leaks");
  });
});
