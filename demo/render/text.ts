import { stripVTControlCharacters, styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Colours a text where standard output is a terminal that wants colours (`NO_COLOR`, `FORCE_COLOR` are honoured). */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Columns that the demo may fill. */
export function screenWidth(): number {
  return Math.min(Math.max(process.stdout.columns ?? 120, 72), 120);
}

/** Columns that a text takes: emoji take two, colours none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) {
    width += /\p{Emoji_Presentation}|\uFE0F/u.test(segment) ? 2 : 1;
  }
  return width;
}

/** Fills a text with blanks up to so many columns. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Breaks a text between words; the lines after the first are indented by as much as asked. */
export function wrap(text: string, { width = screenWidth(), indent = 0 }: { width?: number; indent?: number } = {}) {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) > width && line.trim() !== "") {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Rows with aligned columns; trailing blanks are cut. */
export function align(rows: readonly (readonly string[])[], gap = 3): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  }
  const between = " ".repeat(gap);
  return rows.map((row) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0))
      .join(between)
      .trimEnd(),
  );
}
