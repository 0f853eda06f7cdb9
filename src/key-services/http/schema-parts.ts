import * as z from "zod/mini";
import { described, parseDuration } from "../../lib/schema.ts";
import { POINTER } from "./pointer.ts";

/** Parts of the schema of a description. All of them are strict: a mistyped name is an error. */

/** A JSON pointer into an answer. */
export function pointer(more: RegExp = POINTER, words = "") {
  const rule = `must be a JSON pointer such as /data/key${words}`;
  return z.string().check(z.regex(more, rule));
}

/** Any value; texts in it may hold templates. */
export const json = z.unknown();

/** Name of a parameter or credential. */
export const name = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9_]*$/, "is not a name: lower-case letters, digits and underscores"));

/** A text that may hold templates. */
export const template = z.string().check(z.minLength(1, "must not be empty"));

export const templates = z.record(z.string().check(z.minLength(1)), template);

const headerName = z.string().check(z.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "is not the name of a header"));

export const headers = z.record(headerName, template);

/** Milliseconds of `30s`, `10m`, `24h`, `30d`. */
export const duration = z.pipe(
  z
    .string({ error: "must be a duration with a unit: 30s, 10m, 24h, 30d" })
    .check(z.regex(/^\d{1,9}[smhd]$/, "must be a duration with a unit: 30s, 10m, 24h, 30d")),
  z.transform((text) => parseDuration(text) ?? 0),
);

/** An address of a server; it may hold `${params.x}`, so that only its beginning can be checked here. */
export const address = z
  .string()
  .check(
    z.regex(/^https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/, "must be an address that begins with https://, without a query"),
  );

const oauth2 = z.strictObject({
  "token-url": described(address, "Where an access token is to be had."),
  "client-id": template,
  "client-secret": template,
  audience: z.optional(template),
  scope: z.optional(template),
  send: described(
    z._default(z.enum(["body", "basic"]), "body"),
    "Whether client-id and client-secret stand in the form or in the header Authorization. Default body.",
  ),
});

const FORMS = ["bearer", "basic", "headers", "oauth2"] as const;

const authForm = z
  .strictObject({
    bearer: described(z.optional(template), "Authorization: Bearer …"),
    basic: described(
      z.optional(z.union([z.tuple([template, template]), template])),
      "Authorization: Basic …, from user and password, or from one text user:password.",
    ),
    headers: described(z.optional(headers), "One header or several."),
    oauth2: described(z.optional(oauth2), "OAuth 2 client credentials: one access token per run."),
  })
  .check(
    z.refine(
      (form) => FORMS.filter((one) => form[one] !== undefined).length === 1,
      `must be one of ${FORMS.join(", ")}`,
    ),
  );

/** How a request authenticates. `self`: with the rotated key itself. */
export const auth = z.union([authForm, z.enum(["self", "none"])]);

const condition = z.strictObject({
  at: described(pointer(), "Where in the answer to look."),
  is: z.optional(json),
  not: z.optional(json),
  in: z.optional(z.array(json).check(z.minLength(1))),
  empty: described(z.optional(z.boolean()), "Absent, null, an empty text, list or mapping."),
  exists: described(z.optional(z.boolean()), "There, and not null."),
});

const CHECKS = ["is", "not", "in", "empty", "exists"] as const;

/** What an answer must be like: every condition holds. */
export const judgement = z.strictObject({
  status: described(
    z.optional(z.array(z.int().check(z.gte(100), z.lte(599))).check(z.minLength(1))),
    "Statuses. Default: any 2xx.",
  ),
  where: described(
    z.optional(
      z
        .array(
          condition.check(
            z.refine(
              (one) => CHECKS.some((check) => one[check] !== undefined),
              `must hold one of ${CHECKS.join(", ")}`,
            ),
          ),
        )
        .check(z.minLength(1)),
    ),
    "Conditions on the body, as many services report errors with status 200.",
  ),
});

const BODIES = ["json", "form", "multipart", "text"] as const;

const requestFields = {
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  path: described(
    z.string().check(z.regex(/^\/[^?#\s]*$/, "must begin with a slash, and hold neither blanks nor a query")),
    "Comes after base-url. Values are percent-encoded, the text around them is sent as it is.",
  ),
  host: described(z.optional(name), "A name among other-hosts, instead of base-url."),
  query: z.optional(templates),
  headers: z.optional(headers),
  json: described(z.optional(json), "Body as JSON, of any shape."),
  form: described(z.optional(templates), "Body as application/x-www-form-urlencoded."),
  multipart: described(z.optional(templates), "Body as multipart/form-data."),
  text: described(z.optional(z.string()), "Body as text/plain."),
  "read-only": described(
    z.optional(z.boolean()),
    "The service's documents say that this request changes nothing, although it is no GET.",
  ),
} as const;

/** One request, with at most one body. */
export const request = z.strictObject(requestFields).check(
  z.refine((one) => BODIES.filter((body) => one[body] !== undefined).length <= 1, "can have only one body"),
  z.refine(
    (one) => one.method !== "GET" || BODIES.every((body) => one[body] === undefined),
    "a GET has no body: use query, or another method",
  ),
);

/** A request among several, with what its own answer must be like. */
export const step = z
  .strictObject({ ...requestFields, ok: z.optional(judgement) })
  .check(z.refine((one) => BODIES.filter((body) => one[body] !== undefined).length <= 1, "can have only one body"));

export type Auth = z.output<typeof auth>;
export type Oauth2 = z.output<typeof oauth2>;
export type Judgement = z.output<typeof judgement>;
export type Condition = z.output<typeof condition>;
export type RequestDescription = z.output<typeof request>;
export type Step = z.output<typeof step>;
