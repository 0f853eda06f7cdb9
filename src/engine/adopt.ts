import type { Crew, OpenedRotation } from "./crew.ts";
import { discard } from "./discard.ts";
import type { Minted } from "./minted.ts";
import { op } from "./observe.ts";
import type { Readiness } from "./preflight.ts";
import { type Record, tellFailedCall } from "./record.ts";
import { retry } from "./retry.ts";

/**
 * Self-rotation: from here on rekey works with the new key, once it has shown that it may list and revoke. Before the
 * home is written, as the next run would be locked out by a home that holds a key without that power.
 * @returns false if the new key must not be handed out; it was told
 */
export async function adoptReadily(
  minted: Minted,
  { ready }: Readiness,
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean> {
  const { keyService } = rotation;
  if (!keyService.self || !keyService.adopt || minted.oldDies || minted.firstUseCounts) return true;
  const { id: keyId, value } = minted.key;
  try {
    await retry(async () => keyService.adopt?.(value, op(crew)), { clock: crew.clock, signal: crew.cancelled });
    return true;
  } catch (error) {
    tellFailedCall(error, rotation, record);
    const targets = ready.map((target) => target.label);
    record.find({ level: "error", code: "write-withheld", targets, why: "powerless" });
    if (minted.by === "create") await discard(keyId, rotation, crew, record);
    record.outcome(minted.by === "create" ? "failed" : "held");
    return false;
  }
}

/**
 * The same once the new key was written. Where the old one is dead, a home that holds it locks the next run out as surely
 * as a key without power; where it dies with the first use, this would be one.
 */
export async function adoptLate({ key }: Minted, rotation: OpenedRotation, crew: Crew, record: Record): Promise<void> {
  const { self, adopt } = rotation.keyService;
  if (!self || !adopt) return;
  const patience = { clock: crew.clock, signal: crew.cancelled };
  await retry(() => adopt.call(rotation.keyService, key.value, op(crew)), patience).catch((error: unknown) => {
    tellFailedCall(error, rotation, record);
  });
}
