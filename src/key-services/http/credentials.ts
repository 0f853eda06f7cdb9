import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import { Secret } from "../../contract/secret.ts";
import { failureOf, type HttpRequest, httpClient, isRecord } from "../../lib/http.ts";
import type { HttpOptions } from "./options.ts";
import type { Auth, Oauth2 } from "./schema-parts.ts";
import { asText, renderText, renderTexts, type Scope } from "./templates.ts";
import { titleOf } from "./title.ts";

/** The parts of a request that say who asks. */
export type Credentials = Pick<HttpRequest, "bearer" | "basic" | "headers">;

/** Renders a way to authenticate that needs no request of its own. Throws RotationError `config` for an unset name. */
export function credentialsOf(auth: Exclude<Auth, "self" | "none">, scope: Scope): Credentials {
  const { bearer, basic, headers } = auth;
  if (bearer !== undefined) return { bearer: asSecret(bearer, scope) };
  if (headers !== undefined) return { headers: renderTexts(headers, scope) };
  if (typeof basic === "string") return { basic: asSecret(basic, scope) };
  if (basic === undefined) return {};
  const [user, password] = basic.map((part) => asText(renderText(part, scope) ?? ""));
  return { basic: Secret.joined([user ?? "", ":", password ?? ""]) };
}

function asSecret(template: string, scope: Scope): Secret {
  const value = asText(renderText(template, scope) ?? "");
  return value instanceof Secret ? value : new Secret(value);
}

/** A token is asked for again this long before it ends. */
const MARGIN_MS = 60_000;

/** Where no lifetime is told, a token counts as good for this long. */
const USUAL_MS = 5 * 60_000;

/** Access tokens by OAuth 2 client credentials: one for the run, and another one only when it has run out. */
export interface TokenSource {
  /** The token; asks for one if there is none. Throws RotationError as the HTTP layer does. */
  token(op: Op): Promise<Secret>;
  /** The token that was handed out last. */
  latest(): Secret | undefined;
}

interface Grant {
  readonly token: Secret;
  readonly endsAtMs: number;
}

/** Opens a source of tokens. No request yet. @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4 */
export function tokenSource(
  oauth2: Oauth2,
  { options, tools, scope }: { readonly options: HttpOptions; readonly tools: Tools; readonly scope: Scope },
): TokenSource {
  let granted: Grant | undefined;
  let asking: Promise<Grant> | undefined;
  const ask = async (op: Op): Promise<Grant> => {
    const grant = await askForToken(oauth2, { options, tools, scope }, op);
    tools.mask(grant.token);
    granted = grant;
    return grant;
  };
  return {
    latest: () => granted?.token,
    async token(op) {
      if (granted && tools.clock.now() < granted.endsAtMs - MARGIN_MS) return granted.token;
      asking ??= ask(op).finally(() => {
        asking = undefined;
      });
      return (await asking).token;
    },
  };
}

async function askForToken(
  oauth2: Oauth2,
  { options, tools, scope }: { readonly options: HttpOptions; readonly tools: Tools; readonly scope: Scope },
  op: Op,
): Promise<Grant> {
  const service = titleOf(options.description);
  const url = new URL(options.tokenUrl ?? options.baseUrl);
  const client = httpClient({ service, baseUrl: url.origin, clock: tools.clock, headers: { "user-agent": "rekey" } });
  const { "client-id": id, "client-secret": secret, audience, scope: asked, send } = oauth2;
  const inBody = send === "body" ? { client_id: id, client_secret: secret } : {};
  const what = "asking for an access token";
  const request: HttpRequest = {
    method: "POST",
    path: url.pathname,
    what,
    form: renderTexts(
      { grant_type: "client_credentials", ...inBody, ...(audience && { audience }), ...(asked && { scope: asked }) },
      scope,
    ),
    ...(send === "basic" && credentialsOf({ basic: [id, secret] }, scope)),
  };
  const answer = await client.send(request, op);
  const body = isRecord(answer.json) ? answer.json : {};
  if (answer.status !== 200 || typeof body.access_token !== "string" || body.access_token === "") {
    const hint = `Look at credentials (${Object.keys(options.credentials).join(", ")}): the client may be unknown, its secret wrong or expired.`;
    const secrets = Object.values(options.credentials);
    const failure = failureOf(answer, { service, what, hint, secrets, nowMs: tools.clock.now() });
    // RFC 6749 answers a wrong client with 400 or 401.
    throw body.error === "invalid_client" ? new RotationError("unauthenticated", failure.message, { hint }) : failure;
  }
  const seconds = Number(body.expires_in);
  const lastsMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : USUAL_MS;
  return { token: new Secret(body.access_token), endsAtMs: tools.clock.now() + lastsMs };
}
