import * as z from "zod/mini";
import type { Blocker } from "../../contract/blocker.ts";
import type { Canary, CanaryResult } from "../../contract/destination.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import { defineCanary } from "../../contract/plug-in.ts";
import { pause } from "../../lib/pause.ts";
import { described, duration, text } from "../../lib/schema.ts";
import { type Dispatched, type DispatchOptions, dispatch } from "./dispatch.ts";
import { blockerOf, githubFailure, isDefinite, readBody } from "./failures.ts";
import { nameProblem } from "./globs.ts";
import { actionsRight, CONTENTS_RIGHT } from "./rights.ts";
import type { Session } from "./session.ts";
import { sessionOf } from "./session.ts";
import { triggerBlocker } from "./workflow-file.ts";
import type { CanaryRun, WorkflowRef } from "./workflow-runs.ts";
import { findRun, needsActions, readRun } from "./workflow-runs.ts";

/** Options of a canary, checked. */
export interface CanaryOptions {
  readonly repository: string;
  /** File name or id of the workflow. */
  readonly workflow: string;
  /** Branch or tag; absent: the repository's default branch. */
  readonly ref?: string | undefined;
  /** How long to wait for its end, in milliseconds. */
  readonly timeout: number;
}

const canarySchema: z.ZodMiniType<CanaryOptions> = z.strictObject({
  repository: described(
    text().check(
      z.superRefine((value, context) => {
        const message = nameProblem(value);
        if (message) context.addIssue({ code: "custom", message });
      }),
    ),
    "The repository of the workflow: owner/name.",
  ),
  workflow: described(
    z
      .pipe(
        text(),
        z.transform((value) => value.replace(/^\.github\/workflows\//, "")),
      )
      .check(z.refine((value) => !value.includes("/"), "must be the file name of a workflow, for example smoke.yml")),
    "File name of a workflow that is started by workflow_dispatch.",
  ),
  ref: described(z.optional(text()), "Branch or tag to run it on. Default: the default branch."),
  timeout: described(z._default(duration(), 10 * 60_000), "How long to wait for its end. Default 10m."),
});

/** A workflow that is started with the new key in place: a red one stops the roll-out. */
export const canary = defineCanary<CanaryOptions>("A workflow that uses the new key for real", {
  schema: canarySchema,
  open: (options, tools) => new WorkflowCanary(options, tools),
});

/** Waits between looks at a run: 5 s growing to 30 s. */
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 30_000;

/** Tries to start it: a second run of the canary harms nobody, a roll-out stopped by a hiccup does. */
const MAX_STARTS = 3;

const workflowShape = z.object({ state: z._default(z.string(), "active"), path: z._default(z.string(), "") });

class WorkflowCanary implements Canary {
  readonly #options: CanaryOptions;
  readonly #tools: Tools;
  readonly #session: Session;
  readonly label: string;

  constructor(options: CanaryOptions, tools: Tools) {
    this.#options = options;
    this.#tools = tools;
    this.#session = sessionOf(tools);
    const owner = options.repository.slice(0, options.repository.indexOf("/"));
    // Reading files is asked for, not insisted on: see triggerBlocker.
    const rights = [actionsRight("write"), CONTENTS_RIGHT];
    this.#session.client.foresee(owner, { rights, repositories: [options.repository] });
    this.label = `${options.repository} · ${options.workflow}`;
  }

  /** The canonical name as soon as it is known, so that it equals that of the targets there. */
  get place(): string {
    return this.#session.repositories.canonical(this.#options.repository);
  }

  async preflight(op: Op): Promise<Blocker | undefined> {
    try {
      const workflow = await this.#workflow(op);
      const { owner, repo, workflow_id } = workflow;
      const what = `reading the workflow ${this.label}`;
      const path = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}";
      const answer = await this.#session.client.send(
        { method: "GET", path, params: { owner, repo, workflow_id }, what, right: actionsRight("write") },
        op,
      );
      if (answer.status !== 200) {
        const needs = needsActions(workflow);
        const missing = `Either there is no such workflow on the default branch, or the token cannot see it: it needs ${needs}.`;
        throw githubFailure(answer, { what, needs, missing });
      }
      const { state, path: file } = readBody(workflowShape, answer, what);
      if (state === "active" && file === "") return undefined;
      if (state === "active") return await triggerBlocker({ client: this.#session.client, workflow, path: file }, op);
      const hint = "Enable it, or take the canary out of the configuration.";
      return { fault: "conflict", why: `the workflow ${this.label} cannot be started: it is ${state}`, hint };
    } catch (error) {
      return blockerOf(error);
    }
  }

  async run(nonce: string, op: Op): Promise<CanaryResult> {
    const { clock } = this.#tools;
    const { client } = this.#session;
    const workflow = await this.#workflow(op);
    const deadlineMs = clock.now() + this.#options.timeout;
    const started = await this.#start({ client, workflow, nonce }, op);
    let { runId } = started;
    let last: CanaryRun | undefined;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
      const remainingMs = deadlineMs - clock.now();
      if (remainingMs <= 0) return this.#late(last);
      await pause(clock, Math.min(waitMs, remainingMs), op);
      const look = { client, workflow, nonce, notBeforeMs: started.notBeforeMs, ownRunId: this.#tools.run.runId };
      try {
        runId ??= await findRun(look, op);
        if (runId !== undefined) last = (await readRun({ client, workflow, runId }, op)) ?? last;
      } catch (error) {
        // One look that fails says nothing about the run: the next one may succeed, and the time-out ends it.
        if (isDefinite(error) || op.signal.aborted) throw error;
      }
      if (last?.status === "completed") return verdictOf(last);
    }
  }

  async #start(what: DispatchOptions, op: Op): Promise<Dispatched> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await dispatch(what, op);
      } catch (error) {
        if (isDefinite(error) || attempt === MAX_STARTS) throw error;
        await pause(this.#tools.clock, FIRST_WAIT_MS, op);
      }
    }
  }

  #late(last: CanaryRun | undefined): CanaryResult {
    const minutes = Math.round(this.#options.timeout / 60_000);
    const within = minutes > 0 ? `${minutes} min` : `${Math.round(this.#options.timeout / 1000)} s`;
    if (!last) return { ok: false, why: `the run that was asked for did not appear within ${within}` };
    return {
      ok: false,
      why: `it did not finish within ${within} (${last.status ?? "state unknown"})`,
      url: last.html_url,
    };
  }

  async #workflow(op: Op): Promise<WorkflowRef> {
    const { repository, workflow: workflow_id } = this.#options;
    const found = await this.#session.repositories.single(repository, op);
    if ("error" in found) throw found.error;
    const { owner, name: repo, defaultBranch, archived } = found.repository;
    if (archived) throw new RotationError("conflict", `${repository} is archived: no workflow runs there`);
    return { owner, repo, workflow_id, ref: this.#options.ref ?? defaultBranch ?? "main" };
  }
}

function verdictOf(run: CanaryRun): CanaryResult {
  if (run.conclusion === "success") return { ok: true, url: run.html_url };
  return { ok: false, why: `it ended with ${run.conclusion ?? "no conclusion"}`, url: run.html_url };
}
