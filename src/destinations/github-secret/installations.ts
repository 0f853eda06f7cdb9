import type { Clock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Quota } from "../../contract/quota.ts";
import type { Secret } from "../../contract/secret.ts";
import { pause } from "../../lib/pause.ts";
import type { AppApi, Installation, InstallationToken } from "./app.ts";
import type { Need } from "./demand.ts";
import { openDemand } from "./demand.ts";
import { endToken } from "./end-token.ts";
import { messageOf } from "./failures.ts";
import type { GithubAnswer, GithubRequest, PacedSend } from "./request.ts";
import type { Right } from "./rights.ts";
import { levelText, suffices } from "./rights.ts";
import { excessOf, scopeOf, type Unlimited } from "./token-scope.ts";

/** The gate of one token, and what GitHub allows to it. */
export interface TokenGate {
  readonly send: PacedSend;
  readonly quota: Quota;
}

export interface InstallationsOptions {
  readonly app: AppApi;
  readonly clock: Clock;
  /** GitHub's time at a local time. */
  readonly serverTime: (localMs: number) => number;
  /** Whether the run only reads. */
  readonly readOnly: boolean;
  /** Opens a gate of its own for each installation: limits are counted by token. */
  readonly openGate: () => TokenGate;
}

/** The installations of an App at all owners that a run meets: one token each, renewed in time. */
export interface Installations {
  /** Takes note of what will be asked of an owner, so that the first token can do it. No request. */
  foresee(owner: string, need: Need): void;
  /** Sends a request in the name of the App at its owner. @throws RotationError as `GithubClient.send` */
  send(owner: string, request: GithubRequest, op: Op): Promise<GithubAnswer>;
  /** Why the token for an owner may do more than the run needs, as what follows `it`; undefined: it may not. */
  excess(owner: string): string | undefined;
  /** How to let the App see a repository, as a clause. */
  toSee(name: string): string;
  /** What GitHub allows to the token for an owner. */
  quota(owner: string): Quota;
  /** Revokes the tokens that still live. @returns why one could not be, a sentence each */
  end(op: Op): Promise<readonly string[]>;
}

/** Opens the installations of an App. No request yet. */
export function openInstallations(options: InstallationsOptions): Installations {
  const known = new Map<string, InstallationAt>();
  const at = (owner: string) => {
    const key = owner.toLowerCase();
    const installation = known.get(key) ?? new InstallationAt(owner, options);
    known.set(key, installation);
    return installation;
  };
  return {
    foresee: (owner, need) => at(owner).demand.add(need),
    send: (owner, request, op) => at(owner).send(request, op),
    excess: (owner) => known.get(owner.toLowerCase())?.excess(),
    toSee: (name) => at(name.slice(0, name.indexOf("/"))).toSee(name),
    quota: (owner) => at(owner).quota,
    end: async (op) => (await Promise.all([...known.values()].map((installation) => installation.end(op)))).flat(),
  };
}

/** A token in use. */
interface Held {
  readonly token: Secret;
  readonly installation: Installation;
  /** Version of the demand that it meets. */
  readonly version: number;
  /** Local time at which it arrived. */
  readonly sinceMs: number;
  /** When to use it no longer, by GitHub's clock. */
  readonly renewAtMs: number;
}

/** A token is replaced this much before its end, so that no request arrives with a dead one; or a quarter of its life. */
const LONGEST_MARGIN_MS = 5 * 60_000;

/**
 * A new token may not be known on all of GitHub's servers yet: 401, or 403 while its permissions are not.
 * @see https://github.com/octokit/auth-app.js/issues/65
 * @see https://github.com/octokit/auth-app.js/issues/589
 */
const FRESH_MS = 5000;
const FRESH_WAIT_MS = 1000;

class InstallationAt {
  readonly demand = openDemand();
  readonly #owner: string;
  readonly #options: InstallationsOptions;
  readonly #pass: PacedSend;
  readonly quota: Quota;
  #unlimited: Unlimited = { permissions: false, repositories: false };
  #held: Held | undefined;
  /** Those that were replaced live on, too. */
  #made: readonly InstallationToken[] = [];
  #making: Promise<Held> | undefined;

  constructor(owner: string, options: InstallationsOptions) {
    this.#owner = owner;
    this.#options = options;
    const { send, quota } = options.openGate();
    this.#pass = send;
    this.quota = quota;
  }

