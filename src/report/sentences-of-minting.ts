import type { PlaceAnswer } from "../contract/key-service.ts";
import { about, advice, type FindingOf, type Sentence, type Tellers, wholeSentence } from "./sentence.ts";
import { moment, span } from "./time.ts";
import { type Code, code, names, plural, say, type Words } from "./words.ts";

/** Findings about making a key and proving it. */
export const minting: Tellers<
  | "control-failed"
  | "no-headroom"
  | "downtime-not-allowed"
  | "description-too-long"
  | "strategy-unavailable"
  | "service-blocked"
  | "mint-refused"
  | "mint-lost"
  | "mint-unusable"
  | "new-key-refused"
  | "overlap-broken"
  | "gap"
  | "expiry-differs"
> = {
  "control-failed": ({ answers }) => ({
    title: "A made-up key was not refused",
    message: say`Before a key is made, rekey shows that a wrong one is refused where the new one will be proved. No place did so: ${placeAnswers(answers)}. A proof there would mean nothing, so no key was made.`,
    todo: say`Check the key service's address and account. To rotate without proof, set ${code("verify.prove: false")}.`,
  }),
  "no-headroom": ({ live, limit }) => ({
    title: "The account is full",
    message: say`The account has ${plural(live, "live key")} and may have ${limit}, so no further key can be made.`,
    todo: say`Revoke keys that nobody uses any more; the timeline in the summary shows when each was used last.`,
  }),
  "downtime-not-allowed": () => ({
    title: "This service gives the old and the new key no overlap",
    message: say`With this strategy the old key dies as soon as the new one is made, so consumers fail until their destination is written. Nothing was changed.`,
    todo: say`Choose ${code("strategy: create")} if the service has it. If a short outage is acceptable, set ${code("allow-downtime: true")}.`,
  }),
  "description-too-long": ({ description, limit }) => ({
    title: "The key's description would be too long",
    message: say`The new key would be described as "${description}" (${description.length} characters); the service takes at most ${limit}.`,
    todo: say`Shorten ${code("key.label")} or the rotation's name: both are part of the description.`,
  }),
  "strategy-unavailable": ({ strategy }) => ({
    title: "The service does not have this strategy",
    message: say`The key service cannot do ${code(`strategy: ${strategy}`)}. Nothing was changed.`,
    todo: say`Set ${code(`strategy: ${strategy === "rotate" ? "create" : "rotate"}`)}.`,
  }),
  "service-blocked": ({ on, why, hint }) => ({
    title: "The key service cannot make the new key",
    message: about(on, why),
    todo: advice(hint, say`Mend this at the key service, then run again. Nothing was changed.`),
  }),
  "mint-refused": ({ message, hint }) => ({
    title: "The key service refused to make a key",
    message: say`${wholeSentence(message)} No key was made, and the old one is as it was.`,
    todo: advice(hint, say`Check what the API token of the key service may do, then run again.`),
  }),
  "mint-lost": ({ newKeyIds, message, inPlace }) => {
    if (inPlace !== undefined) return lostInPlace(inPlace, message);
    return {
      title: "The answer with the new key was lost",
      message:
        newKeyIds.length > 0
          ? say`${wholeSentence(message)} The service made the key ${names(newKeyIds)}, but its value never arrived and cannot be asked for again.`
          : say`${wholeSentence(message)} The service lists no new key, so probably none was made. The call was not repeated, as it could have made a second one.`,
      todo: say`Run again, or wait for the next scheduled run: it makes another key.${newKeyIds.length > 0 ? " The lost one is in no destination and can be revoked." : ""}`,
    };
  },
  "mint-unusable": ({ keyId, message, revoked, inPlace = false }) =>
    inPlace && keyId !== undefined
      ? lostInPlace(keyId, message)
      : {
          title: "The service made a key without a usable value",
          message: say`${wholeSentence(message)} ${unusable(keyId, revoked)}`,
          todo:
            keyId !== undefined && !revoked
              ? say`Revoke ${code(keyId)} by hand: no destination holds it. Then run again; if the answer stays unusable, ask the key service's support.`
              : say`Run again. If the answer stays unusable, ask the key service's support.`,
        },
  "new-key-refused": refused,
  "overlap-broken": ({ keyId, promisedUntilMs }, { nowMs }) => ({
    title: "The old key died too early",
    message:
      promisedUntilMs === undefined
        ? say`The service refuses the old key ${code(keyId)} already, although it promises an overlap. Consumers fail until their destination is written.`
        : say`The service refuses the old key ${code(keyId)} already, although it promised it until ${moment(promisedUntilMs, nowMs)}. Consumers fail until their destination is written.`,
    todo: say`Start runs that failed in between again. Use ${code("strategy: create")} from now on, which does not rely on the service's promise.`,
  }),
  gap: ({ keyId, gapMs, written }) => ({
    title: `Consumers had a dead key for ${shortSpan(gapMs)}`,
    message: say`The service replaced the value of the key ${code(keyId)} in place, so that the old value died at once: ${shortSpan(gapMs)} passed from that call to the last write of ${plural(written, "destination")}. Whoever began in between with the old value failed, or fails until it reads the new one.`,
    todo: say`Start runs that failed in between again. ${code("strategy: create")} has no such gap.`,
  }),
  "expiry-differs": ({ keyId, expectedMs, gotMs }, { nowMs }) => ({
    title: "The new key does not end when it should",
    message: say`The new key ${code(keyId)} should live as long as the old one did and ${ends(expectedMs, nowMs)}, but the service says that it will ${ends(gotMs, nowMs)}.`,
    todo: say`Check the account's rules for the lifetime of keys. Make sure that ${code("max-age")} is shorter than it.`,
  }),
};

