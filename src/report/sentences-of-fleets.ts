import { type Tellers, wholeSentence } from "./sentence.ts";
import { moment, span } from "./time.ts";
import { type Code, code, names, plural, say, type Words } from "./words.ts";

/** So many names stand in one sentence. */
const MOST_NAMES = 60;

/** So many pairs of a hiding and a hidden secret stand in one sentence. */
const MOST_SHADOWS = 20;

/** Findings about many places at once. */
export const fleets: Tellers<
  "matched" | "uncovered-holders" | "shadowed" | "inventory-blind" | "would-save" | "cannot-finish"
> = {
  matched: ({ pattern, places }) => ({
    title: `A pattern matched ${plural(places.length, "place")}`,
    message: say`${code(pattern)} matched ${names(places, MOST_NAMES)}.`,
  }),
  "uncovered-holders": ({ holders }) => ({
    title: `${plural(holders.length, "place")} of the same name that no destination covers`,
    message: say`These hold something under the same name, and this rotation does not write them: ${names(holders, MOST_NAMES)}. If it is the rotated key, their consumers fail when the old key goes.`,
    todo: say`Add each to the destinations. If it holds something else, leave it out by ${code("exclude")} (${code("owner/repo")}, ${code("owner/repo:environment")}, ${code("owner/repo@store")} or ${code("owner@store")} for an organization).`,
  }),
  shadowed: ({ shadows }) => {
    const told = say`Consumers get the nearest secret of a name: ${shadowList(shadows)}.`;
    if (shadows.every(({ isCovered }) => isCovered)) {
      return { title: "Secrets that hide others of the same name", message: told };
    }
    return {
      title: "Secrets that hide the rotated one",
      message: say`${told} What this rotation writes does not reach those consumers.`,
      todo: say`Delete the secrets that hide others if they are left over, or add them to the destinations.`,
    };
  },
  "inventory-blind": ({ places, why, needs }) => ({
    title: "Places where nobody looked",
    message: say`Whether the key is held there too is not known: ${joined(places)}. ${wholeSentence(why)}`,
    ...(needs.length > 0 && {
      todo: say`Nothing, if nobody keeps the key there. To have them looked at, give the token ${joined(needs)}.`,
    }),
  }),
  "would-save": ({ instead, count, requests, requestsInstead }) => ({
    title: "One secret could stand for many",
    message: say`${plural(count, "destination")} could be ${instead}: a rotation would then send about ${plural(requestsInstead, "request")} for them instead of ${requests}, and write them all at one moment.`,
  }),
  "cannot-finish": ({ on, count, before, ...amounts }, { nowMs }) => ({
    title: "The work could not be finished in time",
    message: say`${plural(count, "destination")} ${count === 1 ? "is" : "are"} to be written. ${tooMuch(before, { on, nowMs, ...amounts })} No key was made.`,
    todo: notBegun[before],
  }),
};

interface Amounts {
  readonly on: string;
  readonly nowMs: number;
  readonly requests?: number;
  readonly left?: number;
  readonly resetsAtMs?: number;
  readonly needsMs?: number;
  readonly limitMs?: number;
}

function tooMuch(before: "hour" | "grace" | "deadline", amounts: Amounts): Words {
  const { on, nowMs, requests = 0, left = 0, resetsAtMs = nowMs, needsMs = 0, limitMs = 0 } = amounts;
  if (before === "hour") {
    return say`That takes ${plural(requests, "request")}, but ${on} grants the token only ${left} more until ${moment(resetsAtMs, nowMs)}.`;
  }
  const end = before === "grace" ? "the old key's grace period" : "the longest time that a run may write for";
  return say`That takes ${span(needsMs)} at the pace of ${on}, longer than ${end} (${span(limitMs)}).`;
}

function joined(texts: readonly string[]): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
}

const notBegun = {
  hour: say`Run again when the hour is over. If the whole hour is never enough, part the destinations into several rotations, or use a token with a higher limit (a GitHub App of an Enterprise Cloud organization has 15,000 an hour).`,
  grace: say`Set a longer ${code("grace-period")}, choose ${code("pace: points")}, or part the destinations into several rotations.`,
  deadline: say`Choose ${code("pace: points")}, or part the destinations into several rotations.`,
} as const;

function shadowList(shadows: readonly { readonly by: string; readonly hides: readonly string[] }[]): Words {
  const words: (string | Code)[] = [];
  shadows.slice(0, MOST_SHADOWS).forEach(({ by, hides }, index) => {
    words.push(index === 0 ? "" : "; ", ...say`${code(by)} hides ${names(hides, 5)}`);
  });
  const rest = shadows.length - MOST_SHADOWS;
  if (rest > 0) words.push(`; and ${rest} more`);
  return words.filter((word) => word !== "");
}
