import type { Description } from "./schema.ts";

/** What makes a name unique: a blank, a number sign, and a time in base 36. */
const STAMP = / #([0-9a-z]{6,7})$/;
const STAMP_LENGTH = 9;

const USUAL_LENGTH = 255;

/** The name that a new key gets at the service. Pure. */
export function nameFor(description: string, { limits }: Description, nowMs: number): string {
  return limits?.["unique-names"] ? `${description} #${Math.floor(nowMs / 1000).toString(36)}` : description;
}

/** A key's description, from its name at the service. Pure. */
export function descriptionIn(name: string, { limits }: Description): string {
  return limits?.["unique-names"] ? name.replace(STAMP, "") : name;
}

/** When a key of ours was made, as its name tells; undefined for a name without a time. Pure. */
export function timeInName(name: string, { limits }: Description): number | undefined {
  const stamp = limits?.["unique-names"] ? STAMP.exec(name)?.[1] : undefined;
  return stamp === undefined ? undefined : Number.parseInt(stamp, 36) * 1000;
}

/** Longest description that fits, in characters. */
export function longestDescription({ limits }: Description): number {
  const longest = limits?.name ?? USUAL_LENGTH;
  return limits?.["unique-names"] ? longest - STAMP_LENGTH : longest;
}
