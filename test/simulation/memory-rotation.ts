import { RotationError } from "../../src/contract/error.ts";
import type { Minting, MintRequest, Overlap } from "../../src/contract/key-service.ts";
import { issued, type Mint, place } from "./memory-keys.ts";
import { exists, HOUR, type SimKey, type World } from "./world.ts";

/** The service's own rotation, in the ways that the world has. */
export function rotating({ line, world, call, goOver, mask }: Mint): Minting {
  return {
    overlap: overlapOf(world),
    keepsId: world.ways.keepsId,
    marks: false,
    maxDescription: 256,
    mint(request, op) {
      const old = request.replaces && world.key(request.replaces.id);
      return call(`mint rotate ${old?.id}`, true, op, () => {
        const found = request.replaces && world.key(request.replaces.id);
        if (!found || !exists(world, found)) throw new RotationError("not-found", "rotating: there is no such key");
        refuseInGrace(world, found);
        const { rotateCopiesDescription } = world.switches;
        const key = place(line, rotateCopiesDescription ? found.description : "", request, found);
        world.ledger.push(`rotate ${found.id} into ${key.id}, grace ${request.graceMs / HOUR} h`);
        world.tell(line.name, `rotates ${found.id} into ${key.id}`);
        const graceEndsAtMs = endOld(world, found, key, request);
        world.auditor?.minted(key, line.name, "rotate");
        return issued(world, key, { oldId: found.id, ...(graceEndsAtMs !== undefined && { graceEndsAtMs }) });
      }).then((key) => {
        mask?.(key.value);
        if (world.ways.oldDies === "at-once") goOver(key.value);
        return key;
      });
    },
  };
}

function overlapOf({ ways }: World): Overlap {
  const grace: Overlap = { mode: "grace", minMs: HOUR, maxMs: 720 * HOUR };
  if (ways.says === "grace") return grace;
  switch (ways.oldDies) {
    case "at-once":
      return { mode: "none" };
    case "with-first-use":
      return { mode: "first-use" };
    case "after-grace":
      return grace;
    default:
      return ways.oldDies satisfies never;
  }
}

function refuseInGrace({ switches }: World, old: SimKey): void {
  const { rotateInGrace } = switches;
  if (old.graceEndsAtMs === undefined || rotateInGrace === 201) return;
  throw new RotationError(rotateInGrace === 409 ? "conflict" : "config", "rotating: already in grace");
}

/** Brings the end of the old value about. @returns when the answer says that it dies, if it says so */
function endOld(world: World, old: SimKey, key: SimKey, { graceMs }: MintRequest): number | undefined {
  const { ways } = world;
  const promisedMs = world.serviceNow() + graceMs;
  const kin = ways.keepsId ? world.keys.filter((one) => one !== key && one.shownId === key.shownId) : [old];
  if (ways.oldDies === "at-once") {
    for (const one of kin) world.replace(one);
    if (ways.says === "grace") return promisedMs;
    return ways.keepsId ? undefined : world.serviceNow();
  }
  if (ways.keepsId || (ways.hidesOld && ways.oldDies === "with-first-use")) {
    for (const one of kin) one.unlistedFromMs ??= world.serviceNow();
  }
  if (ways.oldDies === "after-grace") {
    for (const one of kin) startGrace(world, one, promisedMs);
    if (ways.keepsId) for (const one of kin) one.replacedAtMs ??= world.nowMs;
    return promisedMs;
  }
  const isUnused = (one: SimKey) => one.by !== "before" && one.usesMs.length === 0;
  if (ways.takesBack) for (const one of kin) if (isUnused(one)) world.replace(one);
  key.outlives.push(...new Set(kin.flatMap((one) => [one, ...one.outlives])));
  return undefined;
}

function startGrace(world: World, old: SimKey, endsAtMs: number): void {
  old.graceEndsAtMs = Math.min(old.graceEndsAtMs ?? endsAtMs, endsAtMs);
  if (world.switches.grace !== "dies-at-once") return;
  old.deadFromMs = world.serviceNow();
  old.unlistedFromMs = world.serviceNow();
}
