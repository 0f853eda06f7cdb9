import * as z from "zod/mini";
import { NOTIFY_EVENTS } from "../contract/notify.ts";
import { Secret } from "../contract/secret.ts";
import { described, duration, list, open, secret, text } from "../lib/schema.ts";

/**
 * The frame of the configuration file: everything but the options of the plug-ins, which bring their own schemas.
 * From it come validation, error text, types and the published JSON Schema. Defaults are set where the fields are
 * put together, as `defaults` comes before them.
 */

/** One of some words. */
function choice<const T extends readonly [string, ...string[]]>(words: T) {
  return open(z.enum(words));
}

function positive() {
  return duration().check(z.refine((ms) => ms > 0, "must be longer than nothing"));
}

export const RETIRE_POLICIES = ["expire", "after-verify", "when-idle"] as const;
export const STRATEGIES = ["rotate", "create"] as const;
export const PACES = ["safe", "points", "none"] as const;
export const FORMATS = ["slack", "json"] as const;

/** A policy's name alone is short for a mapping with nothing else. */
const retireSchema = z
  .pipe(
    z.transform((value) => (typeof value === "string" || value instanceof Secret ? { policy: value } : value)),
    z.strictObject({
      policy: described(
        choice(RETIRE_POLICIES),
        "When the predecessor goes. expire: when its grace period is over. after-verify: in this run, once every destination is verified and no workflow run holds the old value. when-idle: in a later run, once it was not used for a while.",
      ),
      "idle-for": described(
        z.optional(positive()),
        "How long a predecessor must have been unused to count as idle. Default 6h.",
      ),
      "at-least": described(
        z.optional(duration()),
        "when-idle: never before this much time has passed since the new key was made. Default 24h.",
      ),
      "at-most": described(
        z.optional(positive()),
        "when-idle: a predecessor older than this overstays. Default 14d; under the strategy rotate at most the grace period.",
      ),
      "on-overstay": described(
        z.optional(choice(["hold", "revoke"])),
        "when-idle: what to do with a predecessor that overstays. Default hold.",
      ),
      "wait-for-runs": described(
        z.optional(duration()),
        "How long to wait in a run for workflow runs that may hold the old value. Default 10m.",
      ),
    }),
  )
  .register(z.globalRegistry, { orWord: RETIRE_POLICIES });

const policyFields = {
  strategy: described(
    z.optional(choice(STRATEGIES)),
    "rotate: the service's own rotation, in which old and new key overlap for the grace period. create: a second key like the first; the first one is revoked later.",
  ),
  "grace-period": described(
    z.optional(duration()),
    "How long the old key works beside the new one. Kosli: 1h to 720h. Default 168h.",
  ),
  "max-age": described(
    z.optional(positive()),
    "The key is due when it is older than this. Longer than grace-period. Default 90d.",
  ),
  "allow-downtime": described(
    z.optional(z.boolean()),
    "Needed for a service whose old key dies at once. Default false.",
  ),
  verify: described(
    z.optional(
      z.strictObject({
        prove: described(
          z.optional(z.boolean()),
          "Use the new key once at the service before anyone gets it. Default true.",
        ),
        canary: described(
          z.optional(z.looseObject({})),
          "A workflow that uses the new key for real, before the rest of the destinations is written.",
        ),
      }),
    ),
    "What must be shown before the new key is trusted.",
  ),
  retire: described(
    z.optional(retireSchema),
    "When predecessors are revoked: the name of a policy, or a mapping. Default expire.",
  ),
} as const;

export const keySchema = z.strictObject({
  label: described(
    z.optional(text()),
    "Description of our keys at the service, without the marker that rekey appends.",
  ),
  id: described(z.optional(text()), "Id of our key, for services whose keys keep theirs."),
  scopes: described(
    z.optional(list(text())),
    "What our key should be able to do, for services whose keys have scopes: a key with others is replaced. Default: the new key gets what the old one had.",
  ),
  dedicated: described(z.optional(z.boolean()), "All live keys of the account are ours. Default false."),
  current: described(
    z.optional(secret()),
    "The value that consumers hold now: lets an unfinished rotation be finished without a new key, and the promised overlap be checked.",
  ),
});

const kindField = described(
  z.string({ error: "must be the name of a kind, written out" }),
  "Which plug-in this is for.",
);

/** Name of a rotation: it stands in the marker of our keys, so it has neither blanks nor brackets. */
export const rotationName = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      "is not a name for a rotation: up to 64 letters, digits, dots, dashes and underscores",
    ),
  );

export const defaultsSchema = z.strictObject(policyFields);

export const rotationSchema = z.strictObject({
  "key-service": described(z.looseObject({ kind: kindField }), "The service that issues the key."),
  key: described(z.optional(keySchema), "Which keys of the account are ours."),
  ...policyFields,
  destinations: described(list(z.looseObject({ kind: kindField })), "The places that hold the key for its consumers."),
});

export const webhookSchema = z.strictObject({
  kind: described(
    z.literal("webhook", { error: "must be webhook, the only kind of notification" }),
    "webhook: a POST to an address.",
  ),
  url: described(secret(), "Address, as a reference: whoever has it can post."),
  format: described(z.optional(choice(FORMATS)), "slack: a message for people. json: plain data. Default json."),
  on: described(
    z.optional(list(choice(NOTIFY_EVENTS))),
    "What to tell: opened, closed, expiring, lingering-use, an outcome of the run, or always (a heartbeat). Default: all but always and the outcomes that are fine.",
  ),
});

export const fileSchema = z.strictObject({
  version: described(
    z.literal(1, { error: "must be 1, the only version of this format" }),
    "Version of this format: 1.",
  ),
  defaults: described(
    z.optional(defaultsSchema),
    "Fields for every rotation that does not have them itself. A field is replaced whole.",
  ),
  github: described(
    z.optional(
      z.strictObject({
        pace: described(
          z.optional(choice(PACES)),
          "safe: all documented limits of GitHub at once. points: 900 points a minute, without the limit on writes. none: for an Enterprise Server without limits. Default safe; points in incident mode.",
        ),
        "max-targets": described(
          z.optional(z.int().check(z.gte(1, "must be at least 1"))),
          "Most places that one rotation may write: a guard against a pattern too wide. Default 500.",
        ),
      }),
    ),
    "How GitHub is reached.",
  ),
  rotations: described(
    z
      .record(rotationName, rotationSchema)
      .check(
        z.refine((rotations) => Object.keys(rotations).length > 0, "must not be empty: name at least one rotation"),
      ),
    "One entry per key lineage, by its name.",
  ),
  notify: described(z.optional(list(webhookSchema)), "Whom to tell about a run."),
});

export type PolicyFields = z.output<typeof defaultsSchema>;
export type RotationFields = z.output<typeof rotationSchema>;
