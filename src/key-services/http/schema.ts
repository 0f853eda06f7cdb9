import { z } from "zod";
import { problemsOf } from "./coherence.ts";
import {
  address,
  auth,
  duration,
  headers,
  json,
  judgement,
  name,
  pointer,
  request,
  step,
  template,
} from "./schema-parts.ts";

const POINTER_OR_TEXT = /^(?:text|(?:\/(?:[^~/]|~[01])*)+)$/;
const POINTER_OR_WORD = /^(?:same|none|(?:\/(?:[^~/]|~[01])*)+)$/;

const limits = z.strictObject({
  grace: z
    .strictObject({ min: duration.optional(), max: duration.optional(), default: duration.optional() })
    .optional()
    .meta({ description: "How long the old key can live on after a rotation." }),
  "live-keys": z.int().min(1).optional().meta({ description: "Most keys that there may be at a time." }),
  "expired-keys-count": z.boolean().optional().meta({
    description: "Expired keys keep their place among live-keys until they are revoked. Default false.",
  }),
  name: z.int().min(16).optional().meta({ description: "Longest name of a key, in characters. Default 255." }),
  "unique-names": z.boolean().optional().meta({
    description: "No two keys may have one name: rekey appends the time to it. Default false.",
  }),
});

const key = z.strictObject({
  value: template
    .optional()
    .meta({ description: "What consumers get, for example ${id}:${secret}. Default ${secret}." }),
  prefix: z.string().min(1).optional().meta({
    description:
      "What every key begins with. A new one that does not is refused; the made-up key of the control gets it.",
  }),
  pattern: z.string().refine(isRegExp, "is not a regular expression").optional().meta({
    description: "Regular expression for the secret of a new key.",
  }),
  "min-length": z.int().min(8, "must be at least 8").default(16).meta({
    description: "Shortest secret that is believed. Default 16.",
  }),
  "presented-as": auth.optional().meta({
    description: "How consumers send the key, with ${key.value} and ${key.id}. Default: as a bearer token.",
  }),
});

const issue = z.strictObject({
  kind: z.enum(["rotate", "mint", "stage"]).meta({
    description:
      "rotate: the service's own rotation (strategy rotate). mint: a second key (strategy create). stage: a second key that revoke promotes, which ends the first (strategy create).",
  }),
  request,
  ok: judgement.optional().meta({ description: "What success is like. Default: any 2xx." }),
  secret: pointer(POINTER_OR_TEXT, ", or text for the whole body").meta({ description: "Where the new key is." }),
  id: pointer(POINTER_OR_WORD, ", same or none").meta({
    description: "Where the new key's id is. same: it keeps that of the old one. none: keys have no ids.",
  }),
  name: pointer().optional(),
  created: pointer().optional(),
  expires: pointer().optional(),
  "old-key": z
    .enum(["dies-at-once", "dies-after-grace", "dies-after-first-use", "dies-later", "stays"])
    .meta({ description: "What becomes of the old key. dies-later: within limits.grace.max, as a side effect." }),
  "old-until": pointer().optional().meta({ description: "When the old key will die." }),
  outputs: z.record(name, pointer()).optional().meta({
    description: "Other parts of the answer, for key.value: ${outputs.x}.",
  }),
});

const ending = z.strictObject({
  steps: z.array(step).min(1),
  ok: judgement.optional().meta({ description: "What success of every step is like. Default: any 2xx." }),
  gone: z.array(z.int().min(400).max(499)).default([404, 410]).meta({
    description: "Statuses of a key that is gone already. Default 404 and 410.",
  }),
});

const next = z
  .strictObject({
    by: z.enum(["last-id", "token", "page", "url", "link-header"]),
    param: template.optional().meta({
      description: "Query parameter of last-id, token and page; with a slash in front, a JSON pointer into the body.",
    }),
    first: z.int().min(0).default(1).meta({ description: "page: number of the first page. Default 1." }),
    from: pointer().optional().meta({ description: "token, url: where the next one stands in the answer." }),
    more: pointer().optional().meta({ description: "Where the answer says whether there is more." }),
  })
  .refine(({ by, param }) => param !== undefined || by === "url" || by === "link-header", "needs param")
  .refine(({ by, from }) => from !== undefined || (by !== "token" && by !== "url"), "needs from");

