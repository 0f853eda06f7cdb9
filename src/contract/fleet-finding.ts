/** Facts about many places at once: what patterns led to, who else holds the name, what the work costs. */
export type FleetFinding =
  | { readonly code: "matched"; readonly pattern: string; readonly places: readonly string[] }
  | { readonly code: "uncovered-holders"; readonly holders: readonly string[] }
  | {
      readonly code: "shadowed";
      readonly shadows: readonly {
        readonly by: string;
        readonly hides: readonly string[];
        /** Whether this rotation writes the one that hides the others, or was told to leave it alone. */
        readonly isCovered: boolean;
      }[];
    }
  | {
      readonly code: "inventory-blind";
      readonly places: readonly string[];
      readonly why: string;
      /** What would allow the token to look there. */
      readonly needs: readonly string[];
    }
  | {
      readonly code: "would-save";
      readonly instead: string;
      readonly count: number;
      readonly requests: number;
      readonly requestsInstead: number;
    }
  | {
      readonly code: "cannot-finish";
      /** Whose limit it is. */
      readonly on: string;
      readonly count: number;
      /** What ends before the work would. */
      readonly before: "hour" | "grace" | "deadline";
      readonly requests?: number;
      readonly left?: number;
      readonly resetsAtMs?: number;
      readonly needsMs?: number;
      readonly limitMs?: number;
    };
