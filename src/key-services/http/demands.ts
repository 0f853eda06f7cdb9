import type { RotationDefaults, RotationFacts } from "../../contract/plug-in.ts";
import { graceProblems } from "./lifetimes.ts";
import { refersTo } from "./names.ts";
import type { Description } from "./schema.ts";
import { titleOf } from "./title.ts";

/** What a description demands of the rotation that uses it, as sentences that begin with the field. Pure. */
export function demands(description: Description, rotation: RotationFacts): readonly string[] {
  const problems = [...graceProblems(description, rotation.graceMs), ...idProblems(description, rotation.keyId)];
  const { kind } = description.issue;
  const strategy = strategyOf(description);
  if (rotation.strategy !== strategy)
    problems.push(`strategy must be ${strategy}, as the description's issue is a ${kind}`);
  const why = reasonForCurrent(description);
  if (why !== undefined && rotation.hasCurrent === false) problems.push(`key.current must be given, as ${why}`);
  if (onlyNow(description) && rotation.retire !== undefined && rotation.retire !== "after-verify") {
    problems.push("retire must be after-verify, as keys without ids can be told apart only by the run that makes one");
  }
  if (!description.verify && rotation.prove === true) {
    problems.push(
      "verify.prove must be false, as the description has no verify: the new key goes to its consumers without having been tried",
    );
  }
  return problems;
}

/** What a rotation gets that does not say it: the one strategy there is, and the service's own usual overlap. Pure. */
export function defaultsOf(description: Description): RotationDefaults {
  const usual = description.limits?.grace?.default ?? description.limits?.grace?.max;
  const strategy = strategyOf(description);
  return { strategy, ...(strategy === "rotate" && usual !== undefined && { graceMs: usual }) };
}

function strategyOf({ issue }: Description): "rotate" | "create" {
  return issue.kind === "rotate" ? "rotate" : "create";
}

/** A second key without an id, at a service without a list: no later run would know that there are two. */
function onlyNow({ issue, list, revoke }: Description): boolean {
  return issue.kind !== "rotate" && issue.id === "none" && !list && revoke !== undefined;
}

/** Why the value that consumers hold must be known; undefined: it need not be. */
function reasonForCurrent(description: Description): string | undefined {
  const { auth, issue, revoke } = description;
  const title = titleOf(description);
  if (auth === "self") return `${title} is asked with the rotated key itself`;
  if (refersTo(revoke?.steps, "old.value")) return `${title} revokes a key only by its value`;
  return refersTo(issue.request, "old.value") ? `${title} asks for the old key's value` : undefined;
}

/** A key of a service without a list must be named; one whose id changes cannot be. */
function idProblems({ issue, revoke, list, get }: Description, keyId: string | undefined): readonly string[] {
  const changes = issue.id.startsWith("/");
  if (keyId !== undefined && (changes || issue.id === "none")) {
    return [
      `key.id cannot be, as ${changes ? "the id changes at each rotation: use key.label" : "keys have no ids here"}`,
    ];
  }
  if (list || keyId !== undefined) return [];
  const named = refersTo([issue.request, revoke?.steps ?? [], get?.request ?? []], "old.id") || refersTo(get, "key.id");
  if (!named) return [];
  return changes
    ? ["key-service cannot be used: ids change at each rotation, and the description has no list to find them in"]
    : ["key.id must name the key, as the description has no list to find it in"];
}
