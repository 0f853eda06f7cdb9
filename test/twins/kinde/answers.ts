import type { Reply } from "../server.ts";

/** The documented envelope of an error; its codes are not documented. */
export function refused(status: number, code: string, message: string): Reply {
  return { status, body: { errors: [{ code, message }] } };
}

/** The 404 of a route or of a thing: its `errors` is an object. */
export function notFound(message = "The requested API route does not exist"): Reply {
  return { status: 404, body: { errors: { code: "ROUTE_NOT_FOUND", message } } };
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
