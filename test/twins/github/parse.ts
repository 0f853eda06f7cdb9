import type { IncomingMessage } from "node:http";

/** What a request asks for. */
export interface Target {
  /** Percent-encoded, without the base path. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** As the client addressed the twin, with the base path, without a trailing slash. */
  readonly baseUrl: string;
  /** Whether the path lies under the base path. */
  readonly inside: boolean;
}

/** Reads the request target: a path, or a whole URL as a proxy gets it. */
export function parseTarget(request: IncomingMessage, basePath: string): Target {
  const { url: sent = "/", headers } = request;
  const origin = `http://${headers.host ?? "localhost"}`;
  const url = new URL(sent.startsWith("/") ? origin + sent : sent);
  const inside = url.pathname.startsWith(`${basePath}/`);
  return {
    path: inside ? url.pathname.slice(basePath.length) : url.pathname,
    query: url.searchParams,
    baseUrl: `${url.origin}${basePath}`,
    inside,
  };
}

/** Reads the whole body. A client that goes away midway leaves what came so far. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve) => {
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", resolve);
    request.on("close", resolve);
  });
  return Buffer.concat(chunks).toString("utf8");
}

/** The parsed body; undefined: none; a SyntaxError: not JSON. */
export function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
