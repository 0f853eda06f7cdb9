import http from "node:http";

/** One request as bytes. */
export interface WireRequest {
  readonly url: URL;
  /** Raw request target, sent as it is: no normalisation of dots or percent signs. */
  readonly target: string;
  readonly method: string;
  /** Never sent twice, whatever the method. */
  readonly once?: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Longest wait for the whole answer; absent: as long as the signal allows. */
  readonly timeoutMs?: number | undefined;
  readonly maxBodyBytes: number;
  /** Told the moment the headers of the answer are here. */
  readonly onHead: (headers: http.IncomingHttpHeaders) => void;
}

/** One answer as it came; `text` is the body as UTF-8. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Why there is no answer. */
export class WireFailure extends Error {
  override readonly name = "WireFailure";
  /** Whether bytes of the request may have left: false only where no connection was ever ready. */
  readonly sent: boolean;
  /** Whether the connection was an idle one that the other side may have closed meanwhile. */
  readonly reused: boolean;
  /** Node's code, for example `ECONNREFUSED`; `BODY_TOO_LONG`, `BODY_CUT`, `TIMED_OUT` and `ENDED` (by the signal) are ours. */
  readonly code: string;

  constructor(code: string, at: { sent: boolean; reused: boolean }, cause?: unknown) {
    super(code, { cause });
    this.code = code;
    this.sent = at.sent;
    this.reused = at.reused;
  }
}

const REPEATABLE: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);

/** Whether sending the request twice has the effect of sending it once. */
export function isRepeatable({ method, once }: { readonly method: string; readonly once?: boolean }): boolean {
  return once !== true && REPEATABLE.has(method);
}

/**
 * Sends a request, and once more what can be repeated if an idle connection turned out to be closed: the other side may
 * close it in the very moment of sending. `make` is called for each.
 * @throws WireFailure, and whatever `make` throws
 */
export async function exchangeTwiceIfClosed(make: () => WireRequest): Promise<WireAnswer> {
  const request = make();
  try {
    return await exchange(request);
  } catch (error) {
    const closed = error instanceof WireFailure && error.reused && isRepeatable(request) && !request.signal.aborted;
    if (!closed) throw error;
    return exchange(make());
  }
}

/**
 * Sends one request and reads the whole answer. Follows no redirect. Uses the global agents, so that a proxy set by
 * `http.setGlobalProxyFromEnv` is honoured; a request that cannot be repeated gets a connection of its own, as an
 * idle one may be closed by the other side in the very moment of sending, and nobody could tell what became of it.
 * @throws WireFailure
 */
export async function exchange(request: WireRequest): Promise<WireAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
  const secure = request.url.protocol === "https:";
  const web = secure ? (await import("node:https")).default : http;
  const send: typeof http.request = web.request;
  const wire = send(
    {
      host: request.url.hostname.replace(/^\[|\]$/g, ""),
      port: request.url.port || (secure ? 443 : 80),
      path: request.target,
      method: request.method,
      headers: request.headers,
      ...(isRepeatable(request) ? {} : { agent: ownConnection(web) }),
    },
    (answer) => {
      request.onHead(answer.headers);
      readBody(answer, request.maxBodyBytes).then(
        (text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
        (error: unknown) => reject(new WireFailure(codeOf(error), { sent: true, reused: false }, error)),
      );
    },
  );
  const connected = watchConnection(wire);
  wire.on("error", (error) => {
    const sent = connected() || wire.writableFinished;
    reject(new WireFailure(codeOf(error), { sent, reused: wire.reusedSocket }, error));
  });
  wire.end(request.body);
  const stopWaiting = endInTime(request, wire);
  return await promise.finally(stopWaiting);
}

/**
 * Ends a request with its signal or when its time is over. Node's own option for a signal hangs a dozen listeners on
 * each request, and signals made for each of thousands of requests take longer than most of what is done for one.
 */
function endInTime({ signal, timeoutMs }: WireRequest, wire: http.ClientRequest): () => void {
  const end = (code: string) => wire.destroy(Object.assign(new Error("ended"), { code }));
  const onSignal = () => void end("ENDED");
  if (signal.aborted) onSignal();
  signal.addEventListener("abort", onSignal);
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => end("TIMED_OUT"), timeoutMs);
  return () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onSignal);
  };
}

/** A throw-away agent with the settings of the global one, the proxy included. */
function ownConnection(web: {
  readonly globalAgent: http.Agent;
  readonly Agent: new (options: http.AgentOptions) => http.Agent;
}): http.Agent {
  const options: unknown = Reflect.get(web.globalAgent, "options");
  if (typeof options !== "object" || options === null) return web.globalAgent;
  return new web.Agent({ ...options, keepAlive: false });
}

/**
 * Tells whether the connection was ever ready to carry the request. Behind a proxy the socket arrives with its TLS
 * handshake done, so a socket that is not seen connecting counts as ready.
 */
function watchConnection(wire: http.ClientRequest): () => boolean {
  let ready = false;
  wire.on("socket", (socket) => {
    const handshakePending = "authorized" in socket && !socket.authorized && !Reflect.get(socket, "authorizationError");
    if (!wire.reusedSocket && (socket.connecting || handshakePending)) {
      socket.once("authorized" in socket ? "secureConnect" : "connect", () => {
        ready = true;
      });
    } else {
      ready = true;
    }
  });
  return () => ready;
}

/** By events: an async iterator over each small body would cost more than all else that is done for a request. */
function readBody(answer: http.IncomingMessage, maxBytes: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  let length = 0;
  let ended = false;
  const fail = (code: string) => reject(Object.assign(new Error("no whole body"), { code }));
  answer.on("data", (chunk: Buffer) => {
    length += chunk.length;
    chunks.push(chunk);
    if (length <= maxBytes) return;
    fail("BODY_TOO_LONG");
    answer.destroy();
  });
  answer.on("end", () => {
    ended = answer.complete;
    if (ended) resolve(textOf(chunks));
  });
  answer.on("error", reject);
  answer.on("close", () => {
    if (!ended) fail("BODY_CUT");
  });
  return promise;
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "UNKNOWN";
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : error.name;
}
