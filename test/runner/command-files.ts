import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The files through which a step talks to its runner, by the variable that names them. */
export const COMMAND_FILES = [
  "GITHUB_ENV",
  "GITHUB_OUTPUT",
  "GITHUB_PATH",
  "GITHUB_STATE",
  "GITHUB_STEP_SUMMARY",
] as const;

export type CommandFile = (typeof COMMAND_FILES)[number];

/** Makes the empty files below `directory`; returns their paths by variable. */
export function makeCommandFiles(directory: string): Record<CommandFile, string> {
  mkdirSync(directory, { recursive: true });
  const paths = {} as Record<CommandFile, string>;
  for (const name of COMMAND_FILES) {
    paths[name] = join(directory, name.toLowerCase());
    writeFileSync(paths[name], "");
  }
  return paths;
}

/**
 * Reads `name=value` and `name<<DELIMITER … DELIMITER` as the runner does.
 * @throws Error where the runner would refuse the file.
 */
export function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    if (heredoc < 1) throw new Error(`Invalid format '${line}'`);
    const delimiter = line.slice(heredoc + 2);
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    pairs[line.slice(0, heredoc)] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return pairs;
}

/** Every file below `directory` as text, by its path relative to it. */
export function readTree(directory: string): Record<string, string> {
  const files: Record<string, string> = {};
  if (!existsSync(directory)) return files;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(directory, path)] = readFileSync(path, "utf8");
  }
  return files;
}

/** Writes `files` (path relative to `directory`, text). */
export function writeTree(directory: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }
}
