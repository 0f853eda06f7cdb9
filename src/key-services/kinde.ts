import { RotationError } from "../contract/error.ts";
import type { IssuedKey, KeyRecord, KeyService, Minting, MintPlan, MintRequest, Op } from "../contract/key-service.ts";
import type { Tools } from "../contract/plug-in.ts";
import { defineKeyService } from "../contract/plug-in.ts";
import { withoutEffect } from "./kinde-answers.ts";
import type { KindeApi, KindeCall } from "./kinde-api.ts";
import { kindeApi } from "./kinde-api.ts";
import type { Copied } from "./kinde-copy.ts";
import { copyOf } from "./kinde-copy.ts";
import type { MintedKey } from "./kinde-keys.ts";
import { readMinted, readPage } from "./kinde-keys.ts";
import type { KindeOptions } from "./kinde-options.ts";
import { kindeSchema } from "./kinde-options.ts";
import type { Verifier } from "./kinde-verify.ts";
import { findProvingGround, identify, kindeVerifier, PLACE, prove } from "./kinde-verify.ts";

/** How long a name may be is not documented: this is what a column for names commonly takes. */
const MAX_NAME = 255;

/** More pages of 500 keys than any business has: a list that goes round in circles ends here. */
const MAX_PAGES = 2000;

/** API keys of a business at Kinde. @see https://docs.kinde.com/manage-your-apis/about-api-keys/rotate-api-keys/ */
export const keyService = defineKeyService<KindeOptions>({
  summary: "API keys of users, organizations or the environment of a business at Kinde",
  schema: kindeSchema,
  account: (options) => `kinde:${options.domain}`,
  open: openKinde,
});

/** What all operations share. */
interface Session {
  readonly api: KindeApi;
  readonly tools: Tools;
  readonly verifier: Verifier;
  /** What preflight found out about new keys, by what was asked. */
  readonly copies: Map<string, Copied>;
  /** Whether any key was ever seen to tell its last use. */
  tellsLastUse: boolean;
}

function openKinde(options: KindeOptions, tools: Tools): KeyService {
  const api = kindeApi(options, tools);
  const session: Session = { api, tools, verifier: kindeVerifier(api), copies: new Map(), tellsLastUse: true };
  const { verifier } = session;
  return {
    label: `Kinde ${api.host}`,
    account: `kinde:${options.domain}`,
    strategies: { rotate: rotating(session), create: creating(session) },
    get tellsLastUse() {
      return session.tellsLastUse;
    },
    self: false,
    clock: () => api.clock(),
    list: (op) => list(session, op),
    preflight: (plan, op) => preflight(session, plan, op),
    provingGround: (_sample, op) => findProvingGround(verifier, op),
    probe(value, { place, keyId }, op) {
      if (place === PLACE) return prove(verifier, { value, keyId }, op);
      throw new RotationError("config", `Kinde has no place called ${place} to prove a key`);
    },
    identify: (value, op) => identify(verifier, value, op),
    revoke: (id, op) => revoke(session, id, op),
  };
}

/** All active keys. Those that are inactive or revoked work nowhere, and nobody's verification takes them. */
async function list(session: Session, op: Op): Promise<readonly KeyRecord[]> {
  const { api } = session;
  const keys = new Map<string, KeyRecord>();
  const seen = new Set<string>();
  let after: string | undefined;
  do {
    const what = `listing the keys of ${api.host}`;
    const call: KindeCall = { method: "GET", path: api.paths.page(after), what, scope: "read:api_keys" };
    const answer = await api.send(call, op);
    if (answer.status !== 200) throw api.failure(answer, call);
    const page = readPage(answer.json, what);
    for (const key of page.active) keys.set(key.id, key);
    after = page.next;
    if (after !== undefined && (seen.has(after) || seen.size >= MAX_PAGES)) {
      throw new RotationError("contract", `Kinde's pages go round in circles while ${what}`, { effect: "none" });
    }
    if (after !== undefined) seen.add(after);
  } while (after !== undefined);
  const all = [...keys.values()];
  // A business whose keys were all never used looks the same, and is none the worse for it.
  if (all.length > 0) session.tellsLastUse = all.some((key) => key.lastUsedAtMs !== undefined);
  return all;
}

async function preflight(session: Session, plan: MintPlan, op: Op) {
  if (plan.strategy === "rotate") return [];
  const copied = await copyFor(session, plan, op);
  return "blocker" in copied ? [copied.blocker] : [];
}

