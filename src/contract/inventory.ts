/** A place that holds something under the name of an entry's targets. */
export interface Holder {
  /** Same form as `Target.id`: the two are equal where a target is this place. */
  readonly id: string;
  readonly label: string;
  /** Left out by the configuration: what it holds is known to be none of our business. */
  readonly excluded: boolean;
}

/** Two holders of which a consumer gets the nearer one, whatever the other holds. */
export interface Shadow {
  /** Id of the holder that a consumer gets. */
  readonly by: string;
  /** Id of the holder that it hides. */
  readonly hides: string;
}

/** Places of one sort into which the credential may not look. */
export interface BlindSpot {
  /** For people: `codespaces secrets of acme/api and 11 more repositories`. */
  readonly label: string;
  /** What came back: one sentence without a full stop. */
  readonly why: string;
  /** What would allow it: `the repository permission "Codespaces secrets" (read)`; absent: nothing would. */
  readonly needs?: string;
}

/** Many targets for which one place could stand. */
export interface Saving {
  /** The one place, for people: `an Actions secret of the organization acme`. */
  readonly instead: string;
  readonly places: number;
  /** Requests that a rotation sends for the places, and would send for the one. */
  readonly requests: number;
  readonly requestsInstead: number;
}

/** What is known of the places around the targets of one entry. */
export interface Inventory {
  /** All holders that were found, the targets themselves among them. */
  readonly holders: readonly Holder[];
  readonly shadows: readonly Shadow[];
  readonly blindSpots: readonly BlindSpot[];
  readonly savings: readonly Saving[];
}

export interface InventoryQuery {
  /** Look around everything that patterns matched, not only around targets. */
  readonly wide: boolean;
}
