import { inspect } from "node:util";
import { expect } from "vitest";
import type { Blocker } from "../../src/contract/blocker.ts";
import type { Destination, Target } from "../../src/contract/destination.ts";
import type { Effect, Fault } from "../../src/contract/error.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { Op } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import type { DestinationStage } from "./destination-stage.ts";
import { expectNoSecret, op } from "./key-service-support.ts";

/** A new key with all that text can hold. */
export const NEW_KEY = new Secret('kQ7x"W2m/Z9p+ü%41\nsecond line 🔑 & <end>=');

/** The one target that a destination leads to. */
export async function targetOf(destination: Destination, run: Op = op()): Promise<Target> {
  const resolution = await destination.resolve(run);
  const [target] = resolution.targets;
  if (!target || resolution.targets.length > 1) throw new Error(`not one target: ${inspect(resolution, { depth: 5 })}`);
  return target;
}

/** Why nothing can be written: found by resolving, observing or preflight, whichever comes first. */
export async function blockerOf(stage: DestinationStage, destination: Destination): Promise<Blocker | undefined> {
  const blocker = await firstBlocker(destination).catch((error: unknown) => {
    if (!(error instanceof RotationError)) throw error;
    expectClean(stage, error);
    const { fault, message: why, hint } = error;
    if (fault === "cancelled") throw error;
    return { fault, why, ...(hint === undefined ? {} : { hint }) };
  });
  expectClean(stage, blocker);
  return blocker;
}

async function firstBlocker(destination: Destination): Promise<Blocker | undefined> {
  const { targets, unresolved } = await destination.resolve(op());
  if (unresolved[0]) return unresolved[0].blocker;
  for (const target of targets) {
    await target.observe(op());
    const blocker = await target.preflight(op());
    if (blocker) return blocker;
  }
  return undefined;
}

/** The error of a call that must fail; it must be ours, and hold no secret in any form. */
export async function failureOf(stage: DestinationStage, call: Promise<unknown>): Promise<RotationError> {
  const thrown = await call.then(
    (value) => new Error(`resolved with ${inspect(value)} though it should have failed`),
    (error: unknown) => error,
  );
  if (!(thrown instanceof RotationError)) throw thrown;
  expectClean(stage, thrown);
  expect(thrown.message, "a message is no more than its words").not.toMatch(/^Error:|\n|^::|##\[/);
  return thrown;
}

/** Fails unless a call is refused with this fault; and, if given, this effect. */
export async function expectFailure(
  stage: DestinationStage,
  call: Promise<unknown>,
  expected: { readonly fault: Fault; readonly effect?: Effect },
): Promise<void> {
  const { fault, effect } = await failureOf(stage, call);
  expect(expected.effect === undefined ? { fault } : { fault, effect }).toEqual(expected);
}

/** Fails if a thing shows the new key or a credential. */
export function expectClean(stage: DestinationStage, thing: unknown): void {
  if (thing !== undefined) expectNoSecret(thing, [...stage.secrets(), NEW_KEY]);
}

/** All calls of a target that read, and those that write: each must fail alike when the store is in trouble. */
export function callsOf(target: Target, run: Op = op()): readonly (() => Promise<unknown>)[] {
  return [() => target.observe(run), () => target.write(NEW_KEY, run)];
}
