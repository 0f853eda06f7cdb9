import { graceUnit } from "./lifetimes.ts";
import { type Flaw, nameFlaws, namesOf, refersTo } from "./names.ts";
import type { Description } from "./schema.ts";

/** What is wrong with a description beyond the form of its parts. Pure. */
export function problemsOf(description: Description): readonly Flaw[] {
  return [
    ...nameFlaws(description),
    ...authFlaws(description),
    ...issueFlaws(description),
    ...graceFlaws(description),
    ...readingFlaws(description),
    ...hostFlaws(description),
  ];
}

/** A credential that is written out is a leak, and one that nobody refers to is a mistake. */
function authFlaws({ auth, key }: Description): readonly Flaw[] {
  const flaws: Flaw[] = [];
  if (typeof auth !== "string" && namesOf(auth, "cred").size === 0) {
    flaws.push({ path: ["auth"], message: "must refer to a credential (${cred.x}): a literal secret is refused" });
  }
  const presented = key["presented-as"];
  if (typeof presented === "object" && !refersTo(presented, "key.value")) {
    flaws.push({ path: ["key", "presented-as"], message: "must hold ${key.value}" });
  }
  if (presented === "self" || presented === "none" || (typeof presented === "object" && presented.oauth2)) {
    flaws.push({ path: ["key", "presented-as"], message: "must be bearer, basic or headers" });
  }
  if (key.value !== undefined && !refersTo(key.value, "secret")) {
    flaws.push({ path: ["key", "value"], message: "must hold ${secret}" });
  }
  return flaws;
}

function issueFlaws({ issue, key, revoke, undo }: Description): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const found = (field: string, message: string) => flaws.push({ path: ["issue", field], message });
  if (issue.kind !== "rotate") {
    if (issue.id === "same") found("id", "cannot be same: a second key has an id of its own, or none");
    if (issue["old-key"] !== "stays" && issue["old-key"] !== "dies-later") {
      found(
        "old-key",
        `must be stays or dies-later, as the kind is ${issue.kind}; a call that ends the old key is a rotate`,
      );
    }
  }
  if (issue.kind === "stage" && revoke === undefined) found("kind", "needs revoke: the call that promotes the new key");
  if (issue.kind !== "stage" && undo)
    flaws.push({ path: ["undo"], message: "is for the kind stage: elsewhere revoke does it" });
  if (issue.secret === "text") {
    if (issue.id.startsWith("/")) found("id", "must be same or none, as the answer is a text");
    if (issue.outputs) found("outputs", "cannot be, as the answer is a text");
  }
  if (issue.id === "none" && key.value !== undefined && refersTo(key.value, "id")) {
    flaws.push({ path: ["key", "value"], message: "holds ${id}, but keys have none (issue.id)" });
  }
  return flaws;
}

function graceFlaws(description: Description): readonly Flaw[] {
  const { issue, limits } = description;
  const { min = 0, max = Infinity, default: usual = max } = limits?.grace ?? {};
  const flaws: Flaw[] = [];
  if (min > max || usual < min || usual > max) {
    flaws.push({ path: ["limits", "grace"], message: "must hold min, default and max in this order" });
  }
  const dies = issue["old-key"];
  if (dies === "dies-later" && limits?.grace?.max === undefined) {
    flaws.push({
      path: ["issue", "old-key"],
      message: "needs limits.grace.max: how long the old key lives on at most",
    });
  }
  if (dies === "dies-after-grace" && graceUnit(description) === undefined && (max === Infinity || min !== max)) {
    const message =
      "needs ${grace.…} in issue.request, or limits.grace with min and max alike where the service decides";
    flaws.push({ path: ["issue", "old-key"], message });
  }
  return flaws;
}

/** What a run sends in mode plan must change nothing. */
function readingFlaws({ issue, revoke, undo, list, get, verify }: Description): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const readers = { list: list?.request, get: get?.request, verify: verify?.request };
  for (const [name, one] of Object.entries(readers)) {
    if (one === undefined || one.method === "GET" || one["read-only"]) continue;
    flaws.push({
      path: [name, "request", "method"],
      message: `is ${one.method}: add read-only: true if the service's documents say that it changes nothing, as it is sent in mode plan too`,
    });
  }
  const changing = [
    { one: issue.request, path: ["issue", "request"] },
    ...stepsOf("revoke", revoke),
    ...stepsOf("undo", undo),
  ];
  for (const { one, path } of changing) {
    if (one["read-only"])
      flaws.push({ path: [...path, "read-only"], message: "cannot be: this request changes something" });
  }
  if (verify && verify.auth !== "key" && !refersTo(verify.request, "key.value")) {
    flaws.push({ path: ["verify", "request"], message: "must hold ${key.value}, as the key itself does not ask" });
  }
  if (list && get) flaws.push({ path: ["get"], message: "is for services without a list" });
  return flaws;
}

function hostFlaws(description: Description): readonly Flaw[] {
  const hosts = Object.keys(description["other-hosts"] ?? {});
  const { issue, list, get, verify } = description;
  const requests = [
    { path: ["issue", "request"], one: issue.request },
    { path: ["list", "request"], one: list?.request },
    { path: ["get", "request"], one: get?.request },
    { path: ["verify", "request"], one: verify?.request },
    ...stepsOf("revoke", description.revoke),
    ...stepsOf("undo", description.undo),
  ];
  return requests.flatMap(({ path, one }) =>
    one?.host === undefined || hosts.includes(one.host)
      ? []
      : [{ path: [...path, "host"], message: `'${one.host}' is not among other-hosts` }],
  );
}

function stepsOf(name: "revoke" | "undo", ending: Description["revoke"]) {
  return (ending?.steps ?? []).map((one, index) => ({ one, path: [name, "steps", index] }));
}
