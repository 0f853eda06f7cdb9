import { keySchema } from "./schema.ts";
import type { ProblemAt, TreePath } from "./source.ts";
import { traitsOf } from "./traits.ts";

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
  const { label, id, dedicated, scopes } = parsed.data;
  const traits = traitsOf(kind);
  const problems: ProblemAt[] = traits.manyOwners ? unnamed({ path, isNamed: !!(label ?? id), dedicated }) : [];
  const selectors = [label !== undefined && "label", id !== undefined && "id", dedicated === true && "dedicated"];
  const used = selectors.filter((name) => name !== false);
  if (used.length > 1) {
    const message = `${used.join(" and ")} exclude each other: each says by itself which keys are ours`;
    problems.push({ path, what: "key", message });
  }
  if (id !== undefined && !traits.namesKeysById) {
    problems.push({
      path: [...path, "id"],
      message: `a key of kind '${kind}' cannot be named by its id, which changes at each rotation`,
      hint: "Use key.label, the description of the key at the service.",
    });
  }
  if (scopes !== undefined && !traits.hasScopes) {
    problems.push({ path: [...path, "scopes"], message: `keys of kind '${kind}' have no scopes` });
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

interface Naming {
  readonly path: TreePath;
  readonly isNamed: boolean;
  readonly dedicated: boolean | undefined;
}

/** Where an account holds keys of many owners, "all of them" would be keys of strangers. */
function unnamed({ path, isNamed, dedicated }: Naming): ProblemAt[] {
  const hint = "Name the key by key.label, its name at the service, or by key.id.";
  if (dedicated === true) {
    const message = "cannot be: an account of this service holds keys of many owners, and they would be taken for ours";
    return [{ path: [...path, "dedicated"], message, hint }];
  }
  if (isNamed) return [];
  const message = "must name our key: an account of this service holds keys of many owners";
  return [{ path, message, hint }];
}
