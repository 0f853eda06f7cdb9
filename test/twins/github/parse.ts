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
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
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
  return new Promise((resolve) => {
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("close", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
  });
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
