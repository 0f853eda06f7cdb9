/** What Kosli's documents leave open, or what a server may do in spite of them. */
export interface KosliSwitches {
  /** Whether a key in its grace period is listed (and found by its id). */
  readonly graceListed: boolean;
  /** Whether the `expires_at` of a key in grace becomes the end of the grace period. */
  readonly graceShowsAsExpiry: boolean;
  /** Whether the new key of a rotation has the description of the old one (else it is empty). */
  readonly rotateCopiesDescription: boolean;
  /** How the rotation of a key that is already in grace is answered. */
  readonly rotateInGrace: 201 | 400 | 409;
  /** How much later a use shows in `last_used_at`. */
  readonly lastUsedLagMs: number;
  /** How long a revoked key goes on working, though it has left the list. */
  readonly revokeLagMs: number;
  /** How long a new key is refused at first. */
  readonly propagationMs: number;
  /** How much later a new key appears in lists. */
  readonly listLagMs: number;
  /** Whether the promise of grace is kept. */
  readonly grace: "kept" | "dies-at-once" | "never-ends";
  /** What `revoked` is worth: `ignored` leaves the key listed and working, `hidden` only working. */
  readonly revoke: "kept" | "ignored" | "hidden";
  /** How a second revocation of a key is answered (200 by servers before 2026-06-12). */
  readonly revokeAgain: 404 | 200;
  /** Whether anybody may list the environments. */
  readonly publicOrganization: boolean;
  /** Where the value of a new key is, if anywhere. */
  readonly secretField: "key" | "api_key" | "null" | "empty" | "short";
  /** Whether rotate answers with the id of the old key. */
  readonly rotateAnswersOldId: boolean;
  /** The form of new keys' values. */
  readonly keyForm: "43" | "171" | "jwt";
  readonly timestamps: "float" | "integer";
  /** How a key that was never used says so. */
  readonly neverUsed: "absent" | "null" | "zero";
  /** What leaving out `expires_at` means: never, or the longest allowed (create) and as the old key (rotate). */
  readonly expiry: "older" | "newer";
  /** The body of a 401: not documented. */
  readonly unauthorizedBody: "json" | "string" | "page" | "none";
  readonly listOrder: "oldest-first" | "newest-first";
}

/** All positions of all switches; the first is the twin's default. */
export const KOSLI_SWITCHES: { readonly [Name in keyof KosliSwitches]: readonly KosliSwitches[Name][] } = {
  graceListed: [true, false],
  graceShowsAsExpiry: [true, false],
  rotateCopiesDescription: [true, false],
  rotateInGrace: [201, 400, 409],
  lastUsedLagMs: [0, 300_000],
  revokeLagMs: [0, 20_000],
  propagationMs: [0, 15_000],
  listLagMs: [0, 15_000],
  grace: ["kept", "dies-at-once", "never-ends"],
  revoke: ["kept", "ignored", "hidden"],
  revokeAgain: [404, 200],
  publicOrganization: [false, true],
  secretField: ["key", "api_key", "null", "empty", "short"],
  rotateAnswersOldId: [false, true],
  keyForm: ["43", "171", "jwt"],
  timestamps: ["float", "integer"],
  neverUsed: ["absent", "null", "zero"],
  expiry: ["older", "newer"],
  unauthorizedBody: ["json", "string", "page", "none"],
  listOrder: ["oldest-first", "newest-first"],
};

/** The first position of every switch. */
export const DEFAULT_SWITCHES: KosliSwitches = {
  graceListed: true,
  graceShowsAsExpiry: true,
  rotateCopiesDescription: true,
  rotateInGrace: 201,
  lastUsedLagMs: 0,
  revokeLagMs: 0,
  propagationMs: 0,
  listLagMs: 0,
  grace: "kept",
  revoke: "kept",
  revokeAgain: 404,
  publicOrganization: false,
  secretField: "key",
  rotateAnswersOldId: false,
  keyForm: "43",
  timestamps: "float",
  neverUsed: "absent",
  expiry: "older",
  unauthorizedBody: "json",
  listOrder: "oldest-first",
};

/** Every switch in every position but its default, one at a time: for tests that run over all of them. */
export function eachSwitch(): readonly { readonly name: string; readonly switches: Partial<KosliSwitches> }[] {
  return Object.entries(KOSLI_SWITCHES).flatMap(([name, positions]) =>
    positions.slice(1).map((position) => ({ name: `${name}: ${position}`, switches: { [name]: position } })),
  );
}
