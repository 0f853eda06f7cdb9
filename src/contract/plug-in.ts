import type * as z from "zod/mini";
import type { Clock } from "./clock.ts";
import type { Canary, ConsumerWatch, Destination } from "./destination.ts";
import type { KeyService, Op } from "./key-service.ts";
import type { Strategy } from "./policy.ts";
import type { Secret } from "./secret.ts";

/** Where this run happens; read from the runner's environment in one place. */
export interface RunContext {
  /** `owner/repo` of the workflow. */
  readonly repository: string;
  /** `GITHUB_RUN_ID`; empty outside a runner. */
  readonly runId: string;
  /** Link to this run for people; empty outside a runner. */
  readonly runUrl: string;
  /** `schedule`, `workflow_dispatch` …; empty outside a runner. */
  readonly event: string;
}

export type Pace = "safe" | "points" | "none";

/** A GitHub App whose installations rekey acts as. */
export interface GithubApp {
  /** Client id, or the App's number. */
  readonly clientId: string;
  /** RSA key as PEM, with real line breaks. */
  readonly privateKey: Secret;
  /** Whether this run only reads, so that its tokens need not be able to write. */
  readonly readOnly: boolean;
}

/** How rekey reaches GitHub. */
export interface GithubAccess {
  /** Base URL without a trailing slash: `https://api.github.com`, `https://ghe.example.com/api/v3`. */
  readonly apiUrl: string;
  /** One token for everything. Never beside `app`. */
  readonly token?: Secret;
  /** Instead of the token. */
  readonly app?: GithubApp;
  readonly pace: Pace;
  readonly maxTargets: number;
}

/**
 * Undoes what a plug-in made for the run alone. Resolves with what could not be undone, a sentence each; a throw counts
 * as one. Ends with the signal.
 */
export type Tidy = (op: Op) => Promise<readonly string[]>;

/** What a plug-in gets instead of the environment. One object for the whole run. */
export interface Tools {
  readonly clock: Clock;
  readonly run: RunContext;
  readonly github: GithubAccess;
  /** Masks a value, and its derived forms, in the log of the run. Synchronous: when it returns, the mask is on its way. */
  mask(secret: Secret): void;
  /** One instance per run and key: sessions, caches and rate gates that several plug-ins share. */
  shared<T>(key: string, make: () => T): T;
  /** Has something done when all rotations are over, however they ended; absent: whoever calls has no end to tell. */
  atEnd?(tidy: Tidy): void;
}

/** What a key service may know of the rotation around it before a run. */
export interface RotationFacts {
  readonly strategy: string;
  readonly graceMs: number;
  /** Whether `key.current` is given. */
  readonly hasCurrent?: boolean;
  /** `key.id`, where it is given. */
  readonly keyId?: string;
  /** When predecessors are retired: `expire`, `after-verify`, `when-idle`. */
  readonly retire?: string;
  /** Whether the new key is to be proved before anyone gets it. */
  readonly prove?: boolean;
}

/** What a rotation gets that does not say it itself. */
export interface RotationDefaults {
  readonly strategy?: Strategy;
  readonly graceMs?: number;
}

/** What a key service is opened for: the value that consumers hold, and the id of the key, where they are given. */
export interface OpenedFor {
  readonly current?: Secret;
  readonly id?: string;
}

/** A key service kind: one file, one registry line. */
export interface KeyServiceType<Options> {
  /** One line for the README. */
  readonly summary: string;
  /** Validates the options; strict, so that typing errors are named. Secrets arrive as `Secret`. */
  readonly schema: z.ZodMiniType<Options>;
  /** Names the account without any request; two rotations with the same account and label are refused. */
  account(options: Options): string;
  /** Checks of the whole rotation that the schema cannot express; each problem is a sentence. No effect. */
  check?(options: Options, rotation: RotationFacts): readonly string[];
  /** Defaults of a rotation that follow from the options; absent: those of the kind. */
  defaults?(options: Options): RotationDefaults;
  /** Opens the service. No request yet. `current` tells the plug-in whether its own credential is the rotated key. */
  open(options: Options, tools: Tools, rotation: OpenedFor): KeyService;
}

/** A destination kind: one file (or one folder), one registry line. */
export interface DestinationType<Options> {
  readonly summary: string;
  readonly schema: z.ZodMiniType<Options>;
  /**
   * Ids of the places that can be named without asking anybody (no patterns), for the check that no two rotations
   * write one place. Same form as `Target.id`.
   */
  places(options: Options, tools: Pick<Tools, "github">): readonly string[];
  /** Opens one entry of `destinations`. No request yet. */
  open(options: Options, tools: Tools): Destination;
}

/** A canary: a proof by a real consumer, beside the places that a platform stores. */
export interface CanaryType<Options> {
  readonly schema: z.ZodMiniType<Options>;
  open(options: Options, tools: Tools): Canary;
}

/** Key-service options that passed their schema. */
export interface ConfiguredKeyService {
  readonly account: string;
  readonly defaults?: RotationDefaults;
  problems(rotation: RotationFacts): readonly string[];
  open(tools: Tools, rotation: OpenedFor): KeyService;
}

/** Destination options that passed their schema. */
export interface ConfiguredDestination {
  places(tools: Pick<Tools, "github">): readonly string[];
  open(tools: Tools): Destination;
}

/** Canary options that passed their schema. */
export interface ConfiguredCanary {
  open(tools: Tools): Canary;
}

export type Configured<C> =
  | { readonly success: true; readonly data: C }
  | { readonly success: false; readonly issues: readonly z.core.$ZodIssue[] };

/** A kind with its option type closed over: what registries hold. */
export interface PlugIn<C> {
  readonly summary: string;
  /** For the published JSON Schema. */
  readonly schema: z.ZodMiniType;
  /** Validates raw options. Synchronous, without effect. */
  configure(raw: unknown): Configured<C>;
}

/** A module that a registry of destinations loads. `openWatch` is there where consumers of the platform can be watched. */
export interface PlatformModule {
  readonly canary: PlugIn<ConfiguredCanary>;
  openWatch(tools: Tools): ConsumerWatch;
}

function close<O, C>(summary: string, schema: z.ZodMiniType<O>, bind: (options: O) => C): PlugIn<C> {
  return {
    summary,
    schema,
    configure(raw) {
      const parsed = schema.safeParse(raw);
      return parsed.success
        ? { success: true, data: bind(parsed.data) }
        : { success: false, issues: parsed.error.issues };
    },
  };
}

/** Closes over the option type of a key service kind. */
export function defineKeyService<O>(type: KeyServiceType<O>): PlugIn<ConfiguredKeyService> {
  return close(type.summary, type.schema, (options) => ({
    account: type.account(options),
    defaults: type.defaults?.(options) ?? {},
    problems: (rotation) => type.check?.(options, rotation) ?? [],
    open: (tools, rotation) => type.open(options, tools, rotation),
  }));
}

/** Closes over the option type of a destination kind. */
export function defineDestination<O>(type: DestinationType<O>): PlugIn<ConfiguredDestination> {
  return close(type.summary, type.schema, (options) => ({
    places: (tools) => type.places(options, tools),
    open: (tools) => type.open(options, tools),
  }));
}

/** Closes over the option type of a canary kind. */
export function defineCanary<O>(summary: string, type: CanaryType<O>): PlugIn<ConfiguredCanary> {
  return close(summary, type.schema, (options) => ({ open: (tools) => type.open(options, tools) }));
}
