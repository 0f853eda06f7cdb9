import { reachRepository } from "../access.ts";
import { paginate } from "../page.ts";
import { notFound } from "../refusal.ts";
import type { Answer, Call, Route } from "../route.ts";
import { isHidden, type Run } from "../runs.ts";
import { isoSeconds, ownerShape, repositoryShape } from "../shapes.ts";
import { fullName, type Repository, type Workflow } from "../world.ts";

const READ = { permission: "actions", level: "read", openToAll: true } as const;

/** Lists with a filter end here on the real one. */
const MOST_FILTERED = 1_000;

/** The workflow that the path names by file name or id. @throws Refusal 404 */
export function workflowOf(call: Call, repository: Repository): Workflow {
  const { workflow_id: wanted = "" } = call.params;
  for (const workflow of repository.workflows.values()) {
    if (workflow.file === wanted || String(workflow.id) === wanted) return workflow;
  }
  throw notFound();
}

async function runShape(call: Call, run: Run): Promise<Record<string, unknown>> {
  const name = fullName(run.repository);
  const url = `${call.baseUrl}/repos/${name}/actions/runs/${run.id}`;
  const repository = repositoryShape(run.repository, call);
  const person = ownerShape(run.repository.owner, call.baseUrl);
  return {
    ...(await call.runs.standing(run, call.nowMs)),
    id: run.id,
    name: run.workflow.options.name ?? run.workflow.file,
    node_id: `WFR_${run.id}`,
    head_branch: run.branch,
    head_sha: run.headSha,
    path: `.github/workflows/${run.workflow.file}@${run.branch}`,
    run_number: run.number,
    run_attempt: 1,
    event: run.event,
    display_title: run.title,
    workflow_id: run.workflow.id,
    check_suite_id: run.id,
    check_suite_node_id: `CS_${run.id}`,
    url,
    html_url: `https://github.com/${name}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: isoSeconds(run.createdAtMs),
    updated_at: isoSeconds(Math.max(run.createdAtMs, call.nowMs)),
    run_started_at: isoSeconds(run.startedAtMs),
    actor: person,
    triggering_actor: person,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${call.baseUrl}/repos/${name}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${call.baseUrl}/repos/${name}/actions/workflows/${run.workflow.id}`,
    head_commit: null,
    repository,
    head_repository: repository,
  };
}

/** Reads `created` as the search syntax has it: `>=T`, `<T`, `A..B`, `*..B`, a time or a day. */
export function createdFilter(text: string): (createdAtMs: number) => boolean {
  const time = (part: string): number => Date.parse(part.length === 10 ? `${part}T00:00:00Z` : part);
  const [from, to] = text.split("..");
  if (from !== undefined && to !== undefined) {
    return (ms) => (from === "*" || ms >= time(from)) && (to === "*" || ms <= time(to));
  }
  const [, sign = "", value = ""] = /^(>=|<=|>|<)?(.*)$/.exec(text) ?? [];
  const at = time(value);
  if (sign === ">=") return (ms) => ms >= at;
  if (sign === "<=") return (ms) => ms <= at;
  if (sign === ">") return (ms) => ms > at;
  if (sign === "<") return (ms) => ms < at;
  const end = value.length === 10 ? at + 86_400_000 : at + 1_000;
  return (ms) => ms >= at && ms < end;
}

async function matches(call: Call, run: Run): Promise<boolean> {
  const { query } = call;
  const created = query.get("created");
  const status = query.get("status");
  if (query.has("event") && query.get("event") !== run.event) return false;
  if (query.has("branch") && query.get("branch") !== run.branch) return false;
  if (query.has("head_sha") && query.get("head_sha") !== run.headSha) return false;
  if (created !== null && !createdFilter(created)(Math.floor(run.createdAtMs / 1000) * 1000)) return false;
  if (status === null) return true;
  const standing = await call.runs.standing(run, call.nowMs);
  return standing.status === status || standing.conclusion === status;
}

const FILTERS = ["event", "branch", "head_sha", "created", "status", "actor"];

async function listRuns(call: Call, workflow?: Workflow): Promise<Answer> {
  const repository = reachRepository(call, READ);
  let found: Run[] = [];
  for (const run of call.runs.list(repository, call.nowMs)) {
    if ((workflow === undefined || run.workflow === workflow) && (await matches(call, run))) found.push(run);
  }
  if (FILTERS.some((name) => call.query.has(name))) found = found.slice(0, MOST_FILTERED);
  const { items, headers } = paginate(found, call);
  const shapes = await Promise.all(items.map((run) => runShape(call, run)));
  return { status: 200, headers, body: { total_count: found.length, workflow_runs: shapes } };
}

async function oneRun(call: Call): Promise<Answer> {
  const repository = reachRepository(call, READ);
  const run = call.runs.get(Number(call.params.run_id));
  if (!run || run.repository !== repository || isHidden(run, call.nowMs)) throw notFound();
  return { status: 200, body: await runShape(call, run) };
}

const ACTIONS = "/repos/{owner}/{repo}/actions";

/** Routes of workflow runs. */
export const runRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${ACTIONS}/workflows/{workflow_id}/runs`,
    handle: (call) => listRuns(call, workflowOf(call, reachRepository(call, READ))),
  },
  { method: "GET", path: `${ACTIONS}/runs`, handle: (call) => listRuns(call) },
  { method: "GET", path: `${ACTIONS}/runs/{run_id}`, handle: oneRun },
];
