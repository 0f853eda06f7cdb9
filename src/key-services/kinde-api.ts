import type { ServerClock } from "../contract/clock.ts";
import type { RotationError } from "../contract/error.ts";
import type { Op } from "../contract/key-service.ts";
import type { Tools } from "../contract/plug-in.ts";
import type { Secret } from "../contract/secret.ts";
import type { HttpAnswer } from "../lib/http.ts";
import { failureOf, httpClient } from "../lib/http.ts";
import { withRateLimit } from "./kinde-answers.ts";
import type { KindeOptions } from "./kinde-options.ts";
import { kindeTokens } from "./kinde-tokens.ts";

/** One call of the Management API. */
export interface KindeCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly what: string;
  /** The scope that the application needs for it, for hints: `read:api_keys`. */
  readonly scope: string;
  readonly json?: unknown;
  /** Makes something new each time, so it is never sent twice. */
  readonly once?: boolean;
}

/** Kinde's Management API, as far as API keys go. */
export interface KindeApi {
  /** For people: `acme.kinde.com`. */
  readonly host: string;
  readonly paths: {
    readonly keys: string;
    readonly verify: string;
    /** The shortest list, to see whether the token is taken. */
    readonly glance: string;
    /** A page of active keys, after the given one. */
    page(after: string | undefined): string;
    key(id: string): string;
    scopesOf(apiId: string): string;
  };
  clock(): ServerClock | undefined;
  /** Sends a call with the run's access token; any status but a redirect resolves. Throws RotationError as the HTTP layer does. */
  send(call: KindeCall, op: Op): Promise<HttpAnswer>;
  /** The error for an unexpected answer to a call, with a hint for people. `secrets`: values that it may echo. */
  failure(answer: HttpAnswer, call: KindeCall, secrets?: readonly Secret[]): RotationError;
}

/** The most that one page may have. @see https://docs.kinde.com/developer-tools/kinde-api/api-rate-limits/ */
const PAGE_SIZE = 500;

/** Opens the API. No request yet. @see https://docs.kinde.com/kinde-apis/management/ */
export function kindeApi(options: KindeOptions, tools: Tools): KindeApi {
  const { clock } = tools;
  const { domain, "client-secret": clientSecret } = options;
  const client = httpClient({ service: "Kinde", baseUrl: domain, clock, headers: { "user-agent": "rekey" } });
  const tokens = kindeTokens(options, tools, client);
  const keys = "/api/v1/api_keys";
  const seen: Secret[] = [clientSecret];
  return {
    host: new URL(domain).host,
    paths: {
      keys,
      verify: `${keys}/verify`,
      glance: `${keys}?page_size=1&status=active`,
      page: (after) => {
        const next = after === undefined ? "" : `&starting_after=${encodeURIComponent(after)}`;
        return `${keys}?page_size=${PAGE_SIZE}&status=active${next}`;
      },
      key: (id) => `${keys}/${encodeURIComponent(id)}`,
      scopesOf: (apiId) => `/api/v1/apis/${encodeURIComponent(apiId)}/scopes`,
    },
    clock: () => client.serverClock(),
    async send({ scope: _, ...request }, op) {
      const bearer = await tokens.token(op);
      if (!seen.includes(bearer)) seen.push(bearer);
      return client.send({ ...request, bearer }, op);
    },
    failure: (answer, call, secrets = []) =>
      failureOf(withRateLimit(answer), {
        service: "Kinde",
        what: call.what,
        hint: hintFor(answer, { call, domain }),
        secrets: [...seen, ...secrets],
        nowMs: clock.now(),
      }),
  };
}

function hintFor(
  { status }: HttpAnswer,
  { call, domain }: { readonly call: KindeCall; readonly domain: string },
): string | undefined {
  if (status === 401) {
    return `Kinde does not take the access token that it issued: check that the application is authorised for the Kinde Management API with the scope ${call.scope}.`;
  }
  if (status === 403)
    return `Give the machine-to-machine application the scope ${call.scope} of the Kinde Management API.`;
  if (status === 404) return `Somebody revoked the key, or it is not one of ${domain}: check domain and run again.`;
  return undefined;
}
