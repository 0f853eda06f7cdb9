import { RotationError } from "../contract/error.ts";
import type { IssuedKey, KeyRecord, KeyService, Minting, MintRequest, Op } from "../contract/key-service.ts";
import type { Tools } from "../contract/plug-in.ts";
import { defineKeyService } from "../contract/plug-in.ts";
import type { Secret } from "../contract/secret.ts";
import type { KosliApi, KosliCall } from "./kosli-api.ts";
import { kosliApi, saysKeyIsGone } from "./kosli-api.ts";
import { readKeys, readMinted } from "./kosli-keys.ts";
import type { KosliOptions } from "./kosli-options.ts";
import { GRACE, graceHours, graceProblems, kosliSchema } from "./kosli-options.ts";
import { findProvingGround, madeUpId, proveAt } from "./kosli-prove.ts";

const MAX_DESCRIPTION = 256;

/** 2100-01-01: the latest end that Kosli takes, in Unix seconds. */
const MAX_EXPIRES_AT_SECONDS = 4_102_444_800;

/** Keys of one service account at Kosli. @see https://docs.kosli.com/tutorials/rotating_api_keys */
export const keyService = defineKeyService<KosliOptions>({
  summary: "API keys of a Kosli service account",
  schema: kosliSchema,
  account: (options) => `kosli:${options.host}/${options.org}/${options["service-account"]}`,
  check: (_options, rotation) => graceProblems(rotation.graceMs),
  open: openKosli,
});

/** What all operations share. `token` is what rekey's own calls authenticate with: self-rotation replaces it. */
interface Session {
  readonly api: KosliApi;
  readonly tools: Tools;
  readonly account: string;
  token: Secret;
}

function openKosli(options: KosliOptions, tools: Tools, rotation: { readonly current?: Secret }): KeyService {
  const session: Session = {
    api: kosliApi(options, tools),
    tools,
    account: `${options.org}/${options["service-account"]}`,
    token: options["api-token"],
  };
  const { api } = session;
  return {
    label: `Kosli ${session.account}`,
    account: `kosli:${options.host}/${session.account}`,
    strategies: { rotate: rotating(session), create: creating(session) },
    tellsLastUse: true,
    self: options.self || (rotation.current?.equals(options["api-token"]) ?? false),
    clock: () => api.clock(),
    list: (op) => list(session, session.token, op),
    provingGround: (sample, op) => findProvingGround(api, { sample, as: session.token }, op),
    probe: (value, where, op) => proveAt(api, { ...where, value }, op),
    revoke: (id, op) => revoke(session, id, op),
    adopt: (value, op) => adopt(session, value, op),
  };
}

async function list(session: Session, as: Secret, op: Op): Promise<readonly KeyRecord[]> {
  const { api, account } = session;
  const call: KosliCall = { method: "GET", path: api.paths.keys, what: `listing the keys of ${account}`, as };
  const answer = await api.send(call, op);
  if (answer.status !== 200) throw api.failure(answer, call);
  // A part of the keys, taken for all of them, would make a live key look gone.
  if (/\brel="?next\b/.test(answer.header("link") ?? "")) {
    throw new RotationError("contract", `Kosli sent only a page while ${call.what}`, { effect: "none" });
  }
  return readKeys(answer.json, call.what);
}

/** The old key lives on for the grace period and then dies by itself. The description cannot be chosen. */
function rotating(session: Session): Minting {
  return {
    overlap: { mode: "grace", ...GRACE },
    keepsId: false,
    marks: false,
    maxDescription: MAX_DESCRIPTION,
    async mint(request, op) {
      const old = request.replaces;
      const problem = graceProblems(request.graceMs)[0];
      if (!old) throw new RotationError("config", "Kosli can only rotate a key that exists");
      if (problem) throw new RotationError("config", problem);
      const call: KosliCall = {
        method: "POST",
        path: session.api.paths.rotate(old.id),
        what: `rotating the key ${old.id} of ${session.account}`,
        as: session.token,
        json: { grace_period_hours: graceHours(request.graceMs), ...expiry(request) },
      };
      return mint(session, { call, oldId: old.id }, op);
    },
  };
}

