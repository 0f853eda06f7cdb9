import { expect } from "vitest";
import { type Act, act, pass } from "../engine/stage.ts";
import type { Chooser, Fault } from "../simulation/io.ts";
import { type RunOptions, start } from "../simulation/run.ts";
import { type Auditor, DAY, held, type World, works } from "../simulation/world.ts";

export { act, pass, stage } from "../engine/stage.ts";
export { DAY, HOUR, held, MINUTE, SECOND, works } from "../simulation/world.ts";

/** Runs that make a second key, migrate, and revoke the first. */
export const CREATE = { policy: { strategy: "create" } } as const satisfies RunOptions;

/** The same, and the first goes in the run that made the second. */
export const AFTER_VERIFY = { ...CREATE, retire: { policy: "after-verify" } } as const satisfies RunOptions;

/** The same, and the first goes when nobody has used it for a while. */
export const IDLE = { ...CREATE, retire: { policy: "when-idle" } } as const satisfies RunOptions;

/** A run that is killed at one of its requests. */
export async function killed(world: World, options: RunOptions): Promise<void> {
  expect(await world.time.drive(start(world, options).end)).toBe("killed");
}

/** Every request whose name begins like this goes wrong. */
export function every(name: string, fault: Fault): Chooser {
  return (call) => (call.name.startsWith(name) ? fault : undefined);
}

/** The first request whose name begins like this goes wrong, after something else happened. */
export function first(name: string, fault?: Fault, meanwhile: () => void = () => undefined): Chooser {
  let done = false;
  return (call) => {
    if (done || !call.name.startsWith(name)) return undefined;
    done = true;
    meanwhile();
    return fault;
  };
}

/** A run every day, so many times. */
export async function daily(world: World, days: number, options: RunOptions = {}): Promise<readonly Act[]> {
  const acts: Act[] = [];
  for (let day = 0; day < days; day++) {
    pass(world, DAY);
    acts.push(await act(world, options));
  }
  return acts;
}

/** The effects of several runs together. */
export function effects(acts: readonly Act[]): readonly string[] {
  return acts.flatMap((one) => one.effects);
}

/** The ids of all keys that a consumer could use now. */
export function alive(world: World): readonly string[] {
  return world.keys.filter((key) => works(world, key)).map((key) => key.id);
}

/** What every place holds, by the ids of keys. */
export function holdings(world: World): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(world.places.map((place) => [place.name, world.keyOf(held(place))?.id]));
}

/** Every place of the stage holds this key. */
export function everywhere(id: string): Readonly<Record<string, string>> {
  return { home: id, api: id, web: id };
}

/** Takes down every consumer that the service turns away, from now on. */
export function turnedAway(world: World): readonly string[] {
  const names: string[] = [];
  const nothing = () => undefined;
  const auditor: Auditor = {
    requested: nothing,
    answered: nothing,
    cancelled: nothing,
    minted: nothing,
    written: nothing,
    revoking: nothing,
    changed: nothing,
    consumed: (job, accepted) => {
      if (!accepted) names.push(job.place.name);
    },
  };
  world.auditor = auditor;
  return names;
}

/** Whether everything that a place holds is a live key. */
export function allServed(world: World): boolean {
  return world.places.every((place) => {
    const key = world.keyOf(held(place));
    return key !== undefined && works(world, key);
  });
}
