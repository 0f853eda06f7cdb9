import { paint, screenWidth, wrap } from "./render/text.ts";
import { put } from "./screen.ts";

/** What makes two lines of two runs differ although they say the same: ids and times. */
function gist(line: string): string {
  return line.replace(/`(?:01TWN|api_key_)\w+`|\d{4}-\d\d-\d\d \d\d:\d\d UTC \([^)]*\)|\b\d+ (?:s|min|h|d)\b/g, "…");
}

const LEVELS: Readonly<Record<string, "red" | "yellow" | "blue">> = { error: "red", warning: "yellow", notice: "blue" };

/** Shows job logs as the page of a run does: groups with their lines indented, levels in colour. */
export interface LogView {
  /** Prints every line as it comes. */
  readonly whole: (line: string) => void;
  /** Groups stay folded, as on the page; prints what no earlier log said, ids and times aside, and the long wait. */
  readonly news: (line: string) => void;
}

/** Opens a view that remembers what it has shown. */
export function openLogView(): LogView {
  const seen = new Set<string>();
  const state = { inGroup: false, told: true };
  const isNews = (line: string) => {
    // The second line of an annotation goes with its first.
    if (line.startsWith("What to do:")) return state.told;
    if (line.startsWith("##[notice]")) return false;
    return (!state.inGroup && !seen.has(gist(line))) || line.includes("before looking again");
  };
  const view = (line: string, wanted: (line: string) => boolean) => {
    const group = /^##\[(group|endgroup)\](.*)$/.exec(line);
    if (group) state.inGroup = group[1] === "group";
    else state.told = wanted(line);
    if (group?.[1] === "group" && wanted(line)) print(`▸ ${group[2]}`, 0, "bold");
    else if (!group && state.told) print(line, state.inGroup ? 2 : 0);
    seen.add(gist(line));
  };
  return { whole: (line) => view(line, () => true), news: (line) => view(line, isNews) };
}

function print(line: string, indent: number, style: "bold" | "dim" = "dim"): void {
  const margin = `  ${paint("dim", "│")} ${" ".repeat(indent)}`;
  const [, level = "", text = line] = /^##\[(error|warning|notice)\](.*)$/.exec(line) ?? [];
  const mark = level === "" ? "" : `${level}: `;
  const parts = wrap(mark + text, { width: screenWidth() - 4 - indent, indent: 2 });
  for (const [at, part] of parts.entries()) {
    const head = at === 0 ? paint(LEVELS[level] ?? style, mark) : "";
    put(margin + head + paint(style, at === 0 ? part.slice(mark.length) : part));
  }
}
