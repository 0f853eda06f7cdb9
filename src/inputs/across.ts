import type { Tools } from "../contract/plug-in.ts";
import type { KeySelector } from "../contract/policy.ts";
import type { ConfiguredRotation } from "./configuration.ts";
import type { ProblemAt } from "./source.ts";

type NamedRotation = Pick<ConfiguredRotation, "policy" | "keyService" | "destinations">;

/**
 * Problems between rotations: two that write one place would overwrite each other's key, and two that manage the
 * same keys would revoke each other's. Places that only a pattern names are not seen here. No effect.
 */
export function problemsAcross(
  rotations: readonly NamedRotation[],
  tools: Pick<Tools, "github">,
): readonly ProblemAt[] {
  return [...sharedPlaces(rotations, tools), ...sharedKeys(rotations)];
}

function sharedPlaces(rotations: readonly NamedRotation[], tools: Pick<Tools, "github">): readonly ProblemAt[] {
  const owners = new Map<string, string>();
  const problems: ProblemAt[] = [];
  for (const { policy, destinations } of rotations) {
    destinations.forEach((destination, index) => {
      for (const place of destination.places(tools)) {
        const owner = owners.get(place);
        if (owner === undefined) owners.set(place, policy.name);
        else if (owner !== policy.name) {
          const message = `the place '${place}' is written by the rotation '${owner}' too: one place holds one key`;
          problems.push({ path: ["rotations", policy.name, "destinations", index], message });
        }
      }
    });
  }
  return problems;
}

/** A rotation that names no key claims every one of its account, so it shares keys with any other one there. */
function sharedKeys(rotations: readonly NamedRotation[]): readonly ProblemAt[] {
  const problems: ProblemAt[] = [];
  rotations.forEach((rotation, index) => {
    const { key, name } = rotation.policy;
    for (const other of rotations.slice(0, index)) {
      if (other.keyService.account !== rotation.keyService.account) continue;
      const [ours, theirs] = [nameOf(key), nameOf(other.policy.key)];
      if (ours !== undefined && theirs !== undefined && ours !== theirs) continue;
      const labels = ours === theirs && ours !== undefined ? `the same ${ours}` : "no key.label that tells them apart";
      problems.push({
        path: ["rotations", name, "key-service"],
        message: `the rotations '${other.policy.name}' and '${name}' manage the same account (${rotation.keyService.account}) with ${labels}`,
        hint: "Give each its own key.label, or rotate the key in one of them, with all its destinations.",
      });
    }
  });
  return problems;
}

/** A key named by its label here and by its id there may be one: then each sees the other's marker, and holds. */
function nameOf({ label, id }: KeySelector): string | undefined {
  if (label !== undefined) return `key.label '${label}'`;
  return id === undefined ? undefined : `key.id '${id}'`;
}
