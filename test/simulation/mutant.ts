import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Guard } from "./guards.ts";
import type { Engine } from "./run.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const BUILD = join(ROOT, "build", "mutants");

/**
 * A copy of the engine without one of its precautions, under `build/mutants`. It shares the contract with the real
 * one, so that errors are of one class.
 * @throws Error if the text to be taken out is not there exactly once
 */
export async function mutate(guard: Guard): Promise<Engine> {
  const home = join(BUILD, guard.name.replace(/[^a-z0-9]+/gi, "-"), "src");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  symlinkSync(join(ROOT, "src", "contract"), join(home, "contract"));
  cpSync(join(ROOT, "src", "engine"), join(home, "engine"), { recursive: true });
  const path = join(home, "engine", guard.file);
  const text = readFileSync(path, "utf8");
  const parts = text.split(guard.find);
  if (parts.length !== 2) throw new Error(`${guard.file} holds the text of "${guard.name}" ${parts.length - 1} times`);
  writeFileSync(path, parts.join(guard.replace));
  const module: Engine = await import(pathToFileURL(join(home, "engine", "run.ts")).href);
  return module;
}
