import { z } from "zod";
import { parseDuration } from "../../lib/schema.ts";
import { POINTER } from "./pointer.ts";

/** Parts of the schema of a description. All of them are strict: a mistyped name is an error. */

/** A JSON pointer into an answer. */
export function pointer(more: RegExp = POINTER, words = "") {
  const rule = `must be a JSON pointer such as /data/key${words}`;
  return z.string().regex(more, rule);
}

/** Any value; texts in it may hold templates. */
export const json = z.unknown();

/** Name of a parameter or credential. */
export const name = z.string().regex(/^[a-z][a-z0-9_]*$/, "is not a name: lower-case letters, digits and underscores");

/** A text that may hold templates. */
export const template = z.string().min(1, "must not be empty");

export const templates = z.record(z.string().min(1), template);

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "is not the name of a header");

export const headers = z.record(headerName, template);

/** Milliseconds of `30s`, `10m`, `24h`, `30d`. */
export const duration = z
  .string({ error: "must be a duration with a unit: 30s, 10m, 24h, 30d" })
  .regex(/^\d{1,9}[smhd]$/, "must be a duration with a unit: 30s, 10m, 24h, 30d")
  .transform((text) => parseDuration(text) ?? 0);

/** An address of a server; it may hold `${params.x}`, so that only its beginning can be checked here. */
export const address = z
  .string()
  .regex(/^https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/, "must be an address that begins with https://, without a query");

const oauth2 = z.strictObject({
  "token-url": address.meta({ description: "Where an access token is to be had." }),
  "client-id": template,
  "client-secret": template,
  audience: template.optional(),
  scope: template.optional(),
  send: z.enum(["body", "basic"]).default("body").meta({
    description: "Whether client-id and client-secret stand in the form or in the header Authorization. Default body.",
  }),
});

const FORMS = ["bearer", "basic", "headers", "oauth2"] as const;

const authForm = z
  .strictObject({
    bearer: template.optional().meta({ description: "Authorization: Bearer …" }),
    basic: z
      .union([z.tuple([template, template]), template])
      .optional()
      .meta({ description: "Authorization: Basic …, from user and password, or from one text user:password." }),
    headers: headers.optional().meta({ description: "One header or several." }),
    oauth2: oauth2.optional().meta({ description: "OAuth 2 client credentials: one access token per run." }),
  })
  .refine((form) => FORMS.filter((one) => form[one] !== undefined).length === 1, `must be one of ${FORMS.join(", ")}`);

/** How a request authenticates. `self`: with the rotated key itself. */
export const auth = z.union([authForm, z.enum(["self", "none"])]);

const condition = z.strictObject({
  at: pointer().meta({ description: "Where in the answer to look." }),
  is: json.optional(),
  not: json.optional(),
  in: z.array(json).min(1).optional(),
  empty: z.boolean().optional().meta({ description: "Absent, null, an empty text, list or mapping." }),
  exists: z.boolean().optional().meta({ description: "There, and not null." }),
});

const CHECKS = ["is", "not", "in", "empty", "exists"] as const;

/** What an answer must be like: every condition holds. */
export const judgement = z.strictObject({
  status: z.array(z.int().min(100).max(599)).min(1).optional().meta({ description: "Statuses. Default: any 2xx." }),
  where: z
    .array(
      condition.refine(
        (one) => CHECKS.some((check) => one[check] !== undefined),
        `must hold one of ${CHECKS.join(", ")}`,
      ),
    )
    .min(1)
    .optional()
    .meta({ description: "Conditions on the body, as many services report errors with status 200." }),
});

const BODIES = ["json", "form", "multipart", "text"] as const;

const requestFields = {
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  path: z
    .string()
    .regex(/^\/[^?#\s]*$/, "must begin with a slash, and hold neither blanks nor a query")
    .meta({ description: "Comes after base-url. Values are percent-encoded, the text around them is sent as it is." }),
  host: name.optional().meta({ description: "A name among other-hosts, instead of base-url." }),
  query: templates.optional(),
  headers: headers.optional(),
  json: json.optional().meta({ description: "Body as JSON, of any shape." }),
  form: templates.optional().meta({ description: "Body as application/x-www-form-urlencoded." }),
  multipart: templates.optional().meta({ description: "Body as multipart/form-data." }),
  text: z.string().optional().meta({ description: "Body as text/plain." }),
  "read-only": z.boolean().optional().meta({
    description: "The service's documents say that this request changes nothing, although it is no GET.",
  }),
} as const;

/** One request, with at most one body. */
export const request = z
  .strictObject(requestFields)
  .refine((one) => BODIES.filter((body) => one[body] !== undefined).length <= 1, "can have only one body")
  .refine(
    (one) => one.method !== "GET" || BODIES.every((body) => one[body] === undefined),
    "a GET has no body: use query, or another method",
  );

/** A request among several, with what its own answer must be like. */
export const step = z
  .strictObject({ ...requestFields, ok: judgement.optional() })
  .refine((one) => BODIES.filter((body) => one[body] !== undefined).length <= 1, "can have only one body");

export type Auth = z.output<typeof auth>;
export type Oauth2 = z.output<typeof oauth2>;
export type Judgement = z.output<typeof judgement>;
export type Condition = z.output<typeof condition>;
export type RequestDescription = z.output<typeof request>;
export type Step = z.output<typeof step>;
