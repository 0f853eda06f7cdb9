import type { ActionResult } from "./harness.ts";

/** One form of one secret found in one place. The secret itself is named by its index, so that a test may print it. */
export interface Leak {
  readonly where: string;
  readonly secretIndex: number;
  readonly form: string;
}

/** A shorter needle would be found by chance. */
const SHORTEST_NEEDLE = 6;

/** The characters of a base64 text that depend on the secret alone when `before` other bytes stand before it. */
function base64Core(secret: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret, "utf8")]);
  const firstOwn = Math.ceil((before * 8) / 6);
  const wholeChars = Math.floor((bytes.length * 8) / 6);
  return bytes.toString("base64").slice(firstOwn, wholeChars);
}

function base64Forms(secret: string): [string, string][] {
  const forms: [string, string][] = [];
  for (const before of [0, 1, 2]) {
    const core = base64Core(secret, before);
    forms.push([`base64 at offset ${before}`, core]);
    forms.push([`base64url at offset ${before}`, core.replaceAll("+", "-").replaceAll("/", "_")]);
  }
  return forms;
}

function percentEncoded(secret: string): string {
  return [...Buffer.from(secret, "utf8")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

/** Pieces of two thirds of the value: a cut-off or wrapped key is still a key. */
function pieces(secret: string): [string, string][] {
  const length = Math.max(12, Math.ceil((secret.length * 2) / 3));
  if (secret.length < 16) return [];
  const starts = Array.from({ length: secret.length - length + 1 }, (_, start) => start);
  return starts.map((start): [string, string] => ["a long piece", secret.slice(start, start + length)]);
}

/** Lines of a multi-line secret that say something (not the armour of a PEM block). */
function tellingLines(secret: string): [string, string][] {
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
  if (lines.length < 2) return [];
  return lines.filter((line) => !line.startsWith("-----")).map((line): [string, string] => ["a line", line]);
}

/** Every form of a secret that gives it away: the name of the form by the text to look for. */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  const json = JSON.stringify(secret).slice(1, -1);
  const forms: [string, string][] = [
    ["raw", secret],
    ["trimmed", secret.trim()],
    ...base64Forms(secret),
    ["URL-escaped", encodeURIComponent(secret)],
    ["form-escaped", new URLSearchParams({ a: secret }).toString().slice(2)],
    ["percent-encoded", percentEncoded(secret)],
    ["JSON-escaped", json],
    ["JSON-escaped twice", JSON.stringify(json).slice(1, -1)],
    ["hex", Buffer.from(secret, "utf8").toString("hex")],
    ["reversed", [...secret].reverse().join("")],
    ...tellingLines(secret),
    ...pieces(secret),
  ];
  const byNeedle = new Map<string, string>();
  for (const [name, needle] of forms) {
    if (needle.length >= SHORTEST_NEEDLE && !byNeedle.has(needle)) byNeedle.set(needle, name);
  }
  return byNeedle;
}

/** Forms that mean the same in either case. */
const CASELESS: ReadonlySet<string> = new Set(["hex", "percent-encoded", "URL-escaped"]);

function holds(text: string, needle: string, form: string): boolean {
  if (text.includes(needle)) return true;
  return CASELESS.has(form) && text.toLowerCase().includes(needle.toLowerCase());
}

/**
 * Looks for every form of every secret in `texts` (by place). A text with line breaks is searched as it is and
 * with its breaks removed, so that a value wrapped over lines is found.
 * @throws Error for a secret too short to be told from chance: such a test proves nothing.
 */
export function leaksIn(texts: Readonly<Record<string, string>>, secrets: readonly string[]): Leak[] {
  const found = new Map<string, Leak>();
  const searched = Object.entries(texts).map(([where, text]) => ({ where, text, unwrapped: unwrap(text) }));
  for (const [secretIndex, secret] of secrets.entries()) {
    if (secret.trim().length < SHORTEST_NEEDLE) throw new Error(`secret ${secretIndex} is too short to look for`);
    for (const [needle, form] of formsOf(secret)) {
      for (const { where, text, unwrapped } of searched) {
        if (!holds(text, needle, form) && !holds(unwrapped, needle, form)) continue;
        found.set(`${where} ${secretIndex} ${form}`, { where, secretIndex, form });
      }
    }
  }
  return [...found.values()];
}

function unwrap(text: string): string {
  return text.replaceAll(/\s*\r?\n\s*/g, "");
}

function prefixed(prefix: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${prefix} ${name}`, text]));
}

/** Everything that a run leaves for people and programs to read, after masking. */
export function visibleTexts(result: ActionResult): Record<string, string> {
  return {
    log: result.log,
    summary: result.summary,
    path: result.path,
    annotations: JSON.stringify(result.annotations, undefined, 1),
    "names of files": [...Object.keys(result.files), ...Object.keys(result.workspace)].join("\n"),
    ...prefixed("output", result.outputs),
    ...prefixed("state", result.state),
    ...prefixed("env", result.env),
    ...prefixed("file", result.files),
  };
}

/**
 * Every form of every secret in anything that the run left after masking: log, annotations, summary, outputs,
 * state, exported variables, files. Empty is what a test wants. `more`: texts from elsewhere (notifications).
 */
export function leaks(
  result: ActionResult,
  secrets: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Leak[] {
  return leaksIn({ ...visibleTexts(result), ...prefixed("other", more) }, secrets);
}
