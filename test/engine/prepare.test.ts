import { describe, expect, test } from "vitest";
import type { Destination, Target } from "../../src/contract/destination.ts";
import { Secret } from "../../src/contract/secret.ts";
import { prepareAhead } from "../../src/engine/prepare.ts";
import type { RunOptions } from "../simulation/run.ts";
import type { World } from "../simulation/world.ts";
import { act, stage } from "./stage.ts";

/** Gives every target this way to prepare. */
function preparing(prepare: (target: Target) => Promise<void>): NonNullable<RunOptions["dress"]> {
  return (destination: Destination) => ({
    ...destination,
    async resolve(op) {
      const resolution = await destination.resolve(op);
      const targets = resolution.targets.map((target) => ({ ...target, prepare: () => prepare(target) }));
      return { ...resolution, targets };
    },
  });
}

/** What was written, in order. */
function written(world: World): readonly string[] {
  return world.ledger.flatMap((line) => /^write \S+ to (.+)$/.exec(line)?.[1] ?? []);
}

/** Runs, and keeps what was prepared, with the number of writes before. */
async function watched(prepare: (target: Target) => Promise<void>) {
  const { world } = stage();
  const prepared: string[] = [];
  const dress = preparing((target) => {
    prepared.push(`${target.label} after ${written(world).length} writes`);
    return prepare(target);
  });
  const done = await act(world, { dress });
  return { ...done, world, prepared };
}

describe("the wait for the first write", () => {
  test("begins with the local work of the home", async () => {
    const { prepared, report } = await watched(async () => {});
    expect(prepared[0]).toBe("home after 0 writes");
    expect(report.outcome).toBe("rotated");
  });

  test("a target that cannot prepare is written all the same, and nothing is told of it", async () => {
    const { report, world } = await watched(async () => {
      throw new Error("no such thing");
    });
    expect(written(world)).toEqual(["home", "api", "web"]);
    expect(report).toMatchObject({ outcome: "rotated", findings: [] });
  });

  test("ends in time though a target never ends preparing", async () => {
    const { prepared, report, world } = await watched(() => new Promise(() => {}));
    expect(prepared).toEqual(["home after 0 writes"]);
    expect(written(world)).toEqual(["home", "api", "web"]);
    expect(report.outcome).toBe("rotated");
  });
});

/** Three targets as far as preparing goes; the last one tells that it was asked. */
function three(prepare: (label: string) => void) {
  const { promise: lastAsked, resolve } = Promise.withResolvers<void>();
  const prepared: string[] = [];
  const targets = ["home", "api", "web"].map((label) => ({
    async prepare() {
      prepared.push(label);
      if (label === "web") resolve();
      prepare(label);
    },
  }));
  return { targets, prepared, lastAsked };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("preparing ahead", () => {
  const value = new Secret("new");

  test("has one target after another do its work, whether or not those before could", async () => {
    const { targets, prepared, lastAsked } = three(() => {
      throw new Error("no such thing");
    });
    prepareAhead(targets, value, new AbortController().signal);
    await lastAsked;
    expect(prepared).toEqual(["home", "api", "web"]);
  });

  test("asks no other target once it was stopped", async () => {
    const { targets, prepared } = three(() => {});
    prepareAhead(targets, value, new AbortController().signal)();
    await turns(5);
    expect(prepared).toEqual(["home"]);
  });

  test("asks no other target once the run is cancelled", async () => {
    const cancelled = new AbortController();
    const { targets, prepared } = three((label) => label === "api" && cancelled.abort());
    prepareAhead(targets, value, cancelled.signal);
    await turns(10);
    expect(prepared).toEqual(["home", "api"]);
  });
});
