import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Socket } from "node:net";

/** Time as a twin knows it: real, or bent by a test. */
export interface TwinClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The machine's own time. */
export const machineClock: TwinClock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** A request as fault rules and the ledger see it: nothing in it is secret. */
export interface SeenRequest {
  /** Counts from 0. */
  readonly index: number;
  /** Arrival, by the twin's clock. */
  readonly atMs: number;
  readonly method: string;
  /** Path below the base path, percent-encoded as sent. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  /** Who authenticated, by a name that is no secret; undefined: nobody known. */
  readonly caller: string | undefined;
  /** Parsed body; undefined: none, or not JSON. */
  readonly body: unknown;
}

/** A line of the ledger. */
export interface LedgerEntry extends SeenRequest {
  /** Undefined while it runs, and for ever if no answer was sent. */
  readonly status: number | undefined;
  /** Whether the request changed the twin's state. */
  readonly changed: boolean;
}

/** What goes wrong with a request. Fields combine. */
export interface Fault {
  /** Waits this long (on the clock) before anything is done. */
  readonly delayMs?: number;
  /** Answers this instead; the request has no effect. A string is sent as it is. */
  readonly answer?: {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Cuts the connection: before the request has its effect, or after it (a lost answer). */
  readonly drop?: "before-effect" | "after-effect";
  /** Never answers, until the client gives up or the twin stops. */
  readonly hang?: "before-effect" | "after-effect";
  /** The request is answered as usual (or dropped), and takes effect only this much later, by the clock. */
  readonly effectAfterMs?: number;
  /** Waits this long (on the clock) between effect and answer. */
  readonly answerAfterMs?: number;
}

export type FaultRule = (request: SeenRequest) => Fault | undefined;

/** What a twin answers. `apply` changes its state: apart, so that an effect can be lost or late. */
export interface Reply {
  readonly status: number;
  /** JSON; undefined: no body; a {@link Raw} is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly apply?: () => void;
}

/** A body that is not JSON. */
export class Raw {
  readonly text: string;
  readonly contentType: string;

  constructor(text: string, contentType: string) {
    this.text = text;
    this.contentType = contentType;
  }
}

/** A request as the twin's own code gets it. */
export interface ArrivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** As sent; empty: none. */
  readonly text: string;
  readonly body: unknown;
}

export interface TwinServerOptions {
  readonly clock: TwinClock;
  /** Prefix of all paths: `/api/v2`. */
  readonly basePath: string;
  /** The twin's clock minus `clock`, shown in the Date header. */
  readonly skewMs: () => number;
  /** Names the caller for the ledger, without any effect. */
  readonly caller: (request: ArrivedRequest) => string | undefined;
  /** The body as the ledger may hold it: nothing secret. Default: as it came. */
  readonly shown?: (request: ArrivedRequest) => unknown;
  /** Decides the answer. Its own effects (uses of a key) happen at once, those of `apply` when the fault rule says so. */
  readonly handle: (request: ArrivedRequest) => Reply;
}

export interface TwinServer {
  /** `http://127.0.0.1:port`, without the base path. */
  readonly url: string;
  readonly requests: readonly LedgerEntry[];
  /** Adds a rule; the first that answers wins. Returns a function that takes it away again. */
  fault(rule: FaultRule): () => void;
  /** Stops listening, cuts all connections, keeps the state: nobody is reached any more. */
  down(): Promise<void>;
  /** Listens again, at the same address. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server on a free loopback port. */
export async function startTwinServer(options: TwinServerOptions): Promise<TwinServer> {
  const requests: LedgerEntry[] = [];
  const rules: FaultRule[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    serve({ options, requests, rules, incoming, response }).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    fault(rule) {
      rules.push(rule);
      return () => {
        rules.splice(rules.indexOf(rule), 1);
      };
    },
    down: stop,
    up: async () => {
      if (!server.listening) await listen(port);
    },
    stop,
  };
}

interface Exchange {
  readonly options: TwinServerOptions;
  readonly requests: LedgerEntry[];
  readonly rules: readonly FaultRule[];
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

async function serve({ options, requests, rules, incoming, response }: Exchange): Promise<void> {
  const { clock } = options;
  const request = await arrive(incoming, options.basePath);
  if (!request) return send(response, { status: 404, body: { message: "Not Found" } }, clock.now());
  const seen: SeenRequest = {
    index: requests.length,
    atMs: clock.now(),
    method: request.method,
    path: request.path,
    query: request.query.toString(),
    caller: options.caller(request),
    body: options.shown ? options.shown(request) : request.body,
  };
  const note = (entry: Pick<LedgerEntry, "status" | "changed">) => {
    requests[seen.index] = { ...seen, ...entry };
  };
  note({ status: undefined, changed: false });
  const fault = firstFault(rules, seen);
  if (fault.delayMs) await clock.sleep(fault.delayMs);
  if (fault.drop === "before-effect") return void incoming.socket.destroy();
  if (fault.hang === "before-effect") return;
  const reply: Reply = fault.answer ?? options.handle(request);
  const changed = reply.apply !== undefined;
  note({ status: undefined, changed });
  if (fault.effectAfterMs !== undefined) void clock.sleep(fault.effectAfterMs).then(() => reply.apply?.());
  else reply.apply?.();
  if (fault.answerAfterMs) await clock.sleep(fault.answerAfterMs);
  if (fault.drop === "after-effect") return void incoming.socket.destroy();
  if (fault.hang === "after-effect") return;
  note({ status: reply.status, changed });
  send(response, reply, clock.now() + options.skewMs());
}

function firstFault(rules: readonly FaultRule[], seen: SeenRequest): Fault {
  for (const rule of rules) {
    const fault = rule(seen);
    if (fault) return fault;
  }
  return {};
}

async function arrive(incoming: IncomingMessage, basePath: string): Promise<ArrivedRequest | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  const [path = "", query = ""] = (incoming.url ?? "").split("?");
  if (!path.startsWith(`${basePath}/`)) return undefined;
  return {
    method: incoming.method ?? "",
    path: path.slice(basePath.length),
    query: new URLSearchParams(query),
    authorization: incoming.headers.authorization,
    headers: incoming.headers,
    text,
    body: parse(text),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, reply: Reply, dateMs: number): void {
  response.sendDate = false;
  response.setHeader("date", new Date(dateMs).toUTCString());
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  response.statusCode = reply.status;
  if (reply.body === undefined) return void response.end();
  const raw = reply.body instanceof Raw;
  response.setHeader("content-type", raw ? reply.body.contentType : "application/json");
  response.end(raw ? reply.body.text : JSON.stringify(reply.body));
}
