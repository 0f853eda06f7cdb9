import type { RunContext } from "../contract/plug-in.ts";
import type { Environment } from "./configuration.ts";

/**
 * Where this run happens. A runner says all of it in plain variables, which cost nothing to read. Where it leaves
 * the repository out, `@actions/github` takes it from the event's payload; the package is loaded then and not
 * before, because with everything that it imports it costs more than 15 ms of every cold start, and the plain
 * variables answer the same in every run that a runner starts.
 * Empty texts stand for what nobody told.
 */
export async function readRunContext(env: Environment): Promise<RunContext> {
  const repository = env.GITHUB_REPOSITORY || (await repositoryOfEvent(env));
  const runId = env.GITHUB_RUN_ID ?? "";
  const server = (env.GITHUB_SERVER_URL || "https://github.com").replace(/\/+$/, "");
  return {
    repository,
    runId,
    runUrl: repository && runId ? `${server}/${repository}/actions/runs/${runId}` : "",
    event: env.GITHUB_EVENT_NAME ?? "",
  };
}

async function repositoryOfEvent(env: Environment): Promise<string> {
  if (!env.GITHUB_EVENT_PATH) return "";
  const { context } = await import("@actions/github");
  const repository = context.payload.repository;
  return repository ? `${repository.owner.login}/${repository.name}` : "";
}
