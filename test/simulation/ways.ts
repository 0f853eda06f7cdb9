/** What a service's own rotation does to the old value. */
export interface Ways {
  /** When the old value dies: with the time that was asked for, with the new one's making, with its first use. */
  readonly oldDies: "after-grace" | "at-once" | "with-first-use";
  /** What the plug-in says of it; absent: the truth. */
  readonly says?: "grace";
  /** The new value gets the id of the old one: there is one entry in the list, before and after. */
  readonly keepsId: boolean;
  /** Whether the list shows how values end. */
  readonly showsSuffix: boolean;
  /** Whether the creation time that an id shows is that of its newest value; else that of its first. */
  readonly movesCreation: boolean;
  /** Whether an old value that waits for the first use of the new one has left the list. */
  readonly hidesOld: boolean;
  /** Whether a further rotation ends a new value that nobody has used yet. */
  readonly takesBack: boolean;
}

/** Kosli: the old key dies after its grace period. */
export const KOSLI: Ways = {
  oldDies: "after-grace",
  keepsId: false,
  showsSuffix: false,
  movesCreation: false,
  hidesOld: false,
  takesBack: false,
};

/** Kinde's built-in rotation, and Cloudflare's: the value changes, the id stays, nothing overlaps. */
export const IN_PLACE: Ways = { ...KOSLI, oldDies: "at-once", keepsId: true, showsSuffix: true };

/** GitLab: another key, and the old one is dead. */
export const SWAP: Ways = { ...KOSLI, oldDies: "at-once" };

/** Another key; the old one dies when that is used for the first time. */
export const FIRST_USE: Ways = { ...KOSLI, oldDies: "with-first-use" };

/** Paddle: the same with one id, and a further rotation takes a value back that was not used yet. */
export const FIRST_USE_IN_PLACE: Ways = { ...IN_PLACE, oldDies: "with-first-use", takesBack: true };

/** Portkey: one id, and the old value lives on for a while. */
export const GRACE_IN_PLACE: Ways = { ...IN_PLACE, oldDies: "after-grace" };
