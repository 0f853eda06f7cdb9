import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { HttpAnswer } from "../../lib/http.ts";
import { shapeOf } from "../../lib/key-value.ts";
import type { Call } from "./call.ts";
import { failure } from "./failing.ts";
import { fits, same } from "./judging.ts";
import { at, withValue } from "./pointer.ts";
import type { Listing, Next } from "./schema.ts";
import type { Session } from "./session.ts";

/** More pages than this are taken for a loop. */
const MOST_PAGES = 1000;

/**
 * Reads every page of a listing. Read only.
 * @throws RotationError of the HTTP layer; `contract` for a page that is none, or a page that comes twice
 */
export async function readPages(
  session: Session,
  { listing, call }: { readonly listing: Listing; readonly call: Call },
  op: Op,
): Promise<readonly unknown[]> {
  const entries: unknown[] = [];
  const seen = new Set<string>();
  let page: Call | undefined = call;
  for (let count = 0; page !== undefined; count += 1) {
    if (count === MOST_PAGES) throw endless(session, call);
    const answer = await session.send(page, op);
    if (!fits(answer, listing.ok, call.scope)) throw failure(session, answer, call);
    const found = itemsOf(session, answer, { listing, call });
    const fresh = found.filter((entry) => isFresh(entry, listing, seen));
    entries.push(...fresh);
    // A page that brings nothing new is the end, whatever else it says: some services repeat their last one.
    page = fresh.length === 0 ? undefined : nextPage(session, answer, { listing, call, found, count });
  }
  return entries;
}

function isFresh(entry: unknown, listing: Listing, seen: Set<string>): boolean {
  const id = JSON.stringify(at(entry, listing.id)) ?? "";
  if (id !== "" && seen.has(id)) return false;
  seen.add(id);
  return true;
}

function itemsOf(
  session: Session,
  answer: HttpAnswer,
  { listing, call }: { readonly listing: Listing; readonly call: Call },
): readonly unknown[] {
  const items = at(answer.json, listing.items ?? "");
  if (Array.isArray(items)) return items;
  if (listing === session.description.get && items !== undefined && items !== null) return [items];
  throw new RotationError("contract", `${session.title} sent ${shapeOf(items)} instead of a list while ${call.what}`, {
    effect: "none",
    hint: `Check the address, and list.items of the description (${listing.items || "the answer itself"}).`,
  });
}

interface Page {
  readonly listing: Listing;
  readonly call: Call;
  readonly found: readonly unknown[];
  readonly count: number;
}

function nextPage(session: Session, answer: HttpAnswer, { listing, call, found, count }: Page): Call | undefined {
  const { next } = listing;
  if (!next) {
    // A part of the keys, taken for all of them, would make a live key look gone.
    if (linkToNext(answer) === undefined) return undefined;
    throw new RotationError("contract", `${session.title} sent only a page while ${call.what}`, {
      effect: "none",
      hint: "The description's list needs next: how to ask for the next page.",
    });
  }
  if (next.more !== undefined && !same(at(answer.json, next.more), true)) return undefined;
  switch (next.by) {
    case "page":
      return withParam(call, next, String(next.first + count + 1));
    case "last-id":
      return withParam(call, next, idText(at(found.at(-1), listing.id)));
    case "token":
      return withParam(call, next, idText(at(answer.json, next.from ?? "")));
    case "url":
      return withAddress(session, call, idText(at(answer.json, next.from ?? "")));
    case "link-header":
      return withAddress(session, call, linkToNext(answer));
    default:
      return next.by satisfies never;
  }
}

function idText(value: unknown): string | undefined {
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;
}

/** The call with a parameter in its query, or in its JSON body. */
function withParam(call: Call, { param = "" }: Next, value: string | undefined): Call | undefined {
  if (value === undefined) return undefined;
  const { request } = call;
  if (param.startsWith("/")) {
    return { ...call, request: { ...request, json: withValue(request.json, param, literal(value)) } };
  }
  return { ...call, request: { ...request, query: { ...request.query, [param]: literal(value) } } };
}

/** A value of the service that must not be read as a template. */
function literal(value: string): string {
  if (!value.includes("${")) return value;
  throw new RotationError("contract", "the service named a next page that no request can carry", { effect: "none" });
}

/** The next page under the address that the service names: only on the same server, as the credential goes along. */
function withAddress(session: Session, call: Call, told: string | undefined): Call | undefined {
  if (told === undefined) return undefined;
  const host = call.request.host;
  const base = host === undefined ? session.options.baseUrl : (session.options.hosts[host] ?? session.options.baseUrl);
  const asked = new URL(base + session.targetOf(call));
  const url = URL.canParse(told, asked.href) ? new URL(told, asked.href) : undefined;
  const root = new URL(base).pathname.replace(/\/+$/, "");
  if (url?.origin !== asked.origin || !url.pathname.startsWith(`${root}/`)) {
    throw new RotationError("contract", `${session.title} named a next page on another server while ${call.what}`, {
      effect: "none",
      hint: "Nothing was sent there, as the credential would go along.",
    });
  }
  return { ...call, target: url.pathname.slice(root.length) + url.search };
}

function linkToNext(answer: HttpAnswer): string | undefined {
  for (const link of (answer.header("link") ?? "").split(/,\s*(?=<)/)) {
    const [, target, parameters = ""] = /^<([^>]*)>(.*)$/.exec(link.trim()) ?? [];
    if (target !== undefined && /;\s*rel="?(?:[^"]*\s)?next(?:[\s";]|$)/i.test(parameters)) return target;
  }
  return undefined;
}

function endless(session: Session, call: Call): RotationError {
  return new RotationError("contract", `${session.title} sent more than ${MOST_PAGES} pages while ${call.what}`, {
    effect: "none",
  });
}
