import { defineDestination } from "../../contract/plug-in.ts";
import { labelOfEntry, namedPlaces, openEntry } from "./entry.ts";
import { takeInventory } from "./inventory.ts";
import { needsOf } from "./needs.ts";
import type { GithubSecretOptions } from "./options.ts";
import { githubSecretSchema } from "./options.ts";
import { idOf } from "./places.ts";
import { resolveEntry } from "./resolve.ts";

export { canary } from "./canary.ts";
export { openWatch } from "./watch.ts";

/**
 * Secrets of GitHub: repositories, environments and organizations, in the stores of Actions, Dependabot, Codespaces
 * and Agents. @see https://docs.github.com/rest/actions/secrets
 */
export const destination = defineDestination<GithubSecretOptions>({
  summary: "Secrets of GitHub repositories, environments and organizations",
  schema: githubSecretSchema,
  places: (options, { github }) => namedPlaces(options).map((place) => idOf(place, github.apiUrl)),
  open(options, tools) {
    const entry = openEntry(options, tools);
    for (const [owner, need] of needsOf(options, tools.run.repository)) entry.session.client.foresee(owner, need);
    return {
      label: labelOfEntry(options),
      resolve: (op) => resolveEntry(entry, op),
      inventory: (query, op) => takeInventory(entry, query, op),
    };
  },
});