const listing = z.strictObject({
  request,
  ok: judgement.optional(),
  items: pointer().optional().meta({ description: "Where the keys are. Default: the answer itself." }),
  id: pointer(),
  name: pointer().optional(),
  created: pointer().optional(),
  "last-used": pointer().optional(),
  "last-used-from": pointer().optional().meta({ description: "The address that used it last." }),
  expires: pointer().optional(),
  suffix: pointer()
    .optional()
    .meta({ description: "The end of its value: it tells whether a value was replaced in place." }),
  status: pointer().optional(),
  active: z.array(json).min(1).optional().meta({ description: "Values of status that a live key has." }),
  time: z.enum(["auto", "s", "ms", "iso", "rfc2822"]).default("auto").meta({
    description: "Form of all times. auto: numbers beyond 1e11 are milliseconds, others seconds; texts are dates.",
  }),
  next: next.optional().meta({ description: "How the next page is asked for." }),
});

const verify = z.strictObject({
  request,
  auth: z.enum(["key", "admin", "none"]).default("key").meta({
    description: "Who asks: the key itself, or rekey with ${key.value} in the request. Default key.",
  }),
  accept: judgement,
  reject: judgement.optional().meta({ description: "What a dead key is answered. Default: status 401." }),
  control: z.boolean().default(true).meta({
    description: "Whether a made-up key must be refused there before anything is minted. Default true.",
  }),
  id: pointer().optional().meta({ description: "Where the answer says which key it was." }),
});

/** Schema of a description of an HTTP key service; strict, with every name in every template checked. */
export const descriptionSchema = z
  .strictObject({
    version: z.literal(1, { error: "must be 1, the only version of this format" }),
    service: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is not a name: lower-case letters, digits and dashes, at most 63")
      .meta({ description: "Name of the service; part of the account's name." }),
    title: z.string().min(1).max(60).optional().meta({ description: "The service's name for people." }),
    "base-url": address.meta({ description: "https://…; it may hold ${params.x}." }),
    "other-hosts": z.record(name, address).optional().meta({
      description: "Other addresses that requests may go to, by a name of their own.",
    }),
    params: z.array(name).optional().meta({ description: "What the configuration must give: ${params.x}." }),
    headers: headers.optional().meta({ description: "Sent with every request." }),
    auth: auth.meta({ description: "How rekey authenticates; secrets are ${cred.x}." }),
    limits: limits.optional(),
    key: key.prefault({}),
    issue,
    revoke: ending
      .optional()
      .meta({ description: "Ends a key at once. Of a staged key's predecessor: promotes the new one." }),
    undo: ending.optional().meta({ description: "stage: takes back a staged key that turned out to be of no use." }),
    list: listing.optional().meta({ description: "Lists the live keys." }),
    get: listing.optional().meta({ description: "Reads one key, where there is no list." }),
    verify: verify.optional().meta({ description: "Uses a key as a consumer would." }),
    errors: z
      .strictObject({
        message: z.array(pointer()).min(1).optional().meta({ description: "Where an error's words are." }),
        "retry-after": z.array(z.string().min(1)).min(1).optional().meta({
          description: "Headers that say how long to wait. Default Retry-After.",
        }),
      })
      .optional(),
  })
  .superRefine((description, context) => {
    for (const { path, message } of problemsOf(description))
      context.addIssue({ code: "custom", path: [...path], message });
  });

export type Description = z.output<typeof descriptionSchema>;
/** A description as it is written, before defaults. */
export type WrittenDescription = z.input<typeof descriptionSchema>;
export type Listing = z.output<typeof listing>;
export type Next = z.output<typeof next>;
export type Verify = z.output<typeof verify>;

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source, "u").source !== "";
  } catch {
    return false;
  }
}
