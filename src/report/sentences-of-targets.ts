import type { Fault } from "../contract/error.ts";
import type { Phase } from "../contract/finding.ts";
import { about, advice, sentenceEnd, type Tellers, targetNames, wholeSentence } from "./sentence.ts";
import { code, plural, say, type Words } from "./words.ts";

/** Findings about destinations and the calls that reach them. */
export const targets: Tellers<
  | "call-failed"
  | "target-blocked"
  | "target-skipped"
  | "no-targets"
  | "wide-credential"
  | "write-failed"
  | "write-withheld"
  | "verify-failed"
  | "canary-failed"
  | "stale"
  | "finished"
  | "attempts-exhausted"
  | "broken-consumers"
  | "cancelled"
> = {
  "call-failed": ({ phase, on, fault, message, hint }) => ({
    title: `A call failed while rekey ${doing[phase]}`,
    message: about(on, message),
    todo: advice(hint, byFault(fault)),
  }),
  "target-blocked": ({ target, required, fault, why, hint }, telling) => ({
    title: required ? "A destination cannot be written" : "An optional destination cannot be written",
    message: about(telling.label(target), why),
    todo: advice(hint, byFault(fault)),
  }),
  "target-skipped": ({ target, why }, telling) => ({
    title: "Skipped",
    message: say`${code(telling.label(target))} was matched by a pattern and skipped: ${sentenceEnd(why)}`,
  }),
  "no-targets": () => ({
    title: "There is no destination to write",
    message: say`The configured names and patterns lead to no destination that can be written. Nothing was changed.`,
    todo: say`Check the patterns of ${code("repositories")}, and which repositories the GitHub token may see: what it may not see does not exist for it.`,
  }),
  "wide-credential": ({ credential, why }) => ({
    title: "A token that may do more than this run needs",
    message: say`${wholeSentence(credential).slice(0, -1)} could not be limited to this run: ${sentenceEnd(why)}`,
  }),
  "write-failed": ({ target, required, fault, message, hint }, telling) => ({
    title: required ? "A destination was not written" : "An optional destination was not written",
    message: say`${about(telling.label(target), message)} ${afterFault(fault)}`,
    todo: advice(hint, byFault(fault)),
  }),
  "write-withheld": ({ targets: withheld, why }, telling) => ({
    title: `${plural(withheld.length, "destination")} left unwritten`,
    message: say`${withheldBecause[why]} Not written: ${targetNames(withheld, telling, 60)}.`,
    todo: withheldAdvice[why],
  }),
  "verify-failed": ({ target, required, why }, telling) => ({
    title: required ? "A write could not be verified" : "A write to an optional destination could not be verified",
    message: say`${code(telling.label(target))} was written, but ${sentenceEnd(why)} Until it is verified no old key is retired.`,
    todo: say`Nothing at first: the next run looks again and writes it anew if need be. If it stays so, look for somebody else who writes the same place.`,
  }),
  "canary-failed": ({ canary, why, url }) => ({
    title: "The canary failed with the new key",
    message: say`${code(canary)}: ${sentenceEnd(why)} The other destinations were not written and keep the old key, which still works.${url ? ` Its run: ${url}` : ""}`,
    todo: say`Read the canary's log. If the new key is to blame, ask the key service; if the canary is, mend it. Then run again: the roll-out goes on where it stopped.`,
  }),
  stale: ({ level, targets: stale, keyId }, telling) =>
    level === "notice"
      ? {
          title: `${plural(stale.length, "destination")} lagged behind when the run began`,
          message: say`When the run began, these had not been written since the key ${code(keyId)} was made: ${targetNames(stale, telling, 60)}.`,
        }
      : {
          title: `${plural(stale.length, "destination")} without the current key`,
          message: say`Not written since the current key ${code(keyId)} was made: ${targetNames(stale, telling, 60)}.`,
          todo: say`Run with ${code("mode: auto")}, or wait for the next scheduled run: it finishes the work.`,
        },
  finished: ({ keyId, targets: written }, telling) => ({
    title: "Unfinished work was finished",
    message: say`The current key ${code(keyId)} was written where it was missing; no new key was needed: ${targetNames(written, telling, 60)}.`,
  }),
  "attempts-exhausted": ({ attempts, targets: stale }, telling) => ({
    title: "Too many keys were made in vain",
    message: say`${plural(attempts, "key")} ${attempts === 1 ? "was" : "were"} made since these destinations were last written, and they still lag behind: ${targetNames(stale, telling, 60)}. rekey makes no further key until a person has looked.`,
    todo: say`Mend what keeps these destinations from being written (the findings of the earlier runs say what), then run once with ${code("mode: force")}. Giving ${code("current-key")} lets rekey finish without a new key.`,
  }),
  "broken-consumers": ({ targets: broken }, telling) => ({
    title: `${plural(broken.length, "destination")} with a dead key`,
    message: say`These destinations hold a key that no longer works, so whoever reads them fails: ${targetNames(broken, telling, 60)}.`,
    todo: say`Mend what kept them from being written and run again at once.`,
  }),
  cancelled: ({ phase }) => ({
    title: "The run was cancelled",
    message: say`The run was cancelled while rekey ${doing[phase]}. Nothing is lost: what was written stays, and no key was revoked that is still needed.`,
    todo: say`Run again, or wait for the next scheduled run: it finishes the work.`,
  }),
};

