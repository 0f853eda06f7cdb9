/**
 * Has Kinde's own JavaScript client drive the Kinde twin: what it sends must be taken, and what it gets must be what
 * the schemas say that it carries, field for field. It also asks for the same things as rekey's plug-in does, and both
 * must ask in the same way. Installs the client into a temporary folder, as it is no dependency of ours.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import type { KeyService } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/kinde.ts";
import { sharing } from "../../src/lib/shared.ts";
import { systemClock } from "../../src/lib/system-clock.ts";
import { ALL_SCOPES, eachSwitch, type KindeSwitches, type KindeTwin, startKindeTwin } from "../twins/kinde/index.ts";
import { Checks } from "./checks.ts";

const PACKAGE = "@kinde/management-api-js@0.18.0";
/** The client speaks to https addresses alone: this one is led to the twin. */
const BUSINESS = "https://acme.kinde.com";
const APPLICATION = { id: "writer", secret: "the-secret-of-the-writer" } as const;

type Data = Readonly<Record<string, unknown>>;

/** The parts of the client that are used here. */
interface Client {
  init(config: { readonly kindeDomain: string; readonly clientId: string; readonly clientSecret: string }): void;
  setToken(token: string): void;
  readonly ApiKeys: Readonly<Record<string, (data?: Data) => Promise<Data>>>;
  readonly Apis: Readonly<Record<string, (data?: Data) => Promise<Data>>>;
}

const checks = new Checks();
const folder = mkdtempSync(join(tmpdir(), "kinde-"));
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const realFetch = globalThis.fetch;
let twin: KindeTwin;

globalThis.fetch = (input, init) => realFetch(String(input).replace(BUSINESS, twin.url), init);

async function install(): Promise<Client & Data> {
  const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
  execFileSync("npm", ["install", "--prefix", folder, ...flags, PACKAGE], { stdio: "ignore" });
  const path = join(folder, "node_modules/@kinde/management-api-js");
  const { version } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  checks.that(`drives @kinde/management-api-js ${version}`, version === PACKAGE.split("@").at(-1));
  for (const name of Object.keys(process.env)) if (name.startsWith("KINDE_")) delete process.env[name];
  return await import(pathToFileURL(join(path, "dist/kinde-management-api-js.mjs")).href);
}

/** A fresh twin with one key, and the client logged in to it. */
async function open(client: Client, switches: Partial<KindeSwitches> = {}, scopes: readonly string[] = ALL_SCOPES) {
  twin = await startKindeTwin({ switches, alias: BUSINESS });
  twin.addApi("api_billing", ["read:invoices", "write:invoices"]);
  twin.addApplication(APPLICATION.id, APPLICATION.secret, [...scopes, "read:apis"]);
  const key = twin.addKey({ createdAtMs: twin.now() - 86_400_000 });
  client.setToken("");
  client.init({ kindeDomain: BUSINESS, clientId: APPLICATION.id, clientSecret: APPLICATION.secret });
  return key;
}

/** The schema as it is published, with nothing left out and nothing added. */
function exact(schema: unknown, named: Data): unknown {
  if (Array.isArray(schema)) return schema.map((one) => exact(one, named));
  if (typeof schema !== "object" || schema === null) return schema;
  const [, name] = /^#\/components\/schemas\/(.+)$/.exec(String(at(schema, "$ref"))) ?? [];
  if (name !== undefined) return exact(named[`$${name}`], named);
  const copy = Object.fromEntries(Object.entries(schema).map(([field, value]) => [field, exact(value, named)]));
  if (copy.type !== "object") return copy;
  return { ...copy, required: Object.keys(Object(copy.properties)), additionalProperties: false };
}

/** Whether data are what a schema of the client says. */
function fits(client: Data, schema: string, { what, data, list = checks }: Answered): void {
  const validate = ajv.compile(Object(exact(client[`$${schema}`], client)));
  list.that(`${what}: as the schema says, field for field`, validate(data), validate.errors);
}

interface Answered {
  readonly what: string;
  readonly data: unknown;
  readonly list?: Checks;
}

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((from, step) => Object(from)[step], value);
}

/** Status and body of the error that a call ends with. */
async function refusal(
  call: Promise<unknown> | undefined,
): Promise<{ readonly status: unknown; readonly body: unknown }> {
  const error = await Promise.resolve(call).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { status: at(error, "status"), body: at(error, "body") };
}

