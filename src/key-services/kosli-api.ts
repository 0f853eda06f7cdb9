import type { ServerClock } from "../contract/clock.ts";
import type { RotationError } from "../contract/error.ts";
import type { Op } from "../contract/key-service.ts";
import type { Tools } from "../contract/plug-in.ts";
import type { Secret } from "../contract/secret.ts";
import type { HttpAnswer, HttpRequest } from "../lib/http.ts";
import { failureOf, httpClient, wordsOf } from "../lib/http.ts";
import type { KosliOptions } from "./kosli-options.ts";

/** One call: the key that it authenticates with is always named, as it may be the admin's, the new one or a made-up one. */
export interface KosliCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly what: string;
  readonly as: Secret;
  readonly json?: unknown;
}

/** Kosli's HTTP API, as far as one service account goes. */
export interface KosliApi {
  /** Paths below the base address, encoded. */
  readonly paths: {
    readonly account: string;
    readonly keys: string;
    readonly environments: string;
    key(id: string): string;
    rotate(id: string): string;
  };
  clock(): ServerClock | undefined;
  /** Sends a call; any status but a redirect resolves. Throws RotationError as the HTTP layer does. */
  send(call: KosliCall, op: Op): Promise<HttpAnswer>;
  /** The error for an unexpected answer to a call, with a hint for people. */
  failure(answer: HttpAnswer, call: KosliCall): RotationError;
}

/** Opens the API. No request yet. @see https://docs.kosli.com/api-reference */
export function kosliApi(options: KosliOptions, tools: Pick<Tools, "clock">): KosliApi {
  const client = httpClient({
    service: "Kosli",
    baseUrl: `${options.host}/api/v2`,
    clock: tools.clock,
    headers: { "user-agent": "rekey" },
  });
  const org = encodeURIComponent(options.org);
  const account = `/service-accounts/${org}/${encodeURIComponent(options["service-account"])}`;
  const keys = `${account}/api-keys`;
  const request = (call: KosliCall): HttpRequest => ({
    method: call.method,
    path: call.path,
    what: call.what,
    bearer: call.as,
    ...(call.json === undefined ? {} : { json: call.json }),
  });
  return {
    paths: {
      account,
      keys,
      // Without `page` the answer is not paged.
      environments: `/environments/${org}?page=1&per_page=1`,
      key: (id) => `${keys}/${encodeURIComponent(id)}`,
      rotate: (id) => `${keys}/${encodeURIComponent(id)}/rotate`,
    },
    clock: () => client.serverClock(),
    send: (call, op) => client.send(request(call), op),
    failure: (answer, call) =>
      failureOf(answer, {
        service: "Kosli",
        what: call.what,
        hint: hintFor(answer, options),
        secrets: [call.as],
        nowMs: tools.clock.now(),
      }),
  };
}

/** Whether a 404 says that the key is gone, and not the account or the address. */
export function saysKeyIsGone(answer: HttpAnswer): boolean {
  return answer.status === 404 && /^api key not found\b/i.test(wordsOf(answer).trim());
}

function hintFor(answer: HttpAnswer, options: KosliOptions): string | undefined {
  const account = `${options.org}/${options["service-account"]}`;
  const otherHost = "EU is https://app.kosli.com, US is https://app.us.kosli.com";
  if (answer.status === 401) {
    return `The API token is wrong, revoked or expired, or belongs to another host (${otherHost}): store a live one.`;
  }
  if (answer.status === 403) {
    return `The API token needs the admin role in ${options.org}, or must belong to the creator of the service account ${account}.`;
  }
  if (saysKeyIsGone(answer)) return "Somebody revoked the key, or it ended: run again.";
  if (answer.status === 404) {
    return `Check org (${options.org}), service-account (${options["service-account"]}) and host (${options.host}; ${otherHost}).`;
  }
  if (answer.status === 409) return "Another change to the same account was under way: run again.";
  return undefined;
}
