import type { Receipt, Target } from "../contract/destination.ts";
import type { Secret } from "../contract/secret.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { op } from "./observe.ts";
import { pool } from "./pool.ts";
import type { Record } from "./record.ts";
import { asRotationError, retry } from "./retry.ts";

/**
 * Checks every write with the strongest evidence that its store allows. Read only.
 * A write-only store is called accepted, never verified.
 */
export async function verify(
  receipts: ReadonlyMap<Target, Receipt>,
  value: Secret,
  at: { readonly rotation: OpenedRotation; readonly crew: Crew; readonly record: Record },
): Promise<void> {
  const { rotation, crew, record } = at;
  record.phase("verify", receipts.size);
  let done = 0;
  await pool([...receipts], async ([target, receipt]) => {
    await verifyOne(target, receipt, value, at);
    done += 1;
    crew.emit({ rotation: rotation.policy.name, type: "progress", phase: "verify", done, total: receipts.size });
  });
}

async function verifyOne(
  target: Target,
  receipt: Receipt,
  value: Secret,
  { rotation, crew, record }: { readonly rotation: OpenedRotation; readonly crew: Crew; readonly record: Record },
): Promise<void> {
  const patience = { clock: crew.clock, signal: crew.signal };
  const verdict = await retry(() => target.verify(value, receipt, op(crew)), patience).catch((error: unknown) => {
    return { ok: false as const, why: asRotationError(error).message };
  });
  if (!verdict.ok) {
    record.target(target, { status: "failed", why: verdict.why });
    const level = target.required ? "error" : "warning";
    record.find({ level, code: "verify-failed", target: target.label, required: target.required, why: verdict.why });
    return;
  }
  const { evidence, writtenAtMs } = verdict;
  record.target(target, { status: evidence === "value" ? "verified" : "accepted", evidence, writtenAtMs });
  crew.emit({ rotation: rotation.policy.name, type: "target.verified", target: target.label, evidence });
}
