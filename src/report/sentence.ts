import type { Finding, FindingCode } from "../contract/finding.ts";
import type { KeyRecord } from "../contract/key-service.ts";
import { type Code, code, names, say, type Words } from "./words.ts";

/** A finding in words. */
export interface Sentence {
  /** A few words, without a full stop: the heading of an annotation. */
  readonly title: string;
  /** What is the case and, if known, why. */
  readonly message: Words;
  /** What a person should do; absent where there is nothing to do. */
  readonly todo?: Words;
}

/** What the sentences need to know beside the finding. */
export interface Telling {
  readonly nowMs: number;
  /** The label of a target, given its id; an unknown id stands for itself. */
  label(target: string): string;
}

/** The shape of one finding. */
export type FindingOf<C extends FindingCode> = Extract<Finding, { readonly code: C }>;

/** A finding's teller: its sentence, made from the data alone. */
export type Tellers<C extends FindingCode> = {
  readonly [Code in C]: (finding: FindingOf<Code>, telling: Telling) => Sentence;
};

/** `key abc ("ci")`: a key, with what the service calls it. */
export function keyNamed(keyId: string, description: string): Words {
  return description === "" ? say`${code(keyId)} (no description)` : say`${code(keyId)} ("${description}")`;
}

/** The keys of a table of candidates, at most ten. */
export function keyList(keys: readonly KeyRecord[]): Words {
  const shown = keys.slice(0, 10);
  const words: (string | Code)[] = [];
  shown.forEach((key, index) => {
    if (index > 0) words.push(", ");
    words.push(...keyNamed(key.id, key.description));
  });
  if (keys.length > shown.length) words.push(` and ${keys.length - shown.length} more`);
  return words;
}

/** Targets by their labels. */
export function targetNames(targets: readonly string[], telling: Telling, most?: number): Words {
  return names(
    targets.map((target) => telling.label(target)),
    most,
  );
}

/** A message or hint from elsewhere as the end of a sentence: with exactly one full stop. */
export function sentenceEnd(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** A message from elsewhere as a whole sentence: with a capital and exactly one full stop. */
export function wholeSentence(text: string): string {
  const ended = sentenceEnd(text);
  // Only a plain word begins with a capital: the name of a repository or of a variable stays as it is.
  return ended.replace(/^[a-z]+(?=[ ,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/** `acme/api: it answered 403.`; without the name in front where the message names it itself. */
export function about(name: string, message: string): Words {
  return message.includes(name) ? [wholeSentence(message)] : say`${code(name)}: ${sentenceEnd(message)}`;
}

/** The hint as advice, with a fallback. */
export function advice(hint: string | undefined, fallback: Words): Words {
  return hint ? [wholeSentence(hint)] : fallback;
}
