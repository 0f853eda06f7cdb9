import type * as z from "zod/mini";
import { Secret } from "../contract/secret.ts";
import { didYouMean, nearest } from "../lib/nearest.ts";
import { knownKeys } from "./known-keys.ts";
import type { Problem } from "./problem.ts";
import { pathText, problemAt, type Source, type TreePath, valueAt } from "./source.ts";

type Issue = z.core.$ZodIssue;

export interface IssueOptions {
  readonly schema: z.core.$ZodType;
  /** Where in the tree the schema was applied. */
  readonly base: TreePath;
  /** Paths that were complained about already. */
  readonly unset: ReadonlySet<string>;
}

/** Turns what a schema found into problems: where, what, and the nearest known word. Never quotes a secret. */
export function problemsOf(issues: readonly Issue[], source: Source, options: IssueOptions): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = written(source, [...options.base, ...treePath(issue.path)]);
    return options.unset.has(pathText(path)) ? [] : convert(issue, { path, source, options });
  });
}

interface Context {
  readonly path: TreePath;
  readonly source: Source;
  readonly options: IssueOptions;
}

function convert(issue: Issue, context: Context): readonly Problem[] {
  const { path, source, options } = context;
  const value = valueAt(source.tree, path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(options.schema, issue.path);
      return issue.keys.map((key) =>
        problemAt(source, { path: [...path, key], what: "key", message: `unknown key${didYouMean(key, known)}` }),
      );
    }
    case "invalid_union":
      return problemsOf(nearestBranch(issue), source, { ...options, base: path });
    case "invalid_key":
      return [problemAt(source, { path, what: "key", message: issue.issues[0]?.message ?? issue.message })];
    case "invalid_value":
      return [problemAt(source, { path, message: value === undefined ? "is missing" : wrongWord(issue, value) })];
    default:
      return [problemAt(source, { path, message: value === undefined ? "is missing" : wrongValue(issue, value) })];
  }
}

/** Of the alternatives of a union, the one that went furthest before it failed. */
function nearestBranch(issue: Extract<Issue, { code: "invalid_union" }>): readonly Issue[] {
  let best: readonly Issue[] | undefined;
  for (const branch of issue.errors) {
    const sameShape = !branch.some(({ code, path }) => code === "invalid_type" && path.length === 0);
    if (sameShape && (best === undefined || branch.length < best.length)) best = branch;
  }
  return (
    best ?? [
      { ...issue, code: "custom", path: [], message: ownWords(issue.message) ?? "is none of the accepted forms" },
    ]
  );
}

function wrongWord(issue: Extract<Issue, { code: "invalid_value" }>, value: unknown): string {
  const words = issue.values.map(String);
  const near = typeof value === "string" ? nearest(value, words) : undefined;
  const suggestion = near === undefined ? "" : `; did you mean '${near}'?`;
  const rule =
    ownWords(issue.message) ?? `must be ${words.length > 1 ? `one of ${words.join(", ")}` : (words[0] ?? "")}`;
  return `${rule}${got(value)}${suggestion}`;
}

function wrongValue(issue: Issue, value: unknown): string {
  // What a plug-in checks itself may be a secret, so its value is not repeated.
  if (issue.code === "custom") return issue.message;
  if (issue.code === "invalid_type" && issue.expected === "never")
    return ownWords(issue.message) ?? "must not be given";
  const rule = ownWords(issue.message);
  if (issue.code === "invalid_type")
    return `${rule ?? `must be ${NAMES[issue.expected] ?? issue.expected}`}${got(value)}`;
  return `${rule ?? issue.message}${got(value)}`;
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

/** A message that a schema brought itself; undefined for what the library says by default. */
function ownWords(message: string): string | undefined {
  return /^(Invalid|Unrecognized|Too (small|big))\b/.test(message) ? undefined : message;
}

function got(value: unknown): string {
  if (value === null) return " (got nothing)";
  if (value instanceof Secret) return "";
  if (Array.isArray(value)) return value.length === 0 ? "" : " (got a list)";
  if (typeof value === "object") return " (got a mapping)";
  return ` (got '${String(value).slice(0, 80)}')`;
}

/** Where the user wrote what a schema looked at: `retire: expire` is short for a mapping, and has no place inside. */
function written(source: Source, path: TreePath): TreePath {
  const parent = path.slice(0, -1);
  const value = path.length === 0 ? undefined : valueAt(source.tree, parent);
  return typeof value === "string" || value instanceof Secret ? parent : path;
}

function treePath(path: readonly PropertyKey[]): TreePath {
  return path.map((part) => (typeof part === "number" ? part : String(part)));
}
