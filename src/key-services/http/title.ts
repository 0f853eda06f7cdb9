import type { Description } from "./schema.ts";

/** The service's name for people. Pure. */
export function titleOf({ title, service }: Pick<Description, "title" | "service">): string {
  return title ?? service;
}
