import type { Secret } from "../../contract/secret.ts";
import type { RequestDescription } from "./schema-parts.ts";
import type { Scope } from "./templates.ts";

/** Who sends a request: rekey with its own credentials, nobody, or a key that is tried. */
export type Caller = "admin" | "none" | { readonly value: Secret; readonly id: string };

/** One request of a description, about to be sent. */
export interface Call {
  readonly request: RequestDescription;
  /** Values beside parameters and credentials. */
  readonly scope: Scope;
  readonly as: Caller;
  /** What is being tried, as a gerund: `listing the keys of acme`. */
  readonly what: string;
  /** Never sent twice. */
  readonly once?: boolean;
  /** A path below the host with its query, encoded: the next page as the service named it. */
  readonly target?: string;
}
