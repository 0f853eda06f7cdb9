import { afterEach } from "vitest";
import { RotationError } from "../../src/contract/error.ts";
import type { KeyService, Minting, MintRequest } from "../../src/contract/key-service.ts";
import type { KindeSwitches, SeenRequest, TwinKey } from "../twins/kinde/index.ts";
import type { KindeStage } from "./kinde-stage.ts";
import { startKindeStage } from "./kinde-stage.ts";

export const HOUR_MS = 3_600_000;
export const PLACE = "the verify endpoint";
export const NAME = "billing worker [rekey:a@b/c]";
/** An operation that nobody cancels. */
export const op = { signal: new AbortController().signal };
const stages: KindeStage[] = [];

afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.stop()));
});

/** A fresh stage, stopped after the test. */
export async function stageWith(switches: Partial<KindeSwitches> = {}): Promise<KindeStage> {
  const stage = await startKindeStage(switches);
  stages.push(stage);
  return stage;
}

/** A way of minting that must be there. */
export function strategy(service: KeyService, name: "rotate" | "create"): Minting {
  const minting = service.strategies[name];
  if (!minting) throw new Error(`no ${name}`);
  return minting;
}

/** The request that replaces a key of the twin. */
export function requestFor({ id, name }: TwinKey, more: Partial<MintRequest> = {}): MintRequest {
  return { replaces: { id, description: name }, description: NAME, graceMs: 168 * HOUR_MS, ...more };
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

/** Answers every request that fits with this from now on. */
export function answering(
  { twin }: KindeStage,
  fits: Partial<Pick<SeenRequest, "method" | "path">>,
  answer: { readonly status: number; readonly body: unknown },
): () => void {
  return twin.fault(({ method, path }) =>
    (fits.method ?? method) === method && (fits.path ?? path) === path ? { answer } : undefined,
  );
}

/** What was asked of the Management API, as `GET /api_keys`. */
export function asked({ twin }: KindeStage): readonly string[] {
  return twin.requests.map(({ method, path }) => `${method} ${path.replace("/api/v1", "")}`);
}

/** The newest key of the twin. */
export function newest({ twin }: KindeStage): TwinKey {
  const key = twin.keys().at(-1);
  if (!key) throw new Error("no key");
  return key;
}
