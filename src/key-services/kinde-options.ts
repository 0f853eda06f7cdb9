import * as z from "zod/mini";
import type { Secret } from "../contract/secret.ts";
import { described, secret, serverUrlProblem, text } from "../lib/schema.ts";

/** Options of the kind `kinde`, checked. */
export interface KindeOptions {
  /** Scheme, host and port of the business at Kinde: `https://acme.kinde.com`. */
  readonly domain: string;
  readonly "client-id": string;
  readonly "client-secret": Secret;
}

const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+kinde\.com$/i;

/** Schema of the options; strict. @see https://docs.kinde.com/developer-tools/kinde-api/access-token-for-api/ */
export const kindeSchema: z.ZodMiniType<KindeOptions> = z.strictObject({
  domain: described(
    z.pipe(
      text(),
      z.transform((value, context) => {
        const problem = domainProblem(value);
        if (problem !== undefined) context.issues.push({ code: "custom", message: problem, input: value });
        return problem === undefined ? new URL(addressOf(value)).origin : value;
      }),
    ),
    "Subdomain (acme) or host (acme.kinde.com) of the business at Kinde.",
  ),
  "client-id": described(
    text(),
    "Client id of a machine-to-machine application that is authorised for the Kinde Management API.",
  ),
  "client-secret": described(secret(), "Client secret of that application, as a reference."),
});

function addressOf(domain: string): string {
  if (domain.includes("://")) return domain;
  return `https://${SUBDOMAIN.test(domain) ? `${domain}.kinde.com` : domain}`;
}

/** Tokens come from the host at kinde.com alone, so that is the one that is asked for: a domain of one's own will not do. */
function domainProblem(domain: string): string | undefined {
  const address = addressOf(domain);
  const problem = serverUrlProblem(address);
  if (problem !== undefined) return problem;
  const { protocol, hostname, pathname, search, hash, origin } = new URL(address);
  if (pathname !== "/" || search || hash) return `must be a host without a path: ${origin}`;
  if (protocol === "http:" || HOST.test(hostname)) return undefined;
  return `must be the subdomain at Kinde (acme) or its host (acme.kinde.com), also where the business has a domain of its own (got ${domain})`;
}
