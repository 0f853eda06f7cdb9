import { auth0ClientSecret } from "./auth0-client-secret.ts";
import { cloudflareAccountToken } from "./cloudflare-account-token.ts";
import { confluentCloudKey } from "./confluent-cloud-key.ts";
import { datadogApiKey } from "./datadog-api-key.ts";
import { gitlabPersonalAccessToken } from "./gitlab-personal-access-token.ts";
import { grafanaCloudToken } from "./grafana-cloud-token.ts";
import { grafanaServiceAccount } from "./grafana-service-account.ts";
import { mongodbAtlas } from "./mongodb-atlas.ts";
import { neonApiKey } from "./neon-api-key.ts";
import { newrelicUserKey } from "./newrelic-user-key.ts";
import { oktaClientSecret } from "./okta-client-secret.ts";
import { openaiAdminKey } from "./openai-admin-key.ts";
import { sendgridApiKey } from "./sendgrid-api-key.ts";
import type { ShippedService } from "./shipped-service.ts";
import { twilioApiKey } from "./twilio-api-key.ts";
import { unkey } from "./unkey.ts";
import { vercelToken } from "./vercel-token.ts";

const SERVICES = {
  "auth0-client-secret": auth0ClientSecret,
  "cloudflare-account-token": cloudflareAccountToken,
  "confluent-cloud-key": confluentCloudKey,
  "datadog-api-key": datadogApiKey,
  "gitlab-personal-access-token": gitlabPersonalAccessToken,
  "grafana-cloud-token": grafanaCloudToken,
  "grafana-service-account": grafanaServiceAccount,
  "mongodb-atlas": mongodbAtlas,
  "neon-api-key": neonApiKey,
  "newrelic-user-key": newrelicUserKey,
  "okta-client-secret": oktaClientSecret,
  "openai-admin-key": openaiAdminKey,
  "sendgrid-api-key": sendgridApiKey,
  "twilio-api-key": twilioApiKey,
  unkey,
  "vercel-token": vercelToken,
} as const satisfies Readonly<Record<string, ShippedService>>;

export type ShippedName = keyof typeof SERVICES;

/** Names of the services that come with rekey, as the option `service` takes them. */
export const SHIPPED_NAMES: readonly ShippedName[] = Object.keys(SERVICES).filter(isShipped);

/** Whether a service comes with rekey. */
export function isShipped(name: string): name is ShippedName {
  return Object.hasOwn(SERVICES, name);
}

/** The description of a service that comes with rekey. */
export function shipped(name: ShippedName): ShippedService {
  return SERVICES[name];
}
