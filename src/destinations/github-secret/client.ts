import type { Octokit } from "@octokit/rest";
import type { ServerClock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { GithubApp, Tools } from "../../contract/plug-in.ts";
import type { Quota } from "../../contract/quota.ts";
import { paceGate } from "../../lib/pace.ts";
import { learnClock } from "../../lib/server-clock.ts";
import { appApi } from "./app.ts";
import type { Need } from "./demand.ts";
import { type Caller, openExchange } from "./exchange.ts";
import { hourBudget } from "./hour-budget.ts";
import { type Installations, openInstallations } from "./installations.ts";
import { limitNotice, PACE_LIMITS, POINTS } from "./limits.ts";
import { githubQuota } from "./quota.ts";
import type { GithubAnswer, GithubRequest } from "./request.ts";
import { openSigner } from "./signed.ts";

/** The one way to GitHub's API: a token or an App, one gate per token, one idea of the server's clock. */
export interface GithubClient {
  /**
   * Sends a request when the gate lets it pass and resolves with its answer. Sent again only when turned away for a
   * rate limit.
   * @throws RotationError `unauthenticated` without a token, `unavailable`, `timeout`, `cancelled`, `rate-limited`
   */
  send(request: GithubRequest, op: Op): Promise<GithubAnswer>;
  /** Takes note of what will be asked of an owner: an App's token for it is made to fit. No request. */
  foresee(owner: string, need: Need): void;
  /** Why the App's token for an owner may do more than the run needs, as what follows `it`; undefined: it may not. */
  excess(owner: string): string | undefined;
  /** How to let it see a repository, as a clause: `give the token access to acme/api`. */
  toSee(name: string): string;
  /** What GitHub allows to the token for an owner. */
  quota(owner: string): Quota;
  /** GitHub's clock as known so far. */
  clock(): ServerClock | undefined;
  /** GitHub's time at a local time, as well as it is known. */
  serverTime(localMs: number): number;
}

export interface ClientOptions {
  /** Longest wait for one whole answer. Default 30 s. */
  readonly timeoutMs?: number;
}

/** Makes the client of a run. No request yet. */
export function githubClient(tools: Tools, options: ClientOptions = {}): GithubClient {
  const { clock, github } = tools;
  const learner = learnClock();
  const exchange = openExchange({ apiUrl: github.apiUrl, clock, learner, ...options });
  const serverTime = (localMs: number) => localMs + (learner.reading()?.offsetMs ?? 0);

  function openGate() {
    const gate = paceGate({ service: "GitHub", clock, limits: PACE_LIMITS[github.pace] });
    const hour = hourBudget();
    const serverNow = () => serverTime(clock.now());
    const pass = (request: GithubRequest, op: Op, take: () => Promise<Caller>): Promise<GithubAnswer> =>
      gate.pass({
        points: request.method === "GET" ? POINTS.read : POINTS.write,
        write: request.method !== "GET",
        signal: op.signal,
        send: async () => exchange(request, op, await take()),
        noticeOf: (answer) => {
          hour.learn(answer);
          return limitNotice(answer, serverNow());
        },
      });
    return { pass, quota: githubQuota({ gate, hour, serverNow }) };
  }

  /** Requests signed by the App have limits of their own. */
  function asApp(app: GithubApp): Installations {
    const { pass } = openGate();
    let signing: Promise<Octokit> | undefined;
    const signer = async () => {
      signing ??= openSigner(app, github.apiUrl);
      return { signer: await signing };
    };
    const send = (request: GithubRequest, op: Op) => pass(request, op, signer);
    return openInstallations({
      app: appApi({ app, apiUrl: github.apiUrl, mask: tools.mask, send }),
      clock,
      serverTime,
      readOnly: app.readOnly,
      openGate: () => {
        const gate = openGate();
        return {
          quota: gate.quota,
          send: (request, op, take) => gate.pass(request, op, async () => ({ credential: await take() })),
        };
      },
    });
  }

  const { pass, quota } = openGate();
  const installations = github.app && asApp(github.app);
  if (installations) tools.atEnd?.((op) => installations.end(op));
  return {
    clock: () => learner.reading(),
    serverTime,
    foresee: (owner, need) => installations?.foresee(owner, need),
    excess: (owner) => installations?.excess(owner),
    toSee: (name) => installations?.toSee(name) ?? `give the token access to ${name}`,
    quota: (owner) => installations?.quota(owner) ?? quota,
    async send(request, op) {
      if (installations) return installations.send(ownerOf(request), request, op);
      const credential = github.token;
      if (credential) return pass(request, op, async () => ({ credential }));
      throw new RotationError("unauthenticated", `no token for GitHub was given: cannot go on ${request.what}`, {
        hint: "Set the input github-token to a fine-grained token or an App token that may write secrets.",
      });
    },
  };
}

function ownerOf({ account, params: { owner, org, username }, path }: GithubRequest): string {
  const found = [account, owner, org, username].find((each) => typeof each === "string");
  if (typeof found !== "string") throw new TypeError(`nobody's request: ${path}`);
  return found;
}
