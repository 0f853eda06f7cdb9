import { RotationError } from "../../contract/error.ts";
import type { KeyRecord, Op } from "../../contract/key-service.ts";
import type { Secret } from "../../contract/secret.ts";
import { isUsableId, shapeOf } from "../../lib/key-value.ts";
import type { Call } from "./call.ts";
import { same } from "./judging.ts";
import { descriptionIn, timeInName } from "./key-names.ts";
import { readPages } from "./pages.ts";
import { at } from "./pointer.ts";
import type { Listing } from "./schema.ts";
import type { Session } from "./session.ts";
import { type TimeForm, timeMs } from "./times.ts";

/** What stands for the id of a key that has none: of the one in use, and of one that this run made. */
export const IN_USE = "the-key-in-use";
export const MADE_NOW = "the-new-key";

/** The live keys: as the service lists them, or, where it has no list, as this run knows them. */
export interface Keyring {
  /** Read only. Throws RotationError as the session does. */
  list(op: Op): Promise<readonly KeyRecord[]>;
  /** Takes note of a key that was made. */
  add(record: KeyRecord, value: Secret): void;
  /** Takes note that a key is replaced: it is the one whose value consumers hold. */
  replace(id: string): void;
  /** Takes note of a key that was revoked. */
  remove(id: string): void;
  /** The value of a key, where it is known: of one that this run made or replaced. */
  valueOf(id: string): Secret | undefined;
  /** Whether this run made it. */
  isMadeNow(id: string): boolean;
}

interface Known {
  readonly record: KeyRecord;
  readonly value: Secret | undefined;
  readonly madeNow: boolean;
}

/** Opens the ring. `keyId` names the key of a service without a list. No request yet. */
export function openKeyring(session: Session, keyId: string | undefined): Keyring {
  const { list, get } = session.description;
  const known = new Map<string, Known>();
  const addHeld = (id: string) => {
    if (!known.has(id)) known.set(id, { record: { id, description: "" }, value: session.current, madeNow: false });
  };
  if (!list) addHeld(keyId ?? IN_USE);
  return {
    async list(op) {
      if (list) return readList(session, list, op);
      if (!get) return [...known.values()].map(({ record }) => record);
      const records: KeyRecord[] = [];
      for (const { record } of known.values()) records.push(...(await readOne(session, get, record.id, op)));
      return records;
    },
    add: (record, value) => void known.set(record.id, { record, value, madeNow: true }),
    replace: addHeld,
    remove: (id) => void known.delete(id),
    valueOf: (id) => known.get(id)?.value,
    isMadeNow: (id) => known.get(id)?.madeNow ?? false,
  };
}

function readList(session: Session, listing: Listing, op: Op): Promise<readonly KeyRecord[]> {
  const call: Call = { request: listing.request, scope: () => undefined, as: "admin", what: "listing the keys" };
  return records(session, { listing, call }, op);
}

function readOne(session: Session, listing: Listing, id: string, op: Op): Promise<readonly KeyRecord[]> {
  const scope = (name: string) => (name === "key.id" ? id : undefined);
  const call: Call = { request: listing.request, scope, as: "admin", what: `reading the key ${id}` };
  return records(session, { listing, call }, op);
}

async function records(
  session: Session,
  asked: { readonly listing: Listing; readonly call: Call },
  op: Op,
): Promise<readonly KeyRecord[]> {
  const entries = await readPages(session, asked, op);
  return entries.flatMap((entry) => {
    const record = readEntry(session, asked, entry);
    return isLive(session, asked.listing, entry, record) ? [record] : [];
  });
}

function isLive(session: Session, { status, active }: Listing, entry: unknown, record: KeyRecord): boolean {
  if (status !== undefined && active && !active.some((word) => same(at(entry, status) ?? null, word))) return false;
  const expired = record.expiresAtMs !== undefined && record.expiresAtMs <= session.now();
  return !expired || session.description.limits?.["expired-keys-count"] === true;
}

function readEntry(
  session: Session,
  { listing, call }: { readonly listing: Listing; readonly call: Call },
  entry: unknown,
): KeyRecord {
  const raw = at(entry, listing.id);
  const id = typeof raw === "number" ? String(raw) : raw;
  const broken = (what: string) =>
    new RotationError("contract", `${session.title} sent an entry ${what} while ${call.what}`, { effect: "none" });
  if (!isUsableId(id)) throw broken(`without a usable id (${shapeOf(entry)})`);
  const time = (name: "created" | "expires" | "last-used"): number | undefined => {
    const ms = timeOf(entry, listing[name], listing.time);
    if (ms === "unreadable") throw broken(`whose time cannot be read (${name} of the key ${id})`);
    return ms;
  };
  const name = listing.name === undefined ? undefined : at(entry, listing.name);
  const stampedAtMs = typeof name === "string" ? timeInName(name, session.description) : undefined;
  const [createdAtMs = stampedAtMs, expiresAtMs, lastUsedAtMs] = [time("created"), time("expires"), time("last-used")];
  const text = (field: "last-used-from" | "suffix") => textOf(entry, listing[field]);
  const [lastUsedFrom, suffix] = [text("last-used-from"), text("suffix")];
  return {
    id,
    description: typeof name === "string" ? descriptionIn(name, session.description) : "",
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
    ...(lastUsedFrom === undefined ? {} : { lastUsedFrom }),
    ...(suffix === undefined ? {} : { suffix }),
  };
}

function textOf(body: unknown, pointer: string | undefined): string | undefined {
  const value = pointer === undefined ? undefined : at(body, pointer);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A time in a body; undefined: never, or not told. */
export function timeOf(body: unknown, pointer: string | undefined, form: TimeForm): number | "unreadable" | undefined {
  const ms = pointer === undefined ? "never" : timeMs(at(body, pointer), form);
  return ms === "never" ? undefined : ms;
}
