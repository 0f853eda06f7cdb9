import { Octokit } from "@octokit/rest";
import { z } from "zod";
import type { ServerClock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import type { Secret } from "../../contract/secret.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import { WireFailure } from "../../lib/http-transport.ts";
import { paceGate } from "../../lib/pace.ts";
import { learnClock } from "../../lib/server-clock.ts";
import { wireFetch } from "../../lib/wire-fetch.ts";
import { limitNotice, PACE_LIMITS } from "./limits.ts";

/** One request to GitHub. */
export interface GithubRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** URL template of Octokit: `/repos/{owner}/{repo}`. */
  readonly path: string;
  /** Values for the template; what is left becomes the query of a GET or the body of anything else. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What is being tried, as a gerund, for messages: `reading acme/api`. */
  readonly what: string;
}

/** An answer that is not about limits, whatever its status. */
export interface GithubAnswer extends HttpAnswer {
  /** Local time just before the request was sent. */
  readonly sentAtMs: number;
  /** What the request was authenticated with: an error that repeats it must not show it. */
  readonly credential: Secret | undefined;
}

/** The one way to GitHub's API: one token, one gate, one idea of the server's clock. */
export interface GithubClient {
  /**
   * Sends a request when the gate lets it pass and resolves with its answer. Sent again only when turned away for a
   * rate limit.
   * @throws RotationError `unauthenticated` without a token, `unavailable`, `timeout`, `cancelled`, `rate-limited`
   */
  send(request: GithubRequest, op: Op): Promise<GithubAnswer>;
  /** GitHub's clock as known so far. */
  clock(): ServerClock | undefined;
  /** GitHub's time at a local time, as well as it is known. */
  serverTime(localMs: number): number;
}

/** The calendar version that all supported servers know. @see https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = "2022-11-28";

const TIMEOUT_MS = 30_000;

const answerShape = z.object({ status: z.number(), headers: z.record(z.string(), z.unknown()), data: z.unknown() });

/** A page of a hundred repositories has about half a megabyte. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface ClientOptions {
  /** Longest wait for one whole answer. Default 30 s. */
  readonly timeoutMs?: number;
}

/** Makes the client of a run. No request yet. */
export function githubClient(tools: Tools, { timeoutMs = TIMEOUT_MS }: ClientOptions = {}): GithubClient {
  const { clock, github } = tools;
  const octokit = new Octokit({
    baseUrl: github.apiUrl,
    userAgent: "rekey",
    auth: github.token?.reveal(),
    log: silent(),
  });
  const learner = learnClock();
  const gate = paceGate({ service: "GitHub", clock, limits: PACE_LIMITS[github.pace] });
  const serverTime = (localMs: number) => localMs + (learner.reading()?.offsetMs ?? 0);

  async function once(request: GithubRequest, op: Op): Promise<GithubAnswer> {
    const deadline = startDeadline(timeoutMs, op.signal);
    const sentAtMs = clock.now();
    try {
      const { method, path: url, params } = request;
      const headers = { "x-github-api-version": API_VERSION };
      const fetch = wireFetch({
        service: "GitHub",
        maxBodyBytes: MAX_BODY_BYTES,
        onHead: ({ date }) => learner.learn({ date, sentAtMs, receivedAtMs: clock.now() }),
      });
      const sending = octokit.request({ ...params, method, url, headers, request: { signal: deadline.signal, fetch } });
      const { status, headers: told, data } = await sending.catch(refusedAnswer);
      return { ...toAnswer({ status, headers: told, data }), sentAtMs, credential: github.token };
    } catch (error) {
      throw unanswered({ error, request, timeoutMs, timedOut: deadline.timedOut(), outer: op.signal });
    } finally {
      deadline.stop();
    }
  }

  return {
    clock: () => learner.reading(),
    serverTime,
    async send(request, op) {
      if (!github.token) {
        throw new RotationError("unauthenticated", `no token for GitHub was given: cannot go on ${request.what}`, {
          hint: "Set the input github-token to a fine-grained token or an App token that may write secrets.",
        });
      }
      return gate.pass({
        points: request.method === "GET" ? 1 : 5,
        write: request.method !== "GET",
        signal: op.signal,
        send: () => once(request, op),
        noticeOf: (answer) => limitNotice(answer, serverTime(clock.now())),
      });
    },
  };
}

/** Octokit logs every failed request to the console: here the report decides what is told. */
function silent() {
  const nothing = () => {};
  return { debug: nothing, info: nothing, warn: nothing, error: nothing };
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

/** Octokit throws for a status of 400 and above: the answer is inside. */
function refusedAnswer(error: unknown): RawAnswer {
  const parsed = answerShape.safeParse(error instanceof Error ? Reflect.get(error, "response") : undefined);
  if (!parsed.success) throw error;
  return parsed.data;
}

function toAnswer({ status, headers, data }: RawAnswer): HttpAnswer {
  return {
    status,
    json: typeof data === "string" ? undefined : data,
    text: typeof data === "string" ? data : "",
    header(name) {
      const value = headers[name];
      return value === undefined ? undefined : String(value);
    },
  };
}

/**
 * Ends a wait after some time or with the caller's signal. Made of a timer that is cleared, as the signals of
 * `AbortSignal.timeout` keep what hangs on them in memory until their time has come, answered or not.
 */
function startDeadline(timeoutMs: number, outer: AbortSignal) {
  const controller = new AbortController();
  let late = false;
  const abort = () => controller.abort();
  const timer = setTimeout(() => {
    late = true;
    abort();
  }, timeoutMs);
  outer.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    timedOut: () => late,
    stop() {
      clearTimeout(timer);
      outer.removeEventListener("abort", abort);
    },
  };
}

interface Unanswered {
  readonly error: unknown;
  readonly request: GithubRequest;
  readonly timeoutMs: number;
  readonly timedOut: boolean;
  /** Signal of the caller. */
  readonly outer: AbortSignal;
}

/** The error for a request without an answer. Octokit's own is dropped: it carries headers and bodies. */
function unanswered({ error, request, timeoutMs, timedOut, outer }: Unanswered): RotationError {
  const effect = request.method === "GET" ? "none" : "unknown";
  const outerIsLate = outer.reason instanceof Error && outer.reason.name === "TimeoutError";
  if (outer.aborted && !outerIsLate) {
    return new RotationError("cancelled", `the run ended while ${request.what}`, { effect });
  }
  if (outer.aborted || timedOut) {
    const within = outer.aborted ? "in time" : `within ${timeoutMs / 1000} s`;
    return new RotationError("timeout", `GitHub did not answer ${within} while ${request.what}`, { effect });
  }
  const failure = innermost(error);
  if (failure instanceof RotationError) return failure;
  if (!(failure instanceof WireFailure)) throw error;
  const story = failure.sent ? "The connection to GitHub broke" : "GitHub could not be reached";
  return new RotationError("unavailable", `${story} while ${request.what} (${failure.code})`, {
    effect: failure.sent ? effect : "none",
    hint: "Check github-api-url, the network of the runner and its proxy settings (https_proxy, no_proxy).",
  });
}

/** What Octokit wraps an error of its own around. */
function innermost(error: unknown): unknown {
  let at = error;
  while (at instanceof Error && !(at instanceof WireFailure) && !(at instanceof RotationError)) at = at.cause;
  return at;
}