async function readsKeys(client: Client & Data): Promise<void> {
  const key = await open(client);
  for (let index = 0; index < 60; index += 1) twin.addKey({ name: `key ${index}`, type: "user", userId: "kp_1" });
  twin.verify(key.value);
  const page = await client.ApiKeys.getApiKeys?.();
  fits(client, "get_api_keys_response", { what: "a page of keys", data: page });
  checks.equal(
    "a page has 50 keys and tells that there are more",
    [at(page, "api_keys", "length"), page?.has_more],
    [50, true],
  );
  const rest = await client.ApiKeys.getApiKeys?.({ startingAfter: at(page, "api_keys", 49, "id"), pageSize: 500 });
  checks.equal("the next page has the rest", [at(rest, "api_keys", "length"), rest?.has_more], [11, false]);
  const ofUsers = await client.ApiKeys.getApiKeys?.({ keyType: "user", pageSize: 500, status: "active" });
  checks.equal("keys are filtered by type and status", at(ofUsers, "api_keys", "length"), 60);
  const one = await client.ApiKeys.getApiKey?.({ keyId: key.id });
  fits(client, "get_api_key_response", { what: "a key", data: one });
  checks.equal("a key tells its owner", at(one, "api_key", "organization_id"), "org_example");
  const scopes = await client.Apis.getApiScopes?.({ apiId: "api_billing" });
  fits(client, "get_api_scopes_response", { what: "the scopes of an API", data: scopes });
  checks.equal("the access token was asked for once", twin.tokensIssued(), 1);
  checks.equal("nothing of this changed the twin", twin.requests.filter(({ changed }) => changed).length, 0);
  await twin.stop();
}

async function makesKeys(client: Client & Data): Promise<void> {
  const key = await open(client);
  const scopes = await client.Apis.getApiScopes?.({ apiId: "api_billing" });
  const requestBody = {
    name: "a second key",
    type: "organization",
    api_id: "api_billing",
    scope_ids: [at(scopes, "scopes", 0, "id")],
    org_code: "org_example",
  };
  const created = await client.ApiKeys.createApiKey?.({ requestBody });
  fits(client, "create_api_key_response", { what: "a created key", data: created });
  const fresh = twin.keys().at(-1);
  checks.equal("it is the key that the twin now has", at(created, "api_key"), { id: fresh?.id, key: fresh?.value });
  checks.equal("with its scopes", fresh?.scopes, ["read:invoices"]);
  const verdict = await client.ApiKeys.verifyApiKey?.({ requestBody: { api_key: fresh?.value } });
  fits(client, "verify_api_key_response", { what: "the verdict on a live key", data: verdict });
  checks.equal(
    "it is valid, active and told by its id",
    [verdict?.is_valid, verdict?.status, verdict?.key_id, verdict?.scopes],
    [true, "active", fresh?.id, ["read:invoices"]],
  );
  const rotated = await client.ApiKeys.rotateApiKey?.({ keyId: key.id });
  fits(client, "rotate_api_key_response", { what: "a rotated key", data: rotated });
  checks.equal("it keeps its id", at(rotated, "api_key", "id"), key.id);
  checks.equal(
    "its new value works, and the old one is dead",
    [twin.accepts(String(at(rotated, "api_key", "key"))), twin.accepts(key.value)],
    [true, false],
  );
  fits(client, "success_response", {
    what: "the answer to a revocation",
    data: await client.ApiKeys.deleteApiKey?.({ keyId: key.id }),
  });
  checks.equal("a revoked key is dead", twin.accepts(String(at(rotated, "api_key", "key"))), false);
  const again = await refusal(client.ApiKeys.deleteApiKey?.({ keyId: key.id }));
  checks.equal("a second time it is not found", again.status, 404);
  fits(client, "not_found_response", { what: "what is not found", data: again.body });
  await twin.stop();
}

async function isRefused(client: Client & Data): Promise<void> {
  const key = await open(client, {}, ["read:api_keys"]);
  const forbidden = await refusal(client.ApiKeys.rotateApiKey?.({ keyId: key.id }));
  checks.equal("an application without the scope is refused", forbidden.status, 403);
  fits(client, "error_response", { what: "that refusal", data: forbidden.body });
  await twin.stop();
  await open(client);
  const bad = await refusal(client.ApiKeys.createApiKey?.({ requestBody: { name: "x" } }));
  checks.equal("a body that lacks fields is refused", bad.status, 400);
  fits(client, "error_response", { what: "that refusal too", data: bad.body });
  await twin.stop();
}

