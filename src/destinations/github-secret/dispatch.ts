import * as z from "zod/mini";
import type { Op } from "../../contract/key-service.ts";
import type { GithubClient } from "./client.ts";
import { githubFailure, messageOf, readBody } from "./failures.ts";
import type { GithubAnswer } from "./request.ts";
import { actionsRight } from "./rights.ts";
import type { RunId, WorkflowRef } from "./workflow-runs.ts";
import { needsActions } from "./workflow-runs.ts";

/** The input by which a workflow can tell whose run it is, where it declares one. */
const NONCE_INPUT = "rekey-nonce";

const detailsShape = z.object({ workflow_run_id: z.union([z.number(), z.bigint()]) });

/** A dispatched run. */
export interface Dispatched {
  /** Absent where the server does not name it: older Enterprise Servers. */
  readonly runId: RunId | undefined;
  /** The earliest time, by GitHub's clock and in whole seconds, that the run can have been created at. */
  readonly notBeforeMs: number;
}

export interface DispatchOptions {
  readonly client: GithubClient;
  readonly workflow: WorkflowRef;
  readonly nonce: string;
}

/**
 * Starts a workflow with the nonce as input, or without inputs where it does not declare that one. Not idempotent:
 * each call is a run.
 * @throws RotationError
 * @see https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export async function dispatch({ client, workflow, nonce }: DispatchOptions, op: Op): Promise<Dispatched> {
  const { owner, repo, workflow_id, ref } = workflow;
  const what = `starting the workflow ${workflow_id} in ${owner}/${repo} on ${ref}`;
  const path = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
  const extra: { inputs?: object; return_run_details?: true } = {
    inputs: { [NONCE_INPUT]: nonce },
    return_run_details: true,
  };
  const start = () =>
    client.send(
      { method: "POST", path, params: { owner, repo, workflow_id, ref, ...extra }, what, right: actionsRight("write") },
      op,
    );

  let answer = await start();
  // A refused dispatch has started nothing: what the other side does not know is left out, one thing at a time.
  while ((extra.inputs && isUnexpectedInput(answer)) || (extra.return_run_details && isUnknownField(answer))) {
    if (isUnexpectedInput(answer)) delete extra.inputs;
    else delete extra.return_run_details;
    answer = await start();
  }
  if (answer.status !== 200 && answer.status !== 204) {
    throw githubFailure(answer, { what, needs: needsActions(workflow), missing: missingHint(workflow) });
  }
  const sentMs = client.serverTime(answer.sentAtMs) - (client.clock()?.uncertaintyMs ?? 0);
  const runId = answer.status === 200 ? readBody(detailsShape, answer, what).workflow_run_id : undefined;
  return { runId, notBeforeMs: Math.floor(sentMs / 1000) * 1000 };
}

function isUnexpectedInput(answer: GithubAnswer): boolean {
  return answer.status === 422 && /unexpected inputs/i.test(messageOf(answer));
}

/** Servers that do not know `return_run_details` refuse the body, or ignore the field. */
function isUnknownField(answer: GithubAnswer): boolean {
  return (answer.status === 422 || answer.status === 400) && /return_run_details/.test(messageOf(answer));
}

function missingHint(workflow: WorkflowRef): string {
  const needs = needsActions(workflow);
  return `Either the workflow or ${workflow.ref} is not there, or the token may not start it: it needs ${needs}.`;
}
