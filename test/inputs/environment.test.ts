import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readRunContext } from "../../src/inputs/context.ts";
import { proxyVariables, temporaryFolder } from "../../src/inputs/environment.ts";
import { read, SHORTHAND } from "./reading.ts";

describe("the run's context", () => {
  test("links to the run on the server that it is on", async () => {
    const env = {
      GITHUB_REPOSITORY: "acme/ops",
      GITHUB_RUN_ID: "7",
      GITHUB_SERVER_URL: "https://ghe.example.com",
      GITHUB_EVENT_NAME: "schedule",
    };
    expect(await readRunContext(env)).toEqual({
      repository: "acme/ops",
      runId: "7",
      runUrl: "https://ghe.example.com/acme/ops/actions/runs/7",
      event: "schedule",
    });
  });

  test("is empty outside a runner", async () => {
    expect(await readRunContext({})).toEqual({ repository: "", runId: "", runUrl: "", event: "" });
  });

  describe("of a runner that leaves the repository out", () => {
    let folder = "";
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "rekey-context-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    // The package that knows events reads the variables of its own process, so it gets a process of its own.
    test("takes it from the event", () => {
      const event = join(folder, "event.json");
      writeFileSync(event, JSON.stringify({ repository: { name: "ops", owner: { login: "acme" } } }));
      const script = `
        const { readRunContext } = await import(${JSON.stringify(resolve("src/inputs/context.ts"))});
        const { environment } = await import(${JSON.stringify(resolve("src/inputs/environment.ts"))});
        console.log(JSON.stringify(await readRunContext(environment())));`;
      const env = { GITHUB_EVENT_PATH: event, GITHUB_RUN_ID: "7" };
      const answer = execFileSync(process.execPath, ["--input-type=module", "-e", script], { env, encoding: "utf8" });
      expect(JSON.parse(answer)).toEqual({
        repository: "acme/ops",
        runId: "7",
        runUrl: "https://github.com/acme/ops/actions/runs/7",
        event: "",
      });
    });
  });
});

describe("GitHub's address", () => {
  test.each([
    [
      "the input, without a trailing slash",
      { "github-api-url": "https://ghe.example.com/api/v3/" },
      {},
      "https://ghe.example.com/api/v3",
    ],
    [
      "the runner's variable where the input is empty",
      { "github-api-url": "" },
      { GITHUB_API_URL: "https://api.acme.ghe.com" },
      "https://api.acme.ghe.com",
    ],
    ["the public one where nobody says", {}, {}, "https://api.github.com"],
    ["a loopback address by plain http", { "github-api-url": "http://127.0.0.1:8080" }, {}, "http://127.0.0.1:8080"],
  ])("is %s", async (_, inputs, env, expected) => {
    const { github } = await read({ inputs: { ...SHORTHAND, ...inputs }, env: { ...env } });
    expect(github.apiUrl).toBe(expected);
  });
});

describe("the environment of the process", () => {
  test("tells which proxy variables are set", () => {
    expect(proxyVariables({ https_proxy: "http://proxy:3128", HTTP_PROXY: "", no_proxy: "x" })).toEqual([
      "https_proxy",
    ]);
    expect(proxyVariables({})).toEqual([]);
  });

  test("tells where temporary files go", () => {
    expect(temporaryFolder({ RUNNER_TEMP: "/runner/temp" })).toBe("/runner/temp");
    expect(temporaryFolder({})).toBe(".");
  });
});

describe("what a run by inputs loads", () => {
  test("is neither the YAML parser nor the package that knows events", () => {
    const script = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      const { read, SHORTHAND } = await import(${JSON.stringify(resolve("test/inputs/reading.ts"))});
      await read({ inputs: SHORTHAND });
      console.log(JSON.stringify(loaded.map((url) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]).filter(Boolean)));`;
    const answer = execFileSync(process.execPath, ["--input-type=module", "-e", script], { env: {}, encoding: "utf8" });
    const packages: unknown = JSON.parse(answer);
    expect(packages).toContain("zod");
    expect(packages).not.toContain("yaml");
    expect(packages).not.toContain("@actions/github");
    expect(packages).not.toContain("@actions/core");
  });
});
