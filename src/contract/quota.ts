/** Requests that are still to be sent. */
export interface Work {
  readonly reads: number;
  readonly writes: number;
}

/** A limit that does not let all of the work pass in time. */
export interface Shortfall {
  /** Requests that the work takes. */
  readonly requests: number;
  /** Requests that are left until the limit is lifted. */
  readonly left: number;
  /** When it is lifted, epoch milliseconds by the server's clock. */
  readonly resetsAtMs: number;
}

/** How some work would go, by what is known now. */
export interface Outlook {
  /** How long the limits make it last, in milliseconds; absent: nothing limits it. */
  readonly ms?: number;
  /** The work would get stuck for longer than anybody waits for it. */
  readonly shortfall?: Shortfall;
}

/** What a server allows to one credential: one object per limit, shared by all targets that count against it. */
export interface Quota {
  /** For people: `GitHub`. */
  readonly label: string;
  /** Foretells some work from what the server has told so far. No request. */
  outlook(work: Work): Outlook;
}
