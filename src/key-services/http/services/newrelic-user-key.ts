import type { ShippedService } from "./shipped-service.ts";

const CREATE =
  "mutation($keys: ApiAccessCreateInput!) { apiAccessCreateKeys(keys: $keys) { createdKeys { id name key } errors { message } } }";
const DELETE =
  "mutation($keys: ApiAccessDeleteInput!) { apiAccessDeleteKeys(keys: $keys) { deletedKeys { id } errors { message } } }";
const SEARCH =
  "query($query: ApiAccessKeySearchQuery!, $cursor: String) { actor { apiAccess { keySearch(query: $query, cursor: $cursor) { keys { id name ... on ApiAccessUserKey { createdAt } } nextCursor } } } }";

/**
 * User keys at New Relic (GraphQL: errors come with status 200). In the EU, base-url is https://api.eu.newrelic.com.
 * @see https://docs.newrelic.com/docs/apis/nerdgraph/examples/use-nerdgraph-manage-license-keys-user-keys/
 */
export const newrelicUserKey = {
  unverified: "whether a dead key is answered 401 or 403; New Relic tells no last use",
  description: {
    version: 1,
    service: "newrelic-user-key",
    title: "New Relic",
    "base-url": "https://api.newrelic.com",
    params: ["account", "user"],
    auth: { headers: { "Api-Key": "${cred.key}" } },
    key: { prefix: "NRAK-", "presented-as": { headers: { "Api-Key": "${key.value}" } } },
    issue: {
      kind: "mint",
      request: {
        method: "POST",
        path: "/graphql",
        json: {
          query: CREATE,
          variables: {
            keys: { user: [{ accountId: "${params.account}", userId: "${params.user}", name: "${run.name}" }] },
          },
        },
      },
      ok: {
        status: [200],
        where: [
          { at: "/errors", empty: true },
          { at: "/data/apiAccessCreateKeys/errors", empty: true },
        ],
      },
      secret: "/data/apiAccessCreateKeys/createdKeys/0/key",
      id: "/data/apiAccessCreateKeys/createdKeys/0/id",
      name: "/data/apiAccessCreateKeys/createdKeys/0/name",
      "old-key": "stays",
    },
    list: {
      request: {
        method: "POST",
        path: "/graphql",
        "read-only": true,
        json: {
          query: SEARCH,
          variables: {
            query: { types: ["USER"], scope: { accountIds: ["${params.account}"], userIds: ["${params.user}"] } },
          },
        },
      },
      ok: { status: [200], where: [{ at: "/errors", empty: true }] },
      items: "/data/actor/apiAccess/keySearch/keys",
      id: "/id",
      name: "/name",
      created: "/createdAt",
      next: { by: "token", param: "/variables/cursor", from: "/data/actor/apiAccess/keySearch/nextCursor" },
    },
    revoke: {
      steps: [
        {
          method: "POST",
          path: "/graphql",
          json: { query: DELETE, variables: { keys: { userKeyIds: ["${old.id}"] } } },
        },
      ],
      ok: {
        status: [200],
        where: [
          { at: "/errors", empty: true },
          { at: "/data/apiAccessDeleteKeys/errors", empty: true },
        ],
      },
    },
    verify: {
      request: { method: "POST", path: "/graphql", "read-only": true, json: { query: "{ actor { user { id } } }" } },
      accept: { status: [200], where: [{ at: "/data/actor/user/id", exists: true }] },
      reject: { status: [401, 403] },
    },
    errors: { message: ["/errors/0/message", "/data/apiAccessCreateKeys/errors/0/message"] },
  },
} as const satisfies ShippedService;
