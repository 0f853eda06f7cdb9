import { keySchema } from "./schema.ts";
import type { ProblemAt, TreePath } from "./source.ts";

/** Services whose keys keep their id, so that one can be named by it. */
const STABLE_IDS: ReadonlySet<string> = new Set(["kinde"]);

export interface SelectorQuery {
  /** The mapping `key` of a rotation, unchecked. */
  readonly raw: unknown;
  /** Kind of its key service. */
  readonly kind: string;
  readonly path: TreePath;
}

/** What is wrong with the way a rotation says which keys are ours, beyond what the schema sees. */
export function selectorProblems({ raw, kind, path }: SelectorQuery): readonly ProblemAt[] {
  const parsed = keySchema.safeParse(raw ?? {});
  if (!parsed.success) return [];
  const { label, id, dedicated } = parsed.data;
  const problems: ProblemAt[] = [];
  const selectors = [label !== undefined && "label", id !== undefined && "id", dedicated === true && "dedicated"];
  const used = selectors.filter((name) => name !== false);
  if (used.length > 1) {
    const message = `${used.join(" and ")} exclude each other: each says by itself which keys are ours`;
    problems.push({ path, what: "key", message });
  }
  if (id !== undefined && !STABLE_IDS.has(kind)) {
    problems.push({
      path: [...path, "id"],
      message: `a key of kind '${kind}' cannot be named by its id, which changes at each rotation`,
      hint: "Use key.label, the description of the key at the service.",
    });
  }
  if (label?.includes("[rekey:")) {
    problems.push({
      path: [...path, "label"],
      message: "must not hold the marker that rekey appends ([rekey:…])",
      hint: "Write the description as it was before, without the marker.",
    });
  }
  return problems;
}
