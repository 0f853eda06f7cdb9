/** A name, an id or a setting inside a sentence: shown in a typewriter face where there is one. */
export interface Code {
  readonly code: string;
}

/** A sentence in pieces, so that each output (log, Markdown, Slack) escapes and marks it in its own way. */
export type Words = readonly (string | Code)[];

/** Marks a piece as a name, an id or a setting. */
export function code(text: string): Code {
  return { code: text };
}

/** Builds a sentence: ``say`The key ${code(id)} is gone.` `` */
export function say(texts: TemplateStringsArray, ...values: readonly (string | number | Code | Words)[]): Words {
  const words: (string | Code)[] = [];
  texts.forEach((text, index) => {
    words.push(text);
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === "number") words.push(count(value));
    else if (typeof value === "string" || "code" in value) words.push(value);
    else words.push(...value);
  });
  return words.filter((word) => word !== "");
}

/** `1 destination`, `5,000 destinations`. */
export function plural(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

/** `5,000`: a whole number. Not by the locale data of Node, as loading them holds up dozens of requests. */
export function count(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `a, b and c`, each a name; beyond `most` the rest is counted. */
export function names(list: readonly string[], most = 20): Words {
  const words: (string | Code)[] = [];
  const shown = list.slice(0, most);
  const rest = list.length - shown.length;
  shown.forEach((name, index) => {
    const isLast = index === shown.length - 1 && rest === 0;
    if (index > 0) words.push(isLast ? " and " : ", ");
    words.push(code(name));
  });
  if (rest > 0) words.push(` and ${count(rest)} more`);
  return words;
}

/** An id by both its ends, as ids that are made in order begin alike: `01JZ4K…8F3D2A`. */
export function shortId(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 6)}…${id.slice(-6)}`;
}

/** Control and format characters (line breaks, escapes, bidirectional overrides): none has a place in a report. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** A text from elsewhere on one line, without invisible characters, cut to `most` UTF-16 units. */
export function oneLine(text: string, most = 1000): string {
  const line = text.toWellFormed().replace(INVISIBLE, " ").replace(/ {2,}/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** A sentence as plain text on one line; names stand in backticks. */
export function plain(words: Words): string {
  let text = "";
  for (const word of words) {
    text += typeof word === "string" ? word : `\`${oneLine(word.code).replaceAll("`", "'")}\``;
  }
  return oneLine(text, 100_000);
}

/**
 * One line for a runner's log, from which no text can start a command: the runner takes `::` at the start of a line
 * and `##[` anywhere in it for one.
 */
export function logLine(text: string): string {
  return oneLine(text, 10_000).replace(/^::/, ": :").replaceAll("##[", "## [");
}
