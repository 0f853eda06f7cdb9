import type { WireRequest } from "./http-transport.ts";
import { type Followed, follow } from "./wire-follow.ts";

/** What a client library asks a `fetch` for. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** The part of a `Response` that client libraries read. The body is here already. */
export interface FetchAnswer {
  readonly status: number;
  /** Where the answer came from in the end. */
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The whole body as text, where a `Response` has a stream. */
  readonly body: string;
  text(): Promise<string>;
}

export interface WireFetchOptions {
  /** Who is called, for messages: `GitHub`. */
  readonly service: string;
  readonly maxBodyBytes: number;
  /** Longest wait for each whole answer; absent: as long as the signal allows. */
  readonly timeoutMs?: number | undefined;
  /** Told the moment the headers of each answer are here. */
  readonly onHead: WireRequest["onHead"];
}

/**
 * Makes a `fetch` for client libraries out of Node's own HTTP client, which loads faster than the built-in one. Keeps
 * connections alive, honours the proxy of the environment, and follows redirects as {@link follow} does.
 * The function throws WireFailure without an answer, RotationError `config` for a redirect to elsewhere.
 */
export function wireFetch(options: WireFetchOptions): (address: string, init: FetchInit) => Promise<FetchAnswer> {
  return async (address, { method = "GET", headers = {}, body, signal = new AbortController().signal }) => {
    const url = new URL(address);
    const { service, ...wire } = options;
    const rest = body === undefined ? {} : { body };
    const target = url.pathname + url.search;
    return toFetchAnswer(await follow(service, { ...wire, url, target, method, headers, signal, ...rest }));
  };
}

function toFetchAnswer({ answer: { status, headers, text }, address }: Followed): FetchAnswer {
  const flat = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return { status, url: address, headers: flat, body: text, text: async () => text };
}
