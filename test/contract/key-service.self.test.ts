import { describe, expect, test } from "vitest";
import { RotationError } from "../../src/contract/error.ts";
import type { KeyService, Minting } from "../../src/contract/key-service.ts";
import { describeKeyService } from "./key-service.ts";
import { KEY_SERVICE_RULES } from "./key-service-rules.ts";
import type { Break, MemoryVendor } from "./memory-key-service.ts";
import { memoryStage } from "./memory-key-service.ts";

/** Changes both ways of minting alike. */
function minting(change: (good: Minting, vendor: MemoryVendor) => Partial<Minting>): Break {
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
function throwing(change: (error: RotationError, vendor: MemoryVendor) => unknown): Break {
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
function changed(error: RotationError, to: { fault?: RotationError["fault"] } & Partial<RotationError>): RotationError {
  const { fault, message, hint, retryAfterMs, effect, keyId } = { ...error, message: error.message, ...to };
  return new RotationError(fault, message, { hint, retryAfterMs, effect, keyId });
}

const last = (vendor: MemoryVendor) => vendor.keys.at(-1);

/** A way to break the contract, and the rule that must notice. */
const BROKEN: readonly (readonly [what: string, rule: string, break_: Break])[] = [
  [
    "shows a secret in its label",
    "names itself and its account without asking anybody and without a secret",
    (good, vendor) => ({ ...good, label: `Memory ${vendor.keys[0]?.value.reveal()}` }),
  ],
  [
    "asks the vendor while it is opened",
    "names itself and its account without asking anybody and without a secret",
    (good, vendor) => {
      vendor.requests += 1;
      return good;
    },
  ],
  [
    "lists only the first page",
    "lists every live key, and changes nothing by it",
    (good) => ({ ...good, list: async (op) => (await good.list(op)).slice(0, 100) }),
  ],
  [
    "changes something by listing",
    "lists every live key, and changes nothing by it",
    (good, vendor) => ({
      ...good,
      list(op) {
        vendor.changes += 1;
        return good.list(op);
      },
    }),
  ],
  [
    "tells times in seconds",
    "tells a key's description and creation time in epoch milliseconds",
    (good) => ({
      ...good,
      list: async (op) =>
        (await good.list(op)).map((key) => ({ ...key, createdAtMs: Math.round((key.createdAtMs ?? 0) / 1000) })),
    }),
  ],
  [
    "names a place that accepts everybody",
    "finds a place where a made-up key is refused and a live one accepted, and changes nothing by it",
    (good) => ({
      ...good,
      probe: async (value, where, op) => (where.place === "lobby" ? "accepted" : good.probe(value, where, op)),
      provingGround: async () => ({ place: "lobby", answers: [] }),
    }),
  ],
  [
    "takes a key that was revoked for a live one",
    "tries the key that it is given, and no credential of its own",
    (good, vendor) => ({
      ...good,
      probe: async (value) => (vendor.keys.some((key) => key.value.equals(value)) ? "accepted" : "refused"),
    }),
  ],
  [
    "never tells a use",
    "tells the last use if it says that it does",
    (good) => ({
      ...good,
      list: async (op) => (await good.list(op)).map(({ lastUsedAtMs: _gone, ...key }) => key),
    }),
  ],
  [
    "claims to know the clock of a server that never answered",
    "knows the server's clock after the first answer and not before",
    (good) => ({ ...good, clock: () => ({ offsetMs: 0, uncertaintyMs: 500 }) }),
  ],
  [
    "claims more precision than a Date header has",
    "knows the server's clock after the first answer and not before",
    (good) => ({ ...good, clock: () => good.clock() && { offsetMs: 0, uncertaintyMs: 1 } }),
  ],
  [
    "mints twice",
    "mints a key that is listed under its id and accepted, and sends one changing request for it",
    minting((good) => ({
      async mint(request, op) {
        await good.mint(request, op);
        return good.mint(request, op);
      },
    })),
  ],
  [
    "answers with the old id",
    "mints a key that is listed under its id and accepted, and sends one changing request for it",
    minting((good) => ({
      mint: async (request, op) => ({ ...(await good.mint(request, op)), id: request.replaces?.id ?? "" }),
    })),
  ],
  [
    "cuts descriptions without saying so",
    "gives the new key the description asked for where it says that it can",
    minting((good) => ({
      mint: (request, op) => good.mint({ ...request, description: request.description.slice(0, 64) }, op),
    })),
  ],
  [
    "forgets the end of the key",
    "gives the new key the end asked for",
    minting((good) => ({ mint: ({ expiresAtMs: _gone, ...request }, op) => good.mint(request, op) })),
  ],
  [
    "masks nothing",
    "has the new value masked by the time it hands it out",
    minting((good, vendor) => ({
      async mint(request, op) {
        const key = await good.mint(request, op);
        vendor.masked.length = 0;
        return key;
      },
    })),
  ],
  [
    "ends the old key at once under grace",
    "keeps its word about the old key",
    minting((good, vendor) => ({
      async mint(request, op) {
        const key = await good.mint(request, op);
        const old = vendor.find(request.replaces?.id ?? "");
        if (old) old.diesAtMs = vendor.nowMs;
        return key;
      },
    })),
  ],
  [
    "tells no end of grace",
    "keeps its word about the old key",
    minting((good) => ({
      async mint(request, op) {
        const { predecessorExpiresAtMs: _gone, ...key } = await good.mint(request, op);
        return key;
      },
    })),
  ],
  [
    "calls keys independent that are not",
    "keeps its word about the old key in every other strategy",
    (good) => ({
      ...good,
      strategies: good.strategies.rotate
        ? { create: { ...good.strategies.rotate, overlap: { mode: "independent" } } }
        : {},
    }),
  ],
  [
    "mints again after a lost answer",
    "does not mint again when the answer is lost, and leaves the effect open",
    minting((good) => ({ mint: (request, op) => good.mint(request, op).catch(() => good.mint(request, op)) })),
  ],
  [
    "takes a lost answer for no effect",
    "does not mint again when the answer is lost, and leaves the effect open",
    throwing((error, vendor) => (vendor.trouble === "lost-answer" ? changed(error, { effect: "none" }) : error)),
  ],
  [
    "mints again after a 503",
    "does not mint again when the service is unavailable, and leaves the effect open",
    minting((good) => ({ mint: (request, op) => good.mint(request, op).catch(() => good.mint(request, op)) })),
  ],
  [
    "leaves the effect of a refusal open",
    "knows that nothing was minted when it was refused, told to slow down or never got through",
    throwing((error) => (error.fault === "forbidden" ? changed(error, { effect: "unknown" }) : error)),
  ],
  [
    "hands out a key without a value",
    "names the new key when its value is unusable, and hands out nothing",
    minting((good, vendor) => ({
      async mint(request, op) {
        vendor.spoilt = false;
        return good.mint(request, op);
      },
    })),
  ],
  [
    "forgets the id of a key without a value",
    "names the new key when its value is unusable, and hands out nothing",
    throwing((error) => changed(error, { keyId: undefined })),
  ],
  [
    "revokes all keys",
    "revokes one key and no other: refused and off the list",
    (good, vendor) => ({
      ...good,
      async revoke(id, op) {
        for (const key of vendor.keys) key.diesAtMs = vendor.nowMs;
        await good.revoke(id, op);
        return "revoked";
      },
    }),
  ],
  [
    "only says that it revokes",
    "revokes one key and no other: refused and off the list",
    (good) => ({ ...good, revoke: async () => "revoked" }),
  ],
  [
    "complains about a key that is gone",
    "calls a key that is gone already gone",
    (good) => ({
      ...good,
      async revoke(id, op) {
        const how = await good.revoke(id, op);
        if (how === "already-gone") throw new RotationError("not-found", "no such key");
        return how;
      },
    }),
  ],
  [
    "takes any 404 for a key that is gone",
    "does not take an account that is not there for a key that is gone",
    (good) => ({
      ...good,
      revoke: (id, op) =>
        good.revoke(id, op).catch((error: unknown) => {
          if (error instanceof RotationError && error.fault === "not-found") return "already-gone" as const;
          throw error;
        }),
    }),
  ],
  [
    "confuses 401 and 403",
    "calls a credential that nobody knows unauthenticated, with a hint",
    throwing((error) => (error.fault === "unauthenticated" ? changed(error, { fault: "forbidden" }) : error)),
  ],
  [
    "gives no hint",
    "calls a credential that may not do it forbidden, with a hint",
    throwing((error) => changed(error, { hint: undefined })),
  ],
  [
    "takes an account that is not there for a broken one",
    "calls an account that is not there not found, with a hint",
    throwing((error) => (error.fault === "not-found" ? changed(error, { fault: "contract" }) : error)),
  ],
  [
    "reads Retry-After as milliseconds",
    "passes on how long a rate limit asks to wait",
    throwing((error) => changed(error, { retryAfterMs: (error.retryAfterMs ?? 0) / 1000 })),
  ],
  [
    "takes a service that is down for a refusal",
    "calls a service that is down unavailable, and neither accepts nor refuses a key by it",
    (good) => ({ ...good, probe: (value, where, op) => good.probe(value, where, op).catch(() => "refused" as const) }),
  ],
  [
    "does not listen to its signal",
    "abandons a request at once when its signal aborts, late or cancelled",
    (good) => ({ ...good, list: () => good.list({ signal: new AbortController().signal }) }),
  ],
  [
    "calls a time-out a cancellation",
    "abandons a request at once when its signal aborts, late or cancelled",
    throwing((error) => (error.fault === "timeout" ? changed(error, { fault: "cancelled" }) : error)),
  ],
  [
    "sends requests though its signal has aborted",
    "sends nothing once its signal has aborted",
    (good) => ({ ...good, revoke: (id) => good.revoke(id, { signal: new AbortController().signal }) }),
  ],
  [
    "repeats a secret in a message",
    "shows no secret when a server repeats it in an error",
    throwing((error, vendor) => changed(error, { message: `${error.message} ${last(vendor)?.value.reveal()}` })),
  ],
  [
    "keeps a secret in a cause",
    "calls a credential that may not do it forbidden, with a hint",
    throwing(
      ({ fault, message, hint }, vendor) =>
        new RotationError(fault, message, {
          hint,
          cause: { headers: { key: btoa(last(vendor)?.value.reveal() ?? "") } },
        }),
    ),
  ],
  [
    "throws errors that are not ours",
    "calls an account that is not there not found, with a hint",
    throwing((error) => new TypeError(error.message)),
  ],
];

describeKeyService("The service in memory", { start: async () => memoryStage() });

describe("The suite for key services catches one that", () => {
  test.each(BROKEN)("%s", async (_what, name, wear) => {
    const rule = KEY_SERVICE_RULES.find((candidate) => candidate.name === name);
    if (!rule) throw new Error(`there is no rule "${name}"`);
    await expect(rule.check(memoryStage(wear))).rejects.toThrow();
  });

  test("breaks any rule at all: no rule is without its counterexample", () => {
    const covered = new Set(BROKEN.map(([, rule]) => rule));
    expect(KEY_SERVICE_RULES.map((rule) => rule.name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
