import type { ConfiguredDestination, PlatformModule, PlugIn } from "../contract/plug-in.ts";

/** Destination kinds of this version, loaded when a configuration names them. */
export const destinations = {
  "github-secret": () => import("./github-secret/index.ts"),
} satisfies Record<string, () => Promise<{ readonly destination: PlugIn<ConfiguredDestination> }>>;

/** The platform whose workflows serve as canary and whose runs are watched before a key is retired. */
export const platform: () => Promise<PlatformModule> = () => import("./github-secret/index.ts");

/** Kinds that the design knows and this version does not have. */
export const laterDestinations: readonly string[] = [
  "gitlab-variable",
  "circleci-variable",
  "jenkins-credential",
  "kubernetes-secret",
  "kosli-config-file",
  "aws-secrets-manager",
  "vault-kv",
  "gcp-secret-manager",
  "azure-key-vault",
];
