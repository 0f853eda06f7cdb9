import type { IncomingHttpHeaders } from "node:http";
import { afterEach } from "vitest";
import { RotationError } from "../../src/contract/error.ts";
import type { KeyService, Minting, MintRequest } from "../../src/contract/key-service.ts";
import type { OpenedFor, RotationFacts } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/http/index.ts";
import { startTwinServer, type TwinServer } from "../twins/server.ts";
import { type VirtualClock, virtualClock } from "../twins/virtual-clock.ts";
import { openHttp } from "./http-stage.ts";

/** What the server answers; a string is sent as it is. */
export interface Scripted {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as it came. */
export interface Sent {
  readonly method: string;
  /** With its query, as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** A server that answers by a function of the request, and the plug-in before it. */
export interface Script {
  readonly url: string;
  readonly clock: VirtualClock;
  readonly sent: readonly Sent[];
  readonly masked: readonly Secret[];
  /** Opens the plug-in; `base-url` is the server. */
  open(options: Readonly<Record<string, unknown>>, opened?: OpenedFor): KeyService;
}

export const op = { signal: new AbortController().signal };
const servers: TwinServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** Starts a server that answers so; stopped after the test. */
export async function script(answer: (sent: Sent) => Scripted | undefined): Promise<Script> {
  const clock = virtualClock();
  const sent: Sent[] = [];
  const masked: Secret[] = [];
  const server = await startTwinServer({
    clock,
    basePath: "",
    skewMs: () => 0,
    caller: () => undefined,
    handle({ method, path, query, headers, text, body }) {
      const one = { method, target: query.size > 0 ? `${path}?${query}` : path, headers, text, json: body };
      sent.push(one);
      const { status = 200, ...rest } = answer(one) ?? { status: 404, body: { message: "nothing here" } };
      return { status, ...rest };
    },
  });
  servers.push(server);
  return {
    url: server.url,
    clock,
    sent,
    masked,
    open: (options, opened = {}) => openHttp({ "base-url": server.url, ...options }, { clock, masked, opened }),
  };
}

/** Answers by method and path (without the query): `"GET /keys": { body: [] }`. */
export function routes(table: Readonly<Record<string, Scripted | readonly Scripted[]>>) {
  const counts = new Map<string, number>();
  return ({ method, target }: Sent): Scripted | undefined => {
    const name = `${method} ${target.split("?")[0]}`;
    const found = table[name];
    if (!Array.isArray(found)) return found === undefined || Array.isArray(found) ? undefined : (found as Scripted);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return found[Math.min(count, found.length - 1)];
  };
}

/** A description with everything that most tests do not look at. */
export function description(more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    service: "sample",
    "base-url": "https://api.example.com",
    auth: { bearer: "${cred.token}" },
    issue: {
      kind: "mint",
      request: { method: "POST", path: "/keys", json: { name: "${run.name}" } },
      secret: "/key",
      id: "/id",
      "old-key": "stays",
    },
    ...more,
  };
}

/** Credentials of {@link description}. */
export const credentials = { token: new Secret("the-token-of-the-administrator") };

/** A value that passes for a key. */
export const VALUE = "sk_live_0123456789abcdef0123456789abcdef";

/** The only way of minting that a service has. */
export function minting(service: KeyService): Minting {
  const one = service.strategies.rotate ?? service.strategies.create;
  if (!one) throw new Error("no strategy");
  return one;
}

/** A request that replaces a key. */
export function replacing(more: Partial<MintRequest> = {}): MintRequest {
  return {
    replaces: { id: "k1", description: "ci" },
    description: "ci [rekey:ci@acme/api]",
    graceMs: 3_600_000,
    ...more,
  };
}

/** The error of a call that must fail with one of ours. */
export async function errorOf(call: Promise<unknown>): Promise<RotationError> {
  const thrown = await call.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}, though it should not`),
    (error: unknown) => error,
  );
  if (thrown instanceof RotationError) return thrown;
  throw thrown;
}

/** What is wrong with options, as `path: message`; empty: nothing. */
export function complaints(options: Readonly<Record<string, unknown>>): readonly string[] {
  const configured = keyService.configure(options);
  if (configured.success) return [];
  return configured.issues.map((issue) => {
    const [inner] = issue.code === "invalid_key" ? issue.issues : [issue];
    return `${issue.path.join(".")}: ${inner?.message}`;
  });
}

/** What is wrong with a description. */
export function flaws(more: Readonly<Record<string, unknown>>): readonly string[] {
  return complaints({ description: description(more), credentials }).map((line) => line.replace(/^description\./, ""));
}

/** Sentences of the plug-in about a rotation that uses these options. */
export function sentences(
  options: Readonly<Record<string, unknown>>,
  rotation: Partial<RotationFacts>,
): readonly string[] {
  const configured = keyService.configure(options);
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  return configured.data.problems({ strategy: "rotate", graceMs: 60_000, hasCurrent: true, ...rotation });
}
