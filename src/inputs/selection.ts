import type { Mode } from "../contract/policy.ts";
import { didYouMean } from "../lib/nearest.ts";
import type { ActionInputs } from "./action-inputs.ts";
import type { Problem } from "./problem.ts";

export interface Selection {
  /** Names of the rotations that this run is about, in the order of the configuration. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Picks the rotations that the input `rotations` names; all if it names none. */
export function selectRotations(known: readonly string[], inputs: ActionInputs): Selection {
  const wanted = inputs.list("rotations");
  const problems = wanted
    .filter((name) => !known.includes(name))
    .map((name) => ({
      message: `input 'rotations': unknown rotation '${name}'${didYouMean(name, known)}`,
      input: "rotations",
    }));
  return { names: wanted.length === 0 ? known : known.filter((name) => wanted.includes(name)), problems };
}

export interface Confirmation {
  readonly mode: Mode;
  /** Names of the rotations that an incident would strike. */
  readonly names: readonly string[];
}

/**
 * In incident mode every predecessor dies at once, so a person types the names first. A form of GitHub has one line
 * for it: blanks and commas part names as well as line breaks do, since no name holds any.
 */
export function checkConfirmation(
  { mode, names }: Confirmation,
  inputs: ActionInputs,
): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
  const typed = inputs
    .value("confirm")
    .split(/[\s,]+/)
    .filter((name) => name !== "");
  const input = "confirm";
  if (mode !== "incident") {
    const message = `input 'confirm': has no effect in the mode ${mode}`;
    return { problems: [], warnings: typed.length === 0 ? [] : [{ message, input }] };
  }
  const same = names.every((name) => typed.includes(name)) && typed.every((name) => names.includes(name));
  // Without a single name there is nothing to confirm, and something else is wrong already.
  if (same || names.length === 0) return { problems: [], warnings: [] };
  const given = typed.length === 0 ? "nothing was typed" : `got '${typed.join(", ")}'`;
  const problem: Problem = {
    message: `input 'confirm': incident mode revokes every predecessor at once, and must be confirmed: type exactly '${names.join(" ")}' (${given})`,
    hint: "Set confirm to the names of the rotations of this run, one a line or parted by blanks.",
    input,
  };
  return { problems: [problem], warnings: [] };
}
