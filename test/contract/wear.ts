import { RotationError } from "../../src/contract/error.ts";
import type { KeyService, Minting } from "../../src/contract/key-service.ts";
import type { Break, MemoryVendor } from "./memory-key-service.ts";

/** A way to break the contract, and the rule that must notice. */
export type Broken = readonly [what: string, rule: string, wear: Break];

/** Changes both ways of minting alike. */
export function minting(change: (good: Minting, vendor: MemoryVendor) => Partial<Minting>): Break {
  return (good, vendor) => {
    const { rotate, create } = good.strategies;
    if (!rotate || !create) return good;
    const strategies = {
      rotate: { ...rotate, ...change(rotate, vendor) },
      create: { ...create, ...change(create, vendor) },
    };
    return { ...good, strategies };
  };
}

/** Changes what all calls throw. */
export function throwing(change: (error: RotationError, vendor: MemoryVendor) => unknown): Break {
  return (good, vendor) => {
    const guard = async <T>(call: Promise<T>): Promise<T> => {
      try {
        return await call;
      } catch (error) {
        throw error instanceof RotationError ? change(error, vendor) : error;
      }
    };
    const worn: KeyService = {
      ...good,
      list: (op) => guard(good.list(op)),
      probe: (value, where, op) => guard(good.probe(value, where, op)),
      revoke: (id, op) => guard(good.revoke(id, op)),
    };
    return minting((one) => ({ mint: (request, op) => guard(one.mint(request, op)) }))(worn, vendor);
  };
}

/** The same error with some of its fields changed. */
export function changed(
  error: RotationError,
  to: { fault?: RotationError["fault"] } & Partial<RotationError>,
): RotationError {
  const { fault, message, hint, retryAfterMs, effect, keyId } = { ...error, message: error.message, ...to };
  return new RotationError(fault, message, { hint, retryAfterMs, effect, keyId });
}

/** The newest key. */
export const last = (vendor: MemoryVendor) => vendor.keys.at(-1);
