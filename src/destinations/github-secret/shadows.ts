import type { Shadow } from "../../contract/inventory.ts";
import type { Inherited } from "./inherited.ts";
import { idOf, type SecretPlace } from "./places.ts";
import type { Repository } from "./repositories.ts";

/** Everything that is known to hold one name. */
export interface Holdings {
  /** Secrets of repositories and environments. */
  readonly held: readonly SecretPlace[];
  readonly inherited: readonly Inherited[];
  readonly repositories: readonly Repository[];
  readonly apiUrl: string;
}

/**
 * Which secrets of one name hide others: an environment's hides its repository's, and both hide the organization's.
 * @see https://docs.github.com/actions/reference/security/secrets#naming-your-secrets
 */
export function shadowsAmong({ held, inherited, repositories, apiUrl }: Holdings): readonly Shadow[] {
  const id = (place: SecretPlace) => idOf(place, apiUrl);
  const known = new Map(repositories.map((repository) => [repository.fullName.toLowerCase(), repository]));
  const own = new Set(held.filter(({ scope }) => scope.kind === "repository").map(id));
  const shadows: Shadow[] = [];
  for (const place of held) {
    const { scope, store, name } = place;
    if (scope.kind === "organization") continue;
    const { owner, repo } = scope;
    const ofRepository = id({ scope: { kind: "repository", owner, repo }, store, name });
    if (scope.kind === "environment" && own.has(ofRepository)) shadows.push({ by: id(place), hides: ofRepository });
    const repository = known.get(`${owner}/${repo}`.toLowerCase());
    for (const outer of inherited) {
      const isSeen = outer.place.store === store && outer.org.toLowerCase() === owner.toLowerCase();
      if (isSeen && repository && outer.isSeenBy(repository)) shadows.push({ by: id(place), hides: id(outer.place) });
    }
  }
  return shadows;
}
