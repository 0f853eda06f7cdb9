import type { Clock, ServerClock } from "../contract/clock.ts";
import { RotationError } from "../contract/error.ts";
import type { Op } from "../contract/key-service.ts";
import type { Secret } from "../contract/secret.ts";
import { encodeRequest } from "./http-encode.ts";
import type { WireAnswer, WireRequest } from "./http-transport.ts";
import { exchangeTwiceIfClosed, WireFailure } from "./http-transport.ts";
import type { Call } from "./http-unanswered.ts";
import { aborted, redirected, unanswered } from "./http-unanswered.ts";
import { serverUrlProblem } from "./schema.ts";
import { learnClock } from "./server-clock.ts";

export { failureOf, faultOf, isRecord, retryAfterMs, wordsOf } from "./http-failure.ts";

const TIMEOUT_MS = 30_000;
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface HttpClientOptions {
  /** Who is called, for messages: `Kosli`. */
  readonly service: string;
  /** `https://…` (plain http only on loopback), with or without a path, without a trailing slash. */
  readonly baseUrl: string;
  readonly clock: Pick<Clock, "now">;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest wait for a whole answer. Default 30 s. */
  readonly timeoutMs?: number;
  /** Longest body that is read. Default 8 MiB. */
  readonly maxBodyBytes?: number;
  /** Makes the signal that ends the wait after so many milliseconds; tests bring their own. */
  readonly deadline?: (ms: number) => AbortSignal;
}

export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Begins with a slash, comes after the base URL's path; every piece already percent-encoded. */
  readonly path: string;
  /** What is being tried, as a gerund, for messages: `listing the keys of acme/ci`. */
  readonly what: string;
  /** Never sent twice, although the method says that it could be: a PUT that makes something new each time. */
  readonly once?: boolean;
  /** Sent as JSON; absent: no body. A `Secret` in it is sent as its value. */
  readonly json?: unknown;
  /** Sent as a form (`application/x-www-form-urlencoded`) instead of JSON. */
  readonly form?: Readonly<Record<string, string | Secret>>;
  /** Sent as `multipart/form-data`. */
  readonly multipart?: Readonly<Record<string, string | Secret>>;
  /** Sent as `text/plain`; an empty text is an empty body. */
  readonly text?: string | Secret;
  /** Sent as `Authorization: Bearer …`. */
  readonly bearer?: Secret;
  /** `user:password`, sent as `Authorization: Basic …`. */
  readonly basic?: string | Secret;
  readonly headers?: Readonly<Record<string, string | Secret>>;
}

export interface HttpAnswer {
  readonly status: number;
  /** The parsed body; undefined if it is not JSON. */
  readonly json: unknown;
  /** The body as it came. May hold a secret: never for a message. */
  readonly text: string;
  /** A header by its lower-case name; several of one name are joined by a comma. */
  header(name: string): string | undefined;
}

export interface HttpClient {
  /**
   * Sends one request and resolves with whatever status comes back but a redirect. A repeatable request (GET, HEAD,
   * PUT, DELETE) is sent again, once, if an idle connection turned out to be closed; nothing else is ever repeated.
   * @throws RotationError `unavailable`, `timeout`, `cancelled` (with `effect: "none"` if the request provably never
   * left), `contract` for a body that is too long, `config` for a redirect or an unsendable header.
   */
  send(request: HttpRequest, op: Op): Promise<HttpAnswer>;
  /** The server's clock as its `Date` headers tell it. */
  serverClock(): ServerClock | undefined;
}

/** Opens a client for one server. No request yet. Throws RotationError `config` for an address that is not acceptable. */
export function httpClient(options: HttpClientOptions): HttpClient {
  const problem = serverUrlProblem(options.baseUrl);
  if (problem) throw new RotationError("config", `the address of ${options.service} ${problem}`);
  const base = new URL(options.baseUrl);
  const learner = learnClock();
  const callOf = (request: HttpRequest): Call => ({ ...request, service: options.service, url: base });

  function wireRequest(request: HttpRequest, signal: AbortSignal): WireRequest {
    const sentAtMs = options.clock.now();
    return {
      url: base,
      target: base.pathname.replace(/\/+$/, "") + request.path,
      method: request.method,
      once: request.once ?? false,
      signal,
      maxBodyBytes: options.maxBodyBytes ?? MAX_BODY_BYTES,
      onHead: (headers) => learner.learn({ date: headers.date, sentAtMs, receivedAtMs: options.clock.now() }),
      ...encodeRequest(request, options.headers ?? {}),
    };
  }

  return {
    serverClock: () => learner.reading(),
    async send(request, op) {
      const deadline = (options.deadline ?? AbortSignal.timeout)(options.timeoutMs ?? TIMEOUT_MS);
      const signal = AbortSignal.any([op.signal, deadline]);
      if (signal.aborted) throw aborted(callOf(request), signal, false);
      try {
        const answer = await exchangeTwiceIfClosed(() => wireRequest(request, signal));
        if (answer.status >= 300 && answer.status < 400) throw redirected(callOf(request), answer);
        return answerOf(answer, parseJson(answer.text));
      } catch (error) {
        if (!(error instanceof WireFailure)) throw error;
        throw signal.aborted ? aborted(callOf(request), signal, error.sent) : unanswered(callOf(request), error);
      }
    },
  };
}

/** An answer as callers see it, with what its body was read as. Pure. */
export function answerOf({ status, text, headers }: WireAnswer, json: unknown): HttpAnswer {
  return {
    status,
    text,
    json,
    header(name) {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
  };
}

/** Undefined for what is no JSON: the parser's own message would quote the body. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
