import type { ArrivedRequest, Reply } from "../server.ts";
import type { HttpKey, KeyWorld } from "./world.ts";

/** How one vendor speaks: paths, authentication, bodies, errors. Written from its documents, not from our description. */
export interface VendorService {
  /** Form of new values. */
  newValue(): string;
  /** The base path of the vendor's API; may be empty. */
  readonly basePath: string;
  /** The credential of a request, without any effect. */
  credentialOf(request: ArrivedRequest): string | undefined;
  answer(world: KeyWorld, request: ArrivedRequest): Reply;
}

/** The token of `Authorization: Bearer …`. */
export function bearerOf(request: ArrivedRequest): string | undefined {
  return /^Bearer (.+)$/.exec(request.authorization ?? "")?.[1];
}

/** `user:password` of `Authorization: Basic …`. */
export function basicOf(request: ArrivedRequest): string | undefined {
  const encoded = /^Basic (.+)$/.exec(request.authorization ?? "")?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

/** A header that stands once. */
export function headerOf(request: ArrivedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/** A field of a JSON body, of any depth. */
export function field(body: unknown, ...path: readonly string[]): unknown {
  let value = body;
  for (const step of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
  }
  return value;
}

/** A field of a JSON body as a text; empty where there is none. */
export function text(body: unknown, ...path: readonly string[]): string {
  const value = field(body, ...path);
  return typeof value === "string" ? value : "";
}

/** Puts a new key in place when the answer takes effect. */
export function placing(world: KeyWorld, key: HttpKey, more: () => void = () => undefined): () => void {
  return () => {
    world.keys.push(key);
    more();
  };
}

/** Ends a key when the answer takes effect. */
export function ending(world: KeyWorld, key: HttpKey): () => void {
  return () => {
    key.diesAtMs = world.now();
  };
}

/** One page of a list. */
export function page<T>(
  all: readonly T[],
  from: number,
  size: number,
): { readonly items: readonly T[]; readonly rest: boolean } {
  return { items: all.slice(from, from + size), rest: from + size < all.length };
}
