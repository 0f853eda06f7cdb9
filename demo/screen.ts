import { paint, screenWidth, wrap } from "./render/text.ts";

const MARGIN = "  ";

/** Prints one line. */
export function put(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Opens an act. */
export function act(number: number | string, title: string): void {
  put();
  put(`${paint(["bold", "blue"], `${number}`)}  ${paint("bold", title)}`);
}

/** Prints a paragraph. */
export function prose(text: string): void {
  for (const line of wrap(text, { width: screenWidth() - MARGIN.length })) put(MARGIN + line);
}

/** Prints lines that are laid out already. */
export function lay(lines: readonly string[], margin = MARGIN): void {
  for (const line of lines) put(line === "" ? "" : margin + line);
}

/** A promise of the demo that was not kept. */
export class BrokenPromise extends Error {
  override readonly name = "BrokenPromise";
}

/** What a sentence of the demo rests on: both sides are compared as JSON. */
export interface Grounds {
  readonly expected: unknown;
  readonly seen: unknown;
}

/** Checks a sentence. @throws BrokenPromise with what was expected and what was seen, if it is not true */
export function check(sentence: string, { expected, seen }: Grounds): void {
  const [wanted, got] = [JSON.stringify(expected), JSON.stringify(seen)];
  if (wanted !== got) throw new BrokenPromise(`${sentence}\n    expected ${wanted}\n    seen     ${got}`);
}

/** Checks a sentence and prints it with a tick. @throws BrokenPromise if it is not true */
export function claim(sentence: string, grounds: Grounds): void {
  check(sentence, grounds);
  const [first = "", ...rest] = wrap(sentence, { width: screenWidth() - 4 });
  put(`${MARGIN}${paint("green", "✔")} ${first}`);
  lay(rest, "    ");
}
