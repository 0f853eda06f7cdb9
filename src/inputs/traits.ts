import type { Strategy } from "../contract/policy.ts";

/** What the configuration must know of a kind of key service before its plug-in is asked. */
export interface KindTraits {
  /** The strategy of a rotation that names none. */
  readonly strategy: Strategy;
  /** A key can be named by its id: its value is replaced in place, or its successor is known by our marker. */
  readonly namesKeysById: boolean;
  /** Keys have scopes. */
  readonly hasScopes: boolean;
  /** An account holds keys of many owners by design, so that a rotation must say which one is its own. */
  readonly manyOwners: boolean;
}

const USUAL: KindTraits = { strategy: "rotate", namesKeysById: false, hasScopes: false, manyOwners: false };

const TRAITS: Readonly<Record<string, KindTraits>> = {
  // Its own rotation replaces the key in place: there a second key is the safer default.
  kinde: { strategy: "create", namesKeysById: true, hasScopes: true, manyOwners: true },
  // Whether its keys keep their id is said by its description, which the plug-in reads.
  http: { strategy: "rotate", namesKeysById: true, hasScopes: false, manyOwners: false },
};

/** The traits of a kind; an unknown one has those that most have. */
export function traitsOf(kind: string): KindTraits {
  return (Object.hasOwn(TRAITS, kind) ? TRAITS[kind] : undefined) ?? USUAL;
}
