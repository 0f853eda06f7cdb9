import type { Secret } from "../contract/secret.ts";
import { maskForms, redact } from "./mask-forms.ts";

const MAX_LENGTH = 256;

/** Longer than any id in use (a UUID has 36): a run of this length is more likely a credential than a word. */
const LONG_RUN = /[A-Za-z0-9_+=-]{40,}/g;

/** Control and format characters, line and paragraph separators: one of them could start a new line in a log. */
const BREAKS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/**
 * Makes text of another system fit for a message or a log: the given secrets and everything that looks like one are
 * replaced, the text becomes one line of at most 256 characters, and workflow commands of the runner lose their
 * meaning. Pure.
 *
 * `##[` counts anywhere in a line, `::` only where a line begins.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function safeText(text: string, secrets: readonly Secret[] = []): string {
  const forms = secrets.flatMap((secret) => maskForms(secret.reveal()));
  const line = redact(text, forms)
    .replace(LONG_RUN, "[…]")
    .replace(BREAKS, " ")
    .trim()
    .replaceAll("##[", "## [")
    .replace(/^::/, ": :");
  const characters = [...line];
  return characters.length <= MAX_LENGTH ? line : `${characters.slice(0, MAX_LENGTH - 1).join("")}…`;
}
