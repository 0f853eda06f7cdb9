import type { KeyRecord } from "../contract/key-service.ts";
import { keyList, keyNamed, type Sentence, type Tellers } from "./sentence.ts";
import { moment } from "./time.ts";
import { code, say } from "./words.ts";

/** Findings about whose key is whose. */
export const ownership: Tellers<
  | "no-live-key"
  | "none-ours"
  | "ambiguous-ownership"
  | "foreign-successor"
  | "key-appeared"
  | "unexplained-key"
  | "not-touched"
  | "current-not-ours"
  | "current-is-predecessor"
  | "description-differs"
> = {
  "no-live-key": () => ({
    title: "The account has no live key",
    message: say`The key service lists no live key for this account, so there is nothing to rotate. Nothing was changed.`,
    todo: say`Check that the account is the right one. To have rekey create its first key, run once with ${code("mode: force")}.`,
  }),
  "none-ours": ({ label, candidates }) => ({
    title: "No live key has the configured label",
    message: say`None of the account's live keys is described as ${code(label)}. Live are: ${keyList(candidates)}. Nothing was changed.`,
    todo: say`Set ${code("key.label")} (input ${code("key-label")}) to the description of the key that your destinations hold.`,
  }),
  "ambiguous-ownership": ({ candidates, namesakes = false }) =>
    namesakes
      ? sameName(candidates)
      : {
          title: "Several keys, and none is named as the one to rotate",
          message: say`The account's live keys have different descriptions, so rekey cannot tell which one your destinations hold: ${keyList(candidates)}. Nothing was changed.`,
          todo: say`Set ${code("key.label")} (input ${code("key-label")}) to one of these descriptions or, if the account serves this rotation alone, ${code("key.dedicated: true")} (input ${code("key-dedicated")}).`,
        },
  "foreign-successor": ({ keyId, description, currentId, currentExpiresAtMs }, { nowMs }) => ({
    title: "A newer key is not recognised as ours",
    message:
      currentExpiresAtMs === undefined
        ? say`Our key ${code(currentId)} is ending, and the newer key ${keyNamed(keyId, description)} is live but is not ours by its description.`
        : say`Our key ${code(currentId)} ends on ${moment(currentExpiresAtMs, nowMs)}, and the newer key ${keyNamed(keyId, description)} is live but is not ours by its description.`,
    todo: say`If the newer key is this rotation's, set ${code("key.dedicated: true")}, or ${code("key.label")} to its description. If somebody else made it, rotate with ${code("mode: force")} before ours ends.`,
  }),
  "key-appeared": ({ keyId, description, whose }) => ({
    title: appeared[whose].title,
    message: say`The key ${keyNamed(keyId, description)} ${appeared[whose].message}`,
    todo: appeared[whose].todo,
  }),
  "unexplained-key": ({ keyId, description }) => ({
    title: "An older key that rekey cannot explain",
    message: say`The key ${keyNamed(keyId, description)} is older than the predecessor and does not carry rekey's marker, so it was left alive.`,
    todo: say`Find out who uses it, before the predecessor is gone: then this key takes its place and is judged like it. Revoke it by hand if nobody uses it, or set ${code("key.dedicated: true")} if all keys of the account belong to this rotation.`,
  }),
  "not-touched": ({ keys }) => ({
    title: "Keys of others were left alone",
    message: say`These live keys of the account are not this rotation's and were not touched: ${keyList(keys)}.`,
    todo: say`If they may be known to others too, revoke them at the key service by hand.`,
  }),
  "current-not-ours": ({ identified }) => ({
    title: "The value given as current is not the current key",
    message:
      identified === "refused"
        ? say`The key service refuses the value given as ${code("current-key")}: it is revoked, expired or of another account. Whoever reads it from the same secret is broken already.`
        : say`The key service accepts the value given as ${code("current-key")}, but nothing shows that it is our current key. It was therefore not written anywhere.`,
    todo: say`Check that ${code("current-key")} (${code("key.current")}) reads the secret that rekey writes in this repository, and that this secret is one of the destinations.`,
  }),
  "current-is-predecessor": ({ keyId }) => ({
    title: "The home secret still holds the old key",
    message: say`The value given as ${code("current-key")} is the older key ${code(keyId)}, although the secret was written after the current key was made. A late write of another run or of a person put it back.`,
    todo: say`Nothing in most cases: the secret is written anew. If it happens again, look for a second writer and give the workflow a ${code("concurrency")} group.`,
  }),
  "description-differs": ({ keyId, expected, got }) => ({
    title: "The service did not copy the key's description",
    message: say`The new key ${code(keyId)} should be described as "${expected}", but the service ${got === "" ? "gives it no description" : `calls it "${got}"`}. It was distributed all the same, yet the next run would not know it as ours.`,
    todo: say`Set ${code("key.dedicated: true")} (input ${code("key-dedicated")}) if all keys of the account belong to this rotation; otherwise set ${code("key.label")} (input ${code("key-label")}) to ${got === "" ? "a description that you give the key at the service" : code(got)}.`,
  }),
};

function sameName(candidates: readonly KeyRecord[]): Sentence {
  return {
    title: "Several keys have the name of the one to rotate",
    message: say`The account holds keys of many owners, and these have the same name, so rekey cannot tell which one your destinations hold: ${keyList(candidates)}. Nothing was changed.`,
    todo: say`Set ${code("key.id")} instead of ${code("key.label")}, to the id of the key that your destinations hold.`,
  };
}

const ONE_HOME = say`One account needs one home: find out which other workflow rotates it and remove one of the two, or give each its own ${code("key.label")}.`;

const appeared = {
  ours: {
    title: "Another run made a key during this one",
    message:
      "appeared while this run was at work, and it is described like ours. Writing stopped, so that two writers do not overwrite each other.",
    todo: say`Nothing, if another run of this workflow was active: the next run finishes the work. Give the workflow a ${code("concurrency")} group, so that only one runs at a time.`,
  },
  "other-home": {
    title: "Another home rotates the same account",
    message:
      "is live, is described like ours and carries the marker of another home. Writing on would start a tug of war, so rekey holds.",
    todo: ONE_HOME,
  },
  foreign: {
    title: "Somebody else made a key during this run",
    message:
      "appeared while this run was at work, and it is not ours. Writing stopped, so that two writers do not overwrite each other.",
    todo: ONE_HOME,
  },
} as const;
