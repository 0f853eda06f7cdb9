import { oneLine, type Words } from "./words.ts";

/** Everything that Markdown, HTML, tables, math or a mention could make something of. */
const SPECIAL = /[&<>"'`|*_~[\](){}#+!\\$^=:@]/g;

/**
 * Untrusted text as inert Markdown on one line: specials become character references, which are never read as
 * syntax; a zero-width space breaks what would turn into a link or a mention after rendering.
 */
export function escapeMarkdown(text: string, most = 1000): string {
  return oneLine(text, most)
    .replace(SPECIAL, (special) => `&#${special.charCodeAt(0)};`)
    .replace(/&#58;\/\//g, "&#58;&#8203;//")
    .replace(/&#64;(?=\w)/g, "&#64;&#8203;")
    .replace(/&#35;(?=\d)/g, "&#35;&#8203;")
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}&#8203;.`)
    .replace(/^(\d+)\./, "$1&#46;")
    .replace(/^-/, "&#45;");
}

/** Untrusted text in a typewriter face, safe in tables, where GitHub looks for no links or mentions. */
export function codeSpan(text: string, most = 200): string {
  const inner = oneLine(text, most).replace(SPECIAL, (special) => `&#${special.charCodeAt(0)};`);
  return inner === "" ? "" : `<code>${inner}</code>`;
}

/** A sentence as Markdown. */
export function markdown(words: Words): string {
  let text = "";
  for (const word of words) text += typeof word === "string" ? escapeWord(word) : codeSpan(word.code);
  return text;
}

/** A link, if the address is a plain web address; otherwise the text alone. */
export function link(text: string, url: string | undefined): string {
  const label = escapeMarkdown(text);
  if (!url || !/^https?:\/\/[^\s<>"'()[\]\\`|]+$/.test(url)) return label;
  return `[${label}](${url})`;
}

/** Escaping trims; the blanks at the borders of a piece separate it from its neighbours. */
function escapeWord(word: string): string {
  const before = /^\s/.test(word) ? " " : "";
  const after = /\s$/.test(word) && word.trim() !== "" ? " " : "";
  return `${before}${escapeMarkdown(word)}${after}`;
}
