import * as z from "zod/mini";
import { OUTCOMES, type TargetStatus } from "../contract/report.ts";
import { described } from "../lib/schema.ts";

const time = described(z.iso.datetime(), "ISO 8601, UTC");
const mode = z.enum(["auto", "plan", "check", "force", "incident"]);
const outcome = described(z.enum(OUTCOMES), "From best to worst in the order given here.");

const STATUSES = [
  "verified",
  "accepted",
  "written",
  "fresh",
  "stale",
  "ready",
  "blocked",
  "failed",
  "withheld",
  "skipped",
] as const satisfies readonly TargetStatus[];

const target = z
  .strictObject({
    id: described(z.string(), "Stable over runs."),
    label: z.string(),
    status: described(
      z.enum(STATUSES),
      "verified: written and read back. accepted: written, and the write-only store shows a fresh time. fresh: held the current key already. stale: does not hold it. ready: would be written.",
    ),
    required: z.boolean(),
    home: z.boolean(),
    evidence: z.optional(z.enum(["value", "version"])),
    created: described(z.optional(z.boolean()), "Whether this run created the place."),
    writtenAt: described(z.optional(time), "Last write, by the destination's clock."),
    why: described(z.optional(z.string()), "Why it is not as it should be."),
  })
  .register(z.globalRegistry, { id: "target" });

const key = z
  .strictObject({
    keyId: z.string(),
    description: z.string(),
    role: z.enum(["current", "predecessor", "orphan", "foreign", "revoked"]),
    createdAt: z.optional(time),
    endsAt: described(z.optional(time), "Known or promised end; absent: open."),
    lastUsedAt: z.optional(time),
    lastUsedFrom: described(z.optional(z.string()), "Address of that use, where the service tells it."),
    mintedByThisRun: z.boolean(),
  })
  .register(z.globalRegistry, { id: "key" });

const finding = z
  .strictObject({
    level: z.enum(["error", "warning", "notice"]),
    code: described(z.string(), "Stable word for programs; new ones may be added."),
    title: z.string(),
    message: z.string(),
    todo: described(z.optional(z.string()), "What a person should do."),
    details: described(
      z.record(z.string(), z.unknown()),
      "The data of the finding; times as ISO 8601 in UTC, durations in seconds.",
    ),
  })
  .register(z.globalRegistry, { id: "finding" });

const rotation = z
  .strictObject({
    name: z.string(),
    mode,
    outcome,
    headline: z.string(),
    keyService: z.string(),
    strategy: z.enum(["rotate", "create"]),
    retirePolicy: z.string(),
    due: z.boolean(),
    rotated: described(z.boolean(), "A key was minted and written somewhere."),
    reason: z.optional(z.string()),
    keyId: z.optional(z.string()),
    predecessorId: z.optional(z.string()),
    predecessorExpiresAt: z.optional(time),
    nextDue: z.optional(time),
    startedAt: time,
    endedAt: time,
    targets: z.array(target),
    keys: z.array(key),
    findings: z.array(finding),
  })
  .register(z.globalRegistry, { id: "rotation" });

/** The JSON report: the one definition of its type and of the published schema. */
export const reportSchema = z
  .strictObject({
    version: z.literal(1),
    outcome,
    mode,
    repository: z.string(),
    runUrl: z.string(),
    problems: described(z.array(z.string()), "Problems before any rotation began."),
    rotations: z.array(rotation),
  })
  .register(z.globalRegistry, { title: "rekey report", description: "What a run of rekey did. Holds no secret." });

export type JsonReport = z.infer<typeof reportSchema>;
export type JsonRotation = z.infer<typeof rotation>;
export type JsonFinding = z.infer<typeof finding>;

/** The published JSON Schema (draft 2020-12). */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(reportSchema, { target: "draft-2020-12" });
}
