import type { Webhook } from "../contract/notify.ts";
import type {
  ConfiguredCanary,
  ConfiguredDestination,
  ConfiguredKeyService,
  GithubAccess,
  PlatformModule,
  PlugIn,
  RunContext,
} from "../contract/plug-in.ts";
import type { Mode, RotationPolicy } from "../contract/policy.ts";
import type { Secret } from "../contract/secret.ts";
import type { Problem } from "./problem.ts";

/** Variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The registries, handed in by `main.ts`: reading a configuration knows no vendor. */
export interface PlugIns {
  readonly keyServices: Readonly<Record<string, () => Promise<{ readonly keyService: PlugIn<ConfiguredKeyService> }>>>;
  readonly destinations: Readonly<
    Record<string, () => Promise<{ readonly destination: PlugIn<ConfiguredDestination> }>>
  >;
  /** Brings the canary. */
  readonly platform: () => Promise<PlatformModule>;
  /** Kinds that are planned: named, they are refused as 'not in this version'. */
  readonly laterKeyServices: readonly string[];
  readonly laterDestinations: readonly string[];
}

/** One rotation, checked as far as it can be without a request. */
export interface ConfiguredRotation {
  readonly policy: RotationPolicy;
  readonly keyService: ConfiguredKeyService;
  readonly destinations: readonly ConfiguredDestination[];
  readonly canary?: ConfiguredCanary;
}

/** Everything that the user wrote, checked. */
export interface Configuration {
  readonly mode: Mode;
  readonly run: RunContext;
  readonly github: GithubAccess;
  /** The rotations that this run is about, in the order of the file. */
  readonly rotations: readonly ConfiguredRotation[];
  readonly notify: readonly Webhook[];
  readonly warnings: readonly Problem[];
  /** Values to be masked before anything else happens. */
  readonly secrets: readonly Secret[];
  /** Names of the proxy variables that are set, for example `https_proxy`; empty: no proxy. */
  readonly proxy: readonly string[];
}
