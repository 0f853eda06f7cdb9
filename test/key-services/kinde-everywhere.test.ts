import { describeKeyService } from "../contract/key-service.ts";
import { eachSwitch, type KindeSwitches } from "../twins/kinde/index.ts";
import { startKindeStage } from "./kinde-stage.ts";

/**
 * Positions in which a rule of the suite cannot hold, as Kinde itself would not: a service that is late, hands out no
 * values, takes no long names or tells no use. `kinde-unknowns.test.ts` says what the plug-in does there.
 */
const OTHERWISE: ReadonlySet<keyof KindeSwitches> = new Set([
  "business",
  "secretField",
  "nameLimit",
  "nameCharset",
  "verifyMoves",
  "lastVerifiedLagMs",
  "propagationMs",
  "listLagMs",
  "revokeLagMs",
]);

for (const { name, switches } of eachSwitch()) {
  const [changed] = Object.keys(switches);
  const isOtherwise = [...OTHERWISE].some((one) => one === changed) || switches.revokeAgain === 200;
  if (!isOtherwise) describeKeyService(`Kinde (${name})`, { start: () => startKindeStage(switches) });
}
