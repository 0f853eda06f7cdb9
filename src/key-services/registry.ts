import type { ConfiguredKeyService, PlugIn } from "../contract/plug-in.ts";

/** Key service kinds of this version, loaded when a configuration names them. */
export const keyServices = {
  kosli: () => import("./kosli.ts"),
  kinde: () => import("./kinde.ts"),
  http: () => import("./http/index.ts"),
} satisfies Record<string, () => Promise<{ readonly keyService: PlugIn<ConfiguredKeyService> }>>;

/** Kinds that the design knows and this version does not have. */
export const laterKeyServices: readonly string[] = [];
