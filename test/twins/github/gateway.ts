import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Apps } from "./apps.ts";
import type { Contract } from "./contract.ts";
import { LateEffects } from "./late-effects.ts";
import type { Ledger, OpenEntry } from "./ledger.ts";
import { withoutValues } from "./ledger.ts";
import type { RateLimits } from "./limits.ts";
import { parseBody, parseTarget, readText, type Target } from "./parse.ts";
import { notFound, Refusal } from "./refusal.ts";
import { respond } from "./respond.ts";
import type { Answer, Call, Router } from "./route.ts";
import type { Runs } from "./runs.ts";
import { Token, type Tokens } from "./tokens.ts";
import type { Fault, FaultRule, TwinClock } from "./types.ts";
import { fullName, type World } from "./world.ts";

/** What the gateway works with. */
export interface Parts {
  readonly world: World;
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly apps: Apps;
  readonly limits: RateLimits;
  readonly router: Router;
  readonly contract: Contract | undefined;
  readonly clock: TwinClock;
  readonly settings: Settings;
}

/** What a test may change while the twin runs. */
export interface Settings {
  latencyMs: number;
  skewMs: number;
  lagMs: number;
  readonly basePath: "" | "/api/v3";
  readonly runDetails: Call["runDetails"];
}

interface Arrival {
  readonly target: Target;
  readonly entry: OpenEntry;
  readonly token: Token | undefined;
  readonly body: unknown;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const NOBODY = new Token("app", { permissions: {}, repositories: [] });

/** Takes requests from the wire to routes and back, with everything that can go wrong on the way. */
export class Gateway {
  readonly faults = new Set<FaultRule>();
  readonly #parts: Parts;
  readonly #late = new LateEffects();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The twin's own clock. */
  nowMs(): number {
    return this.#parts.clock.now() + this.#parts.settings.skewMs;
  }

  /** Applies late effects whose time has come. */
  settle(): void {
    this.#late.apply(this.nowMs());
  }

