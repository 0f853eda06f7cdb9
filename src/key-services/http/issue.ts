import type { Blocker } from "../../contract/blocker.ts";
import { RotationError } from "../../contract/error.ts";
import type { IssuedKey, Minting, MintPlan, MintRequest, Op } from "../../contract/key-service.ts";
import type { Call } from "./call.ts";
import { failure } from "./failing.ts";
import { keepsId, readIssued } from "./issued.ts";
import { fits } from "./judging.ts";
import { longestDescription, nameFor } from "./key-names.ts";
import type { Keyring } from "./keyring.ts";
import { expiryValue, graceLimits, graceProblems, graceValue, overlapOf } from "./lifetimes.ts";
import { namesOf, refersTo, textsIn } from "./names.ts";
import type { Session } from "./session.ts";
import { referencesIn, type Scope } from "./templates.ts";

/** The way of minting that a description describes: under `rotate`, or under `create`. */
export function mintingOf(session: Session, ring: Keyring): Minting {
  const { description } = session;
  const { request } = description.issue;
  return {
    overlap: overlapOf(description),
    keepsId: keepsId(description),
    marks: refersTo(request, "run.name"),
    maxDescription: longestDescription(description),
    endless: namesOf(request, "expires").size === 0,
    mint: (asked, op) => mint(session, ring, asked, op),
  };
}

/**
 * What the call for a new key would lack: names of the description that have no value. Read only: nothing is sent.
 * Whether the new key can have an end is seen from the old one.
 */
export function mintBlockers(session: Session, ring: Keyring, { replaces }: MintPlan): readonly Blocker[] {
  const { description, title } = session;
  if (description.issue.kind === "rotate" && !replaces) return [];
  if (description.auth === "self" && !session.current)
    return [blocker(`${title} is asked with the rotated key itself`)];
  const end = replaces?.expiresAtMs === undefined ? {} : { expiresAtMs: replaces.expiresAtMs };
  const asked = { description: "", graceMs: graceLimits(description).minMs, ...(replaces && { replaces }), ...end };
  const call = issueCall(session, ring, asked);
  const lacking = textsIn(call.request)
    .flatMap(({ text }) => referencesIn(text))
    .filter(({ name, optional }) => !optional && session.lookUp(call, name) === undefined);
  return [...new Set(lacking.map(({ name }) => name))].map((name) => blocker(`the description asks for \${${name}}`));
}

function blocker(what: string): Blocker {
  const hint =
    "Old values need key.current; an end needs an old key that has one, or a question mark in the description.";
  return { fault: "config", why: `${what}, which has no value`, hint };
}

async function mint(session: Session, ring: Keyring, asked: MintRequest, op: Op): Promise<IssuedKey> {
  const { description, title } = session;
  const { issue } = description;
  const problem = graceProblems(description, asked.graceMs)[0];
  if (problem !== undefined) throw new RotationError("config", problem);
  if (issue.kind === "rotate" && !asked.replaces) {
    throw new RotationError("config", `${title} can only rotate a key that exists`);
  }
  if (asked.replaces) ring.replace(asked.replaces.id);
  const call = issueCall(session, ring, asked);
  const answer = await session.send(call, op);
  if (!fits(answer, issue.ok, call.scope)) throw failure(session, answer, call);
  const key = readIssued(session, answer, { asked, call });
  ring.add(key, key.value);
  // The old value is dead from now on, and rekey's own calls need a live one.
  if (session.self && issue["old-key"] === "dies-at-once") session.goOverTo(key.value);
  return key;
}

function issueCall(session: Session, ring: Keyring, asked: MintRequest): Call {
  const { request, kind } = session.description.issue;
  const what = kind === "rotate" ? `rotating the key ${asked.replaces?.id}` : "making a second key";
  return { request, scope: issueScope(session, ring, asked), as: "admin", what, once: true };
}

function issueScope(session: Session, ring: Keyring, asked: MintRequest): Scope {
  const nowMs = session.now();
  const old = asked.replaces;
  return (name) => {
    if (name === "old.id") return old?.id;
    if (name === "old.value") return old && ring.valueOf(old.id);
    if (name === "run.name") return nameFor(asked.description, session.description, nowMs);
    if (name.startsWith("grace.")) return graceValue(name, asked.graceMs, nowMs);
    return name.startsWith("expires.") ? expiryValue(name, asked.expiresAtMs, nowMs) : undefined;
  };
}
