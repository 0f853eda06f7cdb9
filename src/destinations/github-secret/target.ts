import type { Clock, ServerClock } from "../../contract/clock.ts";
import type { Receipt, Target, TargetState, Verdict } from "../../contract/destination.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Quota, Work } from "../../contract/quota.ts";
import type { Secret } from "../../contract/secret.ts";
import { pause } from "../../lib/pause.ts";
import { loopTurns } from "../../lib/system-clock.ts";
import { absentBlocker } from "./blockers.ts";
import { blockerOf } from "./failures.ts";
import type { Audience } from "./organization.ts";
import { organizationAudience, REPOSITORY_AUDIENCE } from "./organization.ts";
import { idOf, labelOf, repositoryName, type SecretPlace } from "./places.ts";
import type { GithubAnswer } from "./request.ts";
import { Sealer } from "./sealing.ts";
import { deleteSecret, failure, putSecret, readSecret, type SecretCall, type SecretItem } from "./secrets.ts";
import type { PublicKey, Session } from "./session.ts";

export interface TargetOptions {
  readonly session: Session;
  readonly clock: Clock;
  readonly apiUrl: string;
  readonly place: SecretPlace;
  readonly named: boolean;
  readonly required: boolean;
  readonly create: boolean;
  readonly home: boolean;
  /** What was read of the secret while patterns were resolved: the first `observe` makes no request of its own. */
  readonly seen?: SecretItem;
}

/** Waits between looks for a write that GitHub does not show yet: 63 s in all. */
const VERIFY_WAITS_MS = [1000, 2000, 4000, 8000, 16_000, 32_000] as const;

/** One secret of GitHub as a place to write to. No request yet. */
export function githubTarget(options: TargetOptions): Target {
  return new SecretTarget(options);
}

/** Methods, not closures of each: a fleet has thousands. */
class SecretTarget implements Target {
  readonly id: string;
  readonly label: string;
  readonly place?: string;
  readonly named: boolean;
  readonly required: boolean;
  readonly create: boolean;
  readonly home: boolean;
  readonly quota: Quota;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #place: SecretPlace;
  readonly #audience: Audience;
  readonly #sealer = new Sealer();
  /** The public key that preflight read. */
  #publicKey: PublicKey | undefined;
  /** The last reading; undefined: none yet. */
  #seen: { readonly item: SecretItem | undefined } | undefined;
  #seenInAdvance: boolean;
  /** The earliest time, by GitHub's clock, that our own last write can show. */
  #notBeforeMs: number | undefined;

  constructor({ session, clock, apiUrl, place, seen, ...rules }: TargetOptions) {
    const { scope } = place;
    const isOrganization = scope.kind === "organization";
    this.id = idOf(place, apiUrl);
    this.label = labelOf(place);
    if (!isOrganization) this.place = repositoryName(scope);
    this.named = rules.named;
    this.required = rules.required;
    this.create = rules.create;
    this.home = rules.home;
    this.quota = session.client.quota(isOrganization ? scope.org : scope.owner);
    this.#session = session;
    this.#clock = clock;
    this.#place = place;
    this.#audience = isOrganization ? organizationAudience(clock) : REPOSITORY_AUDIENCE;
    this.#seen = seen && { item: seen };
    this.#seenInAdvance = seen !== undefined;
  }

  clock(): ServerClock | undefined {
    return this.#session.client.clock();
  }