/** A second key beside the first, with a description of our choice. */
function creating(session: Session): Minting {
  return {
    overlap: { mode: "independent" },
    keepsId: false,
    marks: true,
    maxDescription: MAX_DESCRIPTION,
    mint(request, op) {
      const call: KosliCall = {
        method: "POST",
        path: session.api.paths.keys,
        what: `creating a key of ${session.account}`,
        as: session.token,
        json: { description: request.description, ...expiry(request) },
      };
      return mint(session, { call, oldId: request.replaces?.id }, op);
    },
  };
}

/** Left out, it means "never" to older servers and "the longest allowed" or "as the old key" to newer ones. */
function expiry(request: MintRequest): { readonly expires_at?: number } {
  if (request.expiresAtMs === undefined) return {};
  return { expires_at: Math.min(Math.floor(request.expiresAtMs / 1000), MAX_EXPIRES_AT_SECONDS) };
}

async function mint(
  session: Session,
  { call, oldId }: { readonly call: KosliCall; readonly oldId: string | undefined },
  op: Op,
): Promise<IssuedKey> {
  const answer = await session.api.send(call, op);
  if (answer.status >= 300) throw session.api.failure(answer, call);
  const minted = readMinted(answer.json);
  if (!minted) {
    throw new RotationError("contract", `Kosli answered ${answer.status} without a readable key while ${call.what}`);
  }
  const { record, value, predecessorExpiresAtMs } = minted;
  if (!minted.flaw) session.tools.mask(value);
  // Without the id of a new key nothing may be cleaned up: it would be the old key that dies.
  if (record.id === oldId) throw sameId(session, call, record.id);
  const flaw = minted.flaw ?? (value.equals(call.as) ? "holds the API token of the call itself" : undefined);
  if (flaw) {
    throw new RotationError("contract", `the answer of Kosli ${flaw}, while ${call.what} (new key ${record.id})`, {
      keyId: record.id,
      hint: `Nobody has the value of the new key ${record.id}: it is of no use and must be revoked.`,
    });
  }
  return { ...record, value, ...(predecessorExpiresAtMs === undefined ? {} : { predecessorExpiresAtMs }) };
}

function sameId(session: Session, call: KosliCall, id: string): RotationError {
  return new RotationError(
    "contract",
    `Kosli answered with the id of the old key (${id}) while ${call.what}: whether there is a new key cannot be told`,
    { hint: `Nothing may be revoked: look at the keys of ${session.account} in Kosli first.` },
  );
}

/**
 * A 404 is only good news if it speaks of the key. Where its words say neither, the list decides: an account or an
 * address that is wrong fails there too.
 */
async function revoke(session: Session, id: string, op: Op): Promise<"revoked" | "already-gone"> {
  const { api, account } = session;
  const what = `revoking the key ${id} of ${account}`;
  const call: KosliCall = { method: "DELETE", path: api.paths.key(id), what, as: session.token };
  const answer = await api.send(call, op);
  if (answer.status === 200 || answer.status === 204) return "revoked";
  if (saysKeyIsGone(answer)) return "already-gone";
  if (answer.status !== 404) throw api.failure(answer, call);
  const keys = await list(session, session.token, op);
  if (keys.some((key) => key.id === id)) throw api.failure(answer, call);
  return "already-gone";
}

/** Shows, on an id that does not exist, that the new key may list and revoke; only then goes over to it. */
async function adopt(session: Session, value: Secret, op: Op): Promise<void> {
  const { api, account } = session;
  await list(session, value, op);
  const what = `checking that the new key may revoke keys of ${account}`;
  const call: KosliCall = { method: "DELETE", path: api.paths.key(madeUpId()), what, as: value };
  const answer = await api.send(call, op);
  if (answer.status !== 200 && !saysKeyIsGone(answer)) throw api.failure(answer, call);
  session.token = value;
}
