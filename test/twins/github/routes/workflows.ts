import { reachRepository } from "../access.ts";
import { paginate } from "../page.ts";
import { notFound, Refusal } from "../refusal.ts";
import type { Answer, Call, Route } from "../route.ts";
import { headOf } from "../runs.ts";
import { fieldsOf } from "../sealed-write.ts";
import { fullName, type Repository, type Workflow } from "../world.ts";
import { workflowOf } from "./runs.ts";

const READ = { permission: "actions", level: "read", openToAll: true } as const;
const WRITE = { permission: "actions", level: "write" } as const;
const READ_CONTENTS = { permission: "contents", level: "read", openToAll: true } as const;

/** The version of the API that knows no `return_run_details` and always answers with them. */
const ALWAYS_DETAILS = "2026-03-10";

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
  const id = call.runs.reserveId();
  const effect = (atMs: number): void => {
    call.runs.dispatch(workflow, repository, { id, branch, inputs: given, atMs });
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

/** Routes of workflows: the files that declare them, and their dispatch. */
export const workflowRoutes: readonly Route[] = [
  { method: "POST", path: `${ACTIONS}/workflows/{workflow_id}/dispatches`, handle: dispatch },
  { method: "GET", path: `${ACTIONS}/workflows`, handle: allWorkflows },
  { method: "GET", path: `${ACTIONS}/workflows/{workflow_id}`, handle: oneWorkflow },
  { method: "GET", path: "/repos/{owner}/{repo}/contents/{path}", handle: contents },
];
