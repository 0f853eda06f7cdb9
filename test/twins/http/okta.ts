import { randomBytes } from "node:crypto";
import type { Reply } from "../server.ts";
import { ending, placing, type VendorService } from "./service.ts";
import type { HttpKey, KeyWorld } from "./world.ts";

/**
 * Okta's client secrets: lists show the secrets, and only an inactive one can be deleted. Okta takes two; the twin
 * takes any number. @see https://developer.okta.com/docs/guides/client-secret-rotation-key/
 */
export const oktaVendor: VendorService = {
  basePath: "",
  newValue: () => randomBytes(32).toString("base64url"),
  credentialOf: (request) => /^SSWS (.+)$/.exec(request.authorization ?? "")?.[1],
  answer(world, request) {
    const role = world.credentials.get(this.credentialOf(request) ?? "");
    if (!role) return error(401, "Invalid token provided");
    const route = /^\/api\/v1\/apps\/(\w+)\/credentials\/secrets(?:\/(\w+)(\/lifecycle\/deactivate)?)?$/.exec(
      request.path,
    );
    const [, app, id, deactivation] = route ?? [];
    if (app !== "0oa1") return error(404, "Not found: Resource not found: app (AppInstance)");
    if (request.method === "GET" && id === undefined)
      return { status: 200, body: world.existing().map((key) => shown(key)) };
    if (role !== "admin") return error(403, "You do not have permission to perform the requested action");
    if (id === undefined) return create(world);
    const key = world.find(id);
    if (!key) return error(404, `Not found: Resource not found: ${id} (ClientSecret)`);
    return deactivation ? deactivate(key) : remove(world, key);
  },
};

function error(status: number, errorSummary: string): Reply {
  return { status, body: { errorCode: "E0000001", errorSummary, errorCauses: [] } };
}

function shown(key: HttpKey, value: string | null = key.value): object {
  const status = key.isActive ? "ACTIVE" : "INACTIVE";
  return {
    id: key.id,
    client_secret: value,
    secret_hash: "h",
    status,
    created: new Date(key.createdAtMs).toISOString(),
  };
}

function create(world: KeyWorld): Reply {
  const key = world.draft("");
  return { status: 201, body: shown(key, world.shown(key)), apply: placing(world, key) };
}

function deactivate(key: HttpKey): Reply {
  if (!key.isActive) return error(400, "The secret is inactive");
  const apply = () => {
    key.isActive = false;
  };
  return { status: 200, body: { ...shown(key), status: "INACTIVE" }, apply };
}

function remove(world: KeyWorld, key: HttpKey): Reply {
  return key.isActive ? error(400, "An active secret cannot be deleted") : { status: 204, apply: ending(world, key) };
}
