import { baseOf } from "../../src/engine/ownership.ts";
import type { Watch } from "./auditor.ts";
import { HOUR, held, isListed, MINUTE, SECOND, type SimKey, type World, works } from "./world.ts";

/** What a run has done so far, as far as its manners are concerned. */
interface Conduct {
  /** Keys that it saw when it began, and those that it minted. */
  readonly known: Set<string>;
  readonly tried: Set<string>;
  sawFirst: boolean;
  /** When it last asked for the list, or was answered. */
  askedAtMs?: number;
  askedSinceMint: boolean;
  askedSinceWrite: boolean;
  mintedAtMs?: number;
  rotated: boolean;
  /** Its mint ended the old value: consumers wait. */
  kills: boolean;
  mintAskedMs?: number;
  mintAnsweredMs?: number;
  /** That mint was answered, and nothing was sent since. */
  gapIsOpen: boolean;
  sawStranger: boolean;
  controlled: boolean;
  cancelled: boolean;
  canaryIsRed: boolean;
  last: string;
}

/** A reading of the list older than this is not a look at the account any more: 30 s, and requests that were lost. */
const FRESH_MS = 3 * MINUTE;
/** How long the first write waits at most until it cannot be mistaken for an older one: answers that take 20 s leave both clocks in doubt. */
const CLOCKS_MS = 45 * SECOND;
/** Between the first signal of a cancellation and the end of all requests. */
const CANCELLED_MS = 7 * SECOND;
const WRITE_DEADLINE_MS = 5 * HOUR;

/** Whether the plug-in says that the service's rotation ends the old value at once. */
function saysNone({ ways }: World): boolean {
  return ways.oldDies === "at-once" && ways.says === undefined;
}

function isServed(world: World, value: string | undefined): boolean {
  const key = world.keyOf(value);
  return key !== undefined && works(world, key);
}

/** Judges what a run asks for, whatever comes of it: the order of its steps, and what it must not ask for at all. */
export class Manners {
  readonly #world: World;
  readonly #watch: Watch;
  readonly #conducts = new Map<string, Conduct>();

  constructor(world: World, watch: Watch) {
    this.#world = world;
    this.#watch = watch;
  }

  cancelled(by: string): void {
    this.#of(by).cancelled = true;
  }

  answered(by: string, name: string): void {
    const conduct = this.#of(by);
    conduct.last = name;
    if (name.startsWith("mint")) {
      conduct.gapIsOpen = conduct.kills;
      conduct.mintAnsweredMs = this.#world.nowMs;
    }
    if (name === "control") conduct.controlled = !this.#world.takesAnyKey;
    if (name === "canary") conduct.canaryIsRed = this.#watch.runs.get(by)?.options.canary?.red === true;
    if (name === "list") this.#listed(by, conduct);
    if (name === "list") conduct.askedAtMs = this.#world.nowMs;
  }

