import type { Octokit } from "@octokit/rest";
import * as z from "zod/mini";
import type { GithubApp } from "../../contract/plug-in.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import { loopTurns } from "../../lib/system-clock.ts";
import { wireFetch } from "../../lib/wire-fetch.ts";
import type { GithubRequest, Wire } from "./request.ts";
import { API_VERSION, jsonOf, USER_AGENT } from "./rest.ts";

/**
 * Signs for the App, and corrects its clock by GitHub's where that does not take a signature for its time.
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export async function openSigner({ clientId, privateKey }: GithubApp, apiUrl: string): Promise<Octokit> {
  // Loading blocks for a while: what other servers were asked at the same time is on the wire before that.
  await loopTurns(2);
  const { createAppAuth } = await import("@octokit/auth-app");
  const { Octokit } = await import("@octokit/rest");
  const auth = { appId: clientId, privateKey: privateKey.reveal() };
  return new Octokit({ baseUrl: apiUrl, userAgent: USER_AGENT, log: silent(), authStrategy: createAppAuth, auth });
}

/** Octokit logs every failed request to the console: here the report decides what is told. */
function silent() {
  const nothing = () => {};
  return { debug: nothing, info: nothing, warn: nothing, error: nothing };
}

/** Sends a request signed by the App. @throws whatever Octokit wraps around a WireFailure or a RotationError */
export async function sendSigned(
  signer: Octokit,
  { method, path: url, params }: GithubRequest,
  { signal, ...wire }: Wire,
): Promise<HttpAnswer> {
  const headers = { "x-github-api-version": API_VERSION };
  const fetch = wireFetch({ service: "GitHub", ...wire });
  const request = { signal, fetch, parseSuccessResponseBody: false };
  return toAnswer(await signer.request({ ...params, method, url, headers, request }).then(undefined, refusedAnswer));
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

const answerShape = z.object({ status: z.number(), headers: z.record(z.string(), z.unknown()), data: z.unknown() });

/** Octokit throws for a status of 400 and above: the answer is inside. */
function refusedAnswer(error: unknown): RawAnswer {
  const parsed = answerShape.safeParse(error instanceof Error ? Reflect.get(error, "response") : undefined);
  if (!parsed.success) throw error;
  return parsed.data;
}

/** The body of a success is text here, that of a refusal is parsed already. */
function toAnswer({ status, headers, data }: RawAnswer): HttpAnswer {
  const header = (name: string) => {
    const value = headers[name];
    return value === undefined ? undefined : String(value);
  };
  const text = typeof data === "string" ? data : "";
  return { status, text, json: typeof data === "string" ? jsonOf(text, header("content-type")) : data, header };
}
