import { inspect } from "node:util";
import { expect } from "vitest";
import type { Effect, Fault } from "../../src/contract/error.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { KeyRecord, KeyService, Minting, MintRequest, Op } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import { maskForms } from "../../src/lib/mask-forms.ts";
import type { KeyServiceStage } from "./key-service-stage.ts";

export const HOUR_MS = 3_600_000;

/** An operation that nobody cancels. */
export function op(): Op {
  return { signal: new AbortController().signal };
}

/** A value that no vendor ever issued. */
export function stranger(): Secret {
  return new Secret(Array.from({ length: 43 }, (_, index) => "kQ7xW2mZ9p"[index % 10]).join(""));
}

/** The ways of minting that a service offers, by name. */
export function mintings(service: KeyService): readonly (readonly [name: string, minting: Minting])[] {
  const { rotate, create } = service.strategies;
  const all = [...(rotate ? [["rotate", rotate] as const] : []), ...(create ? [["create", create] as const] : [])];
  expect(all.length, "a service offers at least one strategy").toBeGreaterThan(0);
  return all;
}

/** The request that replaces the stage's key, after the preflight that comes before every mint. */
export async function requestFor(stage: KeyServiceStage, minting: Minting): Promise<MintRequest> {
  const replaces = await recordOf(stage, stage.old.id);
  const strategy = minting === stage.service.strategies.rotate ? "rotate" : "create";
  expect(await stage.service.preflight?.({ strategy, replaces }, op())).toEqual(stage.service.preflight && []);
  const description = minting.marks ? `${replaces.description} [a marker]` : replaces.description;
  return { replaces, description, graceMs: minting.overlap.mode === "grace" ? minting.overlap.minMs : HOUR_MS };
}

/** A key as the service lists it. */
export async function recordOf(stage: KeyServiceStage, id: string): Promise<KeyRecord> {
  const found = (await stage.service.list(op())).find((key) => key.id === id);
  if (!found) throw new Error(`the key ${id} is not listed`);
  return found;
}

/** A place where a made-up key is refused. */
export async function placeOf(stage: KeyServiceStage): Promise<string> {
  const { place } = await stage.service.provingGround(await recordOf(stage, stage.old.id), op());
  if (place === undefined) throw new Error("no place refuses a made-up key");
  return place;
}

/** The error of a call that must fail; it must be ours, and hold none of the stage's secrets. */
export async function failure(stage: KeyServiceStage, call: Promise<unknown>): Promise<RotationError> {
  const thrown = await call.then(
    (value) => new Error(`resolved with ${inspect(value)} though it should have failed`),
    (error: unknown) => error,
  );
  if (!(thrown instanceof RotationError)) throw thrown;
  expectNoSecret(thrown, stage.secrets());
  expect(thrown.message, "a message is no more than its words").not.toMatch(/^Error:|\n|^::|##\[/);
  return thrown;
}

/** Fails unless a call is refused with this fault; and, if given, this effect. */
export async function expectFault(
  stage: KeyServiceStage,
  call: Promise<unknown>,
  expected: { readonly fault: Fault; readonly effect?: Effect },
): Promise<void> {
  const { fault, effect } = await failure(stage, call);
  expect(expected.effect === undefined ? { fault } : { fault, effect }).toEqual(expected);
}

/** Fails if a thing shows any secret, in any masked form, in any of the ways in which errors are printed. */
export function expectNoSecret(thing: unknown, secrets: readonly Secret[]): void {
  const shown = [inspect(thing, { depth: 8, showHidden: true }), JSON.stringify(thing), String(thing)].join("\n");
  for (const secret of secrets) {
    for (const form of maskForms(secret.reveal())) {
      expect(shown.includes(form), "what is shown holds a secret").toBe(false);
    }
  }
}

/** A call's outcome if it ends within a few turns of the event loop, else `still running`. */
export async function soon<T>(call: Promise<T>): Promise<T | "still running"> {
  const turns = (async () => {
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return "still running" as const;
  })();
  return Promise.race([call, turns]);
}
