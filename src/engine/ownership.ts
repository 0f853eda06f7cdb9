import type { Finding } from "../contract/finding.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import type { KeySelector, RotationPolicy } from "../contract/policy.ts";

const MARKER = / \[rekey:([^@\]\s]+)@([^\]\s]+)\]$/;

/** The text that `create` appends to a description: it names the rotation and its home. */
export function markerOf(policy: Pick<RotationPolicy, "name" | "home">): string {
  return ` [rekey:${policy.name}@${policy.home}]`;
}

/** A description without any rekey marker. */
export function baseOf(description: string): string {
  return description.replace(MARKER, "");
}

/** The live keys of an account, told apart. `ours` is sorted from oldest to newest. */
export interface Claim {
  readonly ours: readonly KeyRecord[];
  readonly foreign: readonly KeyRecord[];
  /** Why nothing can be claimed; then `ours` is empty. */
  readonly problem?: Finding;
}

/** Whether a key carries the marker of this very rotation and home. */
export function isMarked(key: KeyRecord, marker: string): boolean {
  return key.description.toLowerCase().endsWith(marker.toLowerCase());
}

/** Whether a key carries the marker of another rotation or home. */
export function isMarkedByOther(key: KeyRecord, marker: string): boolean {
  return MARKER.test(key.description) && !isMarked(key, marker);
}

/** Says whose the live keys are. Pure; the order of `keys` does not matter. */
export function claim(keys: readonly KeyRecord[], selector: KeySelector, marker: string): Claim {
  if (keys.length === 0) return { ours: [], foreign: [], problem: { level: "error", code: "no-live-key" } };
  const candidates = keys.filter((key) => !isMarkedByOther(key, marker));
  const chosen = choose(candidates, selector);
  if (chosen.length === 0) {
    return { ours: [], foreign: keys, problem: unclaimed(keys, selector) };
  }
  const ids = new Set(chosen.map((key) => key.id));
  return {
    ours: [...chosen].sort(byCreation),
    foreign: keys.filter((key) => !ids.has(key.id)),
  };
}

function choose(candidates: readonly KeyRecord[], selector: KeySelector): readonly KeyRecord[] {
  const { label, id } = selector;
  if (label !== undefined) return candidates.filter((key) => baseOf(key.description) === baseOf(label));
  if (id !== undefined) return candidates.filter((key) => key.id === id);
  if (selector.dedicated) return candidates;
  const bases = new Set(candidates.map((key) => baseOf(key.description)));
  return bases.size === 1 ? candidates : [];
}

function unclaimed(keys: readonly KeyRecord[], selector: KeySelector): Finding {
  const label = selector.label ?? selector.id;
  return label === undefined
    ? { level: "error", code: "ambiguous-ownership", candidates: keys }
    : { level: "error", code: "none-ours", label, candidates: keys };
}

/** Oldest first; keys that do not tell their creation come before all others, so that none of them is "current". */
function byCreation(a: KeyRecord, b: KeyRecord): number {
  return (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0) || (a.id < b.id ? -1 : 1);
}
