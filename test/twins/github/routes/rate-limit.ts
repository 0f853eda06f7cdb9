import type { Route } from "../route.ts";

/** Tells the primary limit; asking is free. */
export const rateLimitRoute: Route = {
  method: "GET",
  path: "/rate_limit",
  handle: ({ rate }) => ({ status: 200, body: { resources: { core: rate(), search: rate() }, rate: rate() } }),
};
