import { z } from "zod";
import { OUTCOMES, type TargetStatus } from "../contract/report.ts";

const time = z.iso.datetime().meta({ description: "ISO 8601, UTC" });
const mode = z.enum(["auto", "plan", "check", "force", "incident"]);
const outcome = z.enum(OUTCOMES).meta({ description: "From best to worst in the order given here." });

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
    id: z.string().meta({ description: "Stable over runs." }),
    label: z.string(),
    status: z.enum(STATUSES).meta({
      description:
        "verified: written and read back. accepted: written, and the write-only store shows a fresh time. fresh: held the current key already. stale: does not hold it. ready: would be written.",
    }),
    required: z.boolean(),
    home: z.boolean(),
    evidence: z.enum(["value", "version"]).optional(),
    created: z.boolean().optional().meta({ description: "Whether this run created the place." }),
    writtenAt: time.optional().meta({ description: "Last write, by the destination's clock." }),
    why: z.string().optional().meta({ description: "Why it is not as it should be." }),
  })
  .meta({ id: "target" });

const key = z
  .strictObject({
    keyId: z.string(),
    description: z.string(),
    role: z.enum(["current", "predecessor", "orphan", "foreign", "revoked"]),
    createdAt: time.optional(),
    endsAt: time.optional().meta({ description: "Known or promised end; absent: open." }),
    lastUsedAt: time.optional(),
    lastUsedFrom: z.string().optional().meta({ description: "Address of that use, where the service tells it." }),
    mintedByThisRun: z.boolean(),
  })
  .meta({ id: "key" });

const finding = z
  .strictObject({
    level: z.enum(["error", "warning", "notice"]),
    code: z.string().meta({ description: "Stable word for programs; new ones may be added." }),
    title: z.string(),
    message: z.string(),
    todo: z.string().optional().meta({ description: "What a person should do." }),
    details: z.record(z.string(), z.unknown()).meta({
      description: "The data of the finding; times as ISO 8601 in UTC, durations in seconds.",
    }),
  })
  .meta({ id: "finding" });

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
    rotated: z.boolean().meta({ description: "A key was minted and written somewhere." }),
    reason: z.string().optional(),
    keyId: z.string().optional(),
    predecessorId: z.string().optional(),
    predecessorExpiresAt: time.optional(),
    nextDue: time.optional(),
    startedAt: time,
    endedAt: time,
    targets: z.array(target),
    keys: z.array(key),
    findings: z.array(finding),
  })
  .meta({ id: "rotation" });

/** The JSON report: the one definition of its type and of the published schema. */
export const reportSchema = z
  .strictObject({
    version: z.literal(1),
    outcome,
    mode,
    repository: z.string(),
    runUrl: z.string(),
    problems: z.array(z.string()).meta({ description: "Problems before any rotation began." }),
    rotations: z.array(rotation),
  })
  .meta({ title: "rekey report", description: "What a run of rekey did. Holds no secret." });

export type JsonReport = z.infer<typeof reportSchema>;
export type JsonRotation = z.infer<typeof rotation>;
export type JsonFinding = z.infer<typeof finding>;

/** The published JSON Schema (draft 2020-12). */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(reportSchema, { target: "draft-2020-12" });
}
