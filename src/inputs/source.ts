import type { Problem } from "./problem.ts";

/** Way to a value inside the tree: keys of mappings, indexes of lists. */
export type TreePath = readonly (string | number)[];

/** Where in the user's text a value comes from. */
export type Position = Pick<Problem, "file" | "line" | "column" | "input">;

/** The user's configuration as a tree of plain values, with a way back to the text. Inputs and files both end so. */
export interface Source {
  /** `Secret` stands for a reference to the environment and for the secret inputs; all else is plain. */
  readonly tree: unknown;
  /** How messages call a value: `rotations.ci.destinations[0]`, `input 'grace-period'`. */
  label(path: TreePath): string;
  /** Position of a key or of its value. */
  locate(path: TreePath, what: "key" | "value"): Position;
}

export interface ProblemAt {
  readonly path: TreePath;
  readonly what?: "key" | "value";
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A problem with its place in the user's text. */
export function problemAt(source: Source, at: ProblemAt): Problem {
  const label = source.label(at.path);
  return {
    message: label === "" ? at.message : `${label}: ${at.message}`,
    ...(at.hint === undefined ? {} : { hint: at.hint }),
    ...source.locate(at.path, at.what ?? "value"),
  };
}

/** `rotations.ci.destinations[0].name`. */
export function pathText(path: TreePath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? part : `.${part}`;
  }
  return text;
}

/** The value at a path; undefined where the tree ends earlier. */
export function valueAt(tree: unknown, path: TreePath): unknown {
  let value = tree;
  for (const part of path) {
    if (Array.isArray(value)) value = typeof part === "number" ? value[part] : undefined;
    else value = mapping(value)?.[part];
  }
  return value;
}

/** The value as a mapping; undefined if it is none. */
export function mapping(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? { ...value } : undefined;
}
