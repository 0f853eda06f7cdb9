import type { Secret } from "../../contract/secret.ts";
import { answerOf, type HttpAnswer, parseJson } from "../../lib/http.ts";
import type { WireAnswer } from "../../lib/http-transport.ts";
import type { GithubRequest } from "./request.ts";

/** The calendar version that all supported servers know. @see https://docs.github.com/rest/about-the-rest-api/api-versions */
export const API_VERSION = "2022-11-28";

/** Who calls. GitHub takes no request without it. */
export const USER_AGENT = "rekey";

/** A request as it goes over the wire. */
export interface RestRequest {
  /** With the query, below the base of the API. */
  readonly path: string;
  /** JSON; absent: none. */
  readonly body?: string;
}

/**
 * Fills in a URL template; of the values that are left over a GET makes its query, anything else its body. `{name}`
 * becomes one piece of the path, `{+name}` may be several. Pure.
 * @throws TypeError for a template without its value
 */
export function restRequest({ method, path, params }: Pick<GithubRequest, "method" | "path" | "params">): RestRequest {
  const placed = new Set<string>();
  const filled = path.replace(/\{(\+?)(\w+)\}/g, (_placeholder, plus: string, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`no ${name} for ${path}`);
    placed.add(name);
    return plus === "" ? encodeURIComponent(String(value)) : String(value).split("/").map(encodeURIComponent).join("/");
  });
  const rest = Object.entries(params).filter(([name, value]) => value !== undefined && !placed.has(name));
  if (rest.length === 0) return { path: filled };
  if (method !== "GET") return { path: filled, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = rest.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return { path: `${filled}?${query.join("&")}` };
}

/** The headers of a request in the name of a credential. */
export function headersOf(credential: Secret, body: string | undefined): Readonly<Record<string, string>> {
  return {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${credential.reveal()}`,
    "user-agent": USER_AGENT,
    "x-github-api-version": API_VERSION,
    ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
  };
}

/** Reads an answer; a body that is no JSON stays text. */
export function readAnswer(answer: WireAnswer): HttpAnswer {
  return answerOf(answer, jsonOf(answer.text, answer.headers["content-type"]));
}

/** What is no JSON, though it says so, is undefined. */
export function jsonOf(text: string, contentType: string | undefined): unknown {
  if (text === "" || !/^application\/([\w.-]+\+)?json\b/i.test(contentType ?? "")) return undefined;
  return parseJson(text);
}
