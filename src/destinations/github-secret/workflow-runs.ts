import * as z from "zod/mini";
import type { Op } from "../../contract/key-service.ts";
import type { GithubClient } from "./client.ts";
import { githubFailure, readBody } from "./failures.ts";
import { actionsRight } from "./rights.ts";

/** A workflow as GitHub's routes name it, and the branch or tag to run it on. */
export interface WorkflowRef {
  readonly owner: string;
  readonly repo: string;
  readonly workflow_id: string;
  readonly ref: string;
}

/** Ids of runs are 64 bits wide. */
export type RunId = number | bigint;

const runShape = z.object({
  id: z.union([z.number(), z.bigint()]),
  status: z.nullable(z.string()),
  conclusion: z.nullable(z.string()),
  html_url: z._default(z.string(), ""),
  display_title: z.optional(z.string()),
  created_at: z.iso.datetime({ offset: true }),
});

/** What is read of a run. */
export type CanaryRun = z.infer<typeof runShape>;

export interface RunSearch {
  readonly client: GithubClient;
  readonly workflow: WorkflowRef;
  readonly nonce: string;
  /** By GitHub's clock: no run from before is ours. */
  readonly notBeforeMs: number;
  /** The run that rekey itself is. */
  readonly ownRunId: string;
}

/** What running a canary takes. */
export function needsActions({ owner, repo }: WorkflowRef): string {
  return `the repository permission "Actions" (read and write) for ${owner}/${repo}`;
}

/**
 * Finds a dispatched run where the answer to the dispatch did not name it: by the nonce in its title, else the newest
 * one since. Undefined: not there yet.
 * @see https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function findRun({ client, workflow, nonce, notBeforeMs, ownRunId }: RunSearch, op: Op) {
  const { owner, repo, workflow_id } = workflow;
  const what = `looking for the run of ${workflow_id} in ${owner}/${repo}`;
  const created = `>=${new Date(notBeforeMs).toISOString().slice(0, 19)}Z`;
  const params = { owner, repo, workflow_id, event: "workflow_dispatch", created, per_page: 100 };
  const path = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs";
  const answer = await client.send({ method: "GET", path, params, what, right: actionsRight("read") }, op);
  if (answer.status !== 200) throw githubFailure(answer, { what, needs: needsActions(workflow) });
  const { workflow_runs: runs } = readBody(z.object({ workflow_runs: z.array(runShape) }), answer, what);
  const others = runs.filter(({ id, created_at }) => String(id) !== ownRunId && Date.parse(created_at) >= notBeforeMs);
  const ours = others.find(({ display_title }) => display_title?.includes(nonce));
  return (ours ?? others.toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))[0])?.id;
}

/** Reads one run; undefined: not there, a new one may take a moment to appear. @see https://docs.github.com/rest/actions/workflow-runs#get-a-workflow-run */
export async function readRun(
  { client, workflow, runId }: { readonly client: GithubClient; readonly workflow: WorkflowRef; readonly runId: RunId },
  op: Op,
): Promise<CanaryRun | undefined> {
  const { owner, repo } = workflow;
  const what = `reading the run ${runId} of ${owner}/${repo}`;
  const path = "/repos/{owner}/{repo}/actions/runs/{run_id}";
  const params = { owner, repo, run_id: String(runId) };
  const answer = await client.send({ method: "GET", path, params, what, right: actionsRight("read") }, op);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw githubFailure(answer, { what, needs: needsActions(workflow) });
  return readBody(runShape, answer, what);
}
