import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type ActionResult, REPOSITORY_ROOT } from "../test/runner/harness.ts";
import { renderMarkdown } from "./render/markdown.ts";
import { paint, screenWidth } from "./render/text.ts";
import { act, lay, prose } from "./screen.ts";

const FOLDER = join(REPOSITORY_ROOT, "build", "demo");

/** Shows the job summary of a run as the page of the run would, and keeps the Markdown in `build/demo/`. */
export function showSummary({ summary }: ActionResult): void {
  const path = join(FOLDER, "summary.md");
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path, summary);
  act("▤", "What the page of that last run shows");
  const bar = paint("dim", "│");
  lay(renderMarkdown(summary, screenWidth() - 4).map((line) => `${bar} ${line}`.trimEnd()));
  prose(paint("dim", `As Markdown: ${relative(process.cwd(), path)}`));
}
