import { z } from "zod";
import { NOTIFY_EVENTS } from "../contract/notify.ts";
import { Secret } from "../contract/secret.ts";
import { duration, list, secret, text } from "../lib/schema.ts";

/**
 * The frame of the configuration file: everything but the options of the plug-ins, which bring their own schemas.
 * From it come validation, error text, types and the published JSON Schema. Defaults are set where the fields are
 * put together, as `defaults` comes before them.
 */

/** One of some words; a reference is resolved in the open. */
function choice<const T extends readonly [string, ...string[]]>(words: T) {
  return z.preprocess((value) => (value instanceof Secret ? value.reveal() : value), z.enum(words));
}

function positive() {
  return duration().refine((ms) => ms > 0, "must be longer than nothing");
}

export const RETIRE_POLICIES = ["expire", "after-verify", "when-idle"] as const;
export const STRATEGIES = ["rotate", "create"] as const;
export const PACES = ["safe", "points", "none"] as const;
export const FORMATS = ["slack", "json"] as const;

/** A policy's name alone is short for a mapping with nothing else. */
const retireSchema = z
  .preprocess(
    (value) => (typeof value === "string" || value instanceof Secret ? { policy: value } : value),
    z.strictObject({
      policy: choice(RETIRE_POLICIES).meta({
        description:
          "When the predecessor goes. expire: when its grace period is over. after-verify: in this run, once every destination is verified and no workflow run holds the old value. when-idle: in a later run, once it was not used for a while.",
      }),
      "idle-for": positive().optional().meta({
        description: "How long a predecessor must have been unused to count as idle. Default 6h.",
      }),
      "at-least": duration().optional().meta({
        description: "when-idle: never before this much time has passed since the new key was made. Default 24h.",
      }),
      "at-most": positive().optional().meta({
        description:
          "when-idle: a predecessor older than this overstays. Default 14d; under the strategy rotate at most the grace period.",
      }),
      "on-overstay": choice(["hold", "revoke"]).optional().meta({
        description: "when-idle: what to do with a predecessor that overstays. Default hold.",
      }),
      "wait-for-runs": duration().optional().meta({
        description: "How long to wait in a run for workflow runs that may hold the old value. Default 10m.",
      }),
    }),
  )
  .meta({ orWord: RETIRE_POLICIES });

const policyFields = {
  strategy: choice(STRATEGIES).optional().meta({
    description:
      "rotate: the service's own rotation, in which old and new key overlap for the grace period. create: a second key like the first; the first one is revoked later.",
  }),
  "grace-period": duration().optional().meta({
    description: "How long the old key works beside the new one. Kosli: 1h to 720h. Default 168h.",
  }),
  "max-age": positive().optional().meta({
    description: "The key is due when it is older than this. Longer than grace-period. Default 90d.",
  }),
  "allow-downtime": z.boolean().optional().meta({
    description: "Needed for a service whose old key dies at once. Default false.",
  }),
  verify: z
    .strictObject({
      prove: z.boolean().optional().meta({
        description: "Use the new key once at the service before anyone gets it. Default true.",
      }),
      canary: z.looseObject({}).optional().meta({
        description: "A workflow that uses the new key for real, before the rest of the destinations is written.",
      }),
    })
    .optional()
    .meta({ description: "What must be shown before the new key is trusted." }),
  retire: retireSchema.optional().meta({
    description: "When predecessors are revoked: the name of a policy, or a mapping. Default expire.",
  }),
} as const;

export const keySchema = z.strictObject({
  label: text().optional().meta({
    description: "Description of our keys at the service, without the marker that rekey appends.",
  }),
  id: text().optional().meta({ description: "Id of our key, for services whose keys keep theirs." }),
  scopes: list(text()).optional().meta({
    description:
      "What our key should be able to do, for services whose keys have scopes: a key with others is replaced. Default: the new key gets what the old one had.",
  }),
  dedicated: z.boolean().optional().meta({ description: "All live keys of the account are ours. Default false." }),
  current: secret().optional().meta({
    description:
      "The value that consumers hold now: lets an unfinished rotation be finished without a new key, and the promised overlap be checked.",
  }),
});

const kindField = z
  .string({ error: "must be the name of a kind, written out" })
  .meta({ description: "Which plug-in this is for." });

/** Name of a rotation: it stands in the marker of our keys, so it has neither blanks nor brackets. */
export const rotationName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "is not a name for a rotation: up to 64 letters, digits, dots, dashes and underscores",
  );

export const defaultsSchema = z.strictObject(policyFields);

export const rotationSchema = z.strictObject({
  "key-service": z.looseObject({ kind: kindField }).meta({ description: "The service that issues the key." }),
  key: keySchema.optional().meta({ description: "Which keys of the account are ours." }),
  ...policyFields,
  destinations: list(z.looseObject({ kind: kindField })).meta({
    description: "The places that hold the key for its consumers.",
  }),
});

export const webhookSchema = z.strictObject({
  kind: z.literal("webhook", { error: "must be webhook, the only kind of notification" }).meta({
    description: "webhook: a POST to an address.",
  }),
  url: secret().meta({ description: "Address, as a reference: whoever has it can post." }),
  format: choice(FORMATS)
    .optional()
    .meta({ description: "slack: a message for people. json: plain data. Default json." }),
  on: list(choice(NOTIFY_EVENTS)).optional().meta({
    description:
      "What to tell: opened, closed, expiring, lingering-use, an outcome of the run, or always (a heartbeat). Default: all but always and the outcomes that are fine.",
  }),
});

export const fileSchema = z.strictObject({
  version: z
    .literal(1, { error: "must be 1, the only version of this format" })
    .meta({ description: "Version of this format: 1." }),
  defaults: defaultsSchema.optional().meta({
    description: "Fields for every rotation that does not have them itself. A field is replaced whole.",
  }),
  github: z
    .strictObject({
      pace: choice(PACES).optional().meta({
        description:
          "safe: all documented limits of GitHub at once. points: 900 points a minute, without the limit on writes. none: for an Enterprise Server without limits. Default safe; points in incident mode.",
      }),
      "max-targets": z.int().min(1, "must be at least 1").optional().meta({
        description: "Most places that one rotation may write: a guard against a pattern too wide. Default 500.",
      }),
    })
    .optional()
    .meta({ description: "How GitHub is reached." }),
  rotations: z
    .record(rotationName, rotationSchema)
    .refine((rotations) => Object.keys(rotations).length > 0, "must not be empty: name at least one rotation")
    .meta({ description: "One entry per key lineage, by its name." }),
  notify: list(webhookSchema).optional().meta({ description: "Whom to tell about a run." }),
});

export type PolicyFields = z.output<typeof defaultsSchema>;
export type RotationFields = z.output<typeof rotationSchema>;
