import * as z from "zod/mini";
import { Secret } from "../contract/secret.ts";

// A run parses each shape a few times: compiled parsers would cost 4 ms of every cold start and save less.
z.config({ jitless: true, ...z.locales.en() });

/**
 * Fields shared by all schemas. A string of the configuration that is wholly a reference (`${NAME}`) reaches the
 * schemas as a `Secret`; what a field makes of it is decided here.
 */

/** Pattern of a reference to the environment of the step. */
export const REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** A copy of the schema that says in the published JSON Schema what it is for. */
export function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  const copy = schema.clone();
  z.globalRegistry.add(copy, { description });
  return copy;
}

/** A secret: only a reference will do, as a literal in a file is a leak. */
export function secret() {
  return z
    .custom<Secret>((value) => value instanceof Secret && value.reveal() !== "", {
      error: (issue) =>
        issue.input instanceof Secret
          ? "is empty: the variable that it names holds nothing"
          : "must be a reference such as ${NAME} to the environment of the step: a literal secret in a file is refused",
    })
    .register(z.globalRegistry, { secret: true });
}

/** What is no secret: a reference is resolved in the open before the schema looks at it. */
export function open<T extends z.ZodMiniType>(schema: T) {
  return z.pipe(
    z.transform((value: unknown) => (value instanceof Secret ? value.reveal() : value)),
    schema,
  );
}

/** A short text that is no secret. Surrounding blanks are dropped. */
export function text() {
  return open(z.string().check(z.trim(), z.minLength(1, "must not be empty")));
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `30s`, `30m`, `24h` or `90d`; undefined for anything else, a bare number above all. */
export function parseDuration(value: string): number | undefined {
  const match = /^(\d{1,9})([smhd])$/.exec(value.trim());
  const unit = UNIT_MS[match?.[2] ?? ""];
  return match && unit ? Number(match[1]) * unit : undefined;
}

/** A duration, parsed to milliseconds. */
export function duration() {
  return open(
    z.pipe(
      z
        .string({ error: "must be a duration with a unit: 30m, 24h, 90d" })
        .check(z.regex(/^\s*\d{1,9}[smhd]\s*$/, "must be a duration with a unit: 30m, 24h, 90d")),
      z.transform((value) => parseDuration(value) ?? 0),
    ),
  );
}

/** A list that has at least one entry: an empty one never means "all". */
export function list<T extends z.ZodMiniType>(item: T) {
  return z.array(item).check(z.minLength(1, "must not be empty: name at least one, an empty list never means all"));
}

/** `https://…`, or `http://` on loopback; without a trailing slash. */
export function serverUrl() {
  return z.pipe(
    text(),
    z.transform((value, context) => {
      const problem = serverUrlProblem(value);
      if (problem) context.issues.push({ code: "custom", message: problem, input: value });
      return value.replace(/\/+$/, "");
    }),
  );
}

/** Why a server's address is not acceptable; undefined if it is. */
export function serverUrlProblem(value: string): string | undefined {
  if (!URL.canParse(value)) return `is not a URL: ${value}`;
  const { protocol, hostname, username } = new URL(value);
  if (username) return "must not carry credentials";
  if (protocol === "https:") return undefined;
  if (protocol !== "http:") return `must begin with https:// (got ${protocol}//)`;
  return isLoopback(hostname)
    ? undefined
    : `must begin with https://: plain http is accepted only for loopback addresses`;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
