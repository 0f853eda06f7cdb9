import * as z from "zod/mini";
import type { Blocker } from "../../contract/blocker.ts";
import type { Op } from "../../contract/key-service.ts";
import { isRecord } from "../../lib/http.ts";
import type { GithubClient } from "./client.ts";
import { messageOf, readBody } from "./failures.ts";
import type { WorkflowRef } from "./workflow-runs.ts";

const contentShape = z.object({ content: z.string(), encoding: z.literal("base64") });

export interface WorkflowFile {
  readonly client: GithubClient;
  readonly workflow: WorkflowRef;
  /** Path in the repository: `.github/workflows/smoke.yml`. */
  readonly path: string;
}

/**
 * Finds out from the file whether a workflow can be started by hand on its branch or tag. Read only. A token that may
 * not read files learns nothing here, which is no blocker: only a plain answer counts.
 * @see https://docs.github.com/rest/repos/contents#get-repository-content
 */
export async function triggerBlocker({ client, workflow, path }: WorkflowFile, op: Op): Promise<Blocker | undefined> {
  const { owner, repo, ref } = workflow;
  const what = `reading ${path} in ${owner}/${repo} on ${ref}`;
  const route = "/repos/{owner}/{repo}/contents/{+path}";
  const answer = await client.send({ method: "GET", path: route, params: { owner, repo, path, ref }, what }, op);
  if (answer.status === 404 && /no commit found for the ref/i.test(messageOf(answer))) {
    const hint = "Set ref to a branch or a tag of that repository.";
    return { fault: "not-found", why: `${owner}/${repo} has no branch or tag ${ref} for the canary to run on`, hint };
  }
  if (answer.status !== 200) return undefined;
  const { content } = readBody(contentShape, answer, what);
  const { parseDocument } = await import("yaml");
  const document = parseDocument(Buffer.from(content, "base64").toString("utf8"));
  if (document.errors.length > 0) return undefined;
  const file: unknown = document.toJS();
  if (!isRecord(file) || hasTrigger(file.on)) return undefined;
  return {
    fault: "config",
    why: `the workflow ${path} in ${owner}/${repo} cannot be started: it has no trigger workflow_dispatch on ${ref}`,
    hint: "Add workflow_dispatch to its triggers; an input rekey-nonce tells its run from others.",
  };
}

/** `on` is a word, a list of words or a mapping. */
function hasTrigger(on: unknown): boolean {
  if (Array.isArray(on)) return on.includes("workflow_dispatch");
  return on === "workflow_dispatch" || (isRecord(on) && Object.hasOwn(on, "workflow_dispatch"));
}