  excess(): string | undefined {
    return excessOf(this.demand, this.#unlimited);
  }

  toSee(name: string): string {
    const where = this.#held ? ` at ${this.#held.installation.url}` : "";
    return `install the GitHub App for ${name}${where}`;
  }

  async send(request: GithubRequest, op: Op): Promise<GithubAnswer> {
    const { clock } = this.#options;
    this.#note(request);
    if (request.right) await this.#allow(request.right, op);
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const { answer, held } = await this.#once(request, op);
      if (!isTokenTrouble(answer, request.right)) return answer;
      if (clock.now() - held.sinceMs < FRESH_MS) {
        await pause(clock, attempt * FRESH_WAIT_MS, op);
        continue;
      }
      if (answer.status !== 401 || renewed) return answer;
      renewed = true;
      attempt = 0;
      // Others may have had the same answer: only the first of them throws the token away.
      if (this.#held === held) this.#held = undefined;
    }
  }

  async end(op: Op): Promise<readonly string[]> {
    const owner = this.#owner;
    const ends = this.#alive().map((made) => endToken({ owner, send: this.#pass, ...made }, op));
    return (await Promise.all(ends)).flatMap((undone) => undone ?? []);
  }

  #alive(): readonly InstallationToken[] {
    const { clock, serverTime } = this.#options;
    return this.#made.filter(({ expiresAtMs }) => serverTime(clock.now()) < expiresAtMs);
  }

  async #once(request: GithubRequest, op: Op): Promise<{ readonly answer: GithubAnswer; readonly held: Held }> {
    const used: Held[] = [];
    const answer = await this.#pass(request, op, async () => {
      const held = await this.#current(op);
      used.push(held);
      return held.token;
    });
    const held = used.at(-1);
    if (!held) throw new TypeError("a request was sent without a token");
    return { answer: { ...answer, installation: held.installation.url }, held };
  }

  /** What nobody foresaw becomes part of the demand, so that the next token meets it. */
  #note({ right, params }: GithubRequest): void {
    if (right?.name !== undefined) this.demand.add({ rights: [right] });
    const { repo } = params;
    if (typeof repo !== "string" || this.demand.all !== undefined || this.demand.count === 0) return;
    if (this.demand.names(repo)) return;
    this.demand.add({ repositories: { all: `${this.#owner}/${repo} is not among those that are named` } });
  }

  /**
   * Finds out without asking GitHub each time whether the App may do it.
   * @throws RotationError `forbidden` for what it was not granted here, `config` for what its token was not made for
   */
  async #allow({ name, level, title }: Right, op: Op): Promise<void> {
    const owner = this.#owner;
    if (name === undefined) {
      if (this.demand.unnamed.size > 0) return;
      throw new RotationError(
        "config",
        `the App's token for ${owner} is limited to what the destinations need, and GitHub has no name by which to add ${title}`,
      );
    }
    const { permissions, url } = await this.#options.app.installation(owner, op);
    if (suffices(permissions[name], level)) return;
    const has = permissions[name] === undefined ? "" : `, only ${levelText("read")}`;
    throw new RotationError(
      "forbidden",
      `the installation of the GitHub App on ${owner} has not ${title} ${levelText(level)}${has}`,
      {
        hint: `Give the App that permission in its settings, then accept the change for ${owner} at ${url}.`,
      },
    );
  }

  /** The token to use now; made by the first who needs it. */
  async #current(op: Op): Promise<Held> {
    const { clock, serverTime } = this.#options;
    for (;;) {
      const held = this.#held;
      if (held?.version === this.demand.version && serverTime(clock.now()) < held.renewAtMs) return held;
      this.#making ??= this.#make(op).finally(() => {
        this.#making = undefined;
      });
      const made = await this.#making;
      if (made.version === this.demand.version) return made;
    }
  }

  async #make(op: Op): Promise<Held> {
    const { app, clock, serverTime, readOnly } = this.#options;
    const installation = await app.installation(this.#owner, op);
    for (;;) {
      const { version } = this.demand;
      const { permissions, repositories } = scopeOf({
        demand: this.demand,
        granted: installation.permissions,
        readOnly,
      });
      const scope = {
        ...(permissions && !this.#unlimited.permissions ? { permissions } : {}),
        ...(repositories && !this.#unlimited.repositories ? { repositories } : {}),
      };
      const made = await app.token({ installation, scope }, op);
      if (typeof made === "string") {
        this.#unlimited = { ...this.#unlimited, [made]: true };
        continue;
      }
      const sinceMs = clock.now();
      this.#made = [...this.#alive(), made];
      const lifeMs = made.expiresAtMs - serverTime(sinceMs);
      const renewAtMs = made.expiresAtMs - Math.min(LONGEST_MARGIN_MS, lifeMs / 4);
      this.#held = { token: made.token, installation, version, sinceMs, renewAtMs };
      return this.#held;
    }
  }
}

/** With a right that the token has, a refusal is most likely not meant; without one it is an answer. */
function isTokenTrouble(answer: GithubAnswer, right: Right | undefined): boolean {
  if (answer.status === 401) return true;
  return right !== undefined && answer.status === 403 && /not accessible by integration/i.test(messageOf(answer));
}
