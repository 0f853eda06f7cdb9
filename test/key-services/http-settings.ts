import { Secret } from "../../src/contract/secret.ts";
import { atlasVendor } from "../twins/http/atlas.ts";
import { cloudflareVendor } from "../twins/http/cloudflare.ts";
import { gitlabVendor } from "../twins/http/gitlab.ts";
import { oktaVendor } from "../twins/http/okta.ts";
import { openaiVendor } from "../twins/http/openai.ts";
import { twilioVendor } from "../twins/http/twilio.ts";
import { unkeyVendor } from "../twins/http/unkey.ts";
import type { Setting } from "./http-stage.ts";

/** Shipped descriptions before twins of their vendors. */

/** Paths of an API that begin elsewhere: nothing is found there. */
const nowhere = (url: string) => ({ "base-url": `${url}/nowhere` });

export const unkey: Setting = {
  vendor: unkeyVendor,
  options: { service: "unkey", params: { api_id: "api_1" } },
  credentials: (text) => ({ root_key: new Secret(text) }),
  elsewhere: nowhere,
};

export const openai: Setting = {
  vendor: openaiVendor,
  options: { service: "openai-admin-key" },
  credentials: (text) => ({ admin_key: new Secret(text) }),
  elsewhere: nowhere,
};

const TWILIO_ACCOUNT = "AC00000000000000000000000000000001";

export const twilio: Setting = {
  vendor: twilioVendor,
  options: { service: "twilio-api-key", params: { account: TWILIO_ACCOUNT } },
  credentials(text) {
    const [sid = "", secret = ""] = text.split(":");
    return { sid: new Secret(sid), secret: new Secret(secret) };
  },
  elsewhere: () => ({ params: { account: "AC00000000000000000000000000000002" } }),
  handedOut: (key) => `${key.id}:${key.value}`,
};

export const cloudflare: Setting = {
  vendor: cloudflareVendor,
  options: { service: "cloudflare-account-token", params: { account: "023e105f4ecef8ad9ca31a8372d0c353" } },
  credentials: (text) => ({ token: new Secret(text) }),
  elsewhere: () => ({ params: { account: "another" } }),
};

export const gitlab: Setting = {
  vendor: gitlabVendor,
  options: { service: "gitlab-personal-access-token", params: { host: "gitlab.example.com" } },
  credentials: (text) => ({ token: new Secret(text) }),
  elsewhere: nowhere,
};

export const okta: Setting = {
  vendor: oktaVendor,
  options: { service: "okta-client-secret", params: { domain: "acme.okta.com", app: "0oa1" } },
  credentials: (text) => ({ token: new Secret(text) }),
  elsewhere: () => ({ params: { domain: "acme.okta.com", app: "0oa2" } }),
};

export const atlas: Setting = {
  vendor: atlasVendor,
  options: { service: "mongodb-atlas", params: { org: "org1", client: "mdb_sa_id_1" } },
  credentials: (text) => ({ client_id: new Secret("mdb_sa_id_admin"), client_secret: new Secret(text) }),
  elsewhere: () => ({ params: { org: "org2", client: "mdb_sa_id_1" } }),
};
