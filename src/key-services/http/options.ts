import * as z from "zod/mini";
import type { Secret } from "../../contract/secret.ts";
import { didYouMean } from "../../lib/nearest.ts";
import { described, list, secret, serverUrl, serverUrlProblem, text } from "../../lib/schema.ts";
import { namesOf } from "./names.ts";
import { type Description, descriptionSchema } from "./schema.ts";
import { isShipped, SHIPPED_NAMES, shipped } from "./services/index.ts";
import { asText, renderText, type Value } from "./templates.ts";

/** Options of the kind `http`, checked against the description that they are for. */
export interface HttpOptions {
  readonly description: Description;
  /** Addresses with all parameters in them, without a trailing slash. */
  readonly baseUrl: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly tokenUrl?: string;
  readonly params: Readonly<Record<string, Exclude<Value, Secret>>>;
  readonly credentials: Readonly<Record<string, Secret>>;
}

const scalar = z.union([text(), z.number(), z.boolean()]);

const raw = z.strictObject({
  service: described(z.optional(z.enum(SHIPPED_NAMES)), "A service that rekey has a description of."),
  description: z.optional(descriptionSchema).register(z.globalRegistry, {
    description: "Your own description instead: a mapping, or the path of a YAML file from the root of the repository.",
    orPath: true,
  }),
  "base-url": described(
    z.optional(serverUrl()),
    "Another address of the same API, instead of the description's base-url.",
  ),
  params: described(
    z.optional(z.record(z.string(), z.union([scalar, list(scalar)]))),
    "Values of the description's params.",
  ),
  credentials: described(
    z.optional(z.record(z.string(), secret())),
    "Values of the description's ${cred.x}, each as a reference.",
  ),
});

type Raw = z.output<typeof raw>;

/** Schema of the options; strict. */
export const optionsSchema: z.ZodMiniType<HttpOptions> = z.pipe(
  raw,
  z.transform((options, context) => {
    const complain = (path: readonly string[], message: string): void =>
      void context.issues.push({ code: "custom", path: [...path], message, input: options });
    const description = descriptionOf(options, complain);
    if (!description) return z.NEVER;
    const credentials = options.credentials ?? {};
    const params = plain(options.params ?? {});
    checkNames({ given: Object.keys(params), wanted: wantedParams(description), at: "params" }, complain);
    checkNames({ given: Object.keys(credentials), wanted: namesOf(description, "cred"), at: "credentials" }, complain);
    const addresses = addressesOf(description, { ...options, params }, complain);
    return addresses ? { description, params, credentials, ...addresses } : z.NEVER;
  }),
);

type Complain = (path: readonly string[], message: string) => void;

function descriptionOf({ service, description }: Raw, complain: Complain): Description | undefined {
  if (service !== undefined && description !== undefined) {
    complain(["service"], "cannot stand beside description: a service is described once");
    return undefined;
  }
  if (description) return description;
  if (service !== undefined && isShipped(service)) return descriptionSchema.parse(shipped(service).description);
  complain([], "needs service, the name of a shipped description, or description, your own");
  return undefined;
}

/** Lists are checked by the schema to hold no secrets, which their type does not say. */
function plain(params: NonNullable<Raw["params"]>): HttpOptions["params"] {
  return params;
}

/** A parameter that only optional templates use may be left out. */
function wantedParams(description: Description): ReadonlyMap<string, { readonly optional: boolean }> {
  const used = namesOf(description, "params");
  return new Map((description.params ?? []).map((name) => [name, used.get(name) ?? { optional: true }]));
}

interface NameCheck {
  readonly given: readonly string[];
  readonly wanted: ReadonlyMap<string, { readonly optional: boolean }>;
  readonly at: "params" | "credentials";
}

function checkNames({ given, wanted, at }: NameCheck, complain: Complain): void {
  const known = [...wanted.keys()];
  for (const name of given) {
    if (!wanted.has(name))
      complain([at, name], `unknown name${didYouMean(name, known) || ": the description has none"}`);
  }
  for (const [name, { optional }] of wanted) {
    if (!optional && !given.includes(name)) complain([at, name], "is missing");
  }
}

/** What a parameter in an address may be: it must not lead to another path, port or user. */
const HOST_PART = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?$/;

type Addresses = Pick<HttpOptions, "baseUrl" | "hosts" | "tokenUrl">;

function addressesOf(
  description: Description,
  options: { readonly params: HttpOptions["params"]; readonly "base-url"?: string | undefined },
  complain: Complain,
): Addresses | undefined {
  const address = (template: string): string | undefined => {
    for (const name of namesOf(template, "params").keys()) {
      const value = options.params[name];
      if (value === undefined) return undefined;
      if (HOST_PART.test(String(value))) continue;
      complain(["params", name], "is part of an address, and must be a host's name or a part of one");
      return undefined;
    }
    const url = String(asText(renderText(template, (name) => options.params[name.slice("params.".length)]) ?? ""));
    const problem = serverUrlProblem(url);
    if (problem) complain(["description"], `the address ${url} ${problem}`);
    return problem ? undefined : url.replace(/\/+$/, "");
  };
  const others = Object.entries(description["other-hosts"] ?? {}).map(([name, one]) => [name, address(one)] as const);
  const baseUrl = options["base-url"] ?? address(description["base-url"]);
  const { auth } = description;
  const token = typeof auth === "object" ? auth.oauth2?.["token-url"] : undefined;
  const tokenUrl = token === undefined ? undefined : moved(address(token), address(description["base-url"]), baseUrl);
  if (baseUrl === undefined || (token !== undefined && tokenUrl === undefined)) return undefined;
  const hosts = Object.fromEntries(others.flatMap(([name, url]) => (url === undefined ? [] : [[name, url]])));
  return { baseUrl, hosts, ...(tokenUrl === undefined ? {} : { tokenUrl }) };
}

/** A token address on the description's own server goes along where that server has another address. */
function moved(token: string | undefined, from: string | undefined, to: string | undefined): string | undefined {
  if (token === undefined || from === undefined || to === undefined) return token;
  const { origin, pathname } = new URL(token);
  return origin === new URL(from).origin ? new URL(to).origin + pathname : token;
}
