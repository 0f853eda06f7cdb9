import type { Environment } from "./configuration.ts";

/** The variables of this process: the one place that reads them. */
export function environment(): Environment {
  return process.env;
}

/** Whether a workflow runner started this process. */
export function isOnRunner(env: Environment): boolean {
  return env.GITHUB_ACTIONS === "true" || Boolean(env.GITHUB_REPOSITORY);
}

/** Folder for the JSON report: the runner's own for temporary files, else the working directory. */
export function temporaryFolder(env: Environment): string {
  return env.RUNNER_TEMP || ".";
}

const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"] as const;

/** Names of the proxy variables that are set. Without any, Node needs not be told about proxies. */
export function proxyVariables(env: Environment): readonly string[] {
  return PROXY_VARIABLES.filter((name) => Boolean(env[name]));
}
