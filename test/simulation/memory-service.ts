import { RotationError } from "../../src/contract/error.ts";
import type { IssuedKey, KeyRecord, KeyService, Minting, MintRequest, Op } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import type { Line } from "./io.ts";
import { HeardClock } from "./memory-clock.ts";
import { exists, HOUR, isListed, type SimKey, type World, works } from "./world.ts";

const HOST = "service";
const MAX_LIFETIME_MS = 365 * 24 * HOUR;

export interface MemoryServiceOptions {
  readonly localSkewMs: number;
  readonly self: boolean;
  /** The credential of rekey's own calls, where it is one of the rotated keys. */
  readonly token?: Secret;
  readonly tellsLastUse: boolean;
  /** Whether the service itself says which key a value belongs to. */
  readonly identifies: boolean;
  readonly strategies: readonly ("rotate" | "create")[];
}

/** A key service in memory with the ways of Kosli, and every switch of its twin that is not about the form of answers. */
export function memoryService(line: Line, options: MemoryServiceOptions): KeyService {
  const { world } = line;
  const clock = new HeardClock(world, world.serviceSkewMs, options.localSkewMs);
  let token = options.token;
  const call = <T>(name: string, mutates: boolean, op: Op, effect: () => T): Promise<T> =>
    line.request({ name, mutates, host: HOST, clock }, op.signal, () => {
      if (token) authorize(world, token, name);
      return effect();
    });
  const minting = { line, world, call };
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
    probe: (value, { keyId }, op) =>
      line.request({ name: `probe ${nameOf(world, value, keyId)}`, mutates: true, host: HOST, clock }, op.signal, () =>
        world.use(value.reveal()) ? "accepted" : "refused",
      ),
    ...(options.identifies && {
      identify: (value: Secret, op: Op) => call("identify", false, op, () => aliveKey(world, value)?.id),
    }),
    revoke: (id, op) => call(`revoke ${id}`, true, op, () => revoke(line, id)),
    adopt: async (value, op) => {
      await line.request({ name: "adopt", mutates: false, host: HOST, clock }, op.signal, () =>
        authorize(world, value, "adopt"),
      );
      token = value;
    },
  };
}

/** A credential that is itself one of the keys works as long as the key does. */
function authorize(world: World, token: Secret, name: string): void {
  if (!world.use(token.reveal())) throw new RotationError("unauthenticated", `${name}: the API token is refused`);
  if (!world.keyOf(token.reveal())?.powerful) throw new RotationError("forbidden", `${name}: the API token may not`);
}

