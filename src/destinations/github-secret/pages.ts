import type { Op } from "../../contract/key-service.ts";
import { sideBySide } from "../../lib/side-by-side.ts";
import type { GithubClient } from "./client.ts";
import type { GithubAnswer, GithubRequest } from "./request.ts";

/** The most that GitHub puts on a page. */
export const PAGE_SIZE = 100;

/** A page may have half a megabyte: all pages of a large organization at once would take more memory than all else. */
const PAGES_AT_ONCE = 3;

/**
 * Reads all pages of a list in their order: the first one tells how many there are, the others are asked for side by
 * side. `read` turns an answer into items and throws for one that is not a page.
 * @see https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export async function allPages<T>(
  { client, request, op }: { readonly client: GithubClient; readonly request: GithubRequest; readonly op: Op },
  read: (answer: GithubAnswer) => readonly T[],
): Promise<readonly T[]> {
  const ask = (page: number) =>
    client.send({ ...request, params: { ...request.params, per_page: PAGE_SIZE, page } }, op);
  const first = await ask(1);
  const items = [...read(first)];
  const last = lastPage(first.header("link"));
  const numbers = Array.from({ length: last - 1 }, (_, index) => index + 2);
  const rest = await sideBySide({ items: numbers, width: PAGES_AT_ONCE, work: async (page) => read(await ask(page)) });
  return [...items, ...rest.flat()];
}

/** Number of the last page by the `Link` header; 1 where there is none. */
function lastPage(link: string | undefined): number {
  for (const entry of link?.split(",") ?? []) {
    const match = /<([^>]+)>\s*;\s*rel="last"/.exec(entry);
    const page = match?.[1] && URL.canParse(match[1]) ? Number(new URL(match[1]).searchParams.get("page")) : Number.NaN;
    if (Number.isInteger(page) && page > 0) return page;
  }
  return 1;
}
