import type { Op } from "../../contract/key-service.ts";
import type { Secret } from "../../contract/secret.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import type { WireRequest } from "../../lib/http-transport.ts";
import type { Right } from "./rights.ts";

/** One request to GitHub. */
export interface GithubRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** URL template: `/repos/{owner}/{repo}`. */
  readonly path: string;
  /** Values for the template; what is left becomes the query of a GET or the body of anything else. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What is being tried, as a gerund, for messages: `reading acme/api`. */
  readonly what: string;
  /** What it needs beyond seeing the owner's repositories. */
  readonly right?: Right;
  /** Whose it is, where `params` name neither `owner`, `org` nor `username`. */
  readonly account?: string;
}

/** An answer that is not about limits, whatever its status. */
export interface GithubAnswer extends HttpAnswer {
  /** Local time just before the request was sent. */
  readonly sentAtMs: number;
  /** What the request was authenticated with: an error that repeats it must not show it. */
  readonly credential: Secret | undefined;
  /** Address of the settings of the App's installation that it was sent for, if it was. */
  readonly installation?: string;
}

/** Sends a request, as often as limits turn it away, with the token that `take` hands out when its turn has come. */
export type PacedSend = (request: GithubRequest, op: Op, take: () => Promise<Secret>) => Promise<GithubAnswer>;

/** What all requests have in common on the wire. */
export type Wire = Pick<WireRequest, "signal" | "timeoutMs" | "maxBodyBytes" | "onHead">;
