import { RotationError } from "../contract/error.ts";
import type { KeyRecord, Op, PlaceAnswer, Proof, ProvingGround } from "../contract/key-service.ts";
import { Secret } from "../contract/secret.ts";
import { faultOf, isRecord } from "../lib/http.ts";
import type { KosliApi, KosliCall } from "./kosli-api.ts";

/**
 * Where a key can be shown to work. Any role may list environments, but in a public organization so may everybody;
 * its own entry can be read by administrators' keys alone.
 */
const PLACES = ["the list of environments", "the key's own entry"] as const;

/** A key that Kosli never issued, of the form that its keys have. */
export function madeUpKey(): Secret {
  return new Secret(Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url"));
}

/** An id that Kosli never issued, of the form that its ids have (Crockford's base 32, 26 characters). */
export function madeUpId(): string {
  const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const random = Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => digits[byte % digits.length]);
  return `01${random.join("")}`;
}

/**
 * Sends a made-up key to the places in order, until one refuses it that could accept the new key. Read only. `as` is
 * rekey's own token.
 */
export async function findProvingGround(
  api: KosliApi,
  { sample, as }: { readonly sample: KeyRecord | undefined; readonly as: Secret },
  op: Op,
): Promise<ProvingGround> {
  const stranger = madeUpKey();
  const keyId = sample?.id ?? madeUpId();
  const answers: PlaceAnswer[] = [];
  for (const place of PLACES) {
    if (place === PLACES[1] && !(await mayReadItself(api, as, op))) {
      answers.push({ place, answer: "inconclusive" });
      continue;
    }
    const answer = await proveAt(api, { place, keyId, value: stranger }, op);
    answers.push({ place, answer });
    if (answer === "refused") return { place, answers };
  }
  return { answers };
}

/**
 * Whether a key of the account may read its own entry, as far as Kosli tells: an account that is no administrator
 * manages only accounts that it made, and no account made itself. Where Kosli does not say, the place is tried.
 * @see https://docs.kosli.com/administration/managing_users/roles_in_kosli
 */
async function mayReadItself(api: KosliApi, as: Secret, op: Op): Promise<boolean> {
  const call: KosliCall = { method: "GET", path: api.paths.account, what: "reading the role of the account", as };
  const answer = await api.send(call, op);
  const privilege = isRecord(answer.json) ? answer.json.privilege : undefined;
  return answer.status !== 200 || typeof privilege !== "string" || privilege === "admin";
}

/**
 * Uses a key once at a place. 2xx: accepted; 401: refused; any other definite answer proves nothing. Throws
 * RotationError for what passes by itself (429, 5xx, no answer), so that the caller can try again.
 */
export async function proveAt(
  api: KosliApi,
  probe: { readonly place: string; readonly keyId: string; readonly value: Secret },
  op: Op,
): Promise<Proof> {
  const call: KosliCall = {
    method: "GET",
    path: pathOf(api, probe),
    what: `trying a key at ${probe.place}`,
    as: probe.value,
  };
  const answer = await api.send(call, op);
  if (answer.status >= 200 && answer.status < 300) return "accepted";
  if (answer.status === 401) return "refused";
  const { fault } = faultOf(answer.status);
  if (fault === "rate-limited" || fault === "unavailable" || fault === "timeout") throw api.failure(answer, call);
  return "inconclusive";
}

function pathOf(api: KosliApi, probe: { readonly place: string; readonly keyId: string }): string {
  if (probe.place === PLACES[0]) return api.paths.environments;
  if (probe.place === PLACES[1]) return api.paths.key(probe.keyId);
  throw new RotationError("config", `Kosli has no place called ${probe.place} to prove a key`);
}
