import { Refusal } from "./refusal.ts";
import type { Level, TokenOptions } from "./types.ts";
import { fullName, type Owner, type Repository } from "./world.ts";

const RANK: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 };

/** What permission a request needs, by GitHub's name for it. */
export interface Need {
  readonly permission: string;
  readonly level: Level;
}

/** A token and what it may see and do. */
export class Token {
  readonly name: string;
  readonly options: TokenOptions;
  readonly #owners: ReadonlySet<string> | undefined;
  readonly #repositories: ReadonlySet<string> | undefined;

  constructor(name: string, options: TokenOptions) {
    this.name = name;
    this.options = options;
    this.#owners = options.owners && new Set(options.owners.map((login) => login.toLowerCase()));
    const { repositories = "all" } = options;
    this.#repositories = repositories === "all" ? undefined : new Set(repositories.map((each) => each.toLowerCase()));
  }

  get isApp(): boolean {
    return this.options.kind === "installation" || this.options.kind === "actions";
  }

  /** Whether the token was given access to the owner. */
  owns(owner: Owner): boolean {
    return this.#owners?.has(owner.login.toLowerCase()) ?? true;
  }

  /** Whether the token was given access to the repository. */
  holds(repository: Repository): boolean {
    return this.owns(repository.owner) && (this.#repositories?.has(fullName(repository).toLowerCase()) ?? true);
  }

  /** Whether the repository exists as far as the token is concerned. */
  sees(repository: Repository): boolean {
    return repository.visibility === "public" || this.holds(repository);
  }

  has({ permission, level }: Need): boolean {
    if (permission === "metadata" && level === "read") return true;
    const given = this.options.permissions[permission];
    return given !== undefined && RANK[given] >= RANK[level];
  }

  /** The answer to what the token sees but may not do. */
  refuse({ permission, level }: Need): Refusal {
    const kind = this.options.kind ?? "fine-grained";
    if (kind === "classic") return new Refusal(403, "Must have admin rights to Repository.");
    const message = `Resource not accessible by ${kind === "fine-grained" ? "personal access token" : "integration"}`;
    return new Refusal(403, message, { headers: { "x-accepted-github-permissions": `${permission}=${level}` } });
  }
}

/** The tokens that the twin knows, by value. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();

  add(value: string, options: TokenOptions): Token {
    const token = new Token(options.name ?? `token-${this.#tokens.size + 1}`, options);
    this.#tokens.set(value, token);
    return token;
  }

  revoke(value: string): void {
    this.#tokens.delete(value);
  }

  /** The token of an `Authorization` header (`Bearer x` or `token x`, in any case), unless it is not known, no longer or yet. */
  find(authorization: string | undefined, nowMs: number): Token | undefined {
    const value = /^(?:bearer|token)\s+(\S+)$/i.exec(authorization ?? "")?.[1];
    const token = value === undefined ? undefined : this.#tokens.get(value);
    const { expiresAtMs = Number.POSITIVE_INFINITY, knownFromMs = 0 } = token?.options ?? {};
    return nowMs >= expiresAtMs || nowMs < knownFromMs ? undefined : token;
  }
}