/** `850 ms`, `4 s`: a gap is mostly shorter than any other span. */
function shortSpan(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : span(ms);
}

function refused({ keyId, revoked, place, why, inPlace = false }: FindingOf<"new-key-refused">): Sentence {
  const fact =
    why === undefined
      ? say`The key service refuses its own new key ${code(keyId)} at ${place}.`
      : say`${wholeSentence(why)}`;
  const ask = "ask the key service's support.";
  const title = why === undefined ? "The new key does not work" : "The new key is not what was asked for";
  if (revoked) {
    const undone = "It was revoked before anyone got it; the old key is as it was.";
    return { title, message: say`${fact} ${undone}`, todo: say`Run again. If it stays so, ${ask}` };
  }
  if (inPlace) {
    const state = "It was written all the same, as the old value died when the new one was made.";
    return {
      title,
      message: say`${fact} ${state}`,
      todo: say`Look at the key at the service now. Then run again, or ${ask}`,
    };
  }
  return {
    title,
    message: say`${fact} No destination was written; the old key still serves, but its time is running.`,
    todo: say`Run again before the old key ends: a fresh key is made and written. If it stays so, ${ask}`,
  };
}

/** The service took the old value's place with one that nobody has. */
function lostInPlace(keyId: string, message: string): Sentence {
  return {
    title: "The new value of the key is lost, and the old one is dead",
    message: say`${wholeSentence(message)} The service replaced the value of the key ${code(keyId)} all the same: the old value is dead and nobody has the new one, so consumers fail until another key is written.`,
    todo: say`If this run wrote no other key, run again at once: it makes one and writes it everywhere.`,
  };
}

function ends(atMs: number | undefined, nowMs: number): string {
  return atMs === undefined ? "never end" : `end on ${moment(atMs, nowMs)}`;
}

function unusable(keyId: string | undefined, revoked: boolean): Words {
  if (keyId === undefined) return say`Its id is not known either.`;
  if (revoked) return say`The key ${code(keyId)} was revoked at once; no destination was written.`;
  return say`The key ${code(keyId)} exists, but nobody has its value; no destination was written.`;
}

function placeAnswers(answers: readonly PlaceAnswer[]): Words {
  if (answers.length === 0) return ["no place could be asked"];
  const words: (string | Code)[] = [];
  for (const { place, answer } of answers.slice(0, 10)) {
    if (words.length > 0) words.push(", ");
    words.push(`${place} ${answered[answer]}`);
  }
  return words;
}

const answered = {
  accepted: "accepted it",
  refused: "refused it",
  inconclusive: "neither accepted nor refused it",
} as const;
