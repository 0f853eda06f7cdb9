import { randomUUID } from "node:crypto";
import type { ServerClock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import { Secret } from "../../contract/secret.ts";
import { type HttpAnswer, type HttpClient, type HttpRequest, httpClient } from "../../lib/http.ts";
import { type Credentials, credentialsOf, tokenSource } from "./credentials.ts";
import type { HttpOptions } from "./options.ts";
import type { Description } from "./schema.ts";
import type { RequestDescription } from "./schema-parts.ts";
import { asText, render, renderText, renderTexts, type Scope } from "./templates.ts";
import { titleOf } from "./title.ts";

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

/** What all operations on one service share. */
export interface Session {
  readonly description: Description;
  readonly options: HttpOptions;
  readonly tools: Tools;
  readonly title: string;
  /** The value that consumers hold, where the configuration gives it. */
  readonly current: Secret | undefined;
  /** Whether rekey authenticates with the rotated key itself. */
  readonly self: boolean;
  clock(): ServerClock | undefined;
  /** The service's time as well as it is known, epoch milliseconds. */
  now(): number;
  /** Sends a call; any status but a redirect resolves. Throws RotationError as the HTTP layer does. */
  send(call: Call, op: Op): Promise<HttpAnswer>;
  /** Path and query of a call below its host, encoded. Throws RotationError `config` for a value that no path can carry. */
  targetOf(call: Call): string;
  /** From now on rekey's own calls use this value of the rotated key. */
  goOverTo(value: Secret): void;
  /** Every secret that an answer might echo. */
  secrets(call: Call): readonly Secret[];
}

/** Opens a session. No request yet. */
export function openSession(
  options: HttpOptions,
  tools: Tools,
  rotation: { readonly current?: Secret | undefined },
): Session {
  const { description } = options;
  const { auth } = description;
  const { current } = rotation;
  const self = auth === "self" || Object.values(options.credentials).some((one) => current?.equals(one) ?? false);
  let own = current;
  const base: Scope = (name) => {
    if (name === "run.idempotency") return randomUUID();
    const [family, short = ""] = [name.slice(0, name.indexOf(".")), name.slice(name.indexOf(".") + 1)];
    if (family === "params") return options.params[short];
    const credential = family === "cred" ? options.credentials[short] : undefined;
    return credential && current?.equals(credential) ? own : credential;
  };
  const oauth2 = typeof auth === "object" ? auth.oauth2 : undefined;
  const tokens = oauth2 && tokenSource(oauth2, { options, tools, scope: base });
  const clients = clientsOf(options, tools);
  const main = clients.get("") ?? fail();

  const scopeOf =
    (call: Call): Scope =>
    (name) =>
      call.scope(name) ?? base(name);

  async function credentials(caller: Caller, op: Op): Promise<Credentials> {
    if (caller === "none" || (caller === "admin" && auth === "none")) return {};
    if (caller !== "admin") return presented(description, caller.value, caller.id, base);
    if (tokens) return { bearer: await tokens.token(op) };
    if (auth === "self") return presented(description, own ?? keyMissing(), undefined, base);
    return typeof auth === "object" ? credentialsOf(auth, base) : {};
  }

  return {
    description,
    options,
    tools,
    title: titleOf(description),
    current,
    self,
    clock: () => main.serverClock(),
    now: () => tools.clock.now() + (main.serverClock()?.offsetMs ?? 0),
    targetOf: (call) => targetOf(call, scopeOf(call)),
    async send(call, op) {
      const client = clients.get(call.request.host ?? "") ?? main;
      const scope = scopeOf(call);
      const who = await credentials(call.as, op);
      return client.send(requestOf(call, { scope, who, headers: description.headers }), op);
    },
    goOverTo(value) {
      own = value;
    },
    secrets(call) {
      const tried = typeof call.as === "object" ? [call.as.value] : [];
      const values = ["old.value", "key.value"].map(call.scope).filter((value) => value instanceof Secret);
      const known = [own, current, tokens?.latest()].filter((one) => one !== undefined);
      return [...Object.values(options.credentials), ...known, ...tried, ...values];
    },
  };
}

function fail(): never {
  throw new RotationError("config", "the description has no address");
}

function keyMissing(): never {
  throw new RotationError("config", "the service is asked with the rotated key itself, and its value is not known", {
    hint: "Give the value that consumers hold as key.current.",
    effect: "none",
  });
}

/** A client per address; the one of base-url has the empty name. */
function clientsOf(options: HttpOptions, { clock }: Pick<Tools, "clock">): ReadonlyMap<string, HttpClient> {
  const service = titleOf(options.description);
  const open = (baseUrl: string) => httpClient({ service, baseUrl, clock, headers: { "user-agent": "rekey" } });
  const others = Object.entries(options.hosts).map(([name, url]) => [name, open(url)] as const);
  return new Map([["", open(options.baseUrl)], ...others]);
}

/** The key as a consumer sends it. */
function presented(description: Description, value: Secret, id: string | undefined, base: Scope): Credentials {
  const auth = description.key["presented-as"];
  if (typeof auth !== "object") return { bearer: value };
  return credentialsOf(auth, (name) => (name === "key.value" ? value : name === "key.id" ? id : base(name)));
}

interface Rendering {
  readonly scope: Scope;
  readonly who: Credentials;
  readonly headers: Readonly<Record<string, string>> | undefined;
}

function targetOf({ request, target }: Call, scope: Scope): string {
  return target ?? addressOf(request, scope);
}

function requestOf(call: Call, { scope, who, headers }: Rendering): HttpRequest {
  const { request, what, once } = call;
  const { json, form, multipart, text } = request;
  return {
    method: request.method,
    path: targetOf(call, scope),
    what,
    ...(once && { once }),
    ...(json !== undefined && { json: render(json, scope) }),
    ...(form && { form: renderTexts(form, scope) }),
    ...(multipart && { multipart: renderTexts(multipart, scope) }),
    ...(text !== undefined && { text: asText(renderText(text, scope) ?? "") }),
    ...who,
    headers: { ...renderTexts(headers, scope), ...renderTexts(request.headers, scope), ...who.headers },
  };
}

/** Path and query of a request, every value percent-encoded. Throws RotationError `config` for a value that no path can carry. */
export function addressOf({ path, query }: Pick<RequestDescription, "path" | "query">, scope: Scope): string {
  const encoded = renderText(path, (name) => {
    const value = scope(name);
    return value === undefined ? undefined : segment(String(asText(value)), name);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(renderTexts(query, scope))) search.set(name, String(value));
  const rest = search.size === 0 ? "" : `?${search}`;
  return `${encoded ?? path}${rest}`;
}

/** A server would resolve dots, whatever their encoding. */
function segment(value: string, name: string): string {
  if (value !== "" && value !== "." && value !== "..") return encodeURIComponent(value);
  throw new RotationError("config", `the value of ${name} cannot stand in an address: it is ${value || "empty"}`, {
    effect: "none",
  });
}