const doing: Readonly<Record<Phase, string>> = {
  observe: "looked at the keys and destinations",
  decide: "decided what to do",
  preflight: "checked the destinations",
  mint: "made the new key",
  prove: "proved the new key",
  distribute: "wrote the destinations",
  verify: "verified the writes",
  retire: "retired the old key",
  report: "reported",
};

/** Why a target was left unwritten, as a sentence. */
export const withheldBecause = {
  canary: "The canary failed with the new key, so the roll-out stopped.",
  "foreign-key": "A key that is not ours appeared at the service, so writing stopped.",
  "too-late": "The new key was made more than 5 hours ago, and no write starts so late.",
  cancelled: "The run was cancelled.",
  powerless: "The new key cannot do rekey's own work at the key service, so the roll-out stopped.",
} as const;

const withheldAdvice = {
  canary: say`Find out why the canary failed, then run again.`,
  "foreign-key": say`Find out who made the key, then run again.`,
  "too-late": say`Run again: the work goes on where it stopped. Many destinations need ${code("pace: points")} or several rotations.`,
  cancelled: say`Run again: the work goes on where it stopped.`,
  powerless: say`Give the account of the key the right to list and revoke its keys, then run again.`,
} as const;

const faultAdvice: Readonly<Record<Fault, Words>> = {
  config: say`Correct the configuration and run again.`,
  unauthenticated: say`Check that the token is the right one, is not expired and was not revoked.`,
  forbidden: say`Give the token the permission that this needs; the README's table of permissions says which.`,
  "not-found": say`Check the spelling, and that the token may see it: to a token without access it does not exist.`,
  conflict: say`Run again. If it stays so, look for somebody else who changes the same thing.`,
  "rate-limited": say`Run again later, or choose a slower ${code("pace")}.`,
  unavailable: say`Run again when the server is well; its status page may say more.`,
  timeout: say`Run again when the server is well; its status page may say more.`,
  cancelled: say`Run again: the work goes on where it stopped.`,
  contract: say`Run again. If it stays so, the server does not keep to its documentation: report it.`,
};

const UNSETTLED: ReadonlySet<Fault> = new Set(["unavailable", "timeout", "contract", "cancelled"]);

function afterFault(fault: Fault): string {
  return UNSETTLED.has(fault) ? "Whether the write arrived is not known." : "It still holds the old key.";
}

function byFault(fault: Fault): Words {
  return faultAdvice[fault];
}
