import { RotationError } from "../contract/error.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import { Secret } from "../contract/secret.ts";
import { isRecord } from "../lib/http.ts";
import { isoMs } from "../lib/iso-time.ts";
import { isUsableId, shapeOf, valueFlaw } from "../lib/key-value.ts";

/** One page of keys: the active ones of it, and where the next page begins. */
export interface KeyPage {
  readonly active: readonly KeyRecord[];
  /** Id of the last key of the page, whatever its status; undefined where there is no further page. */
  readonly next?: string;
}

/** What a new key must have in common with the one that it follows. Keys at Kinde never change. */
export interface KeyTraits {
  readonly name: string;
  readonly type: string;
  readonly apiIds: readonly string[];
  readonly scopes: readonly string[] | undefined;
  readonly orgCode: string | undefined;
  readonly userId: string | undefined;
}

/** What the verify endpoint says of a value. */
export interface KeyVerdict {
  /** Valid, and not called anything but active. */
  readonly isLive: boolean;
  readonly keyId: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** Reads a page of the list. Throws RotationError `contract` for anything else: an empty account would be a lie. */
export function readPage(body: unknown, what: string): KeyPage {
  const entries = isRecord(body) ? body.api_keys : undefined;
  if (!isRecord(body) || !Array.isArray(entries)) {
    throw new RotationError("contract", `Kinde sent ${shapeOf(body)} instead of a list of keys while ${what}`, {
      effect: "none",
      hint: "Check that domain is Kinde itself and not a proxy or a login page.",
    });
  }
  const read = entries.map((entry: unknown) => readEntry(entry, what));
  const next = body.has_more === true ? read.at(-1)?.record.id : undefined;
  return {
    active: read.filter(({ isActive }) => isActive).map(({ record }) => record),
    ...(next === undefined ? {} : { next }),
  };
}

/** One entry; a key without a status counts as active, as leaving a live key out is the worse mistake. */
function readEntry(entry: unknown, what: string): { readonly record: KeyRecord; readonly isActive: boolean } {
  if (isRecord(entry) && isUsableId(entry.id)) {
    return { record: recordOf(entry, entry.id), isActive: (entry.status ?? "active") === "active" };
  }
  throw new RotationError("contract", `Kinde sent a key without a usable id (${shapeOf(entry)}) while ${what}`, {
    effect: "none",
  });
}

/** `{"id":"api_key_1","name":"billing","created_on":"2026-11-21T09:00:00+11","last_verified_on":null,"scopes":["read:x"]}` */
function recordOf(entry: Readonly<Record<string, unknown>>, id: string): KeyRecord {
  const createdAtMs = isoMs(entry.created_on);
  const lastUsedAtMs = isoMs(entry.last_verified_on);
  const from = entry.last_verified_ip;
  const scopes = textsOf(entry.scopes);
  const suffix = entry.key_suffix;
  return {
    id,
    description: typeof entry.name === "string" ? entry.name : "",
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
    ...(typeof from === "string" && /^[0-9a-f:.]{3,45}$/i.test(from) ? { lastUsedFrom: from } : {}),
    ...(scopes === undefined ? {} : { scopes }),
    ...(typeof suffix === "string" && suffix !== "" ? { suffix } : {}),
  };
}

/** Reads the answer to GET of one key; undefined if it holds none. */
export function readTraits(body: unknown): KeyTraits | undefined {
  const key = isRecord(body) ? body.api_key : undefined;
  if (!isRecord(key)) return undefined;
  return {
    name: textOf(key.name) ?? "",
    type: textOf(key.type) ?? "",
    apiIds: textsOf(key.api_ids) ?? [],
    scopes: textsOf(key.scopes),
    orgCode: textOf(key.organization_id),
    userId: textOf(key.user_id),
  };
}

/** Ids of an API's scopes by their keys; undefined if the answer holds none. */
export function readScopeIds(body: unknown): ReadonlyMap<string, string> | undefined {
  const scopes = isRecord(body) ? body.scopes : undefined;
  if (!Array.isArray(scopes)) return undefined;
  const ids = new Map<string, string>();
  for (const scope of scopes) {
    if (isRecord(scope) && typeof scope.key === "string" && typeof scope.id === "string") ids.set(scope.key, scope.id);
  }
  return ids;
}

/** A key that was minted, with the value as it came. */
export interface MintedKey {
  readonly id: string;
  readonly value: Secret;
  /** Why the value cannot be used; absent: it can. */
  readonly flaw?: string;
}

/** Reads the answer of create and rotate. Undefined if it names no key at all. */
export function readMinted(body: unknown, name: string): MintedKey | undefined {
  const key = isRecord(body) ? body.api_key : undefined;
  if (!isRecord(key) || !isUsableId(key.id)) return undefined;
  const flaw = valueFlaw(key.key, [key.id, name]);
  const value = new Secret(typeof key.key === "string" ? key.key : "");
  return { id: key.id, value, ...(flaw === undefined ? {} : { flaw }) };
}

/** Reads the answer of the verify endpoint; undefined if it does not say whether the value is valid. */
export function readVerdict(body: unknown): KeyVerdict | undefined {
  if (!isRecord(body) || typeof body.is_valid !== "boolean") return undefined;
  return {
    isLive: body.is_valid && (body.status ?? "active") === "active",
    keyId: isUsableId(body.key_id) ? body.key_id : undefined,
    scopes: textsOf(body.scopes),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : undefined;
}
