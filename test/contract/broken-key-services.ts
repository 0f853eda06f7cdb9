import { RotationError } from "../../src/contract/error.ts";
import type { Broken } from "./wear.ts";
import { changed, last, throwing } from "./wear.ts";

/** Services that break the contract in anything but minting. */
export const BROKEN_OTHERWISE: readonly Broken[] = [
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
