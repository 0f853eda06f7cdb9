import { RotationError } from "../contract/error.ts";
import type { WireAnswer, WireRequest } from "./http-transport.ts";
import { exchangeTwiceIfClosed } from "./http-transport.ts";

/** An answer, and the address that gave it in the end. */
export interface Followed {
  readonly answer: WireAnswer;
  readonly address: string;
}

const MAX_REDIRECTS = 5;

/**
 * Sends a request and follows redirects on the same server only: the credential goes nowhere else. A repeatable
 * request is sent again, once, if an idle connection turned out to be closed. `service`: who is called, for messages.
 * @throws WireFailure without an answer, RotationError `config` for a redirect to elsewhere
 */
export async function follow(service: string, request: WireRequest): Promise<Followed> {
  const { origin } = request.url;
  let { target } = request;
  for (let hop = 0; ; hop += 1) {
    const sent = hop === 0 ? request : { ...request, target };
    const answer = await exchangeTwiceIfClosed(() => sent);
    const address = origin + target;
    const next = redirection(answer, address);
    if (!next) return { answer, address };
    if (next.origin !== origin || hop === MAX_REDIRECTS) throw strayed(service, next, answer);
    target = next.pathname + next.search;
  }
}

/** Where an answer sends its request. Only what keeps the method: 303 and its like are answers of their own. */
function redirection({ status, headers: { location } }: WireAnswer, from: string): URL | undefined {
  const moved = status === 301 || status === 302 || status === 307 || status === 308;
  return moved && location && URL.canParse(location, from) ? new URL(location, from) : undefined;
}

function strayed(service: string, next: URL, { status }: WireAnswer): RotationError {
  return new RotationError(
    "config",
    `${service} redirects without end or to another server: ${next.host} (${status})`,
    {
      effect: "none",
      hint: "The credential is not sent elsewhere: check the address of the API.",
    },
  );
}
