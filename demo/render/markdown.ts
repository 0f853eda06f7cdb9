import { drawGantt } from "./gantt.ts";
import { align, pad, paint, widthOf, wrap } from "./text.ts";

interface Line {
  readonly text: string;
  /** Lines that belong to a fenced block, without its fences. */
  readonly block?: readonly string[];
}

const ALERTS: Readonly<Record<string, { readonly title: string; readonly style: "red" | "yellow" | "blue" }>> = {
  CAUTION: { title: "✖ Caution", style: "red" },
  WARNING: { title: "▲ Warning", style: "yellow" },
  NOTE: { title: "● Note", style: "blue" },
};

/** Shows the Markdown of a job summary on a terminal: what GitHub makes of it, as far as letters can. */
export function renderMarkdown(source: string, width: number): readonly string[] {
  const shown: string[] = [];
  const lines = fold(source.split("\n"));
  let alert: "red" | "yellow" | "blue" = "blue";
  for (let at = 0; at < lines.length; at += 1) {
    const { text, block } = lines[at] ?? { text: "" };
    if (block) shown.push(...drawGantt(block, Math.max(20, width - 44)));
    else if (text.startsWith("|")) {
      const rows = lines.slice(at).findIndex((line) => !line.text.startsWith("|"));
      const count = rows < 0 ? lines.length - at : rows;
      shown.push(
        ...table(
          lines.slice(at, at + count).map((line) => line.text),
          width,
        ),
      );
      at += count - 1;
    } else if (text.startsWith(">")) {
      const quoted = text.slice(1).trim();
      const known = ALERTS[/^\[!([A-Z]+)\]$/.exec(quoted)?.[1] ?? ""];
      if (known) alert = known.style;
      if (quoted !== "")
        shown.push(...quote(known ? paint("bold", known.title) : inline(quoted), { width, style: alert }));
    } else shown.push(...paragraph(text, width));
  }
  return squeeze(shown);
}

/** Takes fenced blocks together, and drops the tags of folded parts but not their contents. */
function fold(lines: readonly string[]): readonly Line[] {
  const folded: Line[] = [];
  let block: string[] | undefined;
  for (const text of lines) {
    if (block && text.startsWith("```")) {
      folded.push({ text: "", block });
      block = undefined;
    } else if (block) block.push(text);
    else if (text.startsWith("```")) block = [];
    else folded.push({ text });
  }
  return folded;
}

function paragraph(text: string, width: number): readonly string[] {
  const heading = /^#+ (.*)$/.exec(text)?.[1];
  if (heading !== undefined) return [paint(["bold", "underline"], inline(heading))];
  const title = /^<details><summary>(.*)<\/summary>/.exec(text)?.[1];
  if (title !== undefined) return [paint("bold", `▾ ${inline(title)}`)];
  if (text === "</details>") return [];
  const small = /^<sub>(.*)<\/sub>$/.exec(text)?.[1];
  if (small !== undefined) return wrap(inline(small), { width }).map((line) => paint("dim", line));
  return wrap(inline(text), { width });
}

function quote(text: string, { width, style }: { width: number; style: "red" | "yellow" | "blue" }): readonly string[] {
  const bar = paint(style, "│");
  const indent = text.startsWith("• ") ? 2 : 0;
  const lines = text.split("\n").flatMap((line, at) => wrap((at > 0 ? "  " : "") + line, { width: width - 2, indent }));
  return lines.map((line) => `${bar} ${line}`);
}

function table(rows: readonly string[], width: number): readonly string[] {
  const cells = rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => inline(cell.trim())),
  );
  const [head = [], , ...body] = cells;
  const [title = "", ...rest] = align(narrow([head, ...body], width));
  const ruled = pad(title, Math.max(...[title, ...rest].map(widthOf)));
  return [paint(["dim", "underline"], ruled), ...rest];
}

/** Breaks the cells of the last column where a row would be wider than the screen. */
function narrow(rows: readonly (readonly string[])[], width: number): readonly (readonly string[])[] {
  const last = Math.max(...rows.map((row) => row.length)) - 1;
  const left = Math.max(...align(rows.map((row) => [...row.slice(0, last), "."])).map(widthOf));
  return rows.flatMap((row) => {
    const parts = wrap(row[last] ?? "", { width: Math.max(16, width - left) });
    return parts.map((part, at) => (at === 0 ? [...row.slice(0, last), part] : [...row.slice(0, last).fill(""), part]));
  });
}

/** Bold, code, line breaks and character references. */
function inline(text: string): string {
  return text
    .replace(/^- /, "• ")
    .replace(/<br>/g, "\n")
    .replace(/\*\*(.+?)\*\*|<b>(.+?)<\/b>/g, (_, stars?: string, tag?: string) => paint("bold", stars ?? tag ?? ""))
    .replace(/<code>(.*?)<\/code>/g, (_, code: string) => paint("cyan", code))
    .replace(/\[([^\]]*)\]\((https?:[^)]*)\)/g, "$1")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("\u200B", "");
}

/** One empty line is enough, and none at the ends. */
function squeeze(lines: readonly string[]): readonly string[] {
  const kept = lines.filter((line, at) => line !== "" || (at > 0 && lines[at - 1] !== ""));
  while (kept.at(-1) === "") kept.pop();
  return kept;
}
