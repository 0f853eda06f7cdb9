import type { KeyRecord } from "../contract/key-service.ts";
import type { RotationPolicy } from "../contract/policy.ts";
import type { KeyWindow } from "../contract/report.ts";

interface Lineage {
  readonly ours: readonly KeyRecord[];
  readonly foreign: readonly KeyRecord[];
  readonly revoked: readonly KeyRecord[];
  /** Ids of keys that no destination can hold. */
  readonly orphans: ReadonlySet<string>;
}

interface Situation {
  readonly nowMs: number;
  readonly minted?: KeyRecord;
  readonly predecessor?: { readonly id?: string | undefined; readonly expiresAtMs?: number | undefined };
}

/** The life of every key that the run saw, oldest first. A key that this run revoked ends now. */
export function windows(lineage: Lineage, at: Situation, policy: RotationPolicy): readonly KeyWindow[] {
  const current = lineage.ours.at(-1);
  const gone = new Set(lineage.revoked.map((key) => key.id));
  const promised = (key: KeyRecord): number | undefined => {
    if (gone.has(key.id)) return at.nowMs;
    if (key.id === at.predecessor?.id && at.predecessor.expiresAtMs !== undefined) return at.predecessor.expiresAtMs;
    if (key.expiresAtMs !== undefined || key === current || policy.retire.policy !== "expire") return key.expiresAtMs;
    return current?.createdAtMs === undefined ? undefined : current.createdAtMs + policy.graceMs;
  };
  const roleOf = (key: KeyRecord): KeyWindow["role"] => {
    if (gone.has(key.id)) return "revoked";
    if (key === current) return "current";
    return lineage.orphans.has(key.id) ? "orphan" : "predecessor";
  };
  const window = (key: KeyRecord, role: KeyWindow["role"], endsAtMs: number | undefined): KeyWindow => ({
    keyId: key.id,
    description: key.description,
    role,
    mintedByThisRun: key.id === at.minted?.id,
    ...(key.createdAtMs !== undefined && { createdAtMs: key.createdAtMs }),
    ...(endsAtMs !== undefined && { endsAtMs }),
    ...(key.lastUsedAtMs !== undefined && { lastUsedAtMs: key.lastUsedAtMs }),
    ...(key.lastUsedFrom !== undefined && { lastUsedFrom: key.lastUsedFrom }),
  });
  const listed = new Set([...lineage.ours, ...lineage.foreign].map((key) => key.id));
  return [
    ...lineage.revoked.filter((key) => !listed.has(key.id)).map((key) => window(key, "revoked", at.nowMs)),
    ...lineage.ours.map((key) => window(key, roleOf(key), promised(key))),
    ...lineage.foreign.map((key) => window(key, "foreign", key.expiresAtMs)),
  ];
}