/** What the documents leave open is told in a way that the vendor's own client can read. */
async function readsEveryPosition(client: Client & Data): Promise<void> {
  const untold: readonly (keyof KindeSwitches)[] = ["business", "secretField", "nameCharset", "nameLimit"];
  for (const { name, switches } of eachSwitch().filter((one) => !untold.some((key) => key in one.switches))) {
    const key = await open(client, switches);
    const titled = checks.titled(name);
    const rotated = await client.ApiKeys.rotateApiKey?.({ keyId: key.id });
    const list = await client.ApiKeys.getApiKeys?.({ status: "active" });
    titled.equal("the client lists the key after a rotation", at(list, "api_keys", 0, "id"), key.id);
    fits(client, "get_api_keys_response", { what: "the list", data: list, list: titled });
    const api_key = String(at(rotated, "api_key", "key"));
    const verdict = client.ApiKeys.verifyApiKey?.({ requestBody: { api_key } });
    if (switches.propagationMs === undefined) titled.equal("and verifies it", (await verdict)?.is_valid, true);
    else titled.equal("and finds its value not yet there", (await verdict)?.is_valid, false);
    await twin.stop();
  }
}

/** rekey's plug-in before the twin. */
function plugIn(): KeyService {
  const configured = keyService.configure({
    domain: twin.url,
    "client-id": APPLICATION.id,
    "client-secret": new Secret(APPLICATION.secret),
  });
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  const tools = {
    clock: systemClock,
    run: { repository: "acme/api", runId: "", runUrl: "", event: "" },
    github: { apiUrl: "https://api.github.com", pace: "safe", maxTargets: 500 },
    mask: () => undefined,
    shared: sharing(),
  } as const;
  return configured.data.open(tools, {});
}

/** What arrived since, as the twin saw it. */
async function arrived(run: () => Promise<unknown>): Promise<unknown> {
  const from = twin.requests.length;
  await run();
  return twin.requests
    .slice(from)
    .filter(({ path }) => path !== "/oauth2/token")
    .map(({ method, path, query, body, status }) => ({ method, path, query, body, status }));
}

async function asksAsThePlugIn(client: Client & Data): Promise<void> {
  const key = await open(client);
  const service = plugIn();
  const op = { signal: new AbortController().signal };
  const replaces = { id: key.id, description: key.name };
  const request = { replaces, description: "a second key", graceMs: 0 };
  const requestBody = {
    name: "a second key",
    type: "organization",
    api_id: "api_billing",
    scope_ids: ["api_scope_api_billing_read:invoices", "api_scope_api_billing_write:invoices"],
    org_code: "org_example",
  };
  const both: readonly (readonly [string, () => Promise<unknown> | undefined, () => Promise<unknown> | undefined])[] = [
    ["lists keys", () => service.list(op), () => client.ApiKeys.getApiKeys?.({ pageSize: 500, status: "active" })],
    [
      "reads a key and the scopes of its API",
      () => service.preflight?.({ strategy: "create", replaces }, op),
      async () => {
        await client.ApiKeys.getApiKey?.({ keyId: key.id });
        await client.Apis.getApiScopes?.({ apiId: "api_billing" });
      },
    ],
    [
      "creates a key",
      () => service.strategies.create?.mint(request, op),
      () => client.ApiKeys.createApiKey?.({ requestBody }),
    ],
    [
      "verifies a key",
      () => service.identify?.(new Secret(key.value), op),
      () => client.ApiKeys.verifyApiKey?.({ requestBody: { api_key: key.value } }),
    ],
    [
      "rotates a key",
      () => service.strategies.rotate?.mint(request, op),
      () => client.ApiKeys.rotateApiKey?.({ keyId: key.id }),
    ],
    [
      "revokes a key",
      () => service.revoke(key.id, op),
      async () => {
        const [, second] = twin.keys();
        await client.ApiKeys.deleteApiKey?.({ keyId: second?.id });
      },
    ],
  ];
  for (const [what, ours, theirs] of both) {
    const [mine, vendors] = [await arrived(async () => ours()), await arrived(async () => theirs())];
    const ids = new RegExp(
      twin
        .keys()
        .map(({ id }) => id)
        .join("|"),
      "g",
    );
    const told = (seen: unknown) => JSON.parse(JSON.stringify(seen).replace(ids, "ID"));
    checks.equal(`rekey's plug-in ${what} as the client does`, told(mine), told(vendors));
  }
  await twin.stop();
}

try {
  const client = await install();
  for (const act of [readsKeys, makesKeys, isRefused, readsEveryPosition, asksAsThePlugIn]) await act(client);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
checks.close();
