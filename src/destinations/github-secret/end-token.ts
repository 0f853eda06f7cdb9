import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { InstallationToken } from "./app.ts";
import { githubFailure } from "./failures.ts";
import type { PacedSend } from "./request.ts";

export interface TokenToEnd extends InstallationToken {
  readonly owner: string;
  readonly send: PacedSend;
}

/**
 * Revokes a token of an installation, which would live for the rest of its hour. Idempotent; never throws, as a token
 * that nobody else has is no reason for a run to fail.
 * @returns why it could not be, as a sentence; undefined: it is dead
 * @see https://docs.github.com/rest/apps/installations#revoke-an-installation-access-token
 */
export async function endToken({ owner, token, expiresAtMs, send }: TokenToEnd, op: Op): Promise<string | undefined> {
  const what = `revoking the GitHub App's token for ${owner}`;
  try {
    const request = { method: "DELETE", path: "/installation/token", params: {}, what } as const;
    const answer = await send(request, op, async () => token);
    // GitHub knows no token that is dead already.
    if (answer.status === 204 || answer.status === 401) return undefined;
    throw githubFailure(answer, { what, needs: "nothing more" });
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    const endsAt = new Date(expiresAtMs).toISOString();
    return `The GitHub App's token for ${owner} was not revoked and ends at ${endsAt} by itself: ${error.message}.`;
  }
}
