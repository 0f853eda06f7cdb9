import { defineDestination } from "../../contract/plug-in.ts";
import type { GithubSecretOptions } from "./options.ts";
import { githubSecretSchema } from "./options.ts";
import type { Scope } from "./places.ts";
import { idOf } from "./places.ts";
import { labelOfEntry, placesIn, resolveEntry } from "./resolve.ts";
import { sessionOf } from "./session.ts";

export { canary } from "./canary.ts";
export { openWatch } from "./watch.ts";

/**
 * Secrets of GitHub: repositories, environments and organizations, in the stores of Actions, Dependabot, Codespaces
 * and Agents. @see https://docs.github.com/rest/actions/secrets
 */
export const destination = defineDestination<GithubSecretOptions>({
  summary: "Secrets of GitHub repositories, environments and organizations",
  schema: githubSecretSchema,
  places: (options, { github }) => placesIn(namedScopes(options), options).map((place) => idOf(place, github.apiUrl)),
  open(options, tools) {
    const entry = { options, tools, session: sessionOf(tools) };
    return { label: labelOfEntry(options), resolve: (op) => resolveEntry(entry, op) };
  },
});

function namedScopes({ target }: GithubSecretOptions): readonly Scope[] {
  if (target.kind === "organization") return [{ kind: "organization", org: target.org }];
  return target.names.flatMap((fullName): Scope[] => {
    const [owner = "", repo = ""] = fullName.split("/");
    if (target.environments.length === 0) return [{ kind: "repository", owner, repo }];
    return target.environments.map((environment) => ({ kind: "environment", owner, repo, environment }));
  });
}
