import { reachRepository } from "../access.ts";
import { paginate } from "../page.ts";
import { notFound, Refusal } from "../refusal.ts";
import type { Answer, Call, Route } from "../route.ts";
import { headOf, isHidden, type Run } from "../runs.ts";
import { fieldsOf } from "../sealed-write.ts";
import { isoSeconds, ownerShape, repositoryShape } from "../shapes.ts";
import { fullName, type Repository, type Workflow } from "../world.ts";

const READ = { permission: "actions", level: "read", openToAll: true } as const;
const WRITE = { permission: "actions", level: "write" } as const;
const READ_CONTENTS = { permission: "contents", level: "read", openToAll: true } as const;

/** Lists with a filter end here on the real one. */
const MOST_FILTERED = 1_000;

/** The version of the API that knows no `return_run_details` and always answers with them. */
const ALWAYS_DETAILS = "2026-03-10";

function workflowOf(call: Call, repository: Repository): Workflow {
  const { workflow_id: wanted = "" } = call.params;
  for (const workflow of repository.workflows.values()) {
    if (workflow.file === wanted || String(workflow.id) === wanted) return workflow;
  }
  throw notFound();
}

function workflowShape(call: Call, repository: Repository, workflow: Workflow): Record<string, unknown> {
  const name = fullName(repository);
  const page = `https://github.com/${name}`;
  return {
    id: workflow.id,
    node_id: `W_${workflow.id}`,
    name: workflow.options.name ?? workflow.file,
    path: `.github/workflows/${workflow.file}`,
    state: workflow.options.state ?? "active",
    created_at: "2020-01-10T14:59:22Z",
    updated_at: "2020-01-10T14:59:22Z",
    url: `${call.baseUrl}/repos/${name}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${repository.defaultBranch}/.github/workflows/${workflow.file}`,
    badge_url: `${page}/workflows/${encodeURIComponent(workflow.options.name ?? workflow.file)}/badge.svg`,
  };
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

function branchOf(repository: Repository, ref: unknown): string {
  const name = typeof ref === "string" ? ref.replace(/^refs\/heads\//, "") : "";
  if (name === repository.defaultBranch || repository.branches.includes(name)) return name;
  throw new Refusal(422, `No ref found for: ${String(ref)}`);
}

function inputsOf(workflow: Workflow, inputs: unknown): Readonly<Record<string, string>> {
  const given = typeof inputs === "object" && inputs !== null ? Object.entries(inputs) : [];
  const unexpected = given.map(([name]) => name).filter((name) => !workflow.options.inputs?.includes(name));
  if (unexpected.length > 0) throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function checkDispatchable(workflow: Workflow): void {
  if (workflow.options.dispatchable === false)
    throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  if ((workflow.options.state ?? "active") !== "active") {
    throw new Refusal(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  }
}

function dispatch(call: Call): Answer {
  const repository = reachRepository(call, WRITE);
  const workflow = workflowOf(call, repository);
  const { ref, inputs, return_run_details: wanted } = fieldsOf(call);
  if (wanted !== undefined && call.runDetails === "refused") {
    throw new Refusal(422, 'Invalid request.\n\n"return_run_details" is not a permitted key.');
  }
  checkDispatchable(workflow);
  const branch = branchOf(repository, ref);
  const given = inputsOf(workflow, inputs);
  const id = call.runs.nextId();
  const effect = (atMs: number): void => {
    call.runs.dispatch(workflow, repository, { branch, inputs: given, atMs });
  };
  const known = call.runDetails === "known";
  const always = call.headers["x-github-api-version"] === ALWAYS_DETAILS;
  if (!known || (wanted !== true && !always)) return { status: 204, effect };
  const name = fullName(repository);
  const runUrl = `${call.baseUrl}/repos/${name}/actions/runs/${id}`;
  return {
    status: 200,
    effect,
    body: { workflow_run_id: id, run_url: runUrl, html_url: `https://github.com/${name}/actions/runs/${id}` },
  };
}

function workflowText(workflow: Workflow): string {
  const { name = workflow.file, inputs = [], dispatchable = true } = workflow.options;
  const declared = inputs.map((input) => `      ${input}:\n        type: string\n`).join("");
  const trigger = dispatchable ? `  workflow_dispatch:\n${declared && `    inputs:\n${declared}`}` : "  push:\n";
  return `name: ${name}\non:\n${trigger}jobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "true"\n`;
}

function contents(call: Call): Answer {
  const repository = reachRepository(call, READ_CONTENTS);
  const { path = "" } = call.params;
  const file = path.replace(/^\.github\/workflows\//, "");
  const workflow = repository.workflows.get(file);
  if (!workflow || file === path) throw notFound();
  const text = workflowText(workflow);
  const url = `${call.baseUrl}/repos/${fullName(repository)}/contents/${path}`;
  const html = `https://github.com/${fullName(repository)}/blob/${repository.defaultBranch}/${path}`;
  const sha = headOf(repository, path);
  const body = {
    type: "file",
    encoding: "base64",
    size: Buffer.byteLength(text),
    name: file,
    path,
    content: Buffer.from(text).toString("base64"),
    sha,
    url,
    git_url: `${url}/git`,
    html_url: html,
    download_url: html,
    _links: { git: `${url}/git`, html, self: url },
  };
  return { status: 200, body };
}

function allWorkflows(call: Call): Answer {
  const repository = reachRepository(call, READ);
  const all = [...repository.workflows.values()];
  const { items, headers } = paginate(all, call);
  const workflows = items.map((workflow) => workflowShape(call, repository, workflow));
  return { status: 200, headers, body: { total_count: all.length, workflows } };
}

function oneWorkflow(call: Call): Answer {
  const repository = reachRepository(call, READ);
  return { status: 200, body: workflowShape(call, repository, workflowOf(call, repository)) };
}

const ACTIONS = "/repos/{owner}/{repo}/actions";

/** Routes of workflows: dispatch, runs, and the files that declare them. */
export const workflowRoutes: readonly Route[] = [
  { method: "POST", path: `${ACTIONS}/workflows/{workflow_id}/dispatches`, handle: dispatch },
  {
    method: "GET",
    path: `${ACTIONS}/workflows/{workflow_id}/runs`,
    handle: (call) => listRuns(call, workflowOf(call, reachRepository(call, READ))),
  },
  { method: "GET", path: `${ACTIONS}/workflows`, handle: allWorkflows },
  { method: "GET", path: `${ACTIONS}/workflows/{workflow_id}`, handle: oneWorkflow },
  { method: "GET", path: `${ACTIONS}/runs`, handle: (call) => listRuns(call) },
  { method: "GET", path: `${ACTIONS}/runs/{run_id}`, handle: oneRun },
  { method: "GET", path: "/repos/{owner}/{repo}/contents/{path}", handle: contents },
];
