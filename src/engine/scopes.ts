import type { KeyRecord } from "../contract/key-service.ts";
import type { RotationPolicy } from "../contract/policy.ts";

/** Whether our key should be able to do other things than it can. Scopes are a set; where the service tells none, nothing is known to differ. */
export function wantsOtherScopes({ scopes }: KeyRecord, { key: { scopes: wanted } }: RotationPolicy): boolean {
  if (scopes === undefined || wanted === undefined) return false;
  const [has, should] = [new Set(scopes), new Set(wanted)];
  return has.size !== should.size || [...should].some((scope) => !has.has(scope));
}