  /** Serves one request. Never rejects: what fails inside is told as a violation and answered 500. */
  async serve(request: IncomingMessage, response: ServerResponse, socket: number): Promise<void> {
    const arrival = await this.#arrive(request, response, socket);
    response.once("close", () => this.#parts.ledger.close());
    const owner = arrival.token?.name ?? "anonymous";
    const refusal = this.#enter(arrival, owner);
    try {
      await this.#proceed(arrival, refusal);
    } catch (error) {
      this.#parts.ledger.violations.push(
        `the twin itself failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      if (!response.headersSent) this.#send(arrival, new Refusal(500, "Server Error"));
    } finally {
      this.#parts.limits.leave(owner);
    }
  }

  async #arrive(request: IncomingMessage, response: ServerResponse, socket: number): Promise<Arrival> {
    const { ledger, tokens, settings } = this.#parts;
    const body = parseBody(await readText(request));
    const target = parseTarget(request, settings.basePath);
    const atMs = this.nowMs();
    const token = tokens.find(request.headers.authorization, atMs);
    const index = ledger.requests.length;
    const entry = ledger.open({
      id: `${(index + 1).toString(16).toUpperCase().padStart(4, "0")}:TWIN`,
      index,
      atMs,
      method: request.method ?? "",
      path: target.path,
      query: target.query.toString(),
      token: token?.name,
      body: withoutValues(body),
      socket,
    });
    return { target, entry, token, body, request, response };
  }

  #enter({ entry }: Arrival, token: string): Refusal | undefined {
    const { id, method, path, atMs } = entry;
    try {
      this.#parts.limits.enter({ id, method, path, nowMs: atMs, token });
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  async #proceed(arrival: Arrival, refusal: Refusal | undefined): Promise<void> {
    const { clock, settings } = this.#parts;
    const fault = this.#faultOf(arrival.entry);
    const waitMs = settings.latencyMs + (fault.delayMs ?? 0);
    if (waitMs > 0) await clock.sleep(waitMs);
    this.settle();
    if (await this.#lose(arrival, fault, "before-effect")) return;
    if (fault.answer) return this.#send(arrival, fault.answer);
    const answer = refusal ?? (await this.#answer(arrival, fault));
    if (await this.#lose(arrival, fault, "after-effect")) return;
    if (fault.answerAfterMs) await clock.sleep(fault.answerAfterMs);
    this.#send(arrival, answer);
    this.#checkResponse(arrival, answer);
  }

  #faultOf(entry: OpenEntry): Fault {
    for (const rule of this.faults) {
      const fault = rule(entry);
      if (fault) return fault;
    }
    return {};
  }

  /** Cuts the connection, or keeps it open without a word, where the fault says so at this point. */
  async #lose({ response }: Arrival, fault: Fault, when: NonNullable<Fault["drop"]>): Promise<boolean> {
    if (fault.hang === when && !response.closed) await once(response, "close");
    if (fault.drop === when) response.destroy();
    return fault.hang === when || fault.drop === when;
  }

  /** Runs the route and applies what it changes, now or later. */
  async #answer(arrival: Arrival, fault: Fault): Promise<Answer | Refusal> {
    const { entry } = arrival;
    this.#checkRequest(arrival);
    try {
      const outcome = this.#route(arrival);
      // A route that needs no waiting is not waited for, so that nothing comes between its checks and its effect.
      const { effect, ...answer } = outcome instanceof Promise ? await outcome : outcome;
      if (!effect) return answer;
      const dueMs = this.nowMs() + (fault.effectAfterMs ?? 0);
      const apply = (): void => {
        effect(dueMs);
        entry.changed = true;
      };
      if (fault.effectAfterMs) this.#late.add(dueMs, apply);
      else apply();
      return answer;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  #route({ target, entry, token, body, request }: Arrival): Answer | Promise<Answer> {
    const { world, runs, ledger, apps, router, settings } = this.#parts;
    if (!request.headers["user-agent"]) throw new Refusal(403, "Request forbidden by administrative rules.");
    const path = this.#canonical(target.path);
    const found = target.inside ? router.find(entry.method, path) : undefined;
    const who = found?.route.auth === "app" ? NOBODY : token;
    if (!who) throw new Refusal(401, request.headers.authorization ? "Bad credentials" : "Requires authentication");
    if (body instanceof SyntaxError) throw new Refusal(400, "Problems parsing JSON");
    if (!found) throw notFound();
    const nowMs = this.nowMs();
    return found.route.handle({
      world,
      runs,
      ledger,
      apps,
      token: who,
      params: found.params,
      query: target.query,
      body,
      method: entry.method,
      path,
      headers: request.headers,
      requestId: entry.id,
      baseUrl: target.baseUrl,
      nowMs,
      readableUntilMs: nowMs - settings.lagMs,
      runDetails: settings.runDetails,
      rate: () => this.#parts.limits.core(who.name, nowMs),
    });
  }

  /** Where a redirect of a renamed repository leads: `/repositories/1/x` is `/repos/owner/name/x`. */
  #canonical(path: string): string {
    const [, id, rest] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
    const repository = id === undefined ? undefined : this.#parts.world.repositories.get(Number(id));
    return repository ? `/repos/${fullName(repository)}${rest ?? ""}` : path;
  }

  #checkRequest({ target, entry, body }: Arrival): void {
    const { contract, ledger } = this.#parts;
    const path = this.#canonical(target.path);
    const exchange = { method: entry.method, path, query: target.query, request: body };
    ledger.violations.push(...(contract?.checkRequest(exchange) ?? []));
  }

  #checkResponse({ target, entry, body }: Arrival, { status, body: response }: Answer | Refusal): void {
    const { contract, ledger } = this.#parts;
    const path = this.#canonical(target.path);
    const exchange = { method: entry.method, path, query: target.query, request: body, status, response };
    ledger.violations.push(...(contract?.checkResponse(exchange) ?? []));
  }

  #send({ entry, token, response }: Arrival, answer: Pick<Answer, "status" | "body" | "headers">): void {
    const nowMs = this.nowMs();
    entry.status = answer.status;
    const headers = {
      date: new Date(nowMs).toUTCString(),
      "x-github-request-id": entry.id,
      "x-github-media-type": "github.v3; format=json",
      ...this.#parts.limits.headers(token?.name ?? "anonymous", nowMs),
      ...answer.headers,
    };
    respond(response, { ...answer, headers, bodiless: entry.method === "HEAD" });
  }
}
