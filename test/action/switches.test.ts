import { describe, expect } from "vitest";
import { eachSwitch, type KosliSwitches } from "../twins/kosli/index.ts";
import { expectClean } from "./expect.ts";
import { inWorld, SECRET, type World } from "./world.ts";

const api = { repository: "acme/api", name: SECRET };

/** How a rotation ends where Kosli is as a switch says; everywhere else it ends `rotated`. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "rotateCopiesDescription: false": "held",
  "secretField: null": "failed",
  "secretField: empty": "failed",
  "secretField: short": "failed",
  "rotateAnswersOldId: true": "failed",
  // The account is no administrator: its key cannot be proved anywhere, so none is made.
  "publicOrganization: true": "failed",
};

async function rotateTwice(world: World, switches: Partial<KosliSwitches>, expected: string): Promise<void> {
  world.kosli.set(switches);
  const current = () => ({ "current-key": world.github.value(api) ?? "" });
  const first = await world.run(current());
  expect(first.outputs.outcome, first.log).toBe(expected);
  expectClean(first, world);
  const promised = switches.grace !== "dies-at-once";
  if (promised) expect(world.kosli.accepts(world.github.value(api) ?? ""), first.log).toBe(true);
  const made = world.kosli.keys("ci").length;
  const second = await world.run(current());
  expectClean(second, world);
  if (expected === "failed") return;
  expect(second.outputs.outcome, second.log).toBe(expected === "held" ? "failed" : "not-due");
  expect(world.kosli.keys("ci"), second.log).toHaveLength(made);
}

describe("whatever Kosli's documents leave open, a rotation ends well and the next run changes nothing", () => {
  for (const { name, switches } of eachSwitch()) {
    inWorld(name, (world) => rotateTwice(world, switches, OTHERWISE[name] ?? "rotated"));
  }

  inWorld("an account of its own needs no description to be told from others", async (world) => {
    world.kosli.set({ rotateCopiesDescription: false });
    const first = await world.run({ "key-dedicated": "true" });
    expect(first.outputs.outcome, first.log).toBe("rotated");
    const second = await world.run({ "key-dedicated": "true" });
    expect(second.outputs.outcome, second.log).toBe("not-due");
  });
});
