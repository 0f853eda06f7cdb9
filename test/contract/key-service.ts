import { describe, test } from "vitest";
import { KEY_SERVICE_RULES } from "./key-service-rules.ts";
import type { KeyServiceStage } from "./key-service-stage.ts";

export type { Flaw, KeyServiceStage, Trouble } from "./key-service-stage.ts";

/** Holds a kind of key service to the contract, one test per rule, each on a stage of its own. */
export function describeKeyService(name: string, { start }: { readonly start: () => Promise<KeyServiceStage> }): void {
  describe(`${name}, as every key service,`, () => {
    for (const rule of KEY_SERVICE_RULES) {
      test(rule.name, async () => {
        const stage = await start();
        try {
          await rule.check(stage);
        } finally {
          await stage.stop();
        }
      });
    }
  });
}
