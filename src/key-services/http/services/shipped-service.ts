import type { WrittenDescription } from "../schema.ts";

/** A description that comes with rekey. */
export interface ShippedService {
  readonly description: WrittenDescription;
  /** What could not be verified without an account there, in one line. */
  readonly unverified: string;
}
