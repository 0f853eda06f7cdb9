import { describe, test } from "vitest";
import { DESTINATION_RULES } from "./destination-rules.ts";
import type { DestinationStage } from "./destination-stage.ts";

export type { DestinationFlaw, DestinationStage, DestinationTrouble } from "./destination-stage.ts";

/** Holds a kind of destination to the contract, one test per rule, each on a stage of its own. */
export function describeDestination(
  name: string,
  { start }: { readonly start: () => Promise<DestinationStage> },
): void {
  describe(`${name}, as every destination,`, () => {
    for (const rule of DESTINATION_RULES) {
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
