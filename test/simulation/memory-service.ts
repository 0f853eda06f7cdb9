import { RotationError } from "../../src/contract/error.ts";
import type { KeyRecord, KeyService, Minting, Op, Proof } from "../../src/contract/key-service.ts";
import type { Secret } from "../../src/contract/secret.ts";
import type { Line } from "./io.ts";
import { HeardClock } from "./memory-clock.ts";
import { issued, type Mint, place, recordOf } from "./memory-keys.ts";
import { rotating } from "./memory-rotation.ts";
import { exists, isListed, type World, works } from "./world.ts";

const HOST = "service";

export interface MemoryServiceOptions {
  readonly localSkewMs: number;
  readonly self: boolean;
  /** The credential of rekey's own calls, where it is one of the rotated keys. */
  readonly token?: Secret;
  readonly tellsLastUse: boolean;
  /** Whether the service itself says which key a value belongs to. */
  readonly identifies: boolean;
  readonly strategies: readonly ("rotate" | "create")[];
  /** Throws where the account or the credential is not the right one. */
  readonly admit?: (name: string) => void;
  /** Told of every new value. The engine masks them as well. */
  readonly mask?: (value: Secret) => void;
}

/** A key service in memory with the ways of Kosli, and every switch of its twin that is not about the form of answers. */
export function memoryService(line: Line, options: MemoryServiceOptions): KeyService {
  const { world } = line;
  const clock = new HeardClock(world, world.serviceSkewMs, options.localSkewMs);
  let token = options.token;
  const call = <T>(name: string, mutates: boolean, op: Op, effect: () => T): Promise<T> =>
    line.request({ name, mutates, host: HOST, clock }, op.signal, () => {
      options.admit?.(name);
      if (token) authorize(line, token, name);
      return effect();
    });
  const goOver = (value: Secret) => {
    if (token) token = value;
  };
  const { mask } = options;
  const minting: Mint = { line, world, call, goOver, ...(mask && { mask }) };
  return {
    label: "Memory ci",
    account: "memory:ci",
    strategies: {
      ...(options.strategies.includes("rotate") && { rotate: rotating(minting) }),
      ...(options.strategies.includes("create") && { create: creating(minting) }),
    },
    tellsLastUse: options.tellsLastUse,
    ...(world.maxLiveKeys !== undefined && { maxLiveKeys: world.maxLiveKeys }),
    self: options.self,
    clock: () => clock.reading(),
    list: (op) => call("list", false, op, () => listed(world).map((key) => told(key, options))),
    provingGround: (_sample, op) =>
      call("control", false, op, () => {
        if (world.takesAnyKey) return { answers: [{ place: "environments", answer: "accepted" } as const] };
        const answer = world.switches.publicOrganization ? "accepted" : "refused";
        const own = { place: "own entry", answer: "refused" } as const;
        const answers = [{ place: "environments", answer } as const, ...(answer === "accepted" ? [own] : [])];
        return { place: answer === "accepted" ? "own entry" : "environments", answers };
      }),
    probe: async (value, { keyId }, op) => {
      const name = `probe ${nameOf(world, value, keyId)}`;
      const use = (): Proof => (world.use(value.reveal(), line.name) ? "accepted" : "refused");
      return line.request({ name, mutates: true, host: HOST, clock }, op.signal, use).catch(proofOf);
    },
    ...(options.identifies && {
      identify: (value: Secret, op: Op) => call("identify", false, op, () => identified(line, value)),
    }),
    revoke: (id, op) => call(`revoke ${id}`, true, op, () => revoke(line, id)),
    adopt: async (value, op) => {
      await line.request({ name: "adopt", mutates: false, host: HOST, clock }, op.signal, () =>
        authorize(line, value, "adopt"),
      );
      token = value;
    },
  };
}

/** An answer that is neither yes nor no proves nothing. */
function proofOf(error: unknown): Proof {
  if (error instanceof RotationError && error.fault === "forbidden") return "inconclusive";
  throw error;
}

/** A credential that is itself one of the keys works as long as the key does. */
function authorize({ world, name: by }: Line, token: Secret, name: string): void {
  if (!world.use(token.reveal(), by)) throw new RotationError("unauthenticated", `${name}: the API token is refused`);
  if (!world.keyOf(token.reveal())?.powerful) throw new RotationError("forbidden", `${name}: the API token may not`);
}

/** Whose a value is. Where a first use has consequences, to be asked about is one. */
function identified({ world, name: by }: Line, value: Secret): string | undefined {
  const key = world.keyOf(value.reveal());
  if (!key || !works(world, key)) return undefined;
  if (world.ways.oldDies === "with-first-use") world.use(key.value, by);
  return key.shownId;
}

function nameOf(world: World, value: Secret, fallback: string): string {
  return world.keyOf(value.reveal())?.id ?? fallback;
}

function listed(world: World): readonly KeyRecord[] {
  const keys = world.keys.filter((key) => isListed(world, key)).map((key) => recordOf(world, key));
  return world.switches.listOrder === "newest-first" ? keys.reverse() : keys;
}

function told({ lastUsedAtMs, ...key }: KeyRecord, { tellsLastUse }: MemoryServiceOptions): KeyRecord {
  return tellsLastUse && lastUsedAtMs !== undefined ? { ...key, lastUsedAtMs } : key;
}

function creating({ line, world, call, mask }: Mint): Minting {
  return {
    overlap: { mode: "independent" },
    keepsId: false,
    marks: true,
    maxDescription: 256,
    mint: (request, op) =>
      call("mint create", true, op, () => {
        const key = place(line, request.description, request);
        world.auditor?.minted(key, line.name, "create");
        world.ledger.push(`create ${key.id}`);
        world.tell(line.name, `creates ${key.id}`);
        return issued(world, key, {});
      }).then((key) => {
        mask?.(key.value);
        return key;
      }),
  };
}

function revoke(line: Line, id: string): "revoked" | "already-gone" {
  const { world } = line;
  const key = world.key(id);
  if (!key || !exists(world, key)) return world.switches.revokeAgain === 200 ? "revoked" : "already-gone";
  world.auditor?.revoking(key, line.name);
  world.ledger.push(`revoke ${id}`);
  world.tell(line.name, `revokes ${key.id}`);
  key.revoked ??= { by: line.name, atMs: world.nowMs };
  const { revoke: worth, revokeLagMs } = world.switches;
  if (worth === "ignored") return "revoked";
  for (const one of world.keys.filter(({ shownId }) => shownId === id)) {
    one.unlistedFromMs = world.serviceNow();
    if (worth === "kept") one.deadFromMs ??= world.serviceNow() + revokeLagMs;
  }
  return "revoked";
}
