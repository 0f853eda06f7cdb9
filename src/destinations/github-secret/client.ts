import { Octokit } from "@octokit/rest";
import { z } from "zod";
import type { ServerClock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import type { Secret } from "../../contract/secret.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import { paceGate } from "../../lib/pace.ts";
import { learnClock } from "../../lib/server-clock.ts";
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

/** Node's codes of failures in which no connection came to be, so that nothing was sent. */
const NEVER_SENT: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

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
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([op.signal, deadline]);
    const sentAtMs = clock.now();
    try {
      const { method, path: url, params } = request;
      const headers = { "x-github-api-version": API_VERSION };
      const sending = octokit.request({ ...params, method, url, headers, request: { signal } });
      const { status, headers: told, data } = await sending.catch(refusedAnswer);
      learner.learn({ date: String(told.date ?? ""), sentAtMs, receivedAtMs: clock.now() });
      // A body that breaks off reaches us as an empty one.
      signal.throwIfAborted();
      return { ...toAnswer({ status, headers: told, data }), sentAtMs, credential: github.token };
    } catch (error) {
      throw unanswered({ error, request, timeoutMs, deadline, outer: op.signal });
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

interface Unanswered {
  readonly error: unknown;
  readonly request: GithubRequest;
  readonly timeoutMs: number;
  readonly deadline: AbortSignal;
  /** Signal of the caller. */
  readonly outer: AbortSignal;
}

/** The error for a request without an answer. Octokit's own is dropped: it carries headers and bodies. */
function unanswered({ error, request, timeoutMs, deadline, outer }: Unanswered): RotationError {
  const effect = request.method === "GET" ? "none" : "unknown";
  const outerIsLate = outer.reason instanceof Error && outer.reason.name === "TimeoutError";
  if (outer.aborted && !outerIsLate) {
    return new RotationError("cancelled", `the run ended while ${request.what}`, { effect });
  }
  if (outer.aborted || deadline.aborted) {
    const within = outer.aborted ? "in time" : `within ${timeoutMs / 1000} s`;
    return new RotationError("timeout", `GitHub did not answer ${within} while ${request.what}`, { effect });
  }
  const code = networkCode(error);
  return new RotationError("unavailable", `GitHub could not be reached while ${request.what} (${code})`, {
    effect: NEVER_SENT.has(code) ? "none" : effect,
    hint: "Check github-api-url, the network of the runner and its proxy settings (https_proxy, no_proxy).",
  });
}

/** Node's code, for example `ECONNRESET`: it sits below what fetch and Octokit wrap around it. */
function networkCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code: unknown = Reflect.get(at, "code");
    if (typeof code === "string") return code;
  }
  return "no further reason given";
}
