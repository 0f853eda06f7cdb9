import type { OpenedFor, Tools } from "./contract/plug-in.ts";
import type { Mode, RotationPolicy } from "./contract/policy.ts";
import { platform } from "./destinations/registry.ts";
import type { OpenedRotation } from "./engine/crew.ts";
import type { ConfiguredRotation } from "./inputs/configuration.ts";

/** A run may have waited this long between being queued, when it was handed its secrets, and its start. */
const LONGEST_QUEUE_MS = 24 * 3_600_000;

/** Opens the plug-ins of a rotation. Sends nothing. */
export async function openRotation(configured: ConfiguredRotation, mode: Mode, tools: Tools): Promise<OpenedRotation> {
  const { policy, keyService, destinations, canary } = configured;
  const { openWatch } = await platform();
  return {
    policy,
    mode,
    keyService: keyService.open(tools, openedFor(policy)),
    destinations: destinations.map((destination) => destination.open(tools)),
    ...(canary && { canary: canary.open(tools) }),
    watch: openWatch(tools),
    snapshotAtMs: tools.clock.now() - LONGEST_QUEUE_MS,
    maxTargets: tools.github.maxTargets,
  };
}

function openedFor({ key: { current, id } }: RotationPolicy): OpenedFor {
  return { ...(current && { current }), ...(id !== undefined && { id }) };
}
