import { isoMs } from "../../lib/iso-time.ts";

/** Numbers beyond this are milliseconds: as seconds it would be the year 5138. */
const MOST_SECONDS = 1e11;

export type TimeForm = "auto" | "s" | "ms" | "iso" | "rfc2822";

/**
 * Epoch milliseconds of a time as a service tells it: seconds or milliseconds as numbers or in digits, ISO 8601 with
 * any offset, RFC 2822. `never` for 0, null, an empty text and what is not there; `unreadable` for anything else,
 * which must not be taken for never. Pure.
 */
export function timeMs(raw: unknown, form: TimeForm): number | "never" | "unreadable" {
  if (raw === undefined || raw === null || raw === "" || raw === 0 || raw === "0") return "never";
  const ms = readers[form](raw);
  return ms === undefined || !Number.isFinite(ms) ? "unreadable" : Math.round(ms);
}

const readers: Readonly<Record<TimeForm, (raw: unknown) => number | undefined>> = {
  s: (raw) => scaled(raw, 1000),
  ms: (raw) => scaled(raw, 1),
  iso: (raw) => isoMs(raw) ?? day(raw),
  rfc2822: mailDate,
  auto: (raw) => scaled(raw, (numberOf(raw) ?? 0) > MOST_SECONDS ? 1 : 1000) ?? isoMs(raw) ?? day(raw) ?? mailDate(raw),
};

function scaled(raw: unknown, factor: number): number | undefined {
  const number = numberOf(raw);
  return number === undefined || number < 0 ? undefined : number * factor;
}

function numberOf(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  return typeof raw === "string" && /^\d+(?:\.\d+)?$/.test(raw) ? Number(raw) : undefined;
}

/** A day without a time begins at midnight UTC. */
function day(raw: unknown): number | undefined {
  return typeof raw === "string" && /^\d{4}-\d\d-\d\d$/.test(raw) ? Date.parse(`${raw}T00:00:00Z`) : undefined;
}

/** `Mon, 13 Jun 2016 22:50:08 +0000`: without an offset the machine's zone would decide, so one is demanded. */
function mailDate(raw: unknown): number | undefined {
  if (
    typeof raw !== "string" ||
    !/^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} .*(?:GMT|UTC?|Z|[+-]\d{4})$/.test(raw)
  ) {
    return undefined;
  }
  return Date.parse(raw);
}
