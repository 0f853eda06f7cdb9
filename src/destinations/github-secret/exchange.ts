import type { Octokit } from "@octokit/rest";
import type { Clock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Secret } from "../../contract/secret.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import { WireFailure } from "../../lib/http-transport.ts";
import type { ClockLearner } from "../../lib/server-clock.ts";
import { follow } from "../../lib/wire-follow.ts";
import type { GithubAnswer, GithubRequest, Wire } from "./request.ts";
import { headersOf, readAnswer, restRequest } from "./rest.ts";
import { sendSigned } from "./signed.ts";

/** Who sends: whoever has a credential, or the App itself, by the Octokit that signs for it. */
export type Caller = { readonly credential: Secret } | { readonly signer: Octokit };

export interface ExchangeOptions {
  /** Base URL without a trailing slash. */
  readonly apiUrl: string;
  readonly clock: Pick<Clock, "now">;
  /** Learns GitHub's clock from every answer. */
  readonly learner: ClockLearner;
  /** Longest wait for one whole answer. Default 30 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** A page of a hundred repositories has about half a megabyte. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Makes the function that sends one request, once, and resolves with whatever status comes back.
 * It throws RotationError `unavailable`, `timeout`, `cancelled`.
 */
export function openExchange({ apiUrl, clock, learner, timeoutMs = TIMEOUT_MS }: ExchangeOptions) {
  const base = new URL(apiUrl);
  return async (request: GithubRequest, op: Op, caller: Caller): Promise<GithubAnswer> => {
    const sentAtMs = clock.now();
    const wire: Wire = {
      signal: op.signal,
      timeoutMs,
      maxBodyBytes: MAX_BODY_BYTES,
      onHead: ({ date }) => learner.learn({ date, sentAtMs, receivedAtMs: clock.now() }),
    };
    try {
      if ("signer" in caller) {
        return { ...(await sendSigned(caller.signer, request, wire)), sentAtMs, credential: undefined };
      }
      const { credential } = caller;
      return { ...(await sendPlain(base, request, { credential, wire })), sentAtMs, credential };
    } catch (error) {
      throw unanswered({ error, request, timeoutMs, outer: op.signal });
    }
  };
}

/** Without Octokit, which would copy and merge the options of each request a dozen times. */
async function sendPlain(
  base: URL,
  request: GithubRequest,
  { credential, wire }: { readonly credential: Secret; readonly wire: Wire },
): Promise<HttpAnswer> {
  const { path, body } = restRequest(request);
  const target = base.pathname.replace(/\/+$/, "") + path;
  const headers = headersOf(credential, body);
  const rest = body === undefined ? {} : { body };
  const { answer } = await follow("GitHub", { ...wire, url: base, target, method: request.method, headers, ...rest });
  return readAnswer(answer);
}

interface Unanswered {
  readonly error: unknown;
  readonly request: GithubRequest;
  readonly timeoutMs: number;
  /** Signal of the caller. */
  readonly outer: AbortSignal;
}

/** The error for a request without an answer. Octokit's own is dropped: it carries headers and bodies. */
function unanswered({ error, request, timeoutMs, outer }: Unanswered): RotationError {
  const effect = request.method === "GET" ? "none" : "unknown";
  const failure = innermost(error);
  const timedOut = failure instanceof WireFailure && failure.code === "TIMED_OUT";
  const outerIsLate = outer.reason instanceof Error && outer.reason.name === "TimeoutError";
  if (outer.aborted && !outerIsLate) {
    return new RotationError("cancelled", `the run ended while ${request.what}`, { effect });
  }
  if (outer.aborted || timedOut) {
    const within = outer.aborted ? "in time" : `within ${timeoutMs / 1000} s`;
    return new RotationError("timeout", `GitHub did not answer ${within} while ${request.what}`, { effect });
  }
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
