import type { Answer, Call, Route } from "../route.ts";
import { fieldsOf } from "../sealed-write.ts";

const REPOSITORY = /(\w+): repository\(owner: "([^"]+)", name: "([^"]+)"\)/g;

/** Looks up repository ids by name: the one query that gh sends, before it selects repositories for a secret. */
function repositoryIds(call: Call): Answer {
  const { query } = fieldsOf(call);
  const data: Record<string, unknown> = {};
  for (const [, alias = "", owner, name] of String(query).matchAll(REPOSITORY)) {
    const repository = call.world.repository(`${owner}/${name}`);
    data[alias] = repository && call.token.sees(repository) ? { databaseId: repository.id } : null;
  }
  return { status: 200, body: { data } };
}

/** GraphQL as far as gh needs it. GitHub's REST document does not describe it, so it is not held against that. */
export const graphqlRoute: Route = { method: "POST", path: "/graphql", handle: repositoryIds };
