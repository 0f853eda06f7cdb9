import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

/** One import of a module, as far as its text tells. */
export interface Import {
  /** What stands in the quotes; `?` where a dynamic import computes it. */
  readonly specifier: string;
  /** For a relative import: the path from the root of the scan, with forward slashes. */
  readonly file?: string;
  readonly kind: "static" | "type" | "dynamic";
}

/** One source file, with its comments and the contents of its strings taken out of `code`. */
export interface Module {
  /** Path from the root of the scan: `src/engine/decide.ts`. */
  readonly path: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Characters after which a slash begins a regular expression and no division. */
const BEFORE_REGEX = /(?:^|[=(,:[!&|?{};+\-*%<>~^]|\breturn|\btypeof|\bcase|=>)\s*$/;

interface Scan {
  readonly text: string;
  at: number;
  withoutComments: string;
  code: string;
}

/** Copies `length` characters to the text without comments; to the code only if they are code. */
function take(scan: Scan, length: number, isCode: boolean): void {
  const piece = scan.text.slice(scan.at, scan.at + length);
  scan.withoutComments += piece;
  scan.code += isCode ? piece : piece.replaceAll(/[^\n]/g, " ");
  scan.at += length;
}

function skip(scan: Scan, to: number): void {
  const blank = scan.text.slice(scan.at, to).replaceAll(/[^\n]/g, " ");
  scan.withoutComments += blank;
  scan.code += blank;
  scan.at = to;
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}

/** A quoted string or a regular expression: its contents are no code. */
function quoted(scan: Scan, close: string): void {
  take(scan, 1, true);
  let isInClass = false;
  while (scan.at < scan.text.length && (isInClass || scan.text[scan.at] !== close)) {
    const char = scan.text[scan.at];
    if (close === "/" && (char === "[" || char === "]")) isInClass = char === "[";
    take(scan, char === "\\" ? 2 : 1, false);
  }
  take(scan, 1, true);
}

/** A template: its text is no code, what stands in `${}` is. */
function template(scan: Scan): void {
  take(scan, 1, true);
  while (scan.at < scan.text.length && scan.text[scan.at] !== "`") {
    if (scan.text.startsWith("${", scan.at)) {
      take(scan, 2, true);
      untilBrace(scan);
    }
    if (scan.text[scan.at] === "`") break;
    take(scan, scan.text[scan.at] === "\\" ? 2 : 1, false);
  }
  take(scan, 1, true);
}

/** Code up to the brace that closes the one before it (or the end). */
function untilBrace(scan: Scan): void {
  let depth = 0;
  while (scan.at < scan.text.length) {
    const char = scan.text[scan.at] ?? "";
    const two = scan.text.slice(scan.at, scan.at + 2);
    if (two === "//") skip(scan, endOf(scan.text, "\n", scan.at));
    else if (two === "/*") skip(scan, Math.min(scan.text.length, endOf(scan.text, "*/", scan.at + 2) + 2));
    else if (char === '"' || char === "'") quoted(scan, char);
    else if (char === "/" && BEFORE_REGEX.test(scan.code.slice(-40))) quoted(scan, "/");
    else if (char === "`") template(scan);
    else {
      if (char === "}" && depth === 0) return;
      depth += char === "{" ? 1 : char === "}" ? -1 : 0;
      take(scan, 1, true);
    }
  }
}

const STATIC = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^;"'`]*?\s*from\s*)?"([^"]+)"/gm;
const DYNAMIC = /(?<![\w.])import\(\s*(?:"([^"]+)")?/g;

function importsOf(path: string, withoutComments: string): Import[] {
  const resolve = (specifier: string, kind: Import["kind"]): Import =>
    specifier.startsWith(".")
      ? { specifier, kind, file: normalize(join(dirname(path), specifier)).replaceAll("\\", "/") }
      : { specifier, kind };
  return [
    ...[...withoutComments.matchAll(STATIC)].map((hit) => resolve(hit[2] ?? "", hit[1] ? "type" : "static")),
    ...[...withoutComments.matchAll(DYNAMIC)].map((hit) => resolve(hit[1] ?? "?", "dynamic")),
  ];
}

/** Reads the imports and the bare code out of a source text. */
export function scanText(path: string, text: string): Module {
  const scan: Scan = { text, at: 0, withoutComments: "", code: "" };
  while (scan.at < text.length) {
    untilBrace(scan);
    if (scan.at < text.length) take(scan, 1, true);
  }
  return { path, code: scan.code, imports: importsOf(path, scan.withoutComments) };
}

/** Scans every `.ts` file below `directory`; paths are told from `root`. */
export function scanTree(root: string, directory: string): Module[] {
  return readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort()
    .map((path) => scanText(path, readFileSync(join(root, path), "utf8")));
}
