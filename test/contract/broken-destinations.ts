import type { Target } from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { Holder, Inventory } from "../../src/contract/inventory.ts";
import type { Secret } from "../../src/contract/secret.ts";
import type { MemoryStore, Wear } from "./memory-destination.ts";

/** Changes some calls of every target. */
function calls(change: (good: Target, store: MemoryStore) => Partial<Target>): Wear {
  return { target: (good, store) => ({ ...good, ...change(good, store) }) };
}

/** Changes what all calls of every target throw. */
function throwing(change: (error: RotationError, store: MemoryStore) => unknown): Wear {
  return calls((good, store) => {
    const guard = async <T>(call: Promise<T>): Promise<T> => {
      try {
        return await call;
      } catch (error) {
        throw error instanceof RotationError ? change(error, store) : error;
      }
    };
    return {
      observe: (op) => guard(good.observe(op)),
      preflight: (op) => guard(good.preflight(op)),
      write: (value, op) => guard(good.write(value, op)),
    };
  });
}

type Told = { -readonly [Field in "fault" | "hint" | "retryAfterMs" | "effect"]?: RotationError[Field] | undefined };

/** The same error with some of its fields changed. */
function changed(error: RotationError, to: Told): RotationError {
  const { fault = error.fault } = to;
  const { hint, retryAfterMs, effect } = {
    hint: error.hint,
    retryAfterMs: error.retryAfterMs,
    effect: error.effect,
    ...to,
  };
  return new RotationError(fault, error.message, { hint, retryAfterMs, effect });
}

const only = (fault: RotationError["fault"], to: Told) =>
  throwing((error) => (error.fault === fault ? changed(error, to) : error));

const OWN_PLACE = "knows its own place when it looks for other holders of the name, and changes nothing by looking";

/** Changes what an inventory brings. */
function inventories(change: (good: Inventory, store: MemoryStore) => Partial<Inventory>): Wear {
  return {
    destination: (good, store) => ({
      ...good,
      async inventory(query, op) {
        const found = await good.inventory?.(query, op);
        if (!found) throw new TypeError("the good one takes an inventory");
        return { ...found, ...change(found, store) };
      },
    }),
  };
}

function leftOut(holder: Holder): Holder {
  return { ...holder, excluded: true };
}

type Broken = readonly [what: string, rule: string, wear: Wear];

const BROKEN_FINDING: readonly Broken[] = [
  ["takes any option", "refuses an option that it does not know, by its name", { loose: true }],
  [
    "shows its credential in its label",
    "names itself without asking anybody and without a secret",
    { destination: (good, store) => ({ ...good, label: `memory as ${store.credential.reveal()}` }) },
  ],
  [
    "asks the store while it is opened",
    "names itself without asking anybody and without a secret",
    {
      destination: (good, store) => {
        store.requests += 1;
        return good;
      },
    },
  ],
  [
    "names its places by other ids than its targets",
    "names its places without asking anybody, by the ids that its targets have in every run",
    { places: ["memory:Key"] },
  ],
  [
    "has other ids in every run",
    "names its places without asking anybody, by the ids that its targets have in every run",
    { target: (good) => ({ ...good, id: `${good.id}#${Math.random()}` }) },
  ],
  [
    "does not know its own place among the holders of its name",
    OWN_PLACE,
    inventories(() => ({ holders: [{ id: "memory:other", label: "memory other", excluded: false }] })),
  ],
  ["leaves its own place out", OWN_PLACE, inventories(({ holders }) => ({ holders: holders.map(leftOut) }))],
  [
    "shows its credential in what it finds",
    OWN_PLACE,
    inventories(({ holders }, store) => ({
      holders: [...holders, { id: "memory:other", label: `as ${store.credential.reveal()}`, excluded: false }],
    })),
  ],
  [
    "writes while it looks around",
    OWN_PLACE,
    inventories((good, store) => {
      store.changes += 1;
      return good;
    }),
  ],
  [
    "sends more than it foretold",
    "writes no more than it foretold",
    calls((good) => ({
      work: () => ({ reads: 1, writes: 1 }),
      async verify(value, receipt, op) {
        await good.observe(op);
        await good.observe(op);
        return good.verify(value, receipt, op);
      },
    })),
  ],
  [
    "writes once more than it foretold",
    "writes no more than it foretold",
    calls((good) => ({
      work: () => ({ reads: 9, writes: 1 }),
      async write(value, op) {
        await good.write(value, op);
        return good.write(value, op);
      },
    })),
  ],
  [
    "tries a write in its preflight",
    "finds nothing in the way of a good place, and changes nothing by looking",
    calls((good, store) => ({
      preflight(op) {
        store.changes += 1;
        return good.preflight(op);
      },
    })),
  ],
  [
    "takes a place that was named for one that a pattern matched",
    "finds nothing in the way of a good place, and changes nothing by looking",
    calls(() => ({ named: false })),
  ],
  [
    "tells times in seconds",
    "tells that a place exists and when it was written, again and again",
    calls((good) => ({
      observe: async (op) => ({ exists: true, writtenAtMs: ((await good.observe(op)).writtenAtMs ?? 0) / 1000 }),
    })),
  ],
  [
    "answers from memory when it is asked again",
    "tells that a place exists and when it was written, again and again",
    calls((good) => {
      let first: ReturnType<Target["observe"]> | undefined;
      return {
        observe(op) {
          first ??= good.observe(op);
          return first;
        },
      };
    }),
  ],
  [
    "calls a missing place an error",
    "calls a place that is not there missing, which is no error but stands in the way of writing",
    calls((good) => ({
      async observe(op) {
        const state = await good.observe(op);
        if (!state.exists) throw new RotationError("not-found", "it is not there");
        return state;
      },
    })),
  ],
  [
    "finds a missing place ready",
    "calls a place that is not there missing, which is no error but stands in the way of writing",
    calls(() => ({ preflight: async () => undefined })),
  ],
  [
    "never learns the server's clock",
    "knows the server's clock after the first answer",
    calls(() => ({ clock: () => undefined })),
  ],
  [
    "claims to know the server's clock to the millisecond",
    "knows the server's clock after the first answer",
    calls(() => ({ clock: () => ({ offsetMs: 0, uncertaintyMs: 1 }) })),
  ],
];

