import { align, paint } from "./text.ts";

interface Bar {
  readonly section: string;
  readonly label: string;
  readonly tags: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

const TASK = /^(.+?) :(?:([a-z, ]+), )?(\d{4}-\d\d-\d\d \d\d:\d\d), (.+)$/;

/** Mermaid's own default for what has no tag; the others as it colours them. */
const STYLES = { active: "blue", done: "gray", crit: "red" } as const;

const time = (text: string) => Date.parse(`${text.replace(" ", "T")}Z`);

function parse(lines: readonly string[]): readonly Bar[] {
  const bars: Bar[] = [];
  let section = "";
  for (const line of lines.map((each) => each.trim())) {
    if (line.startsWith("section ")) section = line.slice("section ".length);
    const [, label, tags = "", from = "", to = ""] = TASK.exec(line) ?? [];
    if (label === undefined) continue;
    const fromMs = time(from);
    bars.push({ section, label, tags: tags.split(", "), fromMs, toMs: to === "0d" ? fromMs : time(to) });
  }
  return bars;
}

/** Draws the Gantt chart of a job summary with one bar per line; a milestone is a diamond. */
export function drawGantt(lines: readonly string[], width: number): readonly string[] {
  const bars = parse(lines);
  const firstMs = Math.min(...bars.map((bar) => bar.fromMs));
  const spanMs = Math.max(...bars.map((bar) => bar.toMs)) - firstMs || 1;
  const column = (ms: number) => Math.round(((ms - firstMs) / spanMs) * (width - 1));
  const rows = bars.map((bar, at) => {
    const isFirst = bars[at - 1]?.section !== bar.section;
    return [paint("dim", isFirst ? bar.section : ""), bar.label, " ".repeat(column(bar.fromMs)) + ink(bar, column)];
  });
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const axis = `${day(firstMs)}${day(firstMs + spanMs).padStart(width - 10)}`;
  return align([...rows, ["", "", paint("dim", axis)]]);
}

function ink(bar: Bar, column: (ms: number) => number): string {
  if (bar.tags.includes("milestone")) return paint("yellow", "◆");
  const style = Object.entries(STYLES).find(([tag]) => bar.tags.includes(tag))?.[1] ?? "magenta";
  const shade = bar.tags.includes("done") ? "░" : "█";
  return paint(style, shade.repeat(Math.max(1, column(bar.toMs) - column(bar.fromMs))));
}
