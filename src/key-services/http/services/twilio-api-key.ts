import type { ShippedService } from "./shipped-service.ts";

/** Standard API keys of a Twilio account, handed out as `SID:secret`. @see https://www.twilio.com/docs/iam/api-keys */
export const twilioApiKey = {
  unverified: "how long a revoked key works on; Twilio tells no last use",
  description: {
    version: 1,
    service: "twilio-api-key",
    title: "Twilio",
    "base-url": "https://api.twilio.com",
    params: ["account"],
    auth: { basic: ["${cred.sid}", "${cred.secret}"] },
    limits: { name: 64 },
    key: { value: "${id}:${secret}", "presented-as": { basic: "${key.value}" } },
    issue: {
      kind: "mint",
      request: {
        method: "POST",
        path: "/2010-04-01/Accounts/${params.account}/Keys.json",
        form: { FriendlyName: "${run.name}" },
      },
      ok: { status: [201] },
      secret: "/secret",
      id: "/sid",
      name: "/friendly_name",
      created: "/date_created",
      "old-key": "stays",
    },
    list: {
      request: { method: "GET", path: "/2010-04-01/Accounts/${params.account}/Keys.json", query: { PageSize: "1000" } },
      items: "/keys",
      id: "/sid",
      name: "/friendly_name",
      created: "/date_created",
      time: "rfc2822",
      next: { by: "url", from: "/next_page_uri" },
    },
    revoke: {
      steps: [{ method: "DELETE", path: "/2010-04-01/Accounts/${params.account}/Keys/${old.id}.json" }],
      ok: { status: [204] },
    },
    verify: {
      request: { method: "GET", path: "/2010-04-01/Accounts/${params.account}/Calls.json", query: { PageSize: "1" } },
      accept: { status: [200] },
      reject: { status: [401] },
    },
    errors: { message: ["/message"] },
  },
} as const satisfies ShippedService;
