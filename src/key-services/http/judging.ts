import type { HttpAnswer } from "../../lib/http.ts";
import { at } from "./pointer.ts";
import type { Condition, Judgement } from "./schema-parts.ts";
import { render, type Scope } from "./templates.ts";

/** Whether an answer is as a description says that success is like; without a word about it: any 2xx. Pure. */
export function fits(answer: HttpAnswer, judgement: Judgement | undefined, scope: Scope): boolean {
  if (!hasStatus(answer.status, judgement)) return false;
  return (judgement?.where ?? []).every((condition) => holds(answer.json, condition, scope));
}

function hasStatus(status: number, judgement: Judgement | undefined): boolean {
  return judgement?.status ? judgement.status.includes(status) : status >= 200 && status < 300;
}

/** Whether an answer is a refusal of a key. Without statuses any answer may be one, but no passing fault. Pure. */
export function refuses(answer: HttpAnswer, reject: Judgement | undefined, scope: Scope): boolean {
  if (!reject) return answer.status === 401;
  const passing = answer.status === 429 || answer.status === 408 || answer.status >= 500;
  if (reject.status ? !reject.status.includes(answer.status) : passing) return false;
  return (reject.where ?? []).every((condition) => holds(answer.json, condition, scope));
}

function holds(body: unknown, condition: Condition, scope: Scope): boolean {
  const value = at(body, condition.at);
  const { is, not, in: among, empty, exists } = condition;
  if (is !== undefined && !same(value, render(is, scope))) return false;
  if (not !== undefined && same(value, render(not, scope))) return false;
  if (among && !among.some((one) => same(value, render(one, scope)))) return false;
  if (empty !== undefined && isEmpty(value) !== empty) return false;
  return exists === undefined || (value !== undefined && value !== null) === exists;
}

/** Ids come as numbers from some services and stand in addresses as texts, so that both count as equal. */
export function same(a: unknown, b: unknown): boolean {
  if (isIdLike(a) && isIdLike(b)) return String(a) === String(b);
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function isIdLike(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
