import type { Clock } from "../contract/clock.ts";
import { RotationError } from "../contract/error.ts";
import type { Op } from "../contract/key-service.ts";
import type { Tools } from "../contract/plug-in.ts";
import { Secret } from "../contract/secret.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "../lib/http.ts";
import { failureOf, isRecord } from "../lib/http.ts";
import { withoutEffect, withRateLimit } from "./kinde-answers.ts";
import type { KindeOptions } from "./kinde-options.ts";

/** Where the answer does not say how long a token lives. The documents show an hour and a day. */
const DEFAULT_LIFETIME_SECONDS = 3600;

/** A token this near its end is not used any more. */
const MARGIN_MS = 60_000;

interface Token {
  readonly value: Secret;
  readonly untilMs: number;
}

/** One application's token; several rotations of a run share it, as Kinde bills every token that it issues. */
interface Holder {
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  token: Promise<Token> | undefined;
}

/** Gives access tokens. */
export interface KindeTokens {
  /**
   * The run's token: asked for once, and again only when it is about to end. A failure had no effect on any key.
   * @throws RotationError unauthenticated | not-found | rate-limited | unavailable | timeout | cancelled | contract
   */
  token(op: Op): Promise<Secret>;
}

/** Opens the tokens of an application. No request yet. @see https://docs.kinde.com/developer-tools/kinde-api/access-token-for-api/ */
export function kindeTokens(options: KindeOptions, tools: Tools, client: HttpClient): KindeTokens {
  const holder = holderOf(options, tools);
  return {
    async token(op) {
      holder.token ??= ask(options, { tools, client }, op);
      const asked = holder.token;
      try {
        const { value, untilMs } = await asked;
        if (tools.clock.now() < untilMs - MARGIN_MS) return value;
      } catch (error) {
        if (holder.token === asked) holder.token = undefined;
        throw withoutEffect(error);
      }
      if (holder.token === asked) holder.token = undefined;
      return this.token(op);
    },
  };
}

function holderOf(options: KindeOptions, tools: Tools): Holder {
  const { domain, "client-id": clientId, "client-secret": clientSecret } = options;
  const holders = tools.shared<Holder[]>("kinde-tokens", () => []);
  const known = holders.find(
    (one) => one.domain === domain && one.clientId === clientId && one.clientSecret.equals(clientSecret),
  );
  if (known) return known;
  const holder: Holder = { domain, clientId, clientSecret, token: undefined };
  holders.push(holder);
  return holder;
}

async function ask(
  { domain, "client-id": clientId, "client-secret": clientSecret }: KindeOptions,
  { tools, client }: { readonly tools: Tools; readonly client: HttpClient },
  op: Op,
): Promise<Token> {
  const request: HttpRequest = {
    method: "POST",
    path: "/oauth2/token",
    what: "asking for an access token",
    form: {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      audience: `${domain}/api`,
    },
  };
  const answer = await client.send(request, op);
  const token = answer.status === 200 ? readToken(answer.json, tools.clock) : undefined;
  if (token) {
    tools.mask(token.value);
    return token;
  }
  if (answer.status !== 200) throw refusal(answer, request, { clientSecret, domain, clock: tools.clock });
  throw new RotationError("contract", `Kinde answered 200 without a usable token while ${request.what}`);
}

function readToken(body: unknown, clock: Clock): Token | undefined {
  if (!isRecord(body) || typeof body.access_token !== "string") return undefined;
  if (!/^[\x21-\x7e]{16,}$/.test(body.access_token)) return undefined;
  const told = body.expires_in;
  const seconds = typeof told === "number" && told > 0 ? told : DEFAULT_LIFETIME_SECONDS;
  // A token that is shorter than the margin is used all the same: asking in circles would be billed.
  return {
    value: new Secret(body.access_token),
    untilMs: clock.now() + Math.max(seconds * 1000, 2 * MARGIN_MS),
  };
}

function refusal(
  answer: HttpAnswer,
  { what }: HttpRequest,
  { clientSecret, domain, clock }: { readonly clientSecret: Secret; readonly domain: string; readonly clock: Clock },
): RotationError {
  const error = failureOf(withRateLimit(answer), {
    service: "Kinde",
    what,
    secrets: [clientSecret],
    nowMs: clock.now(),
  });
  if (answer.status === 404) {
    return new RotationError("not-found", error.message, { hint: `Check domain: nothing answers at ${domain}.` });
  }
  if (![400, 401, 403].includes(answer.status)) return error;
  return new RotationError("unauthenticated", error.message, {
    hint: "Check client-id and client-secret, and that the machine-to-machine application is authorised for the Kinde Management API.",
  });
}
