import type { Reply } from "../server.ts";
import type { KosliSwitches } from "./switches.ts";
import { createProblems, isObject, type Problems, rotateProblems } from "./validate.ts";
import type { Account, Key, World } from "./world.ts";

const DAY_MS = 86_400_000;

/** Longest life of a key at a server that always ends them. */
export const MAX_LIFETIME_MS = 365 * DAY_MS;

export const KEY_NOT_FOUND: Reply = { status: 404, body: { message: "API key not found" } };

/** The refusal of a body. */
export function invalid(errors: Problems): Reply {
  return { status: 400, body: { message: "Input payload validation failed", errors } };
}

/** `GET …/api-keys`: a bare array of the active keys. */
export function listKeys(world: World, account: Account): Reply {
  const keys = keysOf(world, account).filter((key) => world.listed(key));
  if (world.switches.listOrder === "newest-first") keys.reverse();
  return { status: 200, body: keys.map((key) => metadata(world, key)) };
}

/** `GET …/api-keys/{id}`: active keys only. */
export function getKey(world: World, account: Account, id: string): Reply {
  const key = keysOf(world, account).find((candidate) => candidate.id === id);
  return key && world.listed(key) ? { status: 200, body: metadata(world, key) } : KEY_NOT_FOUND;
}

/** `POST …/api-keys`. */
export function createKey(world: World, account: Account, body: unknown): Reply {
  const problems = createProblems(body, world.now());
  if (Object.keys(problems).length > 0 || !isObject(body)) return invalid(problems);
  const key = world.draft({
    org: account.org,
    account: account.name,
    description: String(body.description),
    expiresAtMs: endOfNewKey(world, body.expires_at, undefined),
  });
  return { status: 201, body: { ...shown(world, key), ...value(key, world.switches) }, apply: () => place(world, key) };
}

/** `POST …/api-keys/{id}/rotate`: the new key at once, the old one dies when grace ends. */
export function rotateKey(world: World, at: { account: Account; id: string }, body: unknown): Reply {
  const old = keysOf(world, at.account).find((key) => key.id === at.id);
  if (!old || !world.exists(old)) return KEY_NOT_FOUND;
  const problems = rotateProblems(body, world.now());
  if (Object.keys(problems).length > 0 || !isObject(body)) return invalid(problems);
  const { rotateInGrace, rotateCopiesDescription, rotateAnswersOldId } = world.switches;
  if (old.graceEndsAtMs !== undefined && rotateInGrace !== 201) {
    return { status: rotateInGrace, body: { message: "API key is already being rotated" } };
  }
  const hours = typeof body.grace_period_hours === "number" ? body.grace_period_hours : 24;
  const wantedMs = world.now() + hours * 3_600_000;
  const graceEndsAtMs = Math.min(old.graceEndsAtMs ?? wantedMs, wantedMs);
  const key = world.draft({
    org: old.org,
    account: old.account,
    description: rotateCopiesDescription ? old.description : "",
    expiresAtMs: endOfNewKey(world, body.expires_at, old),
  });
  return {
    status: 201,
    body: {
      ...shown(world, key),
      ...(rotateAnswersOldId ? { id: old.id } : {}),
      ...value(key, world.switches),
      grace_period_expires_at: stamp(graceEndsAtMs, world.switches),
    },
    apply() {
      place(world, key);
      world.startGrace(old, graceEndsAtMs);
    },
  };
}

/** `DELETE …/api-keys/{id}`: a bare string, and 404 the second time. */
export function revokeKey(world: World, account: Account, id: string): Reply {
  const key = keysOf(world, account).find((candidate) => candidate.id === id);
  if (!key) return KEY_NOT_FOUND;
  if (!world.exists(key)) return world.switches.revokeAgain === 200 ? { status: 200, body: "revoked" } : KEY_NOT_FOUND;
  return { status: 200, body: "revoked", apply: () => world.revoke(key) };
}

function keysOf(world: World, account: Account): Key[] {
  return world.keys.filter((key) => key.org === account.org && key.account === account.name);
}

/** A key's life begins when the request takes effect. */
function place(world: World, key: Key): void {
  world.keys.push({ ...key, createdAtMs: world.now() });
}

function endOfNewKey(world: World, asked: unknown, old: Key | undefined): number | undefined {
  const wanted = typeof asked === "number" && asked > 0 ? asked * 1000 : undefined;
  if (world.switches.expiry === "older") return wanted;
  const latest = world.now() + MAX_LIFETIME_MS;
  return Math.min(wanted ?? old?.expiresAtMs ?? latest, latest);
}

function metadata(world: World, key: Key): object {
  const lastUsedAtMs = world.lastUsedAtMs(key);
  if (lastUsedAtMs !== undefined) return { ...shown(world, key), last_used_at: stamp(lastUsedAtMs, world.switches) };
  const { neverUsed } = world.switches;
  return { ...shown(world, key), ...(neverUsed === "absent" ? {} : { last_used_at: neverUsed === "null" ? null : 0 }) };
}

function shown(world: World, key: Key): object {
  const { switches } = world;
  const inGrace = key.graceEndsAtMs !== undefined && switches.graceShowsAsExpiry;
  const endsAtMs = inGrace ? key.graceEndsAtMs : key.expiresAtMs;
  return {
    id: key.id,
    description: key.description,
    created_at: stamp(key.createdAtMs, switches),
    expires_at: endsAtMs === undefined ? 0 : stamp(endsAtMs, switches),
  };
}

function value(key: Key, switches: KosliSwitches): object {
  const forms = {
    key: { key: key.value },
    api_key: { api_key: key.value },
    null: { key: null },
    empty: { key: "" },
    short: { key: key.value.slice(0, 8) },
  };
  return forms[switches.secretField];
}

function stamp(ms: number, switches: KosliSwitches): number {
  return switches.timestamps === "float" ? ms / 1000 : Math.floor(ms / 1000);
}
