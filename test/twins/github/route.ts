import type { Apps } from "./apps.ts";
import type { Ledger } from "./ledger.ts";
import { Refusal } from "./refusal.ts";
import type { Runs } from "./runs.ts";
import type { Token } from "./tokens.ts";
import type { World } from "./world.ts";

/** What a route works with. */
export interface Call {
  readonly world: World;
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly apps: Apps;
  /** For routes of an App: a token that may do nothing. */
  readonly token: Token;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed body; undefined: none. */
  readonly body: unknown;
  readonly method: string;
  /** Path as sent, without base path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly requestId: string;
  /** Base of the URLs in answers, without a trailing slash, as the client addressed the twin. */
  readonly baseUrl: string;
  /** The twin's clock. */
  readonly nowMs: number;
  /** Reads of secrets show the state of this time. */
  readonly readableUntilMs: number;
  /** What a dispatch makes of `return_run_details`. */
  readonly runDetails: "known" | "ignored" | "refused";
  /** The token's primary rate limit: `reset` in epoch seconds. */
  rate(): { readonly limit: number; readonly remaining: number; readonly reset: number; readonly used: number };
}

/** What a route answers. All checks come before; `effect` is what the request changes, and may come late or never. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly effect?: (atMs: number) => void;
}

export interface Route {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** A template as in GitHub's document: `/repos/{owner}/{repo}`. `{path}` may hold slashes. */
  readonly path: string;
  /** `app`: authenticated by an App's own signature instead of a token. */
  readonly auth?: "app";
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** Finds routes by method and path. */
export class Router {
  readonly #routes: readonly { readonly route: Route; readonly pattern: RegExp }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, pattern: toPattern(route.path) }));
  }

  /** The first route that fits; routes with literal segments must be listed before those with parameters. */
  find(method: string, path: string): { readonly route: Route; readonly params: Record<string, string> } | undefined {
    const wanted = method === "HEAD" ? "GET" : method;
    for (const { route, pattern } of this.#routes) {
      if (route.method !== wanted) continue;
      const groups = pattern.exec(path)?.groups;
      if (groups) return { route, params: decodeAll(groups) };
    }
    return undefined;
  }
}

function toPattern(template: string): RegExp {
  const source = template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    name === "path" ? "(?<path>.+)" : `(?<${name}>[^/]+)`,
  );
  // The empty group makes `groups` an object for templates without parameters, too.
  return new RegExp(`^(?<none>)${source}$`);
}

function decodeAll(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

/** @throws Refusal 400 for an escape that is none */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw error instanceof URIError ? new Refusal(400, "Bad Request") : error;
  }
}
