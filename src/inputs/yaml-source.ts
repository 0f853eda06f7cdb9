import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import type { Problem } from "./problem.ts";
import { type Position, pathText, type Source, type TreePath } from "./source.ts";

/** What the text of a file is called in messages: a path, or the input that holds it. */
export type Origin = Pick<Problem, "file" | "input">;

/** Either a tree with positions, or what is wrong with the text as YAML. */
export type ParsedYaml = { readonly source: Source } | { readonly problems: readonly Problem[] };

/**
 * Reads YAML 1.2, keeping for every value the line and column that it stands at. Anchors and merge keys work;
 * duplicate keys, tabs for indentation and more than one document are problems. Nothing is looked up yet:
 * `${NAME}` stays text. No effect.
 */
export function parseYaml(text: string, origin: Origin): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, strict: true });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { ...origin, line, column: col };
  };
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ code, message, pos }) => ({
        message: sentence(code, message, text.slice(pos[0])),
        ...position(pos[0]),
      })),
    };
  }
  const tree = plain(document);
  if (tree instanceof Error) return { problems: [{ message: `not readable as YAML: ${tree.message}`, ...origin }] };
  const locate: Source["locate"] = (path, what) => position(offsetOf(document, path, what) ?? 0);
  return { source: { tree, label: pathText, locate } };
}

/** Converts to plain values. Fails only for aliases that multiply without measure. */
function plain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

function sentence(code: string, message: string, rest: string): string {
  if (code === "DUPLICATE_KEY") return `the key '${/^[^:\s]*/.exec(rest)?.[0] ?? ""}' is there twice in one mapping`;
  if (code === "TAB_AS_INDENT") return "indented with a tab: YAML wants spaces";
  if (code === "MULTIPLE_DOCS")
    return "more than one YAML document: one configuration has one, so leave out the line '---'";
  return `not readable as YAML: ${message}`;
}

/** Offset of the key or value at a path; of the nearest mapping around it where the path leads nowhere. */
function offsetOf(document: Document, path: TreePath, what: "key" | "value"): number | undefined {
  let node: unknown = document.contents;
  let offset = start(node);
  for (const part of path) {
    const container = isAlias(node) ? node.resolve(document) : node;
    const step = child(container, part);
    if (step === undefined) return offset;
    const wantsValue = what === "value" && !isCollection(step.value) && start(step.value) !== undefined;
    offset = (wantsValue ? start(step.value) : undefined) ?? start(step.key) ?? start(step.value) ?? offset;
    node = step.value;
  }
  return offset;
}

function child(node: unknown, part: string | number): { readonly key?: unknown; readonly value: unknown } | undefined {
  if (isSeq(node)) {
    const value: unknown = typeof part === "number" ? node.items[part] : undefined;
    return value === undefined ? undefined : { value };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair && { key: pair.key, value: pair.value };
}

function start(node: unknown): number | undefined {
  if (!isNode(node)) return undefined;
  const { range }: Node = node;
  return range?.[0];
}
