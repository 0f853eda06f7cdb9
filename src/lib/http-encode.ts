import { RotationError } from "../contract/error.ts";
import { Secret } from "../contract/secret.ts";
import type { HttpRequest } from "./http.ts";

/** A request's headers and body, as they go over the wire. */
export interface EncodedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Turns a request into headers and body. Throws RotationError `config` for a value that no header can carry. */
export function encodeRequest(request: HttpRequest, fixed: Readonly<Record<string, string>>): EncodedRequest {
  const { headers, body } = encodeBody(request);
  const all: Record<string, string> = { accept: "application/json", ...fixed, ...headers };
  for (const [name, value] of Object.entries(request.headers ?? {})) all[name.toLowerCase()] = reveal(value);
  if (request.bearer) all.authorization = `Bearer ${sendable(request.bearer.reveal(), request)}`;
  if (request.basic) all.authorization = `Basic ${Buffer.from(reveal(request.basic)).toString("base64")}`;
  for (const value of Object.values(all)) sendable(value, request);
  if (body === undefined) return { headers: all };
  return { headers: { ...all, "content-length": String(Buffer.byteLength(body)) }, body };
}

function encodeBody(request: HttpRequest): EncodedRequest {
  if (request.form) {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(request.form)) form.set(name, reveal(value));
    return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: form.toString() };
  }
  if (request.multipart) return multipartOf(request.multipart);
  if (request.text !== undefined) {
    return { headers: { "content-type": "text/plain; charset=utf-8" }, body: reveal(request.text) };
  }
  if (request.json === undefined) return { headers: {} };
  return { headers: { "content-type": "application/json; charset=utf-8" }, body: jsonOf(request.json) };
}

/** @see https://www.rfc-editor.org/rfc/rfc7578 */
function multipartOf(fields: Readonly<Record<string, string | Secret>>): EncodedRequest {
  const boundary = `rekey-${crypto.randomUUID()}`;
  const parts = Object.entries(fields).map(([name, value]) => {
    const quoted = name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
    return `--${boundary}\r\ncontent-disposition: form-data; name="${quoted}"\r\n\r\n${reveal(value)}\r\n`;
  });
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  return { headers, body: `${parts.join("")}--${boundary}--\r\n` };
}

/** JSON with the values of the secrets in it, which by themselves would show as `[secret]`. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, name: string, shown: unknown) {
    const held = this[name];
    return held instanceof Secret ? held.reveal() : shown;
  });
}

function reveal(value: string | Secret): string {
  return typeof value === "string" ? value : value.reveal();
}

/** Node would throw too, but only after a part of the request exists, and not in words that help. */
function sendable(value: string, request: HttpRequest): string {
  if (/^[\t\x20-\x7e]*$/.test(value) && value.trim() === value) return value;
  throw new RotationError(
    "config",
    `a credential or header for ${request.what} holds a line break, an outer blank or another character that cannot be sent`,
    { hint: "Store the secret again without line breaks and surrounding blanks.", effect: "none" },
  );
}
