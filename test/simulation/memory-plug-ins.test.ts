import * as z from "zod/mini";
import type { Destination, Target } from "../../src/contract/destination.ts";
import { RotationError } from "../../src/contract/error.ts";
import type { KeyService } from "../../src/contract/key-service.ts";
import { defineDestination } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import { type DestinationFlaw, type DestinationStage, describeDestination } from "../contract/destination.ts";
import { ASKED_WAIT_MS } from "../contract/destination-stage.ts";
import { describeKeyService } from "../contract/key-service.ts";
import type { Flaw, KeyServiceStage, Trouble } from "../contract/key-service-stage.ts";
import { type Fault, Line } from "./io.ts";
import { memoryService } from "./memory-service.ts";
import { memoryDestination } from "./memory-targets.ts";
import { FIRST_USE, IN_PLACE, KOSLI, type Ways } from "./ways.ts";
import { held, World, works } from "./world.ts";

const HINT = { hint: "Look at the configuration." };

const FLAWS: Readonly<Record<Flaw, (call: string) => RotationError | undefined>> = {
  "unknown-credential": () => new RotationError("unauthenticated", "who is this", HINT),
  "unknown-account": () => new RotationError("not-found", "there is no such account", HINT),
  "weak-credential": (call) =>
    /^(mint|revoke)/.test(call) ? new RotationError("forbidden", "not you", HINT) : undefined,
};

const STORE_FLAWS: Readonly<Record<Exclude<DestinationFlaw, "weak-credential">, RotationError>> = {
  "unknown-credential": new RotationError("unauthenticated", "who is this", HINT),
  "missing-parent": new RotationError("not-found", "there is no such store", HINT),
};

/** Trouble as the simulator has it. */
class Weather {
  kind: Trouble | "hang" | undefined;
  readonly world: World;
  readonly #waitMs: number;
  #arrived: () => void = () => undefined;

  constructor(world: World, waitMs: number) {
    this.world = world;
    this.#waitMs = waitMs;
  }

  readonly choose = (): Fault | undefined => {
    this.#arrived();
    switch (this.kind) {
      case "rate-limited":
        return { kind: "throttled", byMs: this.#waitMs };
      case "unavailable":
        return { kind: "lost" };
      case "lost-answer":
        return { kind: "lost-applied" };
      case "unreachable":
        return { kind: "unreachable" };
      case "echo":
        return { kind: "refused" };
      default:
        return undefined;
    }
  };

  hang(): Promise<void> {
    this.kind = "hang";
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  heal(): void {
    this.kind = undefined;
    this.#arrived = () => undefined;
  }

  /** Lets time pass while a call is under way, unless nobody answers. */
  driven<T extends object>(plugIn: T): T {
    return new Proxy(plugIn, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (name === "strategies") return mapped(member, (minting) => this.driven(minting));
        if (typeof member !== "function") return member;
        return (...given: unknown[]) => {
          const result: unknown = Reflect.apply(member, target, given);
          return result instanceof Promise && this.kind !== "hang" ? this.world.time.drive(result) : result;
        };
      },
    });
  }
}

function mapped(strategies: unknown, map: (minting: object) => object): object {
  const all = Object.entries(Object(strategies)).map(([name, minting]) => [name, map(Object(minting))] as const);
  return Object.fromEntries(all);
}

