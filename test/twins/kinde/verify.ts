import type { ArrivedRequest, Reply } from "../server.ts";
import { isObject, refused } from "./answers.ts";
import type { Key, World } from "./world.ts";
import { dateText } from "./world.ts";

/** Where the requests of a test come from. */
const LOOPBACK = "127.0.0.1";

/**
 * `POST /api/v1/api_keys/verify`. What is said of a value that is no live key is not documented: the switch
 * `verifyDead` has the ways that are likely, and none of them claims to be Kinde's.
 */
export function verifyKey(world: World, { body }: ArrivedRequest): Reply {
  const text = isObject(body) ? body.api_key : undefined;
  if (typeof text !== "string") return refused(400, "BAD_REQUEST", "api_key is required");
  const key = world.holder(text);
  if (!key || !world.works(key, text)) return dead(world, key);
  // Verifying is a use, which every answer shows: it takes place at once, not with the other effects.
  world.use(key, LOOPBACK);
  return {
    status: 200,
    body: { code: "API_KEY_VERIFIED", message: "API key verified", is_valid: true, ...told(world, key) },
  };
}

function dead(world: World, key: Key | undefined): Reply {
  const { verifyDead } = world.switches;
  if (verifyDead === 400 || verifyDead === 401) return refused(verifyDead, "INVALID_API_KEY", "API key is not valid");
  const body = { code: "API_KEY_VERIFIED", message: "API key is not valid", is_valid: false };
  if (verifyDead === "bare" || !key) return { status: 200, body: { ...body, verification_count: 0 } };
  return { status: 200, body: { ...body, ...told(world, key) } };
}

function told(world: World, key: Key): object {
  const use = world.lastUse(key);
  return {
    key_id: key.id,
    status: key.status,
    scopes: key.scopes,
    org_code: key.orgCode ?? null,
    user_id: key.userId ?? null,
    last_verified_on: use ? dateText(use.atMs, world.switches.dates) : null,
    verification_count: key.uses.length,
  };
}
