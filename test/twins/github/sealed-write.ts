import { Refusal } from "./refusal.ts";
import type { Call } from "./route.ts";
import type { SecretPlace } from "./types.ts";
import type { SecretState, Vault } from "./vault.ts";

/** @see https://docs.github.com/actions/reference/security/secrets#limits-for-secrets */
const LARGEST_BYTES = 48 * 1024;

type Fields = Readonly<Record<string, unknown>>;

/** The body as an object. @throws Refusal 400, 422 */
export function fieldsOf(call: Call): Fields {
  if (typeof call.body !== "object" || call.body === null || Array.isArray(call.body)) {
    throw new Refusal(422, "Invalid request.\n\nFor 'links/0/schema', nil is not an object.");
  }
  return { ...call.body };
}

/** @throws Refusal 422 for a name that GitHub does not allow */
export function checkName(name: string): void {
  if (/^[a-z_][a-z0-9_]*$/i.test(name) && !/^github_/i.test(name)) return;
  throw new Refusal(
    422,
    "Secret names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_). Must not start with GITHUB_.",
  );
}

/** @throws Refusal 422 naming the fields that are missing */
export function checkRequired(fields: Fields, required: readonly string[]): void {
  const missing = required.filter((name) => fields[name] === undefined);
  if (missing.length === 0) return;
  throw new Refusal(422, `Invalid request.\n\n${missing.map((name) => `"${name}" wasn't supplied.`).join("\n")}`);
}

/** @throws Refusal 422 when a new secret is one too many */
export function checkRoom(vault: Vault, name: string, most: number): void {
  if (vault.get(name) || vault.list().length < most) return;
  throw new Refusal(422, `Secrets limit reached: at most ${most} secrets are allowed here.`);
}

/**
 * Opens the sealed value of a body; undefined: it has none.
 * @throws Refusal 422 for a stale key, a box that does not open, a value that is too large
 */
export function openValue(call: Call, fields: Fields, vault: Vault, place: SecretPlace): string | undefined {
  const { encrypted_value: box, key_id: keyId } = fields;
  if (box === undefined) return undefined;
  const opened = vault.open(keyId, typeof box === "string" ? box : "");
  if ("why" in opened) {
    call.ledger.unopened.push({ place: nameOf(place), why: opened.why, requestId: call.requestId });
    throw new Refusal(
      422,
      opened.why === "stale key_id" ? "Invalid key_id: the public key has changed." : "Invalid encrypted_value.",
    );
  }
  if (Buffer.byteLength(opened.value) > LARGEST_BYTES)
    throw new Refusal(422, "Secret value is too large: at most 48 KB.");
  return opened.value;
}

/** `acme/api actions NAME`, `acme/api environment production NAME`, `acme actions NAME`. */
export function nameOf(place: SecretPlace): string {
  if (!("repository" in place)) return `${place.organization} ${place.store ?? "actions"} ${place.name}`;
  const where = place.environment === undefined ? (place.store ?? "actions") : `environment ${place.environment}`;
  return `${place.repository} ${where} ${place.name}`;
}

/** Puts a new state in place and notes it. */
export function commit(call: Call, vault: Vault, place: SecretPlace, next: Partial<SecretState>, atMs: number): void {
  const before = vault.get(place.name);
  const state = { value: "", ...before, ...next, createdAtMs: before?.createdAtMs ?? atMs, updatedAtMs: atMs };
  vault.set(place.name, state, atMs);
  call.ledger.writes.push({
    requestId: call.requestId,
    place,
    atMs,
    value: next.value,
    how: before ? "updated" : "created",
  });
}

/** Removes a secret and notes it. */
export function remove(call: Call, vault: Vault, place: SecretPlace, atMs: number): void {
  vault.set(place.name, undefined, atMs);
  call.ledger.writes.push({ requestId: call.requestId, place, atMs, value: undefined, how: "deleted" });
}
