import { randomBytes } from "node:crypto";
import type { ArrivedRequest, Reply } from "../server.ts";
import { isObject, notFound, refused } from "./answers.ts";
import { createKey, getKey, listKeys, revokeKey, rotateKey } from "./keys.ts";
import { verifyKey } from "./verify.ts";
import type { Application, World } from "./world.ts";

/** The application behind a request, without any effect. */
export function callerOf(world: World, request: ArrivedRequest): Application | undefined {
  if (request.path === "/oauth2/token") {
    const clientId = new URLSearchParams(request.text).get("client_id");
    return world.applications.find((application) => application.clientId === clientId);
  }
  const [scheme = "", token = ""] = (request.authorization ?? "").split(" ");
  return scheme.toLowerCase() === "bearer" ? world.application(token) : undefined;
}

/** A body without the values in it. */
export function shownBody({ body, path }: ArrivedRequest): unknown {
  if (path === "/oauth2/token") return undefined;
  return isObject(body) && "api_key" in body ? { ...body, api_key: "[secret]" } : body;
}

/** Answers a request. Issuing a token and a use of a key take place at once; all else is left to `apply`. */
export function answer(world: World, request: ArrivedRequest, audiences: readonly string[]): Reply {
  if (world.switches.business === "unknown") return notFound();
  if (request.path === "/oauth2/token")
    return request.method === "POST" ? issue(world, request, audiences) : notFound();
  const route = routeOf(request);
  if (!route) return notFound();
  const isPublic = route.serve === verifyKey && world.switches.verifyAuth === "public";
  const caller = callerOf(world, request);
  if (!caller && !isPublic) return refused(world.switches.badToken, "INVALID_CREDENTIALS", "Invalid credentials");
  if (!isPublic && !caller?.scopes.includes(route.scope)) {
    return refused(403, "SCOPE_MISSING", `Scope missing: ${route.scope}`);
  }
  return route.serve(world, request);
}

interface Route {
  readonly scope: string;
  readonly serve: (world: World, request: ArrivedRequest) => Reply;
}

function routeOf({ method, path }: ArrivedRequest): Route | undefined {
  const [api, version, things, id, part, ...more] = path.split("/").slice(1).map(decodeURIComponent);
  if (api !== "api" || version !== "v1" || more.length > 0) return undefined;
  if (things === "apis") return apiRoute(method, id, part);
  if (things !== "api_keys" || part !== undefined) return undefined;
  if (id === undefined) {
    if (method === "GET") return { scope: "read:api_keys", serve: listKeys };
    return method === "POST" ? { scope: "create:api_keys", serve: createKey } : undefined;
  }
  if (id === "verify" && method === "POST") return { scope: "read:api_keys", serve: verifyKey };
  if (method === "GET") return { scope: "read:api_keys", serve: (world) => getKey(world, id) };
  if (method === "PUT") return { scope: "update:api_keys", serve: (world) => rotateKey(world, id) };
  return method === "DELETE" ? { scope: "delete:api_keys", serve: (world) => revokeKey(world, id) } : undefined;
}

function apiRoute(method: string, id: string | undefined, part: string | undefined): Route | undefined {
  if (method !== "GET") return undefined;
  if (id === undefined) {
    const serve = (world: World): Reply => ({
      status: 200,
      body: { code: "OK", message: "Success", apis: world.apis.map(({ scopes: _, ...one }) => one) },
    });
    return { scope: "read:apis", serve };
  }
  if (part !== "scopes") return undefined;
  const serve = (world: World): Reply => {
    const found = world.apis.find((one) => one.id === id);
    if (!found) return refused(400, "BAD_REQUEST", "api_id is not an API");
    const scopes = found.scopes.map((scope) => ({ ...scope, description: `May ${scope.key}` }));
    return { status: 200, body: { code: "OK", message: "Success", scopes } };
  };
  return { scope: "read:api_scopes", serve };
}

/** `POST /oauth2/token`. Every token that is issued counts. */
function issue(world: World, { text }: ArrivedRequest, audiences: readonly string[]): Reply {
  const form = new URLSearchParams(text);
  if (form.get("grant_type") !== "client_credentials") return oauthError(400, "unsupported_grant_type");
  const application = world.applications.find(
    (one) => one.clientId === form.get("client_id") && one.clientSecret === form.get("client_secret"),
  );
  if (!application) return oauthError(401, "invalid_client");
  const audience = form.get("audience") ?? "";
  if (!audiences.includes(audience)) return oauthError(400, "invalid_request", "The audience is not known");
  const expires_in = world.switches.tokenLifetimeSeconds;
  const access_token = unsigned({
    aud: [audience],
    exp: Math.floor(world.now() / 1000) + expires_in,
    jti: randomBytes(12).toString("hex"),
  });
  world.tokens.set(access_token, { application, untilMs: world.now() + expires_in * 1000 });
  return { status: 200, body: { access_token, expires_in, scope: "", token_type: "bearer" } };
}

/** A token of the form that real ones have, so that clients can read it; nobody signed it. */
function unsigned(claims: object): string {
  const [head, body] = [{ alg: "none", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return `${head}.${body}.`;
}

function oauthError(status: number, error: string, error_description = "Client authentication failed"): Reply {
  return { status, body: { error, error_description } };
}
