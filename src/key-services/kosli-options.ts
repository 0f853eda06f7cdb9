import * as z from "zod/mini";
import type { Secret } from "../contract/secret.ts";
import { described, secret, serverUrl, text } from "../lib/schema.ts";

/** Options of the kind `kosli`, checked. */
export interface KosliOptions {
  /** Scheme, host and port: `https://app.kosli.com`. */
  readonly host: string;
  readonly org: string;
  readonly "service-account": string;
  readonly "api-token": Secret;
  readonly self: boolean;
}

/** EU, the default of Kosli's own CLI; the US instance is `https://app.us.kosli.com`. */
const DEFAULT_HOST = "https://app.kosli.com";

/** A name that becomes one segment of a path: a server would resolve dots, whatever their encoding. */
function segment() {
  return text().check(z.refine((name) => name !== "." && name !== "..", "is not a name"));
}

/** Schema of the options; strict. @see https://docs.kosli.com/client_reference/kosli */
export const kosliSchema: z.ZodMiniType<KosliOptions> = z.strictObject({
  host: described(
    z._default(
      z.pipe(
        serverUrl(),
        z.transform((value, context) => {
          if (!URL.canParse(value)) return value;
          const { origin, pathname, search, hash } = new URL(value);
          if (pathname !== "/" || search || hash) {
            const message = `must be an address without a path: ${origin}`;
            context.issues.push({ code: "custom", message, input: value });
          }
          return origin;
        }),
      ),
      DEFAULT_HOST,
    ),
    "Address of Kosli: https://app.kosli.com (default), https://app.us.kosli.com or your own.",
  ),
  org: described(segment(), "Organization at Kosli."),
  "service-account": described(segment(), "Service account whose key is rotated."),
  "api-token": described(secret(), "API key that may manage the keys of the service account, as a reference."),
  self: described(z._default(z.boolean(), false), "Whether api-token is itself the rotated key. Default false."),
});

const HOUR_MS = 3_600_000;
const MAX_GRACE_HOURS = 720;

/** Shortest and longest overlap that Kosli's rotate call takes. */
export const GRACE = { minMs: HOUR_MS, maxMs: MAX_GRACE_HOURS * HOUR_MS } as const;

/** Whole hours of an overlap that passed {@link graceProblems}. */
export function graceHours(graceMs: number): number {
  return graceMs / HOUR_MS;
}

/** Why a grace period will not do, as sentences. */
export function graceProblems(graceMs: number): readonly string[] {
  const whole = Number.isInteger(graceHours(graceMs));
  if (whole && graceMs >= GRACE.minMs && graceMs <= GRACE.maxMs) return [];
  const given = whole ? `${graceHours(graceMs)}h` : `${Math.round(graceMs / 1000)}s`;
  return [
    `grace-period must be a whole number of hours from 1h to ${MAX_GRACE_HOURS}h (30d), as Kosli takes nothing else (got ${given})`,
  ];
}
