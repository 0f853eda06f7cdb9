import { afterEach } from "vitest";
import { RotationError } from "../../src/contract/error.ts";
import type { Minting, MintRequest } from "../../src/contract/key-service.ts";
import type { KosliSwitches } from "../twins/kosli/index.ts";
import type { KosliStage } from "./kosli-stage.ts";
import { startKosliStage } from "./kosli-stage.ts";

export const HOUR_MS = 3_600_000;
/** An operation that nobody cancels. */
export const op = { signal: new AbortController().signal };
const stages: KosliStage[] = [];

afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.stop()));
});

/** A fresh stage, stopped after the test. */
export async function stageWith(switches: Partial<KosliSwitches> = {}): Promise<KosliStage> {
  const stage = await startKosliStage(switches);
  stages.push(stage);
  return stage;
}

/** A way of minting that must be there. */
export function strategy(stage: KosliStage, name: "rotate" | "create"): Minting {
  const minting = stage.service.strategies[name];
  if (!minting) throw new Error(`no ${name}`);
  return minting;
}

/** The request that replaces the stage's key. */
export function request(stage: KosliStage, more: Partial<MintRequest> = {}): MintRequest {
  const { id, description } = stage.old;
  return {
    replaces: { id, description },
    description: "deploy pipeline [rekey:a@b/c]",
    graceMs: 168 * HOUR_MS,
    ...more,
  };
}

/** The error of a call that must fail with one of ours. */
export async function errorOf(call: Promise<unknown>): Promise<RotationError> {
  const thrown = await call.then(
    () => new Error("resolved, though it should not"),
    (error: unknown) => error,
  );
  if (thrown instanceof RotationError) return thrown;
  throw thrown;
}

/** Answers every request of a method with this from now on. */
export function answering(stage: KosliStage, method: string, status: number, body: unknown): () => void {
  return stage.twin.fault((seen) => (seen.method === method ? { answer: { status, body } } : undefined));
}
