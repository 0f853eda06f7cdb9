import { RotationError } from "../contract/error.ts";
import type { WireAnswer, WireFailure } from "./http-transport.ts";
import { isRepeatable } from "./http-transport.ts";
import { safeText } from "./safe-text.ts";

/** What was called and why, for messages. */
export interface Call {
  readonly service: string;
  readonly what: string;
  readonly method: string;
  readonly once?: boolean;
  readonly url: URL;
}

/** The error for a call that its caller or its deadline ended. `sent`: bytes may have left. */
export function aborted(call: Call, signal: AbortSignal, sent: boolean): RotationError {
  const late = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
  const effect = sent ? "unknown" : "none";
  return late
    ? new RotationError("timeout", `${call.service} at ${call.url.host} did not answer in time while ${call.what}`, {
        effect,
      })
    : new RotationError("cancelled", `${call.what} was cancelled`, { effect });
}

/** The error for a call that got no usable answer. */
export function unanswered(call: Call, failure: WireFailure): RotationError {
  if (failure.code === "BODY_TOO_LONG") {
    return new RotationError("contract", `${call.service} sent an answer beyond all measure while ${call.what}`);
  }
  const effect = failure.sent ? "unknown" : "none";
  const story = failure.sent ? "the connection broke before the answer was complete" : "could not be reached";
  return new RotationError(
    "unavailable",
    `${call.service} at ${call.url.host}: ${story} while ${call.what} (${failure.code})`,
    { effect, hint: hintOf(failure.code, call), cause: failure.cause },
  );
}

function hintOf(code: string, call: Call): string | undefined {
  if (code === "ENOTFOUND") return `Check the spelling of the host ${call.url.hostname}.`;
  if (code === "ERR_PROXY_TUNNEL") return `The proxy of the runner refuses ${call.url.hostname}: allow it there.`;
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code)) {
    return "The certificate is not trusted: if it is your own, name its authority in NODE_EXTRA_CA_CERTS.";
  }
  return undefined;
}

/** The error for a redirect. 307 and 308 say that nothing was done here; the others may come after the effect. */
export function redirected(call: Call, answer: WireAnswer): RotationError {
  const location = answer.headers.location ?? "";
  const target = URL.canParse(location, call.url.href)
    ? new URL(location, call.url.href).host
    : "an unreadable address";
  const untouched = answer.status === 307 || answer.status === 308 || isRepeatable(call);
  return new RotationError(
    "config",
    `${call.service} at ${call.url.host} redirected to ${safeText(target)} (${answer.status}) while ${call.what}`,
    {
      effect: untouched ? "none" : "unknown",
      hint: "Redirects are not followed, as the credential would go to another address: configure the right host.",
    },
  );
}
