import type { Clock } from "../contract/clock.ts";
import { type Fault, RotationError } from "../contract/error.ts";
import type { NotifyEvent, Webhook } from "../contract/notify.ts";
import type { RunReport } from "../contract/report.ts";
import { httpClient } from "../lib/http.ts";
import { notifyEvents } from "./notify-events.ts";
import { jsonMessage, slackMessage } from "./notify-message.ts";

const TIMEOUT_MS = 10_000;
const TRIES = 2;
const PAUSE_MS = 2_000;
const PASSING: ReadonlySet<Fault> = new Set(["unavailable", "timeout"]);

export interface NotifyOptions {
  readonly report: RunReport;
  readonly webhooks: readonly Webhook[];
  readonly clock: Clock;
  /** Ends the wait for a server; tests bring their own. */
  readonly deadline?: (ms: number) => AbortSignal;
}

/**
 * Tells every webhook that asked for something that this run has: one message each, side by side, two tries of ten
 * seconds. Returns a warning for each that could not be told; never throws, and no warning holds an address.
 */
export async function notify(options: NotifyOptions): Promise<readonly string[]> {
  const has = notifyEvents(options.report);
  const warnings = await Promise.all(
    options.webhooks.map(async (webhook, index) => {
      const events = webhook.on.filter((event) => has.has(event));
      if (events.length === 0) return [];
      const failure = await tellOne(webhook, events, options);
      return failure === undefined ? [] : `Webhook ${index + 1} of ${options.webhooks.length}: ${failure}`;
    }),
  );
  return warnings.flat();
}

async function tellOne(webhook: Webhook, events: readonly NotifyEvent[], options: NotifyOptions) {
  const told = { report: options.report, events, nowMs: options.clock.now() };
  const body = webhook.format === "slack" ? slackMessage(told) : jsonMessage(told);
  let failure: string | undefined;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    if (attempt > 1) await options.clock.sleep(PAUSE_MS);
    const answer = await post(webhook, body, options);
    if (answer.ok) return undefined;
    failure = answer.why;
    if (!answer.again) break;
  }
  return failure;
}

type Posted = { readonly ok: true } | { readonly ok: false; readonly why: string; readonly again: boolean };

/** The address is a secret as a whole: messages name neither its path nor, by any error, its query. */
async function post({ url }: Webhook, body: object, { clock, deadline }: NotifyOptions): Promise<Posted> {
  if (!URL.canParse(url.reveal())) return { ok: false, why: "its address is not a URL", again: false };
  const { origin, pathname, search, username } = new URL(url.reveal());
  if (username !== "") return { ok: false, why: "its address must not carry credentials", again: false };
  try {
    const client = httpClient({
      service: "the webhook",
      baseUrl: origin,
      clock,
      timeoutMs: TIMEOUT_MS,
      ...(deadline && { deadline }),
    });
    const request = {
      method: "POST",
      path: `${pathname}${search}`,
      what: "sending a notification",
      json: body,
    } as const;
    const { status } = await client.send(request, { signal: new AbortController().signal });
    if (status >= 200 && status < 300) return { ok: true };
    return { ok: false, why: `it answered ${status}`, again: status === 429 || status >= 500 };
  } catch (error) {
    if (error instanceof RotationError) return { ok: false, why: error.message, again: PASSING.has(error.fault) };
    return { ok: false, why: "the notification could not be sent", again: false };
  }
}
