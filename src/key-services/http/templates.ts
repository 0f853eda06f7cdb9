import { RotationError } from "../../contract/error.ts";
import { Secret } from "../../contract/secret.ts";

/** What a name in a template may stand for. */
export type Value = string | number | boolean | Secret | readonly (string | number | boolean)[];

/** The values of names: `params.org`, `cred.token`, `old.id`; undefined: not set. */
export type Scope = (name: string) => Value | undefined;

/** One `${name}` or `${name?}` of a template. */
export interface Reference {
  readonly name: string;
  /** With a question mark: what holds it is left out where the name is not set. */
  readonly optional: boolean;
}

const REFERENCE = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;
const NAME = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/;

/** The references of a text, in order. Pure. */
export function referencesIn(text: string): readonly Reference[] {
  return [...text.matchAll(REFERENCE)].map(([, inner = ""]) => reference(inner));
}

function reference(inner: string): Reference {
  return inner.endsWith("?") ? { name: inner.slice(0, -1), optional: true } : { name: inner, optional: false };
}

/** What is wrong with the form of a template; undefined: nothing. Whether its names exist is another question. */
export function malformed(text: string): string | undefined {
  if (text.includes("${{")) return "has ${{ … }}: GitHub's expressions are not evaluated here";
  if (text.replace(REFERENCE, "").includes("${")) return "has a ${ without its closing brace";
  const bad = referencesIn(text).find(({ name }) => !NAME.test(name));
  if (!bad) return undefined;
  if (/^[A-Z][A-Z0-9_]*$/.test(bad.name)) {
    return `has \${${bad.name}}: the environment is not read here, so give the value among params or credentials`;
  }
  return `has \${${bad.name}}, which is no name: lower-case letters, digits, underscores and dots`;
}

/**
 * Puts values in the place of names, everywhere in a tree of plain values. A text that is a reference and nothing
 * else becomes the value itself, with its type; a longer one becomes a text, or a `Secret` as soon as one part is
 * secret. A property or an entry whose optional name is not set is left out. Pure.
 * @throws RotationError `config` for a name without a value that is not optional
 */
export function render(node: unknown, scope: Scope): unknown {
  if (typeof node === "string") return renderText(node, scope);
  if (Array.isArray(node)) {
    return node.map((item: unknown) => render(item, scope)).filter((item) => item !== undefined);
  }
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([name, value]) => [name, render(value, scope)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Renders one text; undefined where an optional name is not set. Throws as {@link render} does. */
export function renderText(text: string, scope: Scope): Value | undefined {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) return look(reference(whole), scope);
  const parts: (string | Secret)[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const value = look(reference(match[1] ?? ""), scope);
    if (value === undefined) return undefined;
    parts.push(text.slice(end, match.index), asText(value));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts.some((part) => part instanceof Secret) ? Secret.joined(parts) : parts.join("");
}

function look({ name, optional }: Reference, scope: Scope): Value | undefined {
  const value = scope(name);
  if (value !== undefined || optional) return value;
  throw new RotationError("config", `the description asks for \${${name}}, which has no value here`, {
    hint: `Give it a value, or write \${${name}?} in the description to leave the property out.`,
    effect: "none",
  });
}

/** A value as headers, forms and addresses carry it; a list is joined by commas. */
export function asText(value: Value): string | Secret {
  return value instanceof Secret || typeof value === "string" ? value : String(value);
}

/** Renders a mapping of texts, as headers and forms are. Throws as {@link render} does. */
export function renderTexts(
  texts: Readonly<Record<string, string>> | undefined,
  scope: Scope,
): Readonly<Record<string, string | Secret>> {
  const rendered: Record<string, string | Secret> = {};
  for (const [name, text] of Object.entries(texts ?? {})) {
    const value = renderText(text, scope);
    if (value !== undefined) rendered[name] = asText(value);
  }
  return rendered;
}
