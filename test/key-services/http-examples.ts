import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Secret } from "../../src/contract/secret.ts";
import type { Flaw, KeyServiceStage } from "../contract/key-service.ts";
import { openHttp } from "./http-stage.ts";
import { startKindeStage } from "./kinde-stage.ts";
import { startKosliStage } from "./kosli-stage.ts";

const FOLDER = join(import.meta.dirname, "../../examples/http-key-services");

/** Names of the descriptions in `examples/`. */
export const EXAMPLES: readonly string[] = readdirSync(FOLDER).map((file) => file.replace(/\.yml$/, ""));

/** A description of `examples/`, as it is written. */
export function example(name: string): unknown {
  return parse(readFileSync(join(FOLDER, `${name}.yml`), "utf8"));
}

const MADE_UP = "U".repeat(43);

/** Kosli by its description, before the twin that Kosli's own command line drives. */
export async function startKosliByDescription(): Promise<KeyServiceStage> {
  const stage = await startKosliStage();
  const masked: Secret[] = [];
  const open = ({ account = "ci", token = stage.admin.value } = {}) =>
    openHttp(
      {
        description: example("kosli"),
        "base-url": `${stage.twin.url}/api/v2`,
        params: { org: "acme", account },
        credentials: { token: new Secret(token) },
      },
      { clock: stage.clock, masked, opened: {} },
    );
  const flaws: { readonly [F in Flaw]: Parameters<typeof open>[0] } = {
    "unknown-account": { account: "nobody" },
    "unknown-credential": { token: MADE_UP },
    "weak-credential": { token: stage.reader.value },
  };
  return { ...stage, service: open(), open: (flaw) => open(flaws[flaw]), masked: () => masked };
}

/** Kinde by a description, before the twin that Kinde's own client drives. */
export async function startKindeByDescription(name: "kinde" | "kinde-rotate"): Promise<KeyServiceStage> {
  const stage = await startKindeStage();
  const masked: Secret[] = [];
  const scopes = stage.key.scopes.map((scope) => `api_scope_api_billing_${scope}`);
  const params = { domain: "acme.kinde.com", api: "api_billing", scope_ids: scopes, org_code: "org_example" };
  const open = ({ id = "writer", secret = "the-secret-of-the-writer", url = stage.twin.url } = {}) =>
    openHttp(
      {
        description: withAudience(example(name), `${stage.twin.url}/api`),
        "base-url": url,
        params: name === "kinde" ? params : { domain: params.domain },
        credentials: { client_id: new Secret(id), client_secret: new Secret(secret) },
      },
      { clock: stage.clock, masked, opened: {} },
    );
  const flaws: { readonly [F in Flaw]: Parameters<typeof open>[0] } = {
    "unknown-account": { url: `${stage.twin.url}/nowhere` },
    "unknown-credential": { secret: MADE_UP },
    "weak-credential": { id: "reader", secret: "the-secret-of-the-reader" },
  };
  return { ...stage, service: open(), open: (flaw) => open(flaws[flaw]), masked: () => masked };
}

/** A twin stands under another address than the audience of its vendor. */
function withAudience(description: unknown, audience: string): unknown {
  return JSON.parse(JSON.stringify(description, (name, value: unknown) => (name === "audience" ? audience : value)));
}
