import type { ShippedName } from "../../../src/key-services/http/services/index.ts";
import type { Sample } from "./sample.ts";
import { SHIPPED_FROM_MONGODB } from "./shipped-from-mongodb.ts";
import { SHIPPED_TO_GRAFANA } from "./shipped-to-grafana.ts";

/** A sample exchange for every shipped description. */
export const SHIPPED_SAMPLES: Readonly<Record<ShippedName, Sample>> = {
  ...SHIPPED_TO_GRAFANA,
  ...SHIPPED_FROM_MONGODB,
};