function serviceStage(ways: Ways): KeyServiceStage {
  const world = new World({ ways });
  const old = world.addKey({ description: "ci", by: "before" });
  const weather = new Weather(world, 7000);
  const line = new Line(world, "run", weather.choose);
  const masked: Secret[] = [];
  const open = (flaw?: Flaw): KeyService => {
    const admit = (call: string) => {
      const refusal = flaw && FLAWS[flaw](call);
      if (refusal) throw refusal;
    };
    const settings = { localSkewMs: 0, self: false, tellsLastUse: true, identifies: false } as const;
    const service = memoryService(line, {
      ...settings,
      // Where a first use ends the old key there is only one to begin with.
      strategies: ways.oldDies === "with-first-use" ? ["rotate"] : ["rotate", "create"],
      admit,
      mask: (value) => masked.push(value),
    });
    return weather.driven(service);
  };
  return {
    service: open(),
    old: { id: old.id, value: new Secret(old.value), description: old.description },
    open,
    addKeys: (count) => {
      for (let made = 0; made < count; made++) world.addKey({ description: `key ${made}`, by: "before" });
    },
    secrets: () => world.keys.map((key) => new Secret(key.value)),
    masked: () => masked,
    traffic: () => ({ requests: line.calls.length, changes: world.ledger.length }),
    accepts: (value) => {
      const key = world.keyOf(value.reveal());
      return key !== undefined && works(world, key);
    },
    trouble: async (kind) => {
      weather.kind = kind;
    },
    hang: () => weather.hang(),
    heal: async () => weather.heal(),
    spoilValues: () => void Object.assign(world.switches, { secretField: "token" }),
    advance: (ms) => {
      world.time.advanceTo(world.nowMs + ms);
      // In the meantime consumers use what they were given.
      if (ways.oldDies === "with-first-use") world.use(world.keys.at(-1)?.value ?? "", "a consumer");
    },
    stop: async () => undefined,
  };
}

for (const [name, ways] of Object.entries({
  "with a grace period": KOSLI,
  "in place": IN_PLACE,
  "with first use": FIRST_USE,
}))
  describeKeyService(`The simulated key service ${name}`, { start: async () => serviceStage(ways) });

const OLD_MS = Date.UTC(2026, 2, 1);

function storeStage(readable: boolean): DestinationStage {
  const world = new World();
  const shelf = { readable, writes: [{ value: "old", atMs: OLD_MS, by: "before" }] };
  const place = world.addPlace({ name: "home", ...shelf });
  const sibling = world.addPlace({ name: "sibling", ...shelf, writes: [...shelf.writes], declared: false });
  const absent = world.addPlace({ name: "absent", readable, declared: false });
  const weather = new Weather(world, ASKED_WAIT_MS);
  const line = new Line(world, "run", weather.choose);
  const kind = defineDestination<{ name: string }>({
    summary: "a simulated store",
    schema: z.strictObject({ name: z.string() }),
    places: (options) => [`memory:${options.name}`],
    open: () => open(),
  });
  const open = (flaw?: DestinationFlaw): Destination => {
    const barriers = new Map(flaw === "weak-credential" ? [["home", "forbidden"] as const] : []);
    const admit = () => {
      if (flaw !== undefined && flaw !== "weak-credential") throw STORE_FLAWS[flaw];
    };
    const destination = memoryDestination(line, { localSkewMs: 0, barriers, admit });
    const driven = (target: Target) => weather.driven(target);
    const resolve: Destination["resolve"] = async (op) => {
      const { targets, ...rest } = await world.time.drive(destination.resolve(op));
      return { ...rest, targets: targets.map(driven) };
    };
    return { label: destination.label, resolve };
  };
  return {
    evidence: readable ? "value" : "version",
    writtenAtMs: OLD_MS,
    configure: (changed = {}) => kind.configure({ name: "home", ...changed }),
    places: (configured) => configured.places({ github: { apiUrl: "", pace: "none", maxTargets: 1 } }),
    open,
    openAbsent: (create) => {
      Object.assign(place, { declared: false });
      Object.assign(absent, { declared: true, create });
      return open();
    },
    peek: () => held(place),
    peekAbsent: () => held(absent),
    surroundings: () => [...sibling.writes],
    tamper: () => void place.writes.pop(),
    traffic: () => ({ requests: line.calls.length, changes: world.ledger.length }),
    secrets: () => [],
    trouble: async (trouble) => {
      weather.kind = trouble;
    },
    hang: () => weather.hang(),
    heal: async () => weather.heal(),
    stop: async () => undefined,
  };
}

describeDestination("The simulated store that can be read", { start: async () => storeStage(true) });
describeDestination("The simulated store that shows times only", { start: async () => storeStage(false) });
