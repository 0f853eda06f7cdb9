const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  { ms: DAY, name: "d" },
  { ms: HOUR, name: "h" },
  { ms: MINUTE, name: "min" },
  { ms: SECOND, name: "s" },
] as const;

/** `6 d 4 h`, `12 min`, `4 s`: at most two neighbouring units, rounded down; never negative. */
export function span(ms: number): string {
  const first = UNITS.findIndex((unit) => ms >= unit.ms);
  const [unit, next] = [UNITS[first], UNITS[first + 1]];
  if (!unit) return "less than 1 s";
  const whole = Math.floor(ms / unit.ms);
  const rest = next ? Math.floor((ms % unit.ms) / next.ms) : 0;
  return next && rest > 0 ? `${whole} ${unit.name} ${rest} ${next.name}` : `${whole} ${unit.name}`;
}

/** `2026-07-12T05:17:00Z`, or undefined for what is no date. */
export function iso(ms: number | undefined): string | undefined {
  if (ms === undefined || Number.isNaN(new Date(ms).getTime())) return undefined;
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** `2026-07-12 05:17 UTC`. */
export function utc(ms: number): string {
  const text = iso(ms);
  return text ? `${text.slice(0, 10)} ${text.slice(11, 16)} UTC` : "an unknown time";
}

/** `in 6 d 4 h`, `2 h ago`, `now`. */
export function relative(ms: number, nowMs: number): string {
  const away = ms - nowMs;
  if (Math.abs(away) < MINUTE) return "now";
  return away > 0 ? `in ${span(away)}` : `${span(-away)} ago`;
}

/** `2026-07-12 05:17 UTC (in 6 d 4 h)`. */
export function moment(ms: number, nowMs: number): string {
  return iso(ms) ? `${utc(ms)} (${relative(ms, nowMs)})` : "an unknown time";
}
