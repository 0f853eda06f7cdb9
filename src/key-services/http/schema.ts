import * as z from "zod/mini";
import { described } from "../../lib/schema.ts";
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
  grace: described(
    z.optional(z.strictObject({ min: z.optional(duration), max: z.optional(duration), default: z.optional(duration) })),
    "How long the old key can live on after a rotation.",
  ),
  "live-keys": described(z.optional(z.int().check(z.gte(1))), "Most keys that there may be at a time."),
  "expired-keys-count": described(
    z.optional(z.boolean()),
    "Expired keys keep their place among live-keys until they are revoked. Default false.",
  ),
  name: described(z.optional(z.int().check(z.gte(16))), "Longest name of a key, in characters. Default 255."),
  "unique-names": described(
    z.optional(z.boolean()),
    "No two keys may have one name: rekey appends the time to it. Default false.",
  ),
});

const key = z.strictObject({
  value: described(z.optional(template), "What consumers get, for example ${id}:${secret}. Default ${secret}."),
  prefix: described(
    z.optional(z.string().check(z.minLength(1))),
    "What every key begins with. A new one that does not is refused; the made-up key of the control gets it.",
  ),
  pattern: described(
    z.optional(z.string().check(z.refine(isRegExp, "is not a regular expression"))),
    "Regular expression for the secret of a new key.",
  ),
  "min-length": described(
    z._default(z.int().check(z.gte(8, "must be at least 8")), 16),
    "Shortest secret that is believed. Default 16.",
  ),
  "presented-as": described(
    z.optional(auth),
    "How consumers send the key, with ${key.value} and ${key.id}. Default: as a bearer token.",
  ),
});

const issue = z.strictObject({
  kind: described(
    z.enum(["rotate", "mint", "stage"]),
    "rotate: the service's own rotation (strategy rotate). mint: a second key (strategy create). stage: a second key that revoke promotes, which ends the first (strategy create).",
  ),
  request,
  ok: described(z.optional(judgement), "What success is like. Default: any 2xx."),
  secret: described(pointer(POINTER_OR_TEXT, ", or text for the whole body"), "Where the new key is."),
  id: described(
    pointer(POINTER_OR_WORD, ", same or none"),
    "Where the new key's id is. same: it keeps that of the old one. none: keys have no ids.",
  ),
  name: z.optional(pointer()),
  created: z.optional(pointer()),
  expires: z.optional(pointer()),
  "old-key": described(
    z.enum(["dies-at-once", "dies-after-grace", "dies-after-first-use", "dies-later", "stays"]),
    "What becomes of the old key. dies-later: within limits.grace.max, as a side effect.",
  ),
  "old-until": described(z.optional(pointer()), "When the old key will die."),
  outputs: described(z.optional(z.record(name, pointer())), "Other parts of the answer, for key.value: ${outputs.x}."),
});

const ending = z.strictObject({
  steps: z.array(step).check(z.minLength(1)),
  ok: described(z.optional(judgement), "What success of every step is like. Default: any 2xx."),
  gone: described(
    z._default(z.array(z.int().check(z.gte(400), z.lte(499))), [404, 410]),
    "Statuses of a key that is gone already. Default 404 and 410.",
  ),
});

const next = z
  .strictObject({
    by: z.enum(["last-id", "token", "page", "url", "link-header"]),
    param: described(
      z.optional(template),
      "Query parameter of last-id, token and page; with a slash in front, a JSON pointer into the body.",
    ),
    first: described(z._default(z.int().check(z.gte(0)), 1), "page: number of the first page. Default 1."),
    from: described(z.optional(pointer()), "token, url: where the next one stands in the answer."),
    more: described(z.optional(pointer()), "Where the answer says whether there is more."),
  })
  .check(
    z.refine(({ by, param }) => param !== undefined || by === "url" || by === "link-header", "needs param"),
    z.refine(({ by, from }) => from !== undefined || (by !== "token" && by !== "url"), "needs from"),
  );

const listing = z.strictObject({
  request,
  ok: z.optional(judgement),
  items: described(z.optional(pointer()), "Where the keys are. Default: the answer itself."),
  id: pointer(),
  name: z.optional(pointer()),
  created: z.optional(pointer()),
  "last-used": z.optional(pointer()),
  "last-used-from": described(z.optional(pointer()), "The address that used it last."),
  expires: z.optional(pointer()),
  suffix: described(z.optional(pointer()), "The end of its value: it tells whether a value was replaced in place."),
  status: z.optional(pointer()),
  active: described(z.optional(z.array(json).check(z.minLength(1))), "Values of status that a live key has."),
  time: described(
    z._default(z.enum(["auto", "s", "ms", "iso", "rfc2822"]), "auto"),
    "Form of all times. auto: numbers beyond 1e11 are milliseconds, others seconds; texts are dates.",
  ),
  next: described(z.optional(next), "How the next page is asked for."),
});

const verify = z.strictObject({
  request,
  auth: described(
    z._default(z.enum(["key", "admin", "none"]), "key"),
    "Who asks: the key itself, or rekey with ${key.value} in the request. Default key.",
  ),
  accept: judgement,
  reject: described(z.optional(judgement), "What a dead key is answered. Default: status 401."),
  control: described(
    z._default(z.boolean(), true),
    "Whether a made-up key must be refused there before anything is minted. Default true.",
  ),
  id: described(z.optional(pointer()), "Where the answer says which key it was."),
});

/** Schema of a description of an HTTP key service; strict, with every name in every template checked. */
export const descriptionSchema = z
  .strictObject({
    version: z.literal(1, { error: "must be 1, the only version of this format" }),
    service: described(
      z
        .string()
        .check(
          z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is not a name: lower-case letters, digits and dashes, at most 63"),
        ),
      "Name of the service; part of the account's name.",
    ),
    title: described(z.optional(z.string().check(z.minLength(1), z.maxLength(60))), "The service's name for people."),
    "base-url": described(address, "https://…; it may hold ${params.x}."),
    "other-hosts": described(
      z.optional(z.record(name, address)),
      "Other addresses that requests may go to, by a name of their own.",
    ),
    params: described(z.optional(z.array(name)), "What the configuration must give: ${params.x}."),
    headers: described(z.optional(headers), "Sent with every request."),
    auth: described(auth, "How rekey authenticates; secrets are ${cred.x}."),
    limits: z.optional(limits),
    key: z.prefault(key, {}),
    issue,
    revoke: described(z.optional(ending), "Ends a key at once. Of a staged key's predecessor: promotes the new one."),
    undo: described(z.optional(ending), "stage: takes back a staged key that turned out to be of no use."),
    list: described(z.optional(listing), "Lists the live keys."),
    get: described(z.optional(listing), "Reads one key, where there is no list."),
    verify: described(z.optional(verify), "Uses a key as a consumer would."),
    errors: z.optional(
      z.strictObject({
        message: described(z.optional(z.array(pointer()).check(z.minLength(1))), "Where an error's words are."),
        "retry-after": described(
          z.optional(z.array(z.string().check(z.minLength(1))).check(z.minLength(1))),
          "Headers that say how long to wait. Default Retry-After.",
        ),
      }),
    ),
  })
  .check(
    z.superRefine((description, context) => {
      for (const { path, message } of problemsOf(description))
        context.addIssue({ code: "custom", path: [...path], message });
    }),
  );

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
