import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GITHUB_TOKEN } from "./fleet.ts";
import { watch } from "./step.ts";

/** Whether GitHub's command line is on PATH. */
export async function isGhInstalled(): Promise<boolean> {
  const child = spawn("gh", ["--version"], { stdio: "ignore" });
  return once(child, "exit").then(
    ([code]) => code === 0,
    () => false,
  );
}

export interface GhLoop {
  /** Where the stand-in for GitHub listens. */
  readonly url: string;
  readonly places: readonly { readonly repository: string; readonly name: string }[];
}

/**
 * Writes one secret after another with `gh secret set`, a process each, as a shell script would; a write that fails is
 * left at that. Returns the largest peak of memory, in bytes. The stand-in is the proxy of a host that gh speaks plain
 * HTTP with.
 */
export async function loopGh({ url, places }: GhLoop): Promise<number | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "rekey-bench-gh-"));
  const own = { HOME: folder, GH_CONFIG_DIR: folder, GH_TOKEN: GITHUB_TOKEN, GH_HOST: "github.localhost" };
  const env = { PATH: process.env.PATH, ...own, HTTP_PROXY: url };
  let peakBytes: number | undefined;
  for (const { repository, name } of places) {
    const args = ["secret", "set", name, "--repo", repository, "--body", "a-value-of-the-length-of-a-key"];
    const { usage } = await watch(spawn("gh", args, { env, stdio: "ignore" }));
    if (usage.peakBytes !== undefined) peakBytes = Math.max(peakBytes ?? 0, usage.peakBytes);
  }
  rmSync(folder, { recursive: true, force: true });
  return peakBytes;
}
