import type { RetireWait } from "../contract/finding.ts";
import { sentenceEnd, type Tellers } from "./sentence.ts";
import { moment, span } from "./time.ts";
import { code, names, say, type Words } from "./words.ts";

/** Findings about the end of keys. */
export const retiring: Tellers<
  | "orphan"
  | "lingering-use"
  | "deadline"
  | "expiring"
  | "grace-broken"
  | "overstays"
  | "too-old"
  | "retire-waits"
  | "retired"
  | "not-retired"
  | "not-dead"
> = {
  orphan: ({ keyId, revoked }) =>
    revoked
      ? {
          title: "A key that nobody holds was revoked",
          message: say`The key ${code(keyId)} of an earlier, unfinished run is in no destination and was never used. It was revoked.`,
        }
      : {
          title: "A key that nobody seems to hold",
          message: say`The key ${code(keyId)} was made after every destination's last write, so no destination holds it. It was left alive, as rekey cannot show that it made it and that it was never used.`,
          todo: say`Revoke it by hand if nobody uses it.`,
        },
  "lingering-use": ({ keyId, lastUsedAtMs, from, deadlineMs }, { nowMs }) => ({
    title: "The old key is still used",
    message: say`The old key ${code(keyId)} was used on ${moment(lastUsedAtMs, nowMs)}${from === undefined ? "" : say` from ${code(from)}`}, after every destination had the new one. Somebody reads it from a place that rekey does not write, or started before the write and still runs.${deadlineMs === undefined ? "" : ` It ends on ${moment(deadlineMs, nowMs)}, and then this consumer fails.`}`,
    todo: say`Find the consumer (long-running jobs, developers' machines, other systems' stores) and add its place to the destinations.`,
  }),
  deadline: ({ keyId, atMs }, { nowMs }) => ({
    title: "The old key's time is running",
    message: say`The old key ${code(keyId)} ends on ${moment(atMs, nowMs)}. Destinations that still hold it stop working then.`,
    todo: say`See that a run succeeds before.`,
  }),
  expiring: ({ keyId, atMs }, { nowMs }) => ({
    title: "A live key ends soon",
    message: say`The key ${code(keyId)} ends on ${moment(atMs, nowMs)}.`,
    todo: say`Nothing, if the next run succeeds before; otherwise run with ${code("mode: auto")}.`,
  }),
  "grace-broken": ({ keyId, promisedUntilMs, revoked }, { nowMs }) => ({
    title: "The service did not end the old key",
    message: say`The service had promised to end the old key ${code(keyId)} on ${moment(promisedUntilMs, nowMs)}, but it was still alive${revoked ? ". rekey revoked it." : "."}`,
    ...(revoked ? {} : { todo: say`Revoke it by hand, and tell the key service's support.` }),
  }),
  overstays: ({ keyId, sinceMs }, { nowMs }) => ({
    title: "An old key overstays",
    message: say`The old key ${code(keyId)} should have been gone by ${moment(sinceMs, nowMs)}.`,
    todo: say`See why it is not retired (a lagging destination or lingering use are the usual causes), or revoke it by hand if nobody uses it.`,
  }),
  "too-old": ({ keyId, ageMs, maxAgeMs }) => ({
    title: "The current key is too old",
    message: say`The current key ${code(keyId)} is ${span(ageMs)} old; ${code("max-age")} allows ${span(maxAgeMs)}.`,
    todo: say`Run with ${code("mode: auto")}, and see that the scheduled runs take place and succeed.`,
  }),
  "retire-waits": ({ keyId, why, untilMs, labels = [] }, { nowMs }) => ({
    title: "The old key is not retired yet",
    message: say`The old key ${code(keyId)} stays alive: ${waits[why]}${labels.length > 0 ? say` (${names(labels)})` : ""}.${untilMs === undefined ? "" : ` Earliest: ${moment(untilMs, nowMs)}.`}`,
    ...waitAdvice(why),
  }),
  retired: ({ keyId, how }) => ({
    title: "The old key is retired",
    message:
      how === "revoked"
        ? say`The old key ${code(keyId)} was revoked.`
        : say`The old key ${code(keyId)} was gone already.`,
  }),
  "not-retired": ({ keyId, message }) => ({
    title: "The old key could not be revoked",
    message: say`${code(keyId)}: ${sentenceEnd(message)} It is still alive.`,
    todo: say`Check that the API token may revoke keys. The next run tries again.`,
  }),
  "not-dead": ({ keyId, shows }) => ({
    title: "A revoked key is still alive",
    message:
      shows === "listed"
        ? say`The key ${code(keyId)} was revoked, but the service still lists it as live.`
        : say`The key ${code(keyId)} was revoked, but the service still accepts it.`,
    todo: say`Look at the key at the service in a few minutes. If it is still alive, tell the key service's support at once: revocation does not work.`,
  }),
};

const waits: Readonly<Record<RetireWait, string>> = {
  "destinations-unwritten": "a required destination does not have the new key",
  "destinations-untold": "a destination cannot tell when it was written",
  "lingering-use": "it was used after every destination had the new key",
  "not-idle": "it has not been idle for long enough",
  "too-young": "a key younger than 6 h is never revoked, as another run may be writing it",
  "later-run": "this policy leaves it to a later run",
  "at-least": "the policy's minimum time has not passed",
  grace: "the grace period has not passed",
  "consumers-active": "workflow runs that may hold it are still active",
  "consumers-unknown": "whether workflow runs that may hold it are active could not be found out",
  "uncovered-holders": "places of the same name may hold it that no destination covers",
  unexplained: "it does not carry rekey's marker, and a newer one without it exists",
  "no-creation-time": "the service does not tell when it was made",
  "foreign-key": "another key appeared meanwhile, so somebody else may be rotating",
  "current-disagrees": "the value given as current is not the current key",
  overstay: "it is past the policy's maximum time, and the policy says to hold",
};

const ADVICE: Partial<Record<RetireWait, Words>> = {
  "destinations-unwritten": say`Mend the destination; the next run goes on.`,
  "destinations-untold": say`Revoke it by hand when you know that every destination has the new key.`,
  "lingering-use": say`Find the consumer that still uses it and add its place to the destinations.`,
  "consumers-unknown": say`Give the GitHub token the repository permission Actions (read) for every target, so that rekey can look.`,
  "uncovered-holders": say`Add these places to the destinations, or leave them out by ${code("exclude")} if they hold something else.`,
  unexplained: say`Revoke it by hand if nobody uses it, or set ${code("key.dedicated: true")}.`,
  "no-creation-time": say`Revoke it by hand when nobody uses it.`,
  "current-disagrees": say`Check that ${code("current-key")} reads the secret that rekey writes in this repository.`,
  overstay: say`Find out who uses it, then revoke it by hand, or set ${code("retire.on-overstay: revoke")}.`,
};

function waitAdvice(why: RetireWait): { readonly todo?: Words } {
  const todo = ADVICE[why];
  return todo ? { todo } : {};
}
