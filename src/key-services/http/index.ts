import { RotationError } from "../../contract/error.ts";
import type { KeyService, Op } from "../../contract/key-service.ts";
import type { OpenedFor, Tools } from "../../contract/plug-in.ts";
import { defineKeyService } from "../../contract/plug-in.ts";
import type { Secret } from "../../contract/secret.ts";
import { defaultsOf, demands } from "./demands.ts";
import { mintBlockers, mintingOf } from "./issue.ts";
import { MADE_NOW, openKeyring } from "./keyring.ts";
import { type HttpOptions, optionsSchema } from "./options.ts";
import { canIdentify, findProvingGround, identify, prove } from "./prove.ts";
import { revoke } from "./revoke.ts";
import { openSession, type Session } from "./session.ts";
import { titleOf } from "./title.ts";

/** Keys of any HTTP service that a description tells how to speak to. */
export const keyService = defineKeyService<HttpOptions>({
  summary: "API keys of any HTTP service, by a description of its calls",
  schema: optionsSchema,
  account: accountOf,
  check: ({ description }, rotation) => demands(description, rotation),
  defaults: ({ description }) => defaultsOf(description),
  open: openHttp,
});

/** `http:unkey:https://api.unkey.com?api_id=api_1`. */
function accountOf({ description, baseUrl, params }: HttpOptions): string {
  const given = Object.keys(params)
    .sort()
    .map((name) => `${name}=${String(params[name])}`);
  return `http:${description.service}:${baseUrl}${given.length === 0 ? "" : `?${given.join("&")}`}`;
}

function openHttp(options: HttpOptions, tools: Tools, rotation: OpenedFor): KeyService {
  const { description } = options;
  const session = openSession(options, tools, rotation);
  const ring = openKeyring(session, rotation.id);
  const minting = mintingOf(session, ring);
  const limit = description.limits?.["live-keys"];
  const values = Object.values(options.params).map(String).join(", ");
  return {
    label: `${titleOf(description)}${values === "" ? "" : ` (${values})`}`,
    account: accountOf(options),
    strategies: description.issue.kind === "rotate" ? { rotate: minting } : { create: minting },
    tellsLastUse: (description.list ?? description.get)?.["last-used"] !== undefined,
    ...(limit !== undefined && { maxLiveKeys: limit }),
    self: session.self,
    clock: () => session.clock(),
    list: (op) => ring.list(op),
    preflight: async (plan) => mintBlockers(session, ring, plan),
    provingGround: (sample, op) => findProvingGround(session, sample, op),
    probe: (value, { keyId }, op) => prove(session, { value, keyId }, op),
    ...(canIdentify(description) && { identify: (value: Secret, op: Op) => identify(session, value, op) }),
    revoke: (id, op) => revoke(session, ring, id, op),
    ...(adoptable(session) && { adopt: (value: Secret, op: Op) => adopt(session, ring, value, op) }),
  };
}

/** Where the first use of the new key starts the old one's clock, rekey stays with the old one to the end. */
function adoptable({ description }: Session): boolean {
  return description.issue["old-key"] !== "dies-after-first-use";
}

/** Goes over to the new key once it has listed the keys or, where there is no list, been accepted; else stays with the old one. */
async function adopt(session: Session, ring: ReturnType<typeof openKeyring>, value: Secret, op: Op): Promise<void> {
  const before = session.current;
  session.goOverTo(value);
  try {
    await ring.list(op);
    const { list, get, verify } = session.description;
    if (!list && !get && verify) await demandAcceptance(session, value, op);
  } catch (error) {
    if (before) session.goOverTo(before);
    throw error;
  }
}

async function demandAcceptance(session: Session, value: Secret, op: Op): Promise<void> {
  const answer = await prove(session, { value, keyId: MADE_NOW }, op);
  if (answer === "accepted") return;
  const what = `${session.title} does not accept the new key, which rekey's own calls need`;
  throw new RotationError(answer === "refused" ? "unauthenticated" : "forbidden", what);
}
