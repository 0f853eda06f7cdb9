import { RotationError } from "../../contract/error.ts";
import type { IssuedKey, Minting, MintRequest, Op } from "../../contract/key-service.ts";
import { failure } from "./failing.ts";
import { keepsId, readIssued } from "./issued.ts";
import { fits } from "./judging.ts";
import { longestDescription, nameFor } from "./key-names.ts";
import type { Keyring } from "./keyring.ts";
import { expiryValue, graceProblems, graceValue, overlapOf } from "./lifetimes.ts";
import { namesOf, refersTo } from "./names.ts";
import type { Call, Session } from "./session.ts";
import type { Scope } from "./templates.ts";

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

async function mint(session: Session, ring: Keyring, asked: MintRequest, op: Op): Promise<IssuedKey> {
  const { description, title } = session;
  const { issue } = description;
  const old = asked.replaces;
  const problem = graceProblems(description, asked.graceMs)[0];
  if (problem !== undefined) throw new RotationError("config", problem);
  if (issue.kind === "rotate" && !old) throw new RotationError("config", `${title} can only rotate a key that exists`);
  if (old) ring.replace(old.id);
  const call: Call = {
    request: issue.request,
    scope: issueScope(session, ring, asked),
    as: "admin",
    what: issue.kind === "rotate" ? `rotating the key ${old?.id}` : "making a second key",
    once: true,
  };
  const answer = await session.send(call, op);
  if (!fits(answer, issue.ok, call.scope)) throw failure(session, answer, call);
  const key = readIssued(session, answer, { asked, call });
  ring.add(key, key.value);
  // The old value is dead from now on, and rekey's own calls need a live one.
  if (session.self && issue["old-key"] === "dies-at-once") session.goOverTo(key.value);
  return key;
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
