import type { Op } from "../../contract/key-service.ts";
import { allDone } from "../../lib/all-done.ts";
import type { GithubAnswer, GithubClient, GithubRequest } from "./client.ts";

/** The most that GitHub puts on a page. */
export const PAGE_SIZE = 100;

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
  const rest = await allDone(Array.from({ length: last - 1 }, (_, index) => ask(index + 2)));
  for (const answer of rest) items.push(...read(answer));
  return items;
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
