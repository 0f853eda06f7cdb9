import * as z from "zod/mini";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { GithubApp } from "../../contract/plug-in.ts";
import { Secret } from "../../contract/secret.ts";
import { memory } from "../../lib/memory.ts";
import { APP, githubFailure, isDefinite, messageOf, readBody } from "./failures.ts";
import type { GithubAnswer, GithubRequest } from "./request.ts";
import type { TokenScope } from "./token-scope.ts";

/** An App at one owner. */
export interface Installation {
  readonly id: number;
  readonly owner: string;
  /** Its settings, for people. */
  readonly url: string;
  /** What it was granted: levels by GitHub's name of the permission. */
  readonly permissions: Readonly<Record<string, string>>;
}

/** A token of an installation. */
export interface InstallationToken {
  readonly token: Secret;
  /** Its end by GitHub's clock. */
  readonly expiresAtMs: number;
}

/** What GitHub would not limit a token to. */
export type Refused = "permissions" | "repositories";

/** What a run asks in the name of the App itself. */
export interface AppApi {
  /**
   * The App at an owner: asked once a run, also where it is not there.
   * @throws RotationError `not-found` where it is not installed, `forbidden` where it is suspended, `unauthenticated`
   * for a wrong key or id
   */
  installation(owner: string, op: Op): Promise<Installation>;
  /** Makes a token, or says by what it cannot be limited. Changes nothing else. @throws RotationError */
  token(
    of: { readonly installation: Installation; readonly scope: TokenScope },
    op: Op,
  ): Promise<InstallationToken | Refused>;
}

export interface AppOptions {
  readonly app: GithubApp;
  readonly apiUrl: string;
  /** Masks the token. */
  readonly mask: (secret: Secret) => void;
  /** Sends a request signed by the App. */
  readonly send: (request: GithubRequest, op: Op) => Promise<GithubAnswer>;
}

const installationShape = z.object({
  id: z.number(),
  html_url: z.string(),
  account: z.nullish(z.object({ login: z.string() })),
  permissions: z.record(z.string(), z.string()),
  suspended_at: z.nullish(z.string()),
});

const tokenShape = z.object({
  token: z.string().check(z.regex(/^\S+$/)),
  expires_at: z.iso.datetime({ offset: true }),
});

const appShape = z.object({ html_url: z.url() });

/** Opens what can be asked in the name of an App. No request yet. */
export function appApi(options: AppOptions): AppApi {
  const installations = memory<Installation | RotationError>();
  return {
    async installation(owner, op) {
      const found = await installations.recall(owner.toLowerCase(), () =>
        findInstallation(options, owner, op).catch(lasting),
      );
      if (found instanceof RotationError) throw found;
      return found;
    },
    token: ({ installation, scope }, op) => makeToken(options, { installation, scope }, op),
  };
}

/** A definite answer is the same for every destination of the owner: it is not asked for again. */
function lasting(error: unknown): RotationError {
  if (!isDefinite(error)) throw error;
  return error;
}

/**
 * @see https://docs.github.com/rest/apps/apps#get-an-organization-installation-for-the-authenticated-app
 * @see https://docs.github.com/rest/apps/apps#get-a-user-installation-for-the-authenticated-app
 */
async function findInstallation(options: AppOptions, owner: string, op: Op): Promise<Installation> {
  const what = `looking for the GitHub App at ${owner}`;
  const ask = (path: string, params: Readonly<Record<string, string>>) =>
    options.send({ method: "GET", path, params, what }, op);
  let answer = await ask("/orgs/{org}/installation", { org: owner });
  if (isAbsent(answer)) answer = await ask("/users/{username}/installation", { username: owner });
  if (isAbsent(answer)) throw await notInstalled(options, owner, op);
  if (answer.status !== 200) throw appFailure(answer, what, options);
  const { id, html_url: url, account, permissions, suspended_at } = readBody(installationShape, answer, what);
  const installation = { id, owner: account?.login ?? owner, url, permissions };
  if (suspended_at) throw suspended(installation);
  return installation;
}

function isAbsent(answer: GithubAnswer): boolean {
  return answer.status === 404 && !isUnknownApp(answer);
}

function isUnknownApp(answer: GithubAnswer): boolean {
  return /integration not found|'issuer' claim/i.test(messageOf(answer));
}

async function notInstalled(options: AppOptions, owner: string, op: Op): Promise<RotationError> {
  const page = await installPage(options, op);
  const where = page === undefined ? "from the settings of the App" : `at ${page}`;
  return new RotationError("not-found", `the GitHub App is not installed on ${owner}, or there is no such owner`, {
    on: APP,
    hint: `Check the spelling of ${owner}; install the App there ${where}, for the repositories that hold the key.`,
  });
}

/** Only a hint hangs on this: without an answer there is none. @see https://docs.github.com/rest/apps/apps#get-the-authenticated-app */
async function installPage({ send }: AppOptions, op: Op): Promise<string | undefined> {
  const what = "asking for the page of the GitHub App";
  try {
    const answer = await send({ method: "GET", path: "/app", params: {}, what }, op);
    const url = appShape.safeParse(answer.json).data?.html_url;
    return url === undefined ? undefined : `${url}/installations/new`;
  } catch (error) {
    if (error instanceof RotationError && error.fault !== "cancelled") return undefined;
    throw error;
  }
}

/** @see https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
async function makeToken(
  options: AppOptions,
  { installation, scope }: { readonly installation: Installation; readonly scope: TokenScope },
  op: Op,
): Promise<InstallationToken | Refused> {
  const what = `making a token of the GitHub App for ${installation.owner}`;
  const path = "/app/installations/{installation_id}/access_tokens";
  const params = { installation_id: installation.id, ...scope };
  const answer = await options.send({ method: "POST", path, params, what }, op);
  if (answer.status === 201) {
    const { token: value, expires_at } = readBody(tokenShape, answer, what);
    const token = new Secret(value);
    options.mask(token);
    return { token, expiresAtMs: Date.parse(expires_at) };
  }
  if (answer.status === 422 && scope.repositories && /repositor/i.test(messageOf(answer))) return "repositories";
  if (answer.status === 422 && scope.permissions) return "permissions";
  if (answer.status === 403 && /suspended/i.test(messageOf(answer))) throw suspended(installation);
  throw appFailure(answer, what, options);
}

function suspended({ owner, url }: Installation): RotationError {
  return new RotationError("forbidden", `the installation of the GitHub App on ${owner} is suspended`, {
    on: APP,
    hint: `Lift the suspension at ${url}.`,
  });
}

/** An answer to the App itself that is none of those expected. */
function appFailure(answer: GithubAnswer, what: string, { app, apiUrl }: AppOptions): RotationError {
  const failure = githubFailure(answer, { what, needs: "to be installed there" });
  if (isUnknownApp(answer)) {
    return new RotationError("unauthenticated", failure.message, {
      on: APP,
      hint: `${new URL(apiUrl).host} knows no GitHub App with the client id ${app.clientId}: check github-app-client-id, which stands at the top of the App's settings.`,
    });
  }
  if (answer.status !== 401) return failure;
  return new RotationError("unauthenticated", failure.message, {
    on: APP,
    hint: `The private key is not one of the GitHub App ${app.clientId}, or was deleted there: check that github-app-client-id and github-app-private-key belong together, or generate a new key in the App's settings.`,
  });
}