const PREPARING = "prepares a write without asking anybody, and writes whatever value it is given then";

const BROKEN_WRITING: readonly Broken[] = [
  [
    "writes while it prepares",
    PREPARING,
    calls((_good, store) => ({ prepare: async (value) => void store.put("key", value.reveal()) })),
  ],
  [
    "asks while it prepares",
    PREPARING,
    calls((good) => ({ prepare: async () => void (await good.observe({ signal: new AbortController().signal })) })),
  ],
  [
    "writes what it prepared and not what it is given",
    PREPARING,
    calls((good) => {
      let prepared: Secret | undefined;
      return {
        async prepare(value) {
          prepared = value;
        },
        write: (value, op) => good.write(prepared ?? value, op),
      };
    }),
  ],
  [
    "trims the value",
    "writes the value, byte for byte",
    calls((good, store) => ({
      async write(value, op) {
        const receipt = await good.write(value, op);
        for (const shelf of store.shelves.values()) shelf.value = shelf.value.split("\n")[0] ?? "";
        return receipt;
      },
    })),
  ],
  [
    "tells the time of a write in seconds",
    "writes the value, byte for byte",
    calls((good) => ({
      async write(value, op) {
        const receipt = await good.write(value, op);
        return { ...receipt, writtenAtMs: receipt.writtenAtMs / 1000 };
      },
    })),
  ],
  [
    "keeps every version under a name of its own",
    "writes twice as it writes once",
    calls((good, store) => ({
      async write(value, op) {
        store.shelves.set(`key-${store.requests}`, { value: "copy", writtenAtMs: store.nowMs });
        return good.write(value, op);
      },
    })),
  ],
  [
    "replaces the whole store",
    "leaves siblings and settings that it does not own alone",
    calls((good, store) => ({
      async write(value, op) {
        store.shelves.delete("sibling");
        return good.write(value, op);
      },
    })),
  ],
  [
    "makes itself the owner of what it writes",
    "leaves siblings and settings that it does not own alone",
    calls((good, store) => ({
      async write(value, op) {
        store.owner = "rekey";
        return good.write(value, op);
      },
    })),
  ],
  [
    "creates whatever it is given",
    "creates nothing unless told to",
    calls((_good, store) => ({
      async write(value) {
        store.put("absent", value.reveal());
        throw new RotationError("not-found", "it was not there");
      },
    })),
  ],
  [
    "refuses to create",
    "creates a place when told to, and says so",
    calls((good) => ({
      preflight: async (op) =>
        (await good.observe(op)).exists ? undefined : { fault: "not-found" as const, why: "it is not there" },
    })),
  ],
  [
    "does not say that it created",
    "creates a place when told to, and says so",
    calls((good) => ({ write: async (value, op) => ({ ...(await good.write(value, op)), created: false }) })),
  ],
  [
    "claims less evidence than its store allows",
    "shows that a write arrived, with the evidence that its store allows, and changes nothing by it",
    calls((good) => ({
      async verify(value, receipt, op) {
        const verdict = await good.verify(value, receipt, op);
        return verdict.ok ? { ...verdict, evidence: "version" as const } : verdict;
      },
    })),
  ],
  [
    "writes again in order to verify",
    "shows that a write arrived, with the evidence that its store allows, and changes nothing by it",
    calls((good) => ({
      async verify(value, _receipt, op) {
        const again = await good.write(value, op);
        return { ok: true as const, evidence: "value" as const, writtenAtMs: again.writtenAtMs };
      },
    })),
  ],
  [
    "believes its own receipt",
    "does not call a write arrived that was undone behind its back",
    calls(() => ({
      verify: async (_value, { writtenAtMs }) => ({ ok: true, evidence: "value", writtenAtMs }),
    })),
  ],
];

