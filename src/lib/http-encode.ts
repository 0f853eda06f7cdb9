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
  if (request.json === undefined) return { headers: {} };
  return { headers: { "content-type": "application/json; charset=utf-8" }, body: jsonOf(request.json) };
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
