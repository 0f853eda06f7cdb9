import type { ArrivedRequest, Reply } from "../server.ts";
import { Raw } from "../server.ts";
import { createKey, getKey, invalid, listKeys, revokeKey, rotateKey } from "./keys.ts";
import { accountProblems, isObject } from "./validate.ts";
import type { Account, Key, Privilege, World } from "./world.ts";

const FORBIDDEN: Reply = { status: 403, body: { message: "You don't have permission to access this resource" } };
const ACCOUNT_NOT_FOUND: Reply = { status: 404, body: { message: "Service account not found" } };
const NOT_FOUND: Reply = { status: 404, body: { message: "Not Found" } };

/** The key behind a request, without any effect. Bearer, or the older Basic with the key as user name. */
export function callerOf(world: World, request: ArrivedRequest): Key | undefined {
  const [scheme = "", credentials = ""] = (request.authorization ?? "").split(" ");
  if (scheme.toLowerCase() === "bearer") return world.authenticate(credentials);
  if (scheme.toLowerCase() !== "basic") return undefined;
  const [user = ""] = Buffer.from(credentials, "base64").toString("utf8").split(":");
  return world.authenticate(user);
}

/** Answers a request. A use of a key is recorded at once; all else is left to `apply`. */
export function answer(world: World, request: ArrivedRequest): Reply {
  const segments = request.path.split("/").slice(1).map(decodeURIComponent);
  const caller = callerOf(world, request);
  caller?.uses.push(world.now());
  if (segments[0] === "environments" && segments.length === 2) {
    return environments(world, { request, caller, org: segments[1] ?? "" });
  }
  if (!caller) return unauthorized(world);
  if (request.path === "/user/default-org") return { status: 200, body: { default_org_name: caller.org } };
  if (segments[0] !== "service-accounts") return NOT_FOUND;
  return serviceAccounts(world, { request, caller, segments: segments.slice(1) });
}

interface Asked {
  readonly request: ArrivedRequest;
  readonly caller: Key;
  /** Organization, account, `api-keys`, key id, `rotate`. */
  readonly segments: readonly string[];
}

function serviceAccounts(world: World, { request, caller, segments }: Asked): Reply {
  const [org = "", name, word, id, verb] = segments;
  if (org !== caller.org) return FORBIDDEN;
  if (name === undefined) return accountList(world, { request, caller, segments });
  const account = world.account(org, name);
  if (!account) return ACCOUNT_NOT_FOUND;
  if (!mayManage(world, caller, account)) return FORBIDDEN;
  if (word === undefined) return oneAccount(world, account, request);
  if (word !== "api-keys") return NOT_FOUND;
  if (verb === "rotate" && id !== undefined) {
    return request.method === "POST" ? rotateKey(world, { account, id }, request.body) : notAllowed();
  }
  if (verb !== undefined) return NOT_FOUND;
  if (id !== undefined) {
    if (request.method === "GET") return getKey(world, account, id);
    return request.method === "DELETE" ? revokeKey(world, account, id) : notAllowed();
  }
  if (request.method === "GET") return listKeys(world, account);
  return request.method === "POST" ? createKey(world, account, request.body) : notAllowed();
}

/** Administrators, and whoever made the account. */
function mayManage(world: World, caller: Key, account: Account): boolean {
  const own = world.account(caller.org, caller.account);
  return own?.privilege === "admin" || (own !== undefined && account.createdBy === own.name);
}

function accountList(world: World, { request, caller }: Asked): Reply {
  if (request.method === "GET") {
    if (world.account(caller.org, caller.account)?.privilege !== "admin") return FORBIDDEN;
    const accounts = world.accounts.filter((account) => account.org === caller.org);
    return { status: 200, body: accounts.map(accountBody) };
  }
  if (request.method !== "POST") return notAllowed();
  const problems = accountProblems(request.body);
  if (Object.keys(problems).length > 0 || !isObject(request.body)) return invalid(problems);
  const account: Account = {
    org: caller.org,
    name: String(request.body.name),
    privilege: privilegeOf(request.body.privilege),
    description: String(request.body.description ?? ""),
    createdAtMs: world.now(),
    createdBy: caller.account,
  };
  if (world.account(account.org, account.name)) return { status: 409, body: { message: "Service account exists" } };
  return { status: 201, body: accountBody(account), apply: () => void world.accounts.push(account) };
}

function oneAccount(world: World, account: Account, request: ArrivedRequest): Reply {
  if (request.method === "GET") return { status: 200, body: accountBody(account) };
  if (request.method === "DELETE") {
    return {
      status: 200,
      body: "OK",
      apply() {
        world.accounts.splice(world.accounts.indexOf(account), 1);
        for (const key of world.keys) if (key.org === account.org && key.account === account.name) world.revoke(key);
      },
    };
  }
  if (request.method !== "PATCH" || !isObject(request.body)) return notAllowed();
  const { description, privilege } = request.body;
  const changed = {
    ...account,
    ...(typeof description === "string" ? { description } : {}),
    ...(privilege === undefined ? {} : { privilege: privilegeOf(privilege) }),
  };
  return { status: 200, body: accountBody(changed), apply: () => void Object.assign(account, changed) };
}

function environments(
  world: World,
  { request, caller, org }: { request: ArrivedRequest; caller: Key | undefined; org: string },
): Reply {
  if (request.method !== "GET") return notAllowed();
  const all = ["production", "staging"].map((name) => ({
    name,
    type: "K8S",
    description: `The ${name} environment`,
    last_modified_at: 1_780_584_129.5,
    last_reported_at: 1_780_584_129.5,
    state: true,
    tags: {},
  }));
  const page = Number(request.query.get("page") ?? 0);
  const perPage = Number(request.query.get("per_page") ?? 20);
  const body = page > 0 ? all.slice((page - 1) * perPage, page * perPage) : all;
  if (world.switches.publicOrganization) return { status: 200, body };
  if (!caller) return unauthorized(world);
  return caller.org === org ? { status: 200, body } : FORBIDDEN;
}

function accountBody(account: Account): object {
  return {
    name: account.name,
    display_name: account.name,
    description: account.description,
    privilege: account.privilege,
    creating_user_id: account.createdBy,
    created_at: account.createdAtMs / 1000,
  };
}

function privilegeOf(value: unknown): Privilege {
  return value === "admin" || value === "member" || value === "snapshotter" ? value : "reader";
}

function notAllowed(): Reply {
  return { status: 405, body: { message: "Method Not Allowed" } };
}

function unauthorized(world: World): Reply {
  const bodies = {
    json: { message: "Unauthorized" },
    string: "Unauthorized",
    page: new Raw("<html><head><title>401 Authorization Required</title></head></html>", "text/html"),
    none: undefined,
  };
  return { status: 401, body: bodies[world.switches.unauthorizedBody] };
}