  work(): Work {
    return { reads: 1 + this.#audience.reads(), writes: 1 };
  }

  async observe(op: Op): Promise<TargetState> {
    const item = this.#seenInAdvance ? this.#seen?.item : await this.#read(op);
    this.#seenInAdvance = false;
    if (!item) return { exists: false };
    return { exists: true, ...(item.updatedAtMs !== undefined && { writtenAtMs: item.updatedAtMs }) };
  }

  async preflight(op: Op) {
    try {
      const item = this.#seen ? this.#seen.item : await this.#read(op);
      this.#publicKey = await this.#session.publicKey(this.#place, op);
      if (!item && !this.create) return await absentBlocker(this.#call(op));
      await this.#audience.learn(this.#call(op), item);
      return undefined;
    } catch (error) {
      return blockerOf(error);
    }
  }

  async prepare(value: Secret): Promise<void> {
    if (!this.#publicKey) return;
    await this.#sealer.box(value, this.#publicKey);
    // Thousands of boxes in a row would hold up what the run waits for.
    await loopTurns(1);
  }

  async write(value: Secret, op: Op): Promise<Receipt> {
    const clock = this.#clock;
    const { create } = this;
    const call = this.#call(op);
    const known = this.#seen ? this.#seen.item : await this.#read(op);
    if (!known && !create) {
      const { fault, why, hint } = await absentBlocker(call);
      throw new RotationError(fault, why, { hint });
    }
    const answer = await this.#put(value, call);
    if (answer.status === 201 && !create) await this.#undo(call);
    if (answer.status !== 201 && answer.status !== 204) throw failure(call, answer, `writing ${this.label}`);
    this.#sealer.drop();
    const date = Date.parse(answer.header("date") ?? "");
    const writtenAtMs = Number.isNaN(date) ? this.#session.client.serverTime(clock.now()) : date;
    this.#notBeforeMs = earliestWrite(writtenAtMs, clock.now() - answer.sentAtMs);
    await this.#audience.restore(call);
    return { writtenAtMs, created: answer.status === 201 };
  }

  /** Seals and sends; once more if the server has another public key by now, which it says with 422. */
  async #put(value: Secret, call: SecretCall): Promise<GithubAnswer> {
    const session = this.#session;
    const place = this.#place;
    const audience = await this.#audience.body(call);
    const send = async (key: PublicKey) => {
      const encrypted_value = await this.#sealer.box(value, key);
      return putSecret(call, { encrypted_value, key_id: key.keyId, ...audience });
    };
    const key = await session.publicKey(place, call.op);
    const answer = await send(key);
    if (answer.status !== 422) return answer;
    const renewed = await session.renewedPublicKey(place, key, call.op);
    return renewed.keyId === key.keyId && renewed.key === key.key ? answer : send(renewed);
  }

  async verify(_value: Secret, receipt: Receipt, op: Op): Promise<Verdict> {
    const notBeforeMs = this.#notBeforeMs ?? earliestWrite(receipt.writtenAtMs, 0);
    let shown: string;
    for (let look = 0; ; look++) {
      const item = await this.#read(op);
      const writtenAtMs = item?.updatedAtMs;
      if (item && writtenAtMs !== undefined && writtenAtMs >= notBeforeMs) return this.#judge(item, writtenAtMs, op);
      shown = shownBy(item);
      const waitMs = VERIFY_WAITS_MS[look];
      if (waitMs === undefined) break;
      await pause(this.#clock, waitMs, op);
    }
    const wroteAt = new Date(receipt.writtenAtMs).toISOString();
    return { ok: false, why: `GitHub took the write at ${wroteAt}, but a minute later still says that ${shown}` };
  }

  async #judge(item: SecretItem, writtenAtMs: number, op: Op): Promise<Verdict> {
    const why = await this.#audience.change(this.#call(op), item);
    return why === undefined ? { ok: true, evidence: "version", writtenAtMs } : { ok: false, why };
  }

  async #read(op: Op): Promise<SecretItem | undefined> {
    const item = await readSecret(this.#call(op));
    this.#seen = { item };
    return item;
  }

  #call(op: Op): SecretCall {
    return { client: this.#session.client, place: this.#place, op };
  }

  /** The secret went away between preflight and now, and the write made it anew where nobody wants it. */
  async #undo(call: SecretCall): Promise<never> {
    const { label } = this;
    await deleteSecret(call).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      // No fault that is tried again: the next try would find the secret there and call it written.
      throw new RotationError(
        "not-found",
        `${label} had been deleted, so the write created it; removing it failed: ${why}`,
        {
          hint: "Delete the secret, or set create: true if it is wanted.",
          effect: "unknown",
        },
      );
    });
    throw new RotationError(
      "not-found",
      `${label} was deleted while this run went on; what the write created was removed`,
      {
        hint: "Set create: true if the secret is wanted, else take it out of the configuration.",
      },
    );
  }
}

function shownBy(item: SecretItem | undefined): string {
  if (!item) return "it does not exist";
  if (item.updatedAtMs === undefined) return "it has no time of its last write";
  return `its last write was at ${new Date(item.updatedAtMs).toISOString()}`;
}

const SECOND_MS = 1000;

/**
 * The earliest `updated_at` that a write can show, by GitHub's clock: the time of its answer, less the round trip,
 * less the parts of a second that neither of both times shows.
 */
function earliestWrite(writtenAtMs: number, roundTripMs: number): number {
  return writtenAtMs - roundTripMs - 2 * SECOND_MS;
}
