import { randomUUID } from "node:crypto";
import type { ServerClock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import { Secret } from "../../contract/secret.ts";
import { type HttpAnswer, type HttpClient, httpClient } from "../../lib/http.ts";
import type { Call, Caller } from "./call.ts";
import { type Credentials, credentialsOf, type TokenSource, tokenSource } from "./credentials.ts";
import type { HttpOptions } from "./options.ts";
import { requestOf, targetOf } from "./requests.ts";
import type { Description } from "./schema.ts";
import type { Scope } from "./templates.ts";
import { titleOf } from "./title.ts";

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
  /** The value of a name in a call; undefined: it has none. */
  lookUp(call: Call, name: string): ReturnType<Scope>;
  /** From now on rekey's own calls use this value of the rotated key. */
  goOverTo(value: Secret): void;
  /** Every secret that an answer might echo. */
  secrets(call: Call): readonly Secret[];
}

/** Opens a session. No request yet. */
export function openSession(
  options: HttpOptions,
  tools: Tools,
  { current }: { readonly current?: Secret | undefined },
): Session {
  const { description } = options;
  const purse = openPurse(options, tools, current);
  const clients = clientsOf(options, tools);
  const clientOf = (host = "") => clients.get(host) ?? missing();
  const lookUp = (call: Call, name: string) => call.scope(name) ?? purse.scope(name);
  return {
    description,
    options,
    tools,
    title: titleOf(description),
    current,
    self: purse.isSelf,
    clock: () => clientOf().serverClock(),
    now: () => tools.clock.now() + (clientOf().serverClock()?.offsetMs ?? 0),
    lookUp,
    targetOf: (call) => targetOf(call, (name) => lookUp(call, name)),
    async send(call, op) {
      const who = await purse.credentials(call.as, op);
      const rendering = { scope: (name: string) => lookUp(call, name), who, headers: description.headers };
      return clientOf(call.request.host).send(requestOf(call, rendering), op);
    },
    goOverTo: (value) => purse.goOverTo(value),
    secrets(call) {
      const tried = typeof call.as === "object" ? [call.as.value] : [];
      const values = ["old.value", "key.value"].map(call.scope).filter((value) => value instanceof Secret);
      return [...purse.secrets(), ...(current ? [current] : []), ...tried, ...values];
    },
  };
}

/** A client per address; the one of base-url has the empty name. */
function clientsOf(options: HttpOptions, { clock }: Pick<Tools, "clock">): ReadonlyMap<string, HttpClient> {
  const service = titleOf(options.description);
  const open = (baseUrl: string) => httpClient({ service, baseUrl, clock, headers: { "user-agent": "rekey" } });
  const others = Object.entries(options.hosts).map(([name, url]) => [name, open(url)] as const);
  return new Map([["", open(options.baseUrl)], ...others]);
}

function missing(): never {
  throw new RotationError("config", "the description names a host that it does not have", { effect: "none" });
}

/** Parameters and credentials, and what rekey's own calls authenticate with. */
interface Purse {
  readonly isSelf: boolean;
  readonly scope: Scope;
  credentials(caller: Caller, op: Op): Promise<Credentials>;
  goOverTo(value: Secret): void;
  secrets(): readonly Secret[];
}

function openPurse(options: HttpOptions, tools: Tools, current: Secret | undefined): Purse {
  const { description } = options;
  const { auth } = description;
  const all = Object.values(options.credentials);
  let own = current;
  const scope: Scope = (name) => {
    if (name === "run.idempotency") return randomUUID();
    const [family, short = ""] = [name.slice(0, name.indexOf(".")), name.slice(name.indexOf(".") + 1)];
    if (family === "params") return options.params[short];
    const credential = family === "cred" ? options.credentials[short] : undefined;
    return credential && current?.equals(credential) ? own : credential;
  };
  const tokens = tokensOf(options, tools, scope);
  return {
    isSelf: auth === "self" || all.some((one) => current?.equals(one) ?? false),
    scope,
    async credentials(caller, op) {
      if (caller === "none" || (caller === "admin" && auth === "none")) return {};
      if (caller !== "admin") return presented(description, caller, scope);
      if (tokens) return { bearer: await tokens.token(op) };
      if (auth === "self") return presented(description, { value: own ?? unknownKey() }, scope);
      return typeof auth === "object" ? credentialsOf(auth, scope) : {};
    },
    goOverTo(value) {
      own = value;
    },
    secrets: () => [...all, own, tokens?.latest()].filter((one) => one !== undefined),
  };
}

function tokensOf(options: HttpOptions, tools: Tools, scope: Scope): TokenSource | undefined {
  const { auth } = options.description;
  const oauth2 = typeof auth === "object" ? auth.oauth2 : undefined;
  return oauth2 && tokenSource(oauth2, { options, tools, scope });
}

function unknownKey(): never {
  throw new RotationError("config", "the service is asked with the rotated key itself, and its value is not known", {
    hint: "Give the value that consumers hold as key.current.",
    effect: "none",
  });
}

/** The key as a consumer sends it. */
function presented(
  { key }: Description,
  { value, id }: { readonly value: Secret; readonly id?: string },
  scope: Scope,
): Credentials {
  const auth = key["presented-as"];
  if (typeof auth !== "object") return { bearer: value };
  return credentialsOf(auth, (name) => (name === "key.value" ? value : name === "key.id" ? id : scope(name)));
}
