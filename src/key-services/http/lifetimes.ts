import { RotationError } from "../../contract/error.ts";
import type { Overlap } from "../../contract/key-service.ts";
import { namesOf } from "./names.ts";
import type { Description } from "./schema.ts";
import type { Value } from "./templates.ts";
import { titleOf } from "./title.ts";

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The longest overlap of a service that names no limit: longer than any rotation takes. */
const LONGEST_MS = 3650 * DAY_MS;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  seconds: SECOND_MS,
  minutes: 60 * SECOND_MS,
  hours: HOUR_MS,
  days: DAY_MS,
  "until.rfc3339": SECOND_MS,
  "until.epoch": SECOND_MS,
};

/** The unit in which the overlap is told to the service, in milliseconds; undefined: it is not told. */
export function graceUnit({ issue }: Pick<Description, "issue">): number | undefined {
  const units = [...namesOf(issue.request, "grace").keys()].flatMap((name) => UNITS[name] ?? []);
  return units.length === 0 ? undefined : Math.max(...units);
}

/** Shortest and longest overlap that can be asked for. A grace of zero would be no overlap at all. */
export function graceLimits(description: Description): { readonly minMs: number; readonly maxMs: number } {
  const { min = 0, max = LONGEST_MS } = description.limits?.grace ?? {};
  const unit = graceUnit(description) ?? 1;
  return { minMs: Math.max(min, unit), maxMs: max };
}

/** What becomes of the old key, in the words of the contract. */
export function overlapOf(description: Description): Overlap {
  const { maxMs } = graceLimits(description);
  switch (description.issue["old-key"]) {
    case "stays":
      return { mode: "independent" };
    case "dies-at-once":
      return { mode: "none" };
    case "dies-after-first-use":
      return { mode: "first-use" };
    case "dies-after-grace":
      return { mode: "grace", ...graceLimits(description) };
    case "dies-later":
      return { mode: "grace", minMs: maxMs, maxMs };
    default:
      return description.issue["old-key"] satisfies never;
  }
}

/** Why a grace period will not do, as sentences; the overlap of a second key is nobody's business but rekey's. */
export function graceProblems(description: Description, graceMs: number): readonly string[] {
  const { kind, "old-key": dies } = description.issue;
  const unit = graceUnit(description);
  if (kind !== "rotate" || (dies !== "dies-after-grace" && dies !== "dies-after-first-use")) return [];
  const { minMs, maxMs } = graceLimits(description);
  if (graceMs >= minMs && graceMs <= maxMs && graceMs % (unit ?? 1) === 0) return [];
  const whole = unit === undefined || unit === 1 ? "" : ` in whole ${unitName(unit)}`;
  const range = maxMs === LONGEST_MS ? `at least ${text(minMs)}` : `from ${text(minMs)} to ${text(maxMs)}`;
  return [
    `grace-period must be ${range}${whole}, as ${titleOf(description)} takes nothing else (got ${text(graceMs)})`,
  ];
}

function unitName(unit: number): string {
  return Object.entries(UNITS).find(([, ms]) => ms === unit)?.[0] ?? "units";
}

function text(ms: number): string {
  if (ms % HOUR_MS === 0 && ms > 0) return `${ms / HOUR_MS}h`;
  return ms % 60_000 === 0 && ms > 0 ? `${ms / 60_000}m` : `${ms / SECOND_MS}s`;
}

/** A value of `grace.…`; undefined for other names. */
export function graceValue(name: string, graceMs: number, nowMs: number): Value | undefined {
  const untilMs = nowMs + graceMs;
  if (name === "grace.none") return graceMs === 0;
  if (name === "grace.until.rfc3339") return rfc3339(untilMs);
  if (name === "grace.until.epoch") return Math.floor(untilMs / SECOND_MS);
  const unit = UNITS[name.slice("grace.".length)];
  if (unit === undefined) return undefined;
  if (graceMs % unit === 0) return graceMs / unit;
  throw new RotationError("config", `a grace period of ${text(graceMs)} cannot be told in ${unitName(unit)}`, {
    effect: "none",
  });
}

/** A value of `expires.…`: the end of the new key; undefined where it has none. */
export function expiryValue(name: string, expiresAtMs: number | undefined, nowMs: number): Value | undefined {
  if (expiresAtMs === undefined) return undefined;
  const inMs = Math.max(0, expiresAtMs - nowMs);
  switch (name) {
    case "expires.epoch":
      return Math.floor(expiresAtMs / SECOND_MS);
    case "expires.ms":
      return Math.floor(expiresAtMs);
    case "expires.rfc3339":
      return rfc3339(expiresAtMs);
    case "expires.date":
      return new Date(expiresAtMs).toISOString().slice(0, 10);
    case "expires.in_seconds":
      return Math.round(inMs / SECOND_MS);
    case "expires.in_hours":
      return Math.round(inMs / HOUR_MS);
    case "expires.in_days":
      return Math.round(inMs / DAY_MS);
    default:
      return undefined;
  }
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