const BROKEN_FAILING: readonly Broken[] = [
  [
    "takes a dead credential for a weak one",
    "calls a credential that nobody knows unauthenticated, with a hint",
    only("unauthenticated", { fault: "forbidden" }),
  ],
  [
    "gives no hint about a dead credential",
    "calls a credential that nobody knows unauthenticated, with a hint",
    only("unauthenticated", { hint: undefined }),
  ],
  [
    "takes a weak credential for a missing place",
    "calls a credential that may not do it forbidden, with a hint",
    only("forbidden", { fault: "not-found" }),
  ],
  [
    "takes a missing parent for a place that can be created",
    "calls a parent that is not there not found, with a hint",
    calls((good) => ({
      observe: (op) => good.observe(op).catch(() => ({ exists: false })),
      preflight: async () => undefined,
    })),
  ],
  [
    "forgets how long it was asked to wait",
    "passes on how long a rate limit asks to wait",
    only("rate-limited", { retryAfterMs: undefined }),
  ],
  [
    "leaves open whether a refused write was made",
    "passes on how long a rate limit asks to wait",
    only("rate-limited", { effect: "unknown" }),
  ],
  [
    "takes a store that is down for a missing place",
    "calls a store that is down unavailable, and no place of it missing or well",
    calls((good) => ({ observe: (op) => good.observe(op).catch(() => ({ exists: false })) })),
  ],
  [
    "takes a store that is down for a blocked place",
    "calls a store that is down unavailable, and no place of it missing or well",
    calls((good) => ({
      preflight: (op) => good.preflight(op).catch(() => ({ fault: "unavailable" as const, why: "it is down" })),
    })),
  ],
  [
    "waits for an answer whatever its signal says",
    "abandons a request at once when its signal aborts, late or cancelled",
    calls((good) => ({ observe: () => good.observe({ signal: new AbortController().signal }) })),
  ],
  [
    "calls a late answer cancelled",
    "abandons a request at once when its signal aborts, late or cancelled",
    only("timeout", { fault: "cancelled" }),
  ],
  [
    "writes though its signal has aborted",
    "sends nothing once its signal has aborted",
    calls((good, store) => ({
      async write(value, op) {
        store.put("key", value.reveal());
        return good.write(value, op);
      },
    })),
  ],
  [
    "repeats what the server said, credential and all",
    "shows no secret when a server repeats it in an error",
    throwing((error, store) => new RotationError(error.fault, `${error.message} ${store.credential.reveal()}`)),
  ],
  [
    "puts the new key into the cause of an error",
    "shows no secret when a server repeats it in an error",
    calls((good) => ({
      write: (value, op) =>
        good.write(value, op).catch((error: RotationError) => {
          throw new RotationError(error.fault, error.message, { cause: { sent: value.reveal() } });
        }),
    })),
  ],
  [
    "throws something else than its own errors",
    "shows no secret when a server repeats it in an error",
    throwing((error) => new TypeError(error.message)),
  ],
];

/** A way to break the contract, and the rule that must notice. */
export const BROKEN_DESTINATIONS: readonly Broken[] = [...BROKEN_FINDING, ...BROKEN_WRITING, ...BROKEN_FAILING];
