import type { RotationReport } from "../../src/contract/report.ts";
import { maskForms } from "../../src/lib/mask-forms.ts";
import type { Watch } from "./auditor.ts";
import type { Running } from "./run.ts";
import type { World } from "./world.ts";

const formsOf = new Map<string, readonly string[]>();
const clean = new Set<string>();
const KEEP = 100_000;

/** Looks for key values, in every form, in everything that a run emitted or reported. */
export function checkLeaks(watch: Watch, world: World, running: Running, report: RotationReport | "killed"): void {
  const texts = [...running.events, ...(report === "killed" ? [] : [report])].map((one) => JSON.stringify(one));
  for (const text of texts) {
    if (clean.has(text)) continue;
    const leak = world.keys.find((key) => forms(key.value).some((form) => text.includes(form)));
    watch.check("I6 nothing leaks", leak === undefined, () => `the value of ${leak?.id} shows in what a run said`);
    if (clean.size > KEEP) clean.clear();
    clean.add(text);
  }
  for (const key of watch.runs.get(running.line.name)?.minted ?? []) {
    const told = running.events.some((event) => event.type === "key.minted" && event.keyId === key.id);
    watch.check("I6 what is known is masked", !told || running.masked.has(key.value), () => `${key.id} is not masked`);
  }
}

function forms(value: string): readonly string[] {
  const known = formsOf.get(value);
  if (known) return known;
  const made = maskForms(value);
  formsOf.set(value, made);
  return made;
}
