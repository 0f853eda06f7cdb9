import type * as z from "zod/mini";
import type { Blocker } from "../../contract/blocker.ts";
import { RotationError } from "../../contract/error.ts";
import { failureOf } from "../../lib/http.ts";
import { safeText } from "../../lib/safe-text.ts";
import type { GithubAnswer } from "./request.ts";

/** What a failed answer is told with. */
export interface FailureContext {
  /** What was tried, as a gerund: `reading acme/api`. */
  readonly what: string;
  /** What the token needs: `the repository permission "Secrets" (read and write) for acme/api`. */
  readonly needs: string;
  /** What a 404 may mean, as a sentence; has a general default. */
  readonly missing?: string | undefined;
}

/**
 * The error for an answer that is none of those expected, with what to do about it.
 * @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function githubFailure(answer: GithubAnswer, context: FailureContext): RotationError {
  return failureOf(answer, {
    service: "GitHub",
    what: context.what,
    hint: hintFor(answer, context),
    nowMs: answer.sentAtMs,
    secrets: answer.credential ? [answer.credential] : [],
  });
}

function hintFor(answer: GithubAnswer, { needs, missing }: FailureContext): string | undefined {
  switch (answer.status) {
    case 401:
      if (answer.installation)
        return "GitHub gave this token out itself a moment ago: see https://www.githubstatus.com.";
      return "The token is wrong, expired or revoked: make a new one and update the secret behind github-token.";
    case 403:
      return forbiddenHint(answer, needs);
    case 404:
      return missing ?? `Either the name is wrong, or the token cannot see it: it needs ${needs}.`;
    default:
      return undefined;
  }
}

function forbiddenHint(answer: GithubAnswer, needs: string): string {
  const message = messageOf(answer);
  if (/archived/i.test(message)) return "The repository is archived: unarchive it, or leave it out (exclude).";
  const sso = /url=(https:[^\s;,]+)/.exec(answer.header("x-github-sso") ?? "")?.[1];
  if (sso || /SAML/i.test(message)) {
    const where = sso ? ` at ${sso}` : " in the settings of the token (Configure SSO)";
    return `The organization enforces single sign-on: authorize the token for it${where}.`;
  }
  const asked = answer.header("x-accepted-github-permissions");
  const told = asked ? ` (GitHub asks for ${safeText(asked)})` : "";
  if (answer.installation) {
    return `Give the GitHub App ${needs}${told}, and see at ${answer.installation} that it is installed for the repository.`;
  }
  const workflow = /by integration/i.test(message) ? "; the workflow's own GITHUB_TOKEN can never write secrets" : "";
  return `Give the token ${needs}${told}${workflow}.`;
}

/** GitHub's own words about a failure, for matching, not for printing. */
export function messageOf(answer: GithubAnswer): string {
  const body = answer.json;
  const message: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "message") : undefined;
  return typeof message === "string" ? message : answer.text;
}

/**
 * Reads an answer by its schema.
 * @throws RotationError `contract` for a body that is not as documented
 */
export function readBody<T>(schema: z.ZodMiniType<T>, answer: GithubAnswer, what: string): T {
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "its body";
  throw new RotationError("contract", `GitHub's answer was not as documented while ${what} (${where})`, {
    effect: "none",
  });
}

/** Who failed where the App itself is in trouble, not what was asked in its name. */
export const APP = "the GitHub App";

/** Whether a failure says nothing of what was asked for, as the App could not even ask. */
export function isOfApp({ on }: RotationError): boolean {
  return on === APP;
}

/** Whether a failure is a definite answer, which a repetition would not change. */
export function isDefinite(error: unknown): error is RotationError {
  if (!(error instanceof RotationError)) return false;
  const { fault } = error;
  return fault !== "unavailable" && fault !== "timeout" && fault !== "rate-limited" && fault !== "cancelled";
}

/** A definite failure as what stands in the way of a write. Anything that may pass by itself is thrown on. */
export function blockerOf(error: unknown): Blocker {
  if (!isDefinite(error) || error.fault === "cancelled") throw error;
  return { fault: error.fault, why: error.message, ...(error.hint ? { hint: error.hint } : {}) };
}
