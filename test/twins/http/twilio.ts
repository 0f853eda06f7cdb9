import { randomBytes } from "node:crypto";
import type { ArrivedRequest, Reply } from "../server.ts";
import { basicOf, ending, page, placing, type VendorService } from "./service.ts";
import type { HttpKey, KeyWorld } from "./world.ts";

const PAGE = 50;
const ACCOUNT = "AC00000000000000000000000000000001";

/**
 * Twilio: forms in, RFC 2822 dates out, Basic authentication by SID and secret, pages under an address of the answer.
 * @see https://www.twilio.com/docs/iam/api-keys/keys-in-console
 */
export const twilioVendor: VendorService = {
  basePath: "",
  newValue: () => randomBytes(16).toString("hex"),
  credentialOf: basicOf,
  answer(world, request) {
    const pair = basicOf(request) ?? "";
    const key = keyBehind(world, pair);
    const role = world.credentials.get(pair) ?? (key ? "reader" : undefined);
    if (!role) return error(401, "Authenticate");
    const route = new RegExp(`^/2010-04-01/Accounts/${ACCOUNT}/(Keys|Calls)(?:/(\\w+))?\\.json$`).exec(request.path);
    if (!route) return error(404, "The requested resource was not found");
    const [, what, id = ""] = route;
    if (what === "Calls") {
      key?.uses.push(world.now());
      return { status: 200, body: { calls: [] } };
    }
    if (request.method === "GET") return list(world, request);
    if (role !== "admin") return error(403, "Permission denied");
    return request.method === "POST" ? create(world, request) : remove(world, id);
  },
};

function keyBehind(world: KeyWorld, pair: string): HttpKey | undefined {
  const [sid, secret] = pair.split(":");
  return world.keys.find((key) => key.id === sid && key.value === secret && world.works(key));
}

function error(status: number, message: string): Reply {
  return { status, body: { code: 20000 + status, message, more_info: "https://www.twilio.com/docs/errors", status } };
}

function shown(key: HttpKey): object {
  const date = new Date(key.createdAtMs).toUTCString().replace("GMT", "+0000");
  return { sid: key.id, friendly_name: key.name, date_created: date, date_updated: date };
}

function list(world: KeyWorld, { query, path }: ArrivedRequest): Reply {
  const number = Number(query.get("Page") ?? 0);
  const { items, rest } = page(world.existing(), number * PAGE, PAGE);
  const next = `${path}?PageSize=${PAGE}&Page=${number + 1}`;
  return { status: 200, body: { keys: items.map(shown), page: number, next_page_uri: rest ? next : null } };
}

function create(world: KeyWorld, { text }: ArrivedRequest): Reply {
  const name = new URLSearchParams(text).get("FriendlyName") ?? "";
  if ([...name].length > 64) return error(400, "FriendlyName is too long");
  const key = world.draft(name);
  return { status: 201, body: { ...shown(key), secret: world.shown(key) }, apply: placing(world, key) };
}

function remove(world: KeyWorld, id: string): Reply {
  const key = world.find(id);
  return key ? { status: 204, apply: ending(world, key) } : error(404, `The requested resource ${id} was not found`);
}
