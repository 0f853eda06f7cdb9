/** What Kinde's documents leave open, or what a server may do in spite of them. */
export interface KindeSwitches {
  /** How a value that never was or is no longer a key is verified. `told`: 200 with the key's id and status. */
  readonly verifyDead: "told" | "bare" | 400 | 401;
  /** Whether the verify endpoint wants an access token: the documents say both. */
  readonly verifyAuth: "token" | "public";
  /** Whether verifying moves the counters and the time of the last verification. */
  readonly verifyMoves: boolean;
  /** How much later a verification shows in `last_verified_on`. */
  readonly lastVerifiedLagMs: number;
  /** What a single read of a revoked key gives. */
  readonly getAfterDelete: 404 | "revoked";
  /** Whether a list without a filter shows revoked keys. */
  readonly listShowsRevoked: boolean;
  /** Whether the filter by status does anything. */
  readonly statusFilter: "kept" | "ignored";
  /** The longest page that the server gives, whatever was asked. */
  readonly maxPage: 500 | 50;
  readonly listOrder: "oldest-first" | "newest-first";
  /** How the revocation of a revoked key is answered. */
  readonly revokeAgain: 404 | 200 | 400;
  /** How the rotation of a revoked key is answered. */
  readonly rotateRevoked: 404 | 400;
  /** Whether rotating a key moves its `created_on`. */
  readonly rotateMovesCreated: boolean;
  /** Whether the end of the value is shown. */
  readonly suffix: "shown" | "null";
  /** Longest name, in characters. */
  readonly nameLimit: 255 | 48;
  /** Whether two keys may have one name. */
  readonly nameUnique: boolean;
  /** Which characters a name may have. */
  readonly nameCharset: "any" | "plain";
  /** How long a new value is refused at first. */
  readonly propagationMs: number;
  /** How much later a new key appears in lists. */
  readonly listLagMs: number;
  /** How long a dead value goes on being called valid. */
  readonly revokeLagMs: number;
  /** The form of dates: an offset without minutes is what the documents show. */
  readonly dates: "+11" | "+05:30" | "Z" | "micro";
  /** Where the value of a new key is, if anywhere. */
  readonly secretField: "key" | "null" | "empty" | "short" | "missing";
  /** How a token that is not taken is answered. */
  readonly badToken: 401 | 403;
  readonly tokenLifetimeSeconds: number;
  /** Whether anybody has this business. */
  readonly business: "known" | "unknown";
}

/** All positions of all switches; the first is the twin's default. */
export const KINDE_SWITCHES: { readonly [Name in keyof KindeSwitches]: readonly KindeSwitches[Name][] } = {
  verifyDead: ["told", "bare", 400, 401],
  verifyAuth: ["token", "public"],
  verifyMoves: [true, false],
  lastVerifiedLagMs: [0, 300_000],
  getAfterDelete: [404, "revoked"],
  listShowsRevoked: [true, false],
  statusFilter: ["kept", "ignored"],
  maxPage: [500, 50],
  listOrder: ["oldest-first", "newest-first"],
  revokeAgain: [404, 200, 400],
  rotateRevoked: [404, 400],
  rotateMovesCreated: [false, true],
  suffix: ["shown", "null"],
  nameLimit: [255, 48],
  nameUnique: [false, true],
  nameCharset: ["any", "plain"],
  propagationMs: [0, 15_000],
  listLagMs: [0, 15_000],
  revokeLagMs: [0, 20_000],
  dates: ["+11", "+05:30", "Z", "micro"],
  secretField: ["key", "null", "empty", "short", "missing"],
  badToken: [401, 403],
  tokenLifetimeSeconds: [3600, 86_399],
  business: ["known", "unknown"],
};

/** The first position of every switch. */
export const DEFAULT_SWITCHES: KindeSwitches = {
  verifyDead: "told",
  verifyAuth: "token",
  verifyMoves: true,
  lastVerifiedLagMs: 0,
  getAfterDelete: 404,
  listShowsRevoked: true,
  statusFilter: "kept",
  maxPage: 500,
  listOrder: "oldest-first",
  revokeAgain: 404,
  rotateRevoked: 404,
  rotateMovesCreated: false,
  suffix: "shown",
  nameLimit: 255,
  nameUnique: false,
  nameCharset: "any",
  propagationMs: 0,
  listLagMs: 0,
  revokeLagMs: 0,
  dates: "+11",
  secretField: "key",
  badToken: 401,
  tokenLifetimeSeconds: 3600,
  business: "known",
};

/** Every switch in every position but its default, one at a time: for tests that run over all of them. */
export function eachSwitch(): readonly { readonly name: string; readonly switches: Partial<KindeSwitches> }[] {
  return Object.entries(KINDE_SWITCHES).flatMap(([name, positions]) =>
    positions.slice(1).map((position) => ({ name: `${name}: ${position}`, switches: { [name]: position } })),
  );
}
