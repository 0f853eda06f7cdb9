import { FAILING_RULES, REVOKING_RULES } from "./key-service-rules-failing.ts";
import { MINTING_RULES } from "./key-service-rules-minting.ts";
import { READING_RULES } from "./key-service-rules-reading.ts";
import type { KeyServiceRule } from "./key-service-stage.ts";

/** What every key service keeps. Each rule gets a stage of its own. */
export const KEY_SERVICE_RULES: readonly KeyServiceRule[] = [
  ...READING_RULES,
  ...MINTING_RULES,
  ...REVOKING_RULES,
  ...FAILING_RULES,
];
