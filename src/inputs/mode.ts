import type { Mode } from "../contract/policy.ts";
import { didYouMean } from "../lib/nearest.ts";
import type { ActionInputs } from "./action-inputs.ts";
import type { Problem } from "./problem.ts";

const MODES = ["auto", "plan", "check", "force", "incident"] as const satisfies readonly Mode[];

/** The mode that the step asks for. A word that is none is a problem, and read as the harmless `plan`. */
export function readMode(inputs: ActionInputs): { readonly mode: Mode; readonly problems: readonly Problem[] } {
  const value = inputs.value("mode");
  const mode = MODES.find((known) => known === value);
  if (mode !== undefined) return { mode, problems: [] };
  const message = `input 'mode': unknown mode '${value}'${didYouMean(value, MODES)}`;
  return { mode: "plan", problems: [{ message, input: "mode", hint: `The modes are ${MODES.join(", ")}.` }] };
}
