import { RotationError } from "../contract/error.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import { Secret } from "../contract/secret.ts";
import { isRecord } from "../lib/http.ts";
import { isUsableId, shapeOf, valueFlaw } from "../lib/key-value.ts";

/** A key that was minted, with the value as it came. */
export interface MintedKey {
  readonly record: KeyRecord;
  /** Why the value cannot be used; absent: it can. */
  readonly flaw?: string;
  readonly value: Secret;
  readonly predecessorExpiresAtMs?: number;
}

/** Reads the list of keys: a bare array. Throws RotationError `contract` for anything else. */
export function readKeys(body: unknown, what: string): readonly KeyRecord[] {
  if (!Array.isArray(body)) {
    throw new RotationError("contract", `Kosli sent ${shapeOf(body)} instead of an array while ${what}`, {
      effect: "none",
      hint: "Check that host is Kosli itself and not a proxy or a login page.",
    });
  }
  return body.map((entry: unknown) => {
    const record = readRecord(entry);
    if (record) return record;
    throw new RotationError("contract", `Kosli sent an entry without a usable id (${shapeOf(entry)}) while ${what}`, {
      effect: "none",
    });
  });
}

/** Reads the answer of create and rotate. Undefined if it names no key at all. */
export function readMinted(body: unknown): MintedKey | undefined {
  const record = readRecord(body);
  if (!record || !isRecord(body)) return undefined;
  // The documented field is `key`; the vendor's tutorial reads `api_key`.
  const raw = body.key ?? body.api_key;
  const predecessorExpiresAtMs = toMs(body.grace_period_expires_at);
  const flaw = raw === undefined ? "has neither key nor api_key" : valueFlaw(raw, [record.id]);
  return {
    record,
    value: new Secret(typeof raw === "string" ? raw : ""),
    ...(flaw === undefined ? {} : { flaw }),
    ...(predecessorExpiresAtMs === undefined ? {} : { predecessorExpiresAtMs }),
  };
}

/**
 * One key. `{"id":"01JD","description":"ci","created_at":1787443200.5,"expires_at":0,"last_used_at":null}`: seconds,
 * integer or float; 0, null and absent all mean never.
 */
function readRecord(entry: unknown): KeyRecord | undefined {
  if (!isRecord(entry) || !isUsableId(entry.id)) return undefined;
  const createdAtMs = toMs(entry.created_at);
  const expiresAtMs = toMs(entry.expires_at);
  const lastUsedAtMs = toMs(entry.last_used_at);
  return {
    id: entry.id,
    description: typeof entry.description === "string" ? entry.description : "",
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
  };
}

function toMs(seconds: unknown): number | undefined {
  return typeof seconds === "number" && seconds > 0 ? Math.round(seconds * 1000) : undefined;
}
