import { oneLine, type Words } from "./words.ts";

/** Whatever Markdown, HTML, a table or GitHub's math could read as syntax in the middle of a line. */
const SPECIAL = /[&<>`|*~[\]\\$@]|\b_|_\b|_(?=_)|#(?=\d)|:(?=[\w+/-])/g;

/** What would begin a heading, a list or an underline at the start of a line. */
const LEADING = /^(\d{0,9})([-+#=.)])/;

/** A clock's colon (`05:17`) is no beginning of an emoji. */
const CLOCK = /(\d)&#58;(?=\d\d)/g;

/**
 * Untrusted text as inert Markdown on one line,: specials become character references,
 * which are never read as syntax; a zero-width space breaks what GitHub would turn into a link or a mention.
 */
export function escapeMarkdown(text: string, most = 1000): string {
  return reference(oneLine(text, most))
    .replace(/&#58;\/\//g, "&#58;&#8203;//")
    .replace(/&#64;(?=\w)/g, "&#64;&#8203;")
    .replace(/&#35;(?=\d)/g, "&#35;&#8203;");
}

/** Untrusted text as inert Markdown where it begins a line or a list item. */
export function escapeMarkdownLine(text: string): string {
  return escapeMarkdown(text).replace(
    LEADING,
    (_, digits: string, mark: string) => `${digits}&#${mark.charCodeAt(0)};`,
  );
}

/** Untrusted text in a typewriter face, safe in tables; GitHub looks for no links or mentions in there. */
export function codeSpan(text: string, most = 200): string {
  const inner = reference(oneLine(text, most));
  return inner === "" ? "" : `<code>${inner}</code>`;
}

/** A sentence as Markdown. */
export function markdown(words: Words): string {
  let text = "";
  for (const word of words) text += typeof word === "string" ? escapePiece(word) : codeSpan(word.code);
  return text;
}

function reference(line: string): string {
  return line
    .replace(SPECIAL, (special) => `&#${special.charCodeAt(0)};`)
    .replace(CLOCK, "$1:")
    .replace(/\b(www)\./gi, "$1&#46;");
}

/** Escaping trims; the blanks at the borders of a piece separate it from its neighbours. */
function escapePiece(piece: string): string {
  const before = /^\s/.test(piece) ? " " : "";
  const after = /\s$/.test(piece) && piece.trim() !== "" ? " " : "";
  return `${before}${escapeMarkdown(piece)}${after}`;
}
