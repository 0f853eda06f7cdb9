import { randomBytes } from "node:crypto";
import type { ArrivedRequest, Reply } from "../server.ts";
import { bearerOf, field, type VendorService } from "./service.ts";
import { iso, type KeyWorld } from "./world.ts";

/** A secret of the one key: until it was used, it does nothing to the others. */
interface KeySecret {
  readonly value: string;
  readonly graceMs: number;
  isPending: boolean;
  diesAtMs: number;
}

/** Paddle with one rotatable key, and a look at its secrets. */
export interface PaddleVendor extends VendorService {
  works(value: string, nowMs: number): boolean;
}

export const PADDLE_KEY = "apikey_01gm106t81w94gyjgsaqypkjkl";

/**
 * Paddle: a key rotates itself and keeps its id. The new secret is activated by its first use, and only then does the
 * old one's grace begin; a second rotation takes a pending one back.
 * @see https://developer.paddle.com/api-reference/api-keys/create-api-key-rotation
 */
export function paddleVendor(first: string): PaddleVendor {
  const secrets: KeySecret[] = [{ value: first, graceMs: 0, isPending: false, diesAtMs: Number.POSITIVE_INFINITY }];
  const find = (value: string | undefined, nowMs: number) =>
    secrets.find((secret) => secret.value === value && secret.diesAtMs > nowMs);
  const rotate = ({ body }: ArrivedRequest, nowMs: number): Reply => {
    const seconds = field(body, "grace_period_seconds");
    if (typeof seconds !== "number" || seconds < 0 || seconds > 86_400) return failed(400, "grace_period_seconds");
    const value = newValue();
    const apply = () => {
      for (const other of secrets) if (other.isPending) other.diesAtMs = nowMs;
      secrets.push({ value, graceMs: seconds * 1000, isPending: true, diesAtMs: Number.POSITIVE_INFINITY });
    };
    const data = { id: "apkrot_1", api_key_id: PADDLE_KEY, new_key: value, status: "pending" };
    return { status: 201, body: { data }, apply };
  };
  return {
    basePath: "",
    newValue,
    credentialOf: bearerOf,
    works: (value, nowMs) => find(value, nowMs) !== undefined,
    answer(world: KeyWorld, request: ArrivedRequest): Reply {
      const nowMs = world.now();
      const secret = find(bearerOf(request), nowMs);
      if (!secret) return failed(403, "authentication_invalid");
      if (secret.isPending) activate(secret, secrets, nowMs);
      if (request.path === "/event-types") return { status: 200, body: { data: [] } };
      if (request.path === `/api-keys/${PADDLE_KEY}/rotations`) return rotate(request, nowMs);
      if (request.path !== `/api-keys/${PADDLE_KEY}`) return failed(404, "not_found");
      const data = { id: PADDLE_KEY, name: "ci", status: "active", created_at: iso(nowMs - 100 * 86_400_000) };
      return { status: 200, body: { data } };
    },
  };
}

function newValue(): string {
  return `pdl_live_${PADDLE_KEY}_${randomBytes(11).toString("hex")}`;
}

function activate(secret: KeySecret, secrets: readonly KeySecret[], nowMs: number): void {
  secret.isPending = false;
  for (const other of secrets) {
    if (other !== secret) other.diesAtMs = Math.min(other.diesAtMs, nowMs + secret.graceMs);
  }
}

function failed(status: number, detail: string): Reply {
  return { status, body: { error: { type: "request_error", code: detail, detail } } };
}
