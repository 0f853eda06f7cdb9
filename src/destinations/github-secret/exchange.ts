import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import type { Clock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { GithubApp } from "../../contract/plug-in.ts";
import type { Secret } from "../../contract/secret.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import { WireFailure } from "../../lib/http-transport.ts";
import type { ClockLearner } from "../../lib/server-clock.ts";
import { loopTurns } from "../../lib/system-clock.ts";
import { wireFetch } from "../../lib/wire-fetch.ts";
import type { GithubAnswer, GithubRequest } from "./client.ts";

/** Who sends: without a credential, what the Octokit brings itself. */
export interface Caller {
  readonly octokit: Octokit;
  readonly credential?: Secret;
}

export interface ExchangeOptions {
  readonly clock: Pick<Clock, "now">;
  /** Learns GitHub's clock from every answer. */
  readonly learner: ClockLearner;
  /** Longest wait for one whole answer. Default 30 s. */
  readonly timeoutMs?: number;
}

/** The calendar version that all supported servers know. @see https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = "2022-11-28";

const TIMEOUT_MS = 30_000;

const answerShape = z.object({ status: z.number(), headers: z.record(z.string(), z.unknown()), data: z.unknown() });

/** A page of a hundred repositories has about half a megabyte. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Makes the function that sends one request, once, and resolves with whatever status comes back.
 * It throws RotationError `unavailable`, `timeout`, `cancelled`.
 */
export function openExchange({ clock, learner, timeoutMs = TIMEOUT_MS }: ExchangeOptions) {
  return async (request: GithubRequest, op: Op, { octokit, credential }: Caller): Promise<GithubAnswer> => {
    const deadline = startDeadline(timeoutMs, op.signal);
    const sentAtMs = clock.now();
    try {
      const { method, path: url, params } = request;
      const authorization = credential && { authorization: `Bearer ${credential.reveal()}` };
      const headers = { "x-github-api-version": API_VERSION, ...authorization };
      const fetch = wireFetch({
        service: "GitHub",
        maxBodyBytes: MAX_BODY_BYTES,
        onHead: ({ date }) => learner.learn({ date, sentAtMs, receivedAtMs: clock.now() }),
      });
      const hook = credential && { hook: unwrapped };
      const options = { signal: deadline.signal, fetch, parseSuccessResponseBody: false, ...hook };
      const sending = octokit.request({ ...params, method, url, headers, request: options });
      return { ...toAnswer(await sending.then(takenAnswer, refusedAnswer)), sentAtMs, credential };
    } catch (error) {
      throw unanswered({ error, request, timeoutMs, timedOut: deadline.timedOut(), outer: op.signal });
    } finally {
      deadline.stop();
    }
  };
}

/** Octokit without a credential: each request brings its own. */
export async function plainOctokit(apiUrl: string): Promise<Octokit> {
  const Octokit = await loadOctokit();
  return new Octokit(common(apiUrl));
}

/**
 * Signs for the App, and corrects its clock by GitHub's where that does not take a signature for its time.
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export async function signedOctokit({ clientId, privateKey }: GithubApp, apiUrl: string): Promise<Octokit> {
  const { createAppAuth } = await import("@octokit/auth-app");
  const Octokit = await loadOctokit();
  const auth = { appId: clientId, privateKey: privateKey.reveal() };
  return new Octokit({ ...common(apiUrl), authStrategy: createAppAuth, auth });
}

/** Loading it blocks for a while: what other servers were asked at the same time is on the wire before that. */
async function loadOctokit(): Promise<typeof Octokit> {
  await loopTurns(2);
  const { Octokit } = await import("@octokit/rest");
  return Octokit;
}

function common(apiUrl: string) {
  return { baseUrl: apiUrl, userAgent: "rekey", log: silent() };
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

/**
 * Stands in for the hooks of an Octokit that does not sign: they only log, for which each request is put together
 * once more.
 */
function unwrapped<Options, Answer>(request: (options: Options) => Answer, options: Options): Answer {
  return request(options);
}

/** The body of a success comes as text: Octokit's own parser looks at every value for integers that are too long. */
function takenAnswer({ status, headers, data }: RawAnswer): RawAnswer {
  const isJson = /^application\/(scim\+)?json\b/i.test(String(headers["content-type"] ?? ""));
  return { status, headers, data: isJson && typeof data === "string" ? parsed(data) : data };
}

/** What is no JSON stays text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
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
