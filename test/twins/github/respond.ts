import type { ServerResponse } from "node:http";

/** What goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  /** JSON, or text that is sent as it is; undefined: no body. */
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** The answer to HEAD: headers alone. */
  readonly bodiless: boolean;
}

function textOf(body: unknown): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** Sends an answer and ends it. */
export function respond(response: ServerResponse, { status, body, headers, bodiless }: WireAnswer): void {
  const text = textOf(body);
  // Node would put in its own clock's time.
  response.sendDate = false;
  response.writeHead(status, { ...(text ? { "content-type": "application/json; charset=utf-8" } : {}), ...headers });
  response.end(bodiless ? "" : text);
}
