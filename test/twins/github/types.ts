import type { Fault, TwinClock } from "../server.ts";
import type { Contract } from "./contract.ts";

export type { Fault, TwinClock };

/** The four independent secret stores that a repository and an organization have. */
export type Store = "actions" | "dependabot" | "codespaces" | "agents";

export type Visibility = "all" | "private" | "selected";

/** Where secrets live: each scope has a key pair of its own. `repository` is `owner/name`; `store` defaults to `actions`. */
export type SecretScope =
  | { readonly repository: string; readonly store?: Store; readonly environment?: undefined }
  | { readonly repository: string; readonly environment: string; readonly store?: undefined }
  | { readonly organization: string; readonly store?: Store };

/** One secret. */
export type SecretPlace = SecretScope & { readonly name: string };

/** A stored secret as the twin knows it, without any lag. Times are epoch milliseconds by the twin's own clock. */
export interface StoredSecret {
  readonly value: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Organization secrets only. */
  readonly visibility?: Visibility;
  /** Full names, sorted; organization secrets with visibility `selected` only. */
  readonly selectedRepositories?: readonly string[];
}

/** How a secret is put in place by a test, past the API. */
export interface SeedSecret {
  /** Default: now, by the twin's clock. */
  readonly writtenAtMs?: number;
  /** Default: the same as `writtenAtMs`. */
  readonly createdAtMs?: number;
  /** Organization secrets only; default `private`. */
  readonly visibility?: Visibility;
  /** Full names. */
  readonly selectedRepositories?: readonly string[];
}

export interface RepositoryOptions {
  /** Default true. Ignored when `visibility` is given. */
  readonly private?: boolean;
  readonly visibility?: "public" | "private" | "internal";
  readonly archived?: boolean;
  readonly disabled?: boolean;
  readonly fork?: boolean;
  readonly topics?: readonly string[];
  readonly customProperties?: Readonly<Record<string, string | readonly string[] | null>>;
  /** Default `main`. */
  readonly defaultBranch?: string;
  /** Further branches that a workflow can be dispatched on. */
  readonly branches?: readonly string[];
  readonly environments?: readonly string[];
}

export type Level = "read" | "write" | "admin";

/**
 * A token. `permissions` are named as GitHub names them for fine-grained tokens: `secrets`, `environments`,
 * `dependabot_secrets`, `codespaces_secrets`, `agent_secrets`, `organization_secrets`,
 * `organization_dependabot_secrets`, `organization_codespaces_secrets`, `organization_agent_secrets`, `actions`,
 * `contents`, `members`, `organization_custom_properties`. `metadata: read` is always implied.
 */
export interface TokenOptions {
  /** What the ledger calls it; default `token-1`, `token-2` … */
  readonly name?: string;
  readonly permissions: Readonly<Record<string, Level>>;
  /** Full names, or `all` (default) of the owners. Public repositories are visible, though not writable, to any token. */
  readonly repositories?: "all" | readonly string[];
  /** Resource owners; default: every owner. */
  readonly owners?: readonly string[];
  /** Default `fine-grained`. `actions` is a workflow's own `GITHUB_TOKEN`. */
  readonly kind?: "fine-grained" | "classic" | "installation" | "actions";
  /** By the twin's clock; afterwards the token is answered 401. */
  readonly expiresAtMs?: number;
  /** By the twin's clock; before that the token is answered 401, as if a replica did not know it yet. */
  readonly knownFromMs?: number;
}

/** An installation of a GitHub App. */
export interface InstallationOptions {
  /** Login of the organization or user; it must exist. */
  readonly owner: string;
  readonly permissions: TokenOptions["permissions"];
  /** Full names, or `all` (default). */
  readonly repositories?: "all" | readonly string[];
  /** Suspended by its owner: no tokens any more. */
  readonly suspended?: boolean;
  /** How long its tokens live; default an hour. */
  readonly tokenLifeMs?: number;
  /** How long a new token is answered 401; default 0. */
  readonly tokenLagMs?: number;
  /** `long`: tokens of the new format, `ghs_` and a signed text of several hundred characters. */
  readonly tokenFormat?: "short" | "long";
}

/** A GitHub App, as its owner knows it. */
export interface RegisteredApp {
  readonly id: number;
  readonly clientId: string;
  /** PEM, PKCS#8. */
  readonly privateKey: string;
}

export type Conclusion = "success" | "failure" | "cancelled" | "timed_out" | "skipped" | "neutral" | "action_required";

/** A token of an installation, with what it may do. */
export interface IssuedToken {
  readonly value: string;
  /** Login of the installation's owner. */
  readonly owner: string;
  readonly expiresAtMs: number;
  readonly permissions: TokenOptions["permissions"];
  readonly repositories: "all" | readonly string[];
}

/** What a workflow's job can see while it runs. */
export interface RunView {
  readonly id: number;
  readonly inputs: Readonly<Record<string, string>>;
  /**
   * The value of `secrets.NAME`: of the environment (read when the job starts), else of the repository, else of the
   * organization (both read when the run was queued).
   */
  secret(name: string, environment?: string): string | undefined;
}