function aliveKey(world: World, value: Secret): SimKey | undefined {
  const key = world.keyOf(value.reveal());
  return key && works(world, key) ? key : undefined;
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

function recordOf(world: World, key: SimKey): KeyRecord {
  const { lastUsedLagMs, graceShowsAsExpiry, timestamps } = world.switches;
  const stamp = (ms: number) => (timestamps === "float" ? ms : Math.floor(ms / 1000) * 1000);
  const horizon = world.serviceNow() - lastUsedLagMs;
  const lastUsedAtMs = key.usesMs.findLast((useMs) => useMs <= horizon);
  const endMs = key.graceEndsAtMs !== undefined && graceShowsAsExpiry ? key.graceEndsAtMs : key.expiresAtMs;
  return {
    id: key.id,
    description: key.description,
    createdAtMs: stamp(key.createdAtMs),
    ...(endMs !== undefined && { expiresAtMs: stamp(endMs) }),
    ...(lastUsedAtMs !== undefined && { lastUsedAtMs: stamp(lastUsedAtMs) }),
  };
}

interface Mint {
  readonly line: Line;
  readonly world: World;
  call<T>(name: string, mutates: boolean, op: Op, effect: () => T): Promise<T>;
}

function rotating({ line, world, call }: Mint): Minting {
  return {
    overlap: { mode: "grace", minMs: HOUR, maxMs: 720 * HOUR },
    keepsId: false,
    marks: false,
    maxDescription: 256,
    mint(request, op) {
      const old = request.replaces && world.key(request.replaces.id);
      return call(`mint rotate ${old?.id}`, true, op, () => {
        if (!old || !exists(world, old)) throw new RotationError("not-found", "rotating: there is no such key");
        const { rotateInGrace, rotateCopiesDescription } = world.switches;
        if (old.graceEndsAtMs !== undefined && rotateInGrace !== 201) {
          throw new RotationError(rotateInGrace === 409 ? "conflict" : "config", "rotating: already in grace");
        }
        const key = place(line, rotateCopiesDescription ? old.description : "", request, old);
        startGrace(world, old, world.serviceNow() + request.graceMs);
        world.auditor?.minted(key, line.name, "rotate");
        world.ledger.push(`rotate ${old.id} into ${key.id}, grace ${request.graceMs / HOUR} h`);
        world.tell(line.name, `rotates ${old.id} into ${key.id}`);
        return issued(world, key, { oldId: old.id, graceEndsAtMs: world.serviceNow() + request.graceMs });
      });
    },
  };
}

function creating({ line, world, call }: Mint): Minting {
  return {
    overlap: { mode: "independent" },
    keepsId: false,
    marks: true,
    maxDescription: 256,
    mint: (request, op) =>
      call("mint create", true, op, () => {
        const key = place(line, request.description, request, undefined);
        world.auditor?.minted(key, line.name, "create");
        world.ledger.push(`create ${key.id}`);
        world.tell(line.name, `creates ${key.id}`);
        return issued(world, key, {});
      }),
  };
}

function place(line: Line, description: string, request: MintRequest, old: SimKey | undefined): SimKey {
  const { world } = line;
  const latestMs = world.serviceNow() + MAX_LIFETIME_MS;
  const asked = request.expiresAtMs;
  const expiresAtMs =
    world.switches.expiry === "older" ? asked : Math.min(asked ?? old?.expiresAtMs ?? latestMs, latestMs);
  return world.addKey({
    description,
    by: line.name,
    made: old ? "rotate" : "create",
    expiresAtMs,
    powerful: !world.newKeysArePowerless,
  });
}

function startGrace(world: World, old: SimKey, endsAtMs: number): void {
  old.graceEndsAtMs = Math.min(old.graceEndsAtMs ?? endsAtMs, endsAtMs);
  if (world.switches.grace !== "dies-at-once") return;
  old.deadFromMs = world.serviceNow();
  old.unlistedFromMs = world.serviceNow();
}

function issued(
  world: World,
  key: SimKey,
  { oldId, graceEndsAtMs }: { readonly oldId?: string; readonly graceEndsAtMs?: number },
): IssuedKey {
  const { secretField, rotateAnswersOldId } = world.switches;
  if (rotateAnswersOldId && oldId !== undefined) {
    throw new RotationError("contract", `the service answered with the id of the old key (${oldId})`);
  }
  if (secretField !== "key" && secretField !== "api_key") {
    throw new RotationError("contract", `the answer holds no usable key (new key ${key.id})`, { keyId: key.id });
  }
  const predecessorExpiresAtMs = graceEndsAtMs;
  return {
    ...recordOf(world, key),
    value: new Secret(key.value),
    ...(predecessorExpiresAtMs !== undefined && { predecessorExpiresAtMs }),
  };
}

function revoke(line: Line, id: string): "revoked" | "already-gone" {
  const { world } = line;
  const key = world.key(id);
  if (!key || !exists(world, key)) return world.switches.revokeAgain === 200 ? "revoked" : "already-gone";
  world.auditor?.revoking(key, line.name);
  world.ledger.push(`revoke ${id}`);
  world.tell(line.name, `revokes ${id}`);
  key.revoked ??= { by: line.name, atMs: world.nowMs };
  const { revoke: worth, revokeLagMs } = world.switches;
  if (worth === "ignored") return "revoked";
  key.unlistedFromMs = world.serviceNow();
  if (worth === "kept") key.deadFromMs = world.serviceNow() + revokeLagMs;
  return "revoked";
}
