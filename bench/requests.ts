import { type FleetOptions, openFleet } from "./fleet.ts";
import { runStep } from "./step.ts";

/** Requests that one run sent for its places, listing repositories aside. */
export interface RequestCount {
  readonly requests: number;
  /** Of what it was: a repository and a store, or an organization secret. */
  readonly perUnit: number;
}

const REPOSITORIES = 50;
const STORES = ["actions", "dependabot"] as const;

/** Counts the requests for a repository and a store that hold so many secrets. */
export async function countPerStore({ action, secrets }: { action: string; secrets: number }): Promise<RequestCount> {
  const names = Array.from({ length: secrets }, (_, at) => `KEY_${at}`);
  const requests = await count(action, { repositories: REPOSITORIES, stores: STORES, names, pace: "none" });
  return { requests, perUnit: requests / (REPOSITORIES * STORES.length) };
}

/** Counts the requests for an organization secret that so many repositories are selected for. */
export async function countForOrganization(options: { action: string; selected: number }): Promise<RequestCount> {
  const { action, selected } = options;
  const requests = await count(action, { repositories: selected, selected, pace: "none" });
  return { requests, perUnit: requests };
}

async function count(action: string, options: FleetOptions): Promise<number> {
  const fleet = await openFleet(options);
  const { outcome } = await runStep({ action, inputs: fleet.inputs, env: fleet.env });
  const places = fleet.github.requests.filter(({ path }) => path.includes("/secrets/"));
  await fleet.stop();
  if (outcome !== "rotated") throw new Error(`the run whose requests were counted ended '${outcome}'`);
  return places.length;
}
