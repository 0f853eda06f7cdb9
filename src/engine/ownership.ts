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

/**
 * The live keys of an account, told apart. `ours` is sorted from oldest to newest. Where the account holds keys of
 * many owners, `foreign` has only those that are described like ours: the others are nobody's business.
 */
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
  const chosen = choose(candidates, selector, marker);
  const rivals = selector.manyOwners ? chosen.filter((key) => !isMarked(key, marker)) : [];
  if (rivals.length > 1) {
    const problem: Finding = { level: "error", code: "ambiguous-ownership", candidates: rivals, namesakes: true };
    return { ours: [], foreign: rivals, problem };
  }
  if (chosen.length === 0) {
    const shown = selector.manyOwners ? keys.slice(0, MOST_CANDIDATES) : keys;
    return { ours: [], foreign: selector.manyOwners ? [] : keys, problem: unclaimed(shown, selector) };
  }
  const ids = new Set(chosen.map((key) => key.id));
  const bases = new Set(chosen.map((key) => baseOf(key.description)));
  const isAlike = (key: KeyRecord) => !selector.manyOwners || bases.has(baseOf(key.description));
  return {
    ours: [...chosen].sort(byCreation),
    foreign: keys.filter((key) => !ids.has(key.id) && isAlike(key)),
  };
}

/** Whether a key is ours, or foreign and of concern to this rotation: see {@link Claim}. */
export function concerns(key: KeyRecord, keys: readonly KeyRecord[], policy: RotationPolicy): boolean {
  if (!policy.key.manyOwners) return true;
  const { ours, foreign } = claim(keys, policy.key, markerOf(policy));
  return [...ours, ...foreign].some((one) => one.id === key.id);
}

function choose(candidates: readonly KeyRecord[], selector: KeySelector, marker: string): readonly KeyRecord[] {
  const { label, id, manyOwners } = selector;
  if (label !== undefined) {
    const alike = candidates.filter((key) => baseOf(key.description) === baseOf(label));
    return manyOwners ? withoutStrangers(alike, marker) : alike;
  }
  // The successors of a key that is named by its id have other ids, and our marker.
  if (id !== undefined) return candidates.filter((key) => key.id === id || isMarked(key, marker));
  if (selector.dedicated) return candidates;
  const bases = new Set(candidates.map((key) => baseOf(key.description)));
  return bases.size === 1 ? candidates : [];
}

/**
 * Among many owners anybody may give a key the name of ours. Once rekey has made one, only a single older key of that
 * name can be the one that it replaced; any other is a stranger's.
 */
function withoutStrangers(alike: readonly KeyRecord[], marker: string): readonly KeyRecord[] {
  const marked = alike.filter((key) => isMarked(key, marker));
  if (marked.length === 0) return alike;
  const firstMs = Math.min(...marked.map((key) => key.createdAtMs ?? 0));
  const older = alike.filter((key) => !isMarked(key, marker) && (key.createdAtMs ?? firstMs) < firstMs);
  return older.length === 1 ? [...marked, ...older] : marked;
}

/** Enough to find a mistyped name, of an account that may have thousands. */
const MOST_CANDIDATES = 20;

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
