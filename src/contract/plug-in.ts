import type { ZodType } from "zod";
import type { Clock } from "./clock.ts";
import type { Canary, ConsumerWatch, Destination } from "./destination.ts";
import type { KeyService } from "./key-service.ts";
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

/** How rekey reaches GitHub. */
export interface GithubAccess {
  /** Base URL without a trailing slash: `https://api.github.com`, `https://ghe.example.com/api/v3`. */
  readonly apiUrl: string;
  readonly token?: Secret;
  readonly pace: Pace;
  readonly maxTargets: number;
}

/** What a plug-in gets instead of the environment. One object for the whole run. */
export interface Tools {
  readonly clock: Clock;
  readonly run: RunContext;
  readonly github: GithubAccess;
  /** Masks a value, and its derived forms, in the log of the run. Synchronous: when it returns, the mask is on its way. */
  mask(secret: Secret): void;
  /** One instance per run and key: sessions, caches and rate gates that several plug-ins share. */
  shared<T>(key: string, make: () => T): T;
}

/** A key service kind: one file, one registry line. */
export interface KeyServiceType<Options> {
  /** One line for the README. */
  readonly summary: string;
  /** Validates the options; strict, so that typing errors are named. Secrets arrive as `Secret`. */
  readonly schema: ZodType<Options>;
  /** Names the account without any request; two rotations with the same account and label are refused. */
  account(options: Options): string;
  /** Checks of the whole rotation that the schema cannot express; each problem is a sentence. No effect. */
  check?(options: Options, rotation: { readonly strategy: string; readonly graceMs: number }): readonly string[];
  /** Opens the service. No request yet. `current` tells the plug-in whether its own credential is the rotated key. */
  open(options: Options, tools: Tools, rotation: { readonly current?: Secret }): KeyService;
}

/** A destination kind: one file (or one folder), one registry line. */
export interface DestinationType<Options> {
  readonly summary: string;
  readonly schema: ZodType<Options>;
  /**
   * Ids of the places that can be named without asking anybody (no patterns), for the check that no two rotations
   * write one place. Same form as `Target.id`.
   */
  places(options: Options, tools: Pick<Tools, "github">): readonly string[];
  /** Opens one entry of `destinations`. No request yet. */
  open(options: Options, tools: Tools): Destination;
}

/** What GitHub-like platforms offer beside storing: proof by a workflow, and a look at running consumers. */
export interface PlatformType<CanaryOptions> {
  readonly canarySchema: ZodType<CanaryOptions>;
  openCanary(options: CanaryOptions, tools: Tools): Canary;
  openWatch(tools: Tools): ConsumerWatch;
}
