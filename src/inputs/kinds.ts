import { didYouMean } from "../lib/nearest.ts";

/** A plug-in of a kind, or why there is none. */
export type Found<T> = { readonly module: T } | { readonly why: string };

export interface KindQuery<T> {
  readonly kind: string;
  readonly registry: Readonly<Record<string, () => Promise<T>>>;
  /** Kinds that are planned. */
  readonly later: readonly string[];
}

/** Loads the plug-in of a kind. Only what a configuration names is ever loaded. */
export async function loadKind<T>({ kind, registry, later }: KindQuery<T>): Promise<Found<T>> {
  const load = Object.hasOwn(registry, kind) ? registry[kind] : undefined;
  if (load !== undefined) return { module: await load() };
  const known = Object.keys(registry);
  if (later.includes(kind)) return { why: `'${kind}' is not in this version; it has ${known.join(", ")}` };
  return { why: `unknown kind '${kind}'${didYouMean(kind, [...known, ...later])}` };
}
