import type { Target } from "../contract/destination.ts";
import type { Finding } from "../contract/finding.ts";
import type { BlindSpot, Inventory, InventoryQuery } from "../contract/inventory.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { op } from "./observe.ts";
import type { Record } from "./record.ts";
import { asRotationError, retry } from "./retry.ts";

/** What stands around the targets of a rotation, of all its destinations together. */
export interface Surroundings {
  /** Labels of holders of the name that the rotation neither writes nor was told to leave alone. */
  readonly uncovered: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Looks for what else holds the names of the targets. Read only. Where nobody may look is among the findings.
 * @throws RotationError for what may pass by itself
 */
export async function lookAround(
  targets: readonly Target[],
  query: InventoryQuery,
  rotation: OpenedRotation,
  crew: Crew,
): Promise<Surroundings> {
  const inventories: Inventory[] = [];
  for (const destination of rotation.destinations) {
    const patience = { clock: crew.clock, signal: crew.cancelled, on: destination.label };
    const take = destination.inventory?.bind(destination);
    if (take) inventories.push(await retry(() => take(query, op(crew)), patience));
  }
  return weigh(inventories, new Set(targets.map((target) => target.id)));
}

/** Tells in `plan` and `check` what stands around the targets; what could not be found out is told too. */
export async function tellSurroundings(
  targets: readonly Target[],
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<void> {
  try {
    const { findings } = await lookAround(targets, { wide: true }, rotation, crew);
    const isPlan = rotation.mode === "plan";
    for (const finding of findings) if (isPlan || finding.code !== "would-save") record.find(finding);
  } catch (error) {
    if (crew.signal.aborted || crew.cancelled.aborted) throw error;
    const places = rotation.destinations.map((destination) => destination.label);
    record.find({ level: "warning", code: "inventory-blind", places, why: asRotationError(error).message, needs: [] });
  }
}

/** Puts the inventories together: what one entry covers or leaves out is settled for all of them. Pure. */
function weigh(inventories: readonly Inventory[], covered: ReadonlySet<string>): Surroundings {
  const holders = inventories.flatMap((inventory) => inventory.holders);
  const labels = new Map(holders.map(({ id, label }) => [id, label]));
  const excluded = new Set(holders.filter((holder) => holder.excluded).map(({ id }) => id));
  const isSettled = (id: string) => covered.has(id) || excluded.has(id);
  const uncovered = [...labels].filter(([id]) => !isSettled(id)).map(([, label]) => label);
  const findings: Finding[] = [];
  if (uncovered.length > 0) findings.push({ level: "warning", code: "uncovered-holders", holders: uncovered });
  findings.push(...shadows(inventories, { labels, covered, isSettled }));
  const spots = inventories.flatMap((inventory) => inventory.blindSpots);
  if (spots.length > 0) findings.push(blindness(spots));
  for (const { places: count, ...saving } of inventories.flatMap((inventory) => inventory.savings)) {
    findings.push({ level: "notice", code: "would-save", count, ...saving });
  }
  return { uncovered, findings };
}

interface Known {
  readonly labels: ReadonlyMap<string, string>;
  readonly covered: ReadonlySet<string>;
  isSettled(id: string): boolean;
}

/** Only what hides a target, or is hidden by one, is told: first what keeps the new key from its consumers. */
function shadows(inventories: readonly Inventory[], { labels, covered, isSettled }: Known): readonly Finding[] {
  const hiding = new Map<string, Set<string>>();
  for (const { by, hides } of inventories.flatMap((inventory) => inventory.shadows)) {
    if (!covered.has(by) && !covered.has(hides)) continue;
    const hidden = hiding.get(by) ?? new Set();
    hiding.set(by, hidden);
    hidden.add(labels.get(hides) ?? hides);
  }
  const told = [...hiding].map(([by, hides]) => ({
    by: labels.get(by) ?? by,
    hides: [...hides],
    isCovered: isSettled(by),
  }));
  const harmful = told.filter((shadow) => !shadow.isCovered);
  const harmless = told.filter((shadow) => shadow.isCovered);
  const findings: Finding[] = [];
  if (harmful.length > 0) findings.push({ level: "warning", code: "shadowed", shadows: harmful });
  if (harmless.length > 0) findings.push({ level: "notice", code: "shadowed", shadows: harmless });
  return findings;
}

function blindness(spots: readonly BlindSpot[]): Finding {
  return {
    level: "notice",
    code: "inventory-blind",
    places: [...new Set(spots.map((spot) => spot.label))],
    why: spots[0]?.why ?? "",
    needs: [...new Set(spots.flatMap((spot) => spot.needs ?? []))],
  };
}
