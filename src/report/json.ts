import type { Finding } from "../contract/finding.ts";
import type { KeyWindow, RotationReport, RunReport, TargetReport } from "../contract/report.ts";
import { headline } from "./headline.ts";
import type { JsonFinding, JsonReport, JsonRotation } from "./report-schema.ts";
import type { Telling } from "./sentence.ts";
import { tell } from "./sentences.ts";
import { tellingOf } from "./telling.ts";
import { iso } from "./time.ts";
import { plain } from "./words.ts";

/** The report of a run for programs: ISO 8601 times in UTC, nothing secret. Pure. */
export function jsonReport(report: RunReport, nowMs: number): JsonReport {
  const { outcome, mode, repository, runUrl, problems, rotations } = report;
  return {
    version: 1,
    outcome,
    mode,
    repository,
    runUrl,
    problems: [...problems],
    rotations: rotations.map((rotation) => rotationJson(rotation, tellingOf(rotation, nowMs))),
  };
}

function rotationJson(rotation: RotationReport, telling: Telling): JsonRotation {
  const { predecessorExpiresAtMs, nextDueAtMs, startedAtMs, endedAtMs, targets, keys, findings, ...rest } = rotation;
  return {
    ...rest,
    headline: plain(headline(rotation, telling)),
    ...timed("predecessorExpiresAt", predecessorExpiresAtMs),
    ...timed("nextDue", nextDueAtMs),
    startedAt: iso(startedAtMs) ?? "",
    endedAt: iso(endedAtMs) ?? "",
    targets: targets.map(targetJson),
    keys: keys.map(keyJson),
    findings: findings.map((finding) => findingJson(finding, telling)),
  };
}

function targetJson({ writtenAtMs, ...rest }: TargetReport): JsonRotation["targets"][number] {
  return { ...rest, ...timed("writtenAt", writtenAtMs) };
}

function keyJson({ createdAtMs, endsAtMs, lastUsedAtMs, ...rest }: KeyWindow): JsonRotation["keys"][number] {
  return {
    ...rest,
    ...timed("createdAt", createdAtMs),
    ...timed("endsAt", endsAtMs),
    ...timed("lastUsedAt", lastUsedAtMs),
  };
}

/** A finding for programs: its words, and its data. */
export function findingJson(finding: Finding, telling: Telling): JsonFinding {
  const { level, code, ...details } = finding;
  const { title, message, todo } = tell(finding, telling);
  return {
    level,
    code,
    title,
    message: plain(message),
    ...(todo && { todo: plain(todo) }),
    details: withTimes(details),
  };
}

function timed<Name extends string>(name: Name, ms: number | undefined): { readonly [N in Name]?: string } {
  const text = iso(ms);
  const named: { [N in Name]?: string } = {};
  if (text !== undefined) named[name] = text;
  return named;
}

const DURATIONS: ReadonlySet<string> = new Set(["ageMs", "maxAgeMs", "needsMs", "limitMs"]);
/** Too short for seconds. */
const SHORT: ReadonlySet<string> = new Set(["gapMs"]);

/** Milliseconds become ISO times, or seconds where they are a duration; names lose or change their unit. */
function withTimes(data: object): Record<string, unknown> {
  const timed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === "number" && name.endsWith("Ms")) {
      const bare = name.slice(0, -2);
      if (SHORT.has(name)) timed[`${bare}Milliseconds`] = Math.round(value);
      else if (DURATIONS.has(name)) timed[`${bare}Seconds`] = Math.floor(value / 1000);
      else timed[bare] = iso(value);
    } else {
      timed[name] = Array.isArray(value) ? value.map(itemWithTimes) : value;
    }
  }
  return timed;
}

function itemWithTimes(item: unknown): unknown {
  return typeof item === "object" && item !== null ? withTimes(item) : item;
}