export interface WorkflowOptions {
  /** Default: the file name. */
  readonly name?: string;
  /** Names of the inputs that `workflow_dispatch` declares; others are refused with 422. */
  readonly inputs?: readonly string[];
  /** False: the workflow has no `workflow_dispatch` trigger. */
  readonly dispatchable?: boolean;
  readonly state?: "active" | "disabled_manually";
  /** Makes `display_title`, as `run-name` does; default: the workflow's name. */
  readonly title?: (inputs: Readonly<Record<string, string>>) => string;
  /** How long a dispatched run is missing from lists and answers 404 by its id; default 0. */
  readonly hiddenMs?: number;
  /** Time in `queued`; default 0. */
  readonly queuedMs?: number;
  /** Time in `in_progress`; default 0. */
  readonly runsMs?: number;
  /** Decides the conclusion when the job starts; default `success`. May ask another server. Never ends: `hang`. */
  readonly conclude?: (run: RunView) => Conclusion | "hang" | Promise<Conclusion | "hang">;
}

/** A workflow run put in place by a test. */
export interface SeedRun {
  /** File name of the workflow; default `ci.yml`. */
  readonly workflow?: string;
  /** Default `push`. */
  readonly event?: string;
  readonly status: "queued" | "in_progress" | "waiting" | "pending" | "requested" | "completed";
  readonly conclusion?: Conclusion;
  readonly createdAtMs?: number;
  readonly startedAtMs?: number;
  readonly branch?: string;
  readonly title?: string;
}

/** Limits that the twin enforces per token on its clock. A limit that is `false` is not looked at. */
export interface Limits {
  /** Requests an hour; default 5,000. */
  readonly primary: number | false;
  /** Points in any 60 s (reads 1, writes 5); default off; documented 900. */
  readonly points: number | false;
  /** Writes in any 60 s; default off; documented 80. */
  readonly writes: number | false;
  /** Requests at the same time; default off; documented 100. */
  readonly concurrent: number | false;
  /** How a secondary limit is answered; default 403. */
  readonly status: 403 | 429;
  /** Whether the answer says how long to wait; default true. */
  readonly retryAfter: boolean;
}

/** A request that was over a limit. */
export interface LimitHit {
  readonly atMs: number;
  readonly token: string;
  readonly limit: "primary" | "points" | "writes" | "concurrent";
  readonly requestId: string;
}

/** A sealed box that did not open, or that was made for a key that is no longer valid. */
export interface UnopenedBox {
  readonly place: string;
  readonly why: "stale key_id" | "does not open" | "not base64";
  readonly requestId: string;
}

/** A change of a secret through the API. */
export interface Write {
  readonly requestId: string;
  readonly place: SecretPlace;
  readonly atMs: number;
  /** The plain value; undefined: only visibility or selection changed, or it was deleted. */
  readonly value: string | undefined;
  readonly how: "created" | "updated" | "deleted";
}

/** A request as a fault rule and the ledger see it: without token, without values. */
export interface SeenRequest {
  /** Value of `X-GitHub-Request-Id`. */
  readonly id: string;
  /** Counts from 0. */
  readonly index: number;
  /** Arrival, by the twin's clock. */
  readonly atMs: number;
  readonly method: string;
  /** Path as sent, percent-encoded, without the base path of GHES and without the query. */
  readonly path: string;
  /** Query as sent, without `?`. */
  readonly query: string;
  /** The token's name; undefined: none or unknown. */
  readonly token: string | undefined;
  /** Parsed body with `encrypted_value` replaced by `[sealed]`; undefined: none. */
  readonly body: unknown;
  /** Number of the connection, from 1. */
  readonly socket: number;
}

/** A line of the ledger. */
export interface LedgerEntry extends SeenRequest {
  /** Undefined while it runs, and for ever if no answer was sent. */
  readonly status: number | undefined;
  /** Whether the request changed the twin's state. */
  readonly changed: boolean;
}

export type FaultRule = (request: SeenRequest) => Fault | undefined;

export interface GithubTwinOptions {
  readonly clock?: TwinClock;
  /** Each answer takes at least this long, on the clock; default 0. */
  readonly latencyMs?: number;
  /** The twin's clock minus `clock`; default 0. */
  readonly skewMs?: number;
  /** Reads of a secret show the state of that long ago; default 0. */
  readonly lagMs?: number;
  /** GitHub Enterprise Server: base path `/api/v3`, no agents, no codespaces, no run details, no limits. */
  readonly ghes?: boolean;
  /** Whether a dispatch knows `return_run_details`; default true, on GHES false. */
  readonly knowsRunDetails?: boolean;
  /** A dispatch that does not know `return_run_details` ignores it (false, the default) or answers 422. */
  readonly refusesRunDetails?: boolean;
  readonly limits?: Partial<Limits>;
  /** A port of 127.0.0.1 (default: any free one) or the path of a unix socket. */
  readonly listen?: { readonly port: number } | { readonly path: string };
  /** A contract to share between twins, which saves its start-up time; `unchecked` looks at nothing. */
  readonly contract?: Contract | "unchecked";
}
