import { NOTIFY_EVENTS, type NotifyEvent, type Webhook } from "../contract/notify.ts";
import { serverUrlProblem } from "../lib/schema.ts";
import { webhookSchema } from "./schema.ts";
import type { ProblemAt } from "./source.ts";

/** What needs a person, and the two ends of an overlap: neither heartbeats nor outcomes that are fine. */
const DEFAULT_EVENTS: readonly NotifyEvent[] = NOTIFY_EVENTS.filter(
  (event) => !["not-due", "planned", "retired", "rotated", "always"].includes(event),
);

/** Webhooks of the file, with the addresses checked. Entries that their schema refuses are left to its own messages. */
export function readWebhooks(entries: unknown): {
  readonly webhooks: readonly Webhook[];
  readonly problems: readonly ProblemAt[];
} {
  const webhooks: Webhook[] = [];
  const problems: ProblemAt[] = [];
  if (!Array.isArray(entries)) return { webhooks, problems };
  entries.forEach((entry: unknown, index) => {
    const parsed = webhookSchema.safeParse(entry);
    if (!parsed.success) return;
    const { url, format = "json", on = DEFAULT_EVENTS } = parsed.data;
    const problem = addressProblem(url.reveal());
    if (problem !== undefined) problems.push({ path: ["notify", index, "url"], message: problem });
    webhooks.push({ url, format, on });
  });
  return { webhooks, problems };
}

/** The address is a secret, so what is wrong with it is said without it. */
function addressProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return "the variable does not hold a URL";
  return serverUrlProblem(address);
}
