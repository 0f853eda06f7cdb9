import { RotationError } from "../../contract/error.ts";
import type { HttpRequest } from "../../lib/http.ts";
import type { Call } from "./call.ts";
import type { Credentials } from "./credentials.ts";
import type { RequestDescription } from "./schema-parts.ts";
import { asText, render, renderText, renderTexts, type Scope } from "./templates.ts";

/** What a call is rendered with. */
export interface Rendering {
  readonly scope: Scope;
  readonly who: Credentials;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** A call as the HTTP layer sends it; the credential's headers come last. Throws RotationError `config` for an unset name. */
export function requestOf(call: Call, { scope, who, headers }: Rendering): HttpRequest {
  const { request, what, once } = call;
  const { json, form, multipart, text } = request;
  return {
    method: request.method,
    path: targetOf(call, scope),
    what,
    ...(once && { once }),
    ...(json !== undefined && { json: render(json, scope) }),
    ...(form && { form: renderTexts(form, scope) }),
    ...(multipart && { multipart: renderTexts(multipart, scope) }),
    ...(text !== undefined && { text: asText(renderText(text, scope) ?? "") }),
    ...who,
    headers: { ...renderTexts(headers, scope), ...renderTexts(request.headers, scope), ...who.headers },
  };
}

/** Path and query of a call, encoded. Throws RotationError `config` as {@link addressOf} does. */
export function targetOf({ request, target }: Call, scope: Scope): string {
  return target ?? addressOf(request, scope);
}

/** Path and query of a request, every value percent-encoded. Throws RotationError `config` for a value that no path can carry. */
export function addressOf({ path, query }: Pick<RequestDescription, "path" | "query">, scope: Scope): string {
  const encoded = renderText(path, (name) => {
    const value = scope(name);
    return value === undefined ? undefined : segment(String(asText(value)), name);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(renderTexts(query, scope))) search.set(name, String(value));
  const rest = search.size === 0 ? "" : `?${search}`;
  return `${encoded ?? path}${rest}`;
}

/** A server would resolve dots, whatever their encoding. */
function segment(value: string, name: string): string {
  if (value !== "" && value !== "." && value !== "..") return encodeURIComponent(value);
  throw new RotationError("config", `the value of ${name} cannot stand in an address: it is ${value || "empty"}`, {
    effect: "none",
  });
}
