import type { Crew, OpenedRotation } from "./crew.ts";
import { op } from "./observe.ts";
import type { Record } from "./record.ts";
import { asRotationError, retry } from "./retry.ts";

/**
 * Revokes a key that this run minted and gave to nobody. Idempotent.
 * @returns how it went; undefined if it may be alive, which is told, as the key then stays as an orphan
 */
export async function discard(
  keyId: string,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<"revoked" | "already-gone" | undefined> {
  try {
    const how = await retry(() => rotation.keyService.revoke(keyId, op(crew)), {
      clock: crew.clock,
      signal: crew.signal,
    });
    record.revoked(keyId);
    crew.emit({ rotation: rotation.policy.name, type: "key.revoked", keyId, how });
    return how;
  } catch (error) {
    record.find({ level: "warning", code: "not-retired", keyId, message: asRotationError(error).message });
    return undefined;
  }
}
