import type { Call } from "./route.ts";

/** A page of a list with GitHub's `Link` header. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

function positive(text: string | null): number | undefined {
  const number = Number(text);
  return text !== null && Number.isInteger(number) && number > 0 ? number : undefined;
}

/** Cuts out the page that the query asks for: `per_page` up to 100 (more is cut, as GitHub does), `page` from 1. */
export function paginate<T>(all: readonly T[], call: Pick<Call, "query" | "baseUrl" | "path">): Page<T> {
  const size = Math.min(positive(call.query.get("per_page")) ?? DEFAULT_SIZE, LARGEST_SIZE);
  const page = positive(call.query.get("page")) ?? 1;
  const last = Math.max(1, Math.ceil(all.length / size));
  const links: string[] = [];
  const link = (rel: string, to: number): void => {
    const query = new URLSearchParams(call.query);
    query.set("page", String(to));
    links.push(`<${call.baseUrl}${call.path}?${query}>; rel="${rel}"`);
  };
  if (page > 1) link("prev", page - 1);
  if (page < last) link("next", page + 1);
  if (page < last) link("last", last);
  if (page > 1) link("first", 1);
  return {
    items: all.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}
