import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Call } from "./call.ts";
import { failure } from "./failing.ts";
import { fits } from "./judging.ts";
import type { Keyring } from "./keyring.ts";
import { refersTo } from "./names.ts";
import type { Description } from "./schema.ts";
import type { Session } from "./session.ts";

type Steps = NonNullable<Description["revoke"]>;

/**
 * Revokes a key by the steps of the description. Idempotent: a key that is gone answers `already-gone`.
 * @throws RotationError as the session does; `config` where the description, or the key's value, does not allow it
 */
export async function revoke(session: Session, ring: Keyring, id: string, op: Op): Promise<"revoked" | "already-gone"> {
  const plan = planFor(session, ring, id);
  const value = ring.valueOf(id);
  if (refersTo(plan.steps, "old.value") && value === undefined) {
    throw new RotationError(
      "config",
      `${session.title} revokes a key only by its value, and that of ${id} is not known`,
      {
        hint: "Give the value that consumers hold as key.current, or end the key at the service by hand.",
        effect: "none",
      },
    );
  }
  for (const request of plan.steps) {
    const call: Call = {
      request,
      scope: (name) => (name === "old.id" ? id : name === "old.value" ? value : undefined),
      as: "admin",
      what: `revoking the key ${id}`,
    };
    const answer = await session.send(call, op);
    if (fits(answer, request.ok ?? plan.ok, call.scope)) continue;
    if (!plan.gone.includes(answer.status)) throw failure(session, answer, call);
    // An account or an address that is wrong fails there too; only the list can tell.
    const listed = session.description.list ? await ring.list(op) : [];
    if (listed.some((key) => key.id === id)) throw failure(session, answer, call);
    ring.remove(id);
    return "already-gone";
  }
  ring.remove(id);
  return "revoked";
}

/** A staged key is taken back, not promoted: promoting it would end the key that is in use. */
function planFor({ description, title }: Session, ring: Keyring, id: string): Steps {
  const isStaged = description.issue.kind === "stage" && ring.isMadeNow(id);
  const plan = isStaged ? description.undo : description.revoke;
  if (plan) return plan;
  throw new RotationError("config", `the description of ${title} does not say how to revoke the key ${id}`, {
    hint: isStaged
      ? "Take the staged key back at the service by hand, or add undo to the description."
      : "End it at the service by hand, or add revoke to the description.",
    effect: "none",
  });
}
