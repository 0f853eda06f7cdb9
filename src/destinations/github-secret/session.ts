import * as z from "zod/mini";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import { memory } from "../../lib/memory.ts";
import type { ClientOptions, GithubClient } from "./client.ts";
import { githubClient } from "./client.ts";
import { githubFailure, readBody } from "./failures.ts";
import type { Place } from "./places.ts";
import { needsOf, placeKey, routeOf, scopeName } from "./places.ts";
import type { RepositoryBook } from "./repositories.ts";
import { repositoryBook } from "./repositories.ts";
import { rightOf } from "./rights.ts";

/** What values for a place are sealed with. */
export interface PublicKey {
  readonly keyId: string;
  readonly key: string;
}

/** All that a run knows of GitHub, shared by its rotations. */
export interface Session {
  readonly client: GithubClient;
  readonly repositories: RepositoryBook;
  /**
   * The public key of a place: asked once a run, whatever the number of secrets. Reading it takes the permission to
   * read secrets there; as it is good for nothing but writing, an App that may not write is found out here.
   * @throws RotationError
   */
  publicKey(place: Place, op: Op): Promise<PublicKey>;
  /** Asks for the public key again, as the server did not take a value sealed with `stale`. */
  renewedPublicKey(place: Place, stale: PublicKey, op: Op): Promise<PublicKey>;
}

const publicKeyShape = z.object({ key_id: z.string().check(z.minLength(1)), key: z.string().check(z.minLength(1)) });

/** Opens a session of its own. Plug-ins take the run's by {@link sessionOf}. */
export function openSession(tools: Tools, options: ClientOptions = {}): Session {
  const client = githubClient(tools, options);
  const keys = memory<PublicKey>();
  return {
    client,
    repositories: repositoryBook(client),
    publicKey: (place, op) => keys.recall(placeKey(place), () => askPublicKey(client, place, op)),
    async renewedPublicKey(place, stale, op) {
      const known = await keys.recall(placeKey(place), () => askPublicKey(client, place, op));
      if (known.keyId !== stale.keyId || known.key !== stale.key) return known;
      keys.forget(placeKey(place));
      return keys.recall(placeKey(place), () => askPublicKey(client, place, op));
    },
  };
}

/** The session of this run: one for all rotations, destinations, canaries and watches. */
export function sessionOf(tools: Tools): Session {
  return tools.shared("github", () => openSession(tools));
}

async function askPublicKey(client: GithubClient, place: Place, op: Op): Promise<PublicKey> {
  const { path, params } = routeOf(place);
  const what = `reading the public key of the ${place.store} secrets of ${scopeName(place.scope)}`;
  const right = rightOf(place, "write");
  const answer = await client.send({ method: "GET", path: `${path}/public-key`, params, what, right }, op);
  if (answer.status !== 200) throw githubFailure(answer, { what, ...needsOf(place) });
  const { key_id: keyId, key } = readBody(publicKeyShape, answer, what);
  if (Buffer.from(key, "base64").length !== 32) {
    throw new RotationError("contract", `GitHub's answer holds no usable key while ${what}`, { effect: "none" });
  }
  return { keyId, key };
}
