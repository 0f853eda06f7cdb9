import { redact } from "../lib/mask-forms.ts";

/**
 * The same data, which must be plain JSON, with every form of the known secrets in its strings replaced by `***`.
 * No secret should get that far, but files and webhooks are masked by no runner. Pure.
 */
export function redactDeep<T>(value: T, forms: readonly string[]): T {
  const text = JSON.stringify(value);
  if (!forms.some((form) => text.includes(form))) return value;
  return JSON.parse(text, (_name, part: unknown) => (typeof part === "string" ? redact(part, forms) : part));
}
