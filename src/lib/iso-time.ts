const FORM = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Epoch milliseconds of an ISO 8601 time; undefined for anything else. Takes what servers send and `Date` does not:
 * an offset without minutes (`2026-11-21T09:00:00+11`) or without a colon. Without an offset it is UTC, whatever the
 * machine's zone. Pure.
 */
export function isoMs(text: unknown): number | undefined {
  const [, date = "", time = "", offset = "Z"] = (typeof text === "string" && FORM.exec(text.trim())) || [];
  const [, sign, hours, minutes = "00"] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
  const zone = sign === undefined ? "Z" : `${sign}${hours}:${minutes}`;
  const ms = Date.parse(`${date}T${time.replace(",", ".").replace(/(\.\d{3})\d+/, "$1")}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}
