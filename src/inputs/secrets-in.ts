import { Secret } from "../contract/secret.ts";

/**
 * The secrets among parsed options. References in fields that are no secrets became text by then: they are not
 * masked, as the log would lose every place where the name of an organization stands.
 */
export function secretsIn(value: unknown): readonly Secret[] {
  if (value instanceof Secret) return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(secretsIn);
}