  #listed(by: string, conduct: Conduct): void {
    const { options } = this.#watch.runs.get(by) ?? {};
    const seen = this.#world.keys.filter((key) => isListed(this.#world, key));
    const concerns = (key: SimKey) => !options?.manyOwners || baseOf(key.description) === "ci";
    if (!conduct.sawFirst) for (const key of seen) conduct.known.add(key.shownId);
    conduct.sawFirst = true;
    if (seen.some((key) => !conduct.known.has(key.shownId) && key.by !== by && concerns(key))) {
      conduct.sawStranger = options?.mode !== "incident";
    }
  }

  minted(by: string, how: "rotate" | "create"): void {
    const conduct = this.#of(by);
    conduct.mintedAtMs = this.#world.nowMs;
    conduct.rotated = how === "rotate";
    conduct.kills = how === "rotate" && saysNone(this.#world);
    conduct.askedSinceMint = false;
  }

  requested(by: string, name: string): void {
    const conduct = this.#of(by);
    const world = this.#world;
    const check = (rule: string, holds: boolean) => this.#watch.check(rule, holds, () => `${by} sends "${name}"`);
    if (name === "list") {
      // A look that fails counts: what was minted must be handed out even while the service is down.
      conduct.askedAtMs = this.#world.nowMs;
      conduct.askedSinceMint = true;
      conduct.askedSinceWrite = true;
    }
    const isLate = world.nowMs - (conduct.mintAskedMs ?? 0) > WRITE_DEADLINE_MS;
    if (conduct.gapIsOpen && !isLate) {
      const waitedMs = world.nowMs - (conduct.mintAnsweredMs ?? 0);
      check("nothing is asked while consumers wait", name.startsWith("write"));
      // An answer that is minutes late leaves the service's clock in as much doubt.
      const isClockKnown = (conduct.mintAnsweredMs ?? 0) - (conduct.mintAskedMs ?? 0) < MINUTE;
      const longestMs = world.ways.keepsId ? 0 : CLOCKS_MS;
      check("consumers do not wait without need", waitedMs <= longestMs || !isClockKnown);
    }
    conduct.gapIsOpen = false;
    if (name.startsWith("mint")) conduct.mintAskedMs = world.nowMs;
    if (name.startsWith("mint")) this.#beforeMint(name, by, conduct, check);
    if (name.startsWith("write")) this.#beforeWrite(name, by, conduct, check);
    if (name.startsWith("revoke")) this.#beforeRevoke(name, by, conduct, check);
    conduct.tried.add(name);
  }

  #beforeMint(name: string, by: string, conduct: Conduct, check: (rule: string, holds: boolean) => void): void {
    const world = this.#world;
    const { options } = this.#watch.runs.get(by) ?? {};
    const kills = name.startsWith("mint rotate") && saysNone(world);
    const allowed = options?.policy?.allowDowntime === true || options?.mode === "incident";
    check("no downtime that is not allowed", !kills || allowed);
    const auto = options?.mode === undefined || options.mode === "auto";
    const served = world.places
      .filter((place) => place.declared && place.required)
      .map((place) => isServed(world, held(place)));
    const isMixed = served.includes(true) && served.includes(false);
    check(
      "nobody who works must stop for others",
      !(kills && auto && isMixed && options?.strategies?.includes("create")),
    );
    check("no mint once cancelled", !conduct.cancelled);
    check("no mint beside a stranger", !conduct.sawStranger);
    check(
      "no mint for no place",
      world.places.some((place) => place.declared),
    );
    check("no mint without control", options?.policy?.prove === false || conduct.controlled);
    const barred = world.places.some((place) => place.required && place.named && world.barriers.includes(place.name));
    check("no mint while a place is barred", options?.mode === "incident" || !barred);
    const live = world.keys.filter((key) => works(world, key)).length;
    check("no mint at the limit", world.maxLiveKeys === undefined || live < world.maxLiveKeys);
  }

  #beforeWrite(name: string, by: string, conduct: Conduct, check: (rule: string, holds: boolean) => void): void {
    const world = this.#world;
    const minted = conduct.mintedAtMs !== undefined;
    const place = world.places.find((one) => name === `write ${one.name}`);
    const home = world.places.find((one) => one.home && one.declared);
    const listedMs = world.nowMs - (conduct.askedAtMs ?? 0);
    const looked = conduct.tried.has(name) || listedMs <= FRESH_MS;
    check("the list is read after the mint and before a write", conduct.askedSinceMint || !minted || conduct.kills);
    check("the list is read while writing", looked || conduct.kills);
    check("no write beside a stranger", !conduct.sawStranger);
    check("no write after a red canary", !conduct.canaryIsRed);
    check("no late write", !minted || world.nowMs - (conduct.mintedAtMs ?? 0) <= WRITE_DEADLINE_MS);
    check("no write once cancelled", !conduct.cancelled || conduct.kills || (place?.home === true && conduct.rotated));
    const homeTried = !home || place === home || conduct.tried.has(`write ${home.name}`);
    const passedOver = world.barriers.includes(home?.name ?? "") || this.#watch.skipped.has(home?.name ?? "");
    check("home first", !minted || homeTried || passedOver || this.#watch.isUnreadable(by, home?.name));
    conduct.askedSinceWrite = false;
  }

  #beforeRevoke(name: string, by: string, conduct: Conduct, check: (rule: string, holds: boolean) => void): void {
    const key = this.#world.key(name.replace("revoke ", ""));
    const unspoiled = key !== undefined && key.by === by && !key.given;
    if (unspoiled) return;
    check("no revoke beside a stranger", !conduct.sawStranger);
    check("the list is read just before a revoke", conduct.last === "list" || conduct.tried.has(name));
  }

  wasCancelled(by: string): boolean {
    return this.#of(by).cancelled;
  }

  /** A run that wrote looks at the account once more before it ends. */
  ended(by: string): void {
    const conduct = this.#of(by);
    const isFast = this.#world.nowMs - (conduct.mintAnsweredMs ?? 0) < CANCELLED_MS;
    if (conduct.kills && conduct.cancelled && conduct.mintAnsweredMs !== undefined && isFast) {
      const waiting = this.#world.places.find((place) => place.declared && !conduct.tried.has(`write ${place.name}`));
      this.#watch.check("who waits is served though it is cancelled", !waiting, () => `${by} left ${waiting?.name}`);
    }
    if (conduct.cancelled) return;
    this.#watch.check("the list is read after the last write", conduct.askedSinceWrite, () => by);
  }

  #of(by: string): Conduct {
    const known = this.#conducts.get(by);
    if (known) return known;
    const fresh: Conduct = {
      known: new Set(),
      tried: new Set(),
      sawFirst: false,
      askedSinceMint: false,
      askedSinceWrite: true,
      rotated: false,
      kills: false,
      gapIsOpen: false,
      sawStranger: false,
      controlled: false,
      cancelled: false,
      canaryIsRed: false,
      last: "",
    };
    this.#conducts.set(by, fresh);
    return fresh;
  }
}