/** Asked once a run for the same key and scopes: keys never change. */
async function copyFor(session: Session, plan: Pick<MintPlan, "replaces" | "scopes">, op: Op): Promise<Copied> {
  const name = JSON.stringify([plan.replaces?.id, plan.scopes]);
  const copied = session.copies.get(name) ?? (await copyOf(session.api, plan, op));
  if ("pattern" in copied) session.copies.set(name, copied);
  return copied;
}

/** A second key beside the first: same API, type, owner and scopes. Both work until one is revoked. */
function creating(session: Session): Minting {
  return {
    overlap: { mode: "independent" },
    keepsId: false,
    marks: true,
    maxDescription: MAX_NAME,
    endless: true,
    async mint(request, op) {
      const copied = await copyFor(session, request, op).catch((error: unknown) => {
        throw withoutEffect(error);
      });
      if ("blocker" in copied) {
        const { fault, why, hint } = copied.blocker;
        throw new RotationError(fault, why, { hint });
      }
      const { body, scopes } = copied.pattern;
      const name = request.description;
      const call: KindeCall = {
        method: "POST",
        path: session.api.paths.keys,
        what: `creating a key at ${session.api.host}`,
        scope: "create:api_keys",
        json: { name, ...body },
      };
      const { minted, createdAtMs } = await mint(session, { call, request }, op);
      session.verifier.expected.set(minted.id, scopes);
      const { id, value } = minted;
      return { id, value, description: name, scopes, ...(createdAtMs === undefined ? {} : { createdAtMs }) };
    },
  };
}

/** The value is replaced in place: the id stays, and the old value is dead at once. */
function rotating(session: Session): Minting {
  return {
    overlap: { mode: "none" },
    keepsId: true,
    marks: false,
    maxDescription: Number.POSITIVE_INFINITY,
    endless: true,
    async mint(request, op) {
      const old = request.replaces;
      if (!old) throw new RotationError("config", "Kinde can only rotate a key that exists");
      const call: KindeCall = {
        method: "PUT",
        path: session.api.paths.key(old.id),
        what: `rotating the key ${old.id}`,
        scope: "update:api_keys",
        once: true,
      };
      const { minted } = await mint(session, { call, request }, op);
      if (old.scopes) session.verifier.expected.set(minted.id, old.scopes);
      return { ...afterRotation(old), id: minted.id, value: minted.value };
    },
  };
}

/** What is left of a key's record when its value has changed. */
function afterRotation({
  suffix: _,
  lastUsedAtMs: __,
  lastUsedFrom: ___,
  ...record
}: KeyRecord): Omit<IssuedKey, "value"> {
  return record;
}

interface Asked {
  readonly call: KindeCall;
  readonly request: MintRequest;
}

async function mint(
  { api, tools }: Session,
  { call, request }: Asked,
  op: Op,
): Promise<{ readonly minted: MintedKey; readonly createdAtMs: number | undefined }> {
  const answer = await api.send(call, op);
  if (answer.status >= 300) throw api.failure(answer, call);
  const minted = readMinted(answer.json, request.description);
  if (minted && !minted.flaw) tools.mask(minted.value);
  if (!minted) {
    throw new RotationError("contract", `Kinde answered ${answer.status} without a readable key while ${call.what}`);
  }
  const { id, flaw } = minted;
  // Without the id of a new key nothing may be cleaned up: it would be the old key that dies.
  if (call.method === "POST" && id === request.replaces?.id) {
    throw new RotationError("contract", `Kinde answered with the id of the old key (${id}) while ${call.what}`, {
      hint: `Nothing may be revoked: look at the keys of ${api.host} in Kinde first.`,
    });
  }
  if (flaw !== undefined) {
    throw new RotationError("contract", `the answer of Kinde ${flaw}, while ${call.what} (key ${id})`, {
      keyId: id,
      hint: `Nobody has the value of the key ${id}.`,
    });
  }
  const told = Date.parse(answer.header("date") ?? "");
  return { minted, createdAtMs: Number.isNaN(told) ? undefined : told };
}

/** How a key that is gone answers is not documented, so the list of active keys decides. */
async function revoke(session: Session, id: string, op: Op): Promise<"revoked" | "already-gone"> {
  const { api } = session;
  const what = `revoking the key ${id}`;
  const call: KindeCall = { method: "DELETE", path: api.paths.key(id), what, scope: "delete:api_keys" };
  const answer = await api.send(call, op);
  session.verifier.valid.delete(id);
  if (answer.status >= 200 && answer.status < 300) return "revoked";
  if (![400, 404, 409, 410].includes(answer.status)) throw api.failure(answer, call);
  const keys = await list(session, op);
  if (keys.some((key) => key.id === id)) throw api.failure(answer, call);
  return "already-gone";
}
