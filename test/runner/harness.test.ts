import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ActionRun, runAction, startAction } from "./harness.ts";
import { leaks } from "./leaks.ts";

const KEY = "n3w-k3y-Zq81Lm/+77";

type Step = readonly [verb: string, argument?: unknown];

function standIn(steps: readonly Step[], run: ActionRun = {}): ActionRun {
  const inputs = { script: JSON.stringify(steps), ...run.inputs };
  return { ...run, inputs, actionDirectory: join(import.meta.dirname, "stand-in") };
}

describe("the runner harness", () => {
  test("gives the step every declared input, the runner's variables and nothing of its own environment", async () => {
    process.env.LEFT_OVER = "from the parent";
    const env = { GITHUB_API_URL: "http://127.0.0.1:1/api/v3", EXTRA: "yes" };
    const result = await runAction(standIn([["env"]], { env, inputs: { bare: "" } }));
    delete process.env.LEFT_OVER;
    const seen = JSON.parse(result.rawStdout) as Record<string, string>;
    expect(seen).toMatchObject({
      "INPUT_SOME-CHOICE": "first",
      "INPUT_GITHUB-API-URL": "http://127.0.0.1:1/api/v3",
      INPUT_BARE: "",
      EXTRA: "yes",
      GITHUB_REPOSITORY: "acme/api",
    });
    expect(seen).not.toHaveProperty("LEFT_OVER");
    expect(seen).not.toHaveProperty("npm_config_user_agent");
  });

  test("runs on Node 24, without a terminal, in the workspace", async () => {
    const result = await runAction(standIn([["versions"]], { workspace: { ".github/rekey.yml": "version: 1" } }));
    expect(result.rawStdout).toMatch(/^v24\.\S+ false \S+workspace\n$/);
    expect(result.workspace).toEqual({ ".github/rekey.yml": "version: 1" });
  });

  test("masks from the moment of the registration on, in log, annotations and summary", async () => {
    const steps: Step[] = [
      ["out", `early ${KEY}\n::add-mask::${KEY}\nlate ${KEY}\n::error title=${KEY}::broken%0A${KEY}\n`],
      ["file", ["GITHUB_STEP_SUMMARY", `# ${KEY}\n`]],
    ];
    const result = await runAction(standIn(steps));
    expect(result.log).toBe(`early ${KEY}\nlate ***\n##[error]broken\n***`);
    expect(result.annotations).toEqual([{ level: "error", message: "broken\n***", title: "***" }]);
    expect(result.summary).toBe("# ***\n");
    expect(leaks(result, [KEY])).toContainEqual({ where: "log", secretIndex: 0, form: "raw" });
  });

  test("masks what came from secrets from the start, on both streams", async () => {
    const steps: Step[] = [
      ["out", `a ${KEY}\n`],
      ["err", `b ${KEY}\n`],
    ];
    const result = await runAction(standIn(steps, { secrets: [KEY] }));
    expect(result.log.split("\n").sort()).toEqual(["a ***", "b ***"]);
    expect(leaks(result, [KEY])).toEqual([]);
  });

  test.each([
    ["output", ["file", ["GITHUB_OUTPUT", `answer<<EOF\n${KEY}\nEOF\n`]]],
    ["state", ["file", ["GITHUB_STATE", `s=${KEY}\n`]]],
    ["env", ["file", ["GITHUB_ENV", `E=${KEY}\n`]]],
    ["file", ["temp", ["report.json", JSON.stringify({ key: KEY })]]],
    ["log", ["out", Buffer.from(KEY).toString("hex")]],
  ] as [string, Step][])("finds a key that a masked run left in its %s", async (where, step) => {
    const found = leaks(await runAction(standIn([step], { secrets: [KEY] })), [KEY]);
    expect(found.map((leak) => leak.where.split(" ")[0])).toContain(where);
  });

  test("obeys workflow commands in their order: groups, stopped stretches, the older syntax", async () => {
    const text = [
      "::group::Write",
      "::notice::fine%2C 100%25",
      "::endgroup::",
      "::debug::hidden",
      "::stop-commands::tok",
      "::error::not a command",
      "::tok::",
      "said ##[warning]old",
      "::unknown::kept",
    ];
    const result = await runAction(standIn([["out", text.join("\n")]]));
    expect(result.log.split("\n")).toEqual([
      "##[group]Write",
      "##[notice]fine%2C 100%",
      "##[endgroup]",
      "::error::not a command",
      "##[warning]old",
      "::unknown::kept",
    ]);
    expect(result.annotations.map((annotation) => annotation.level)).toEqual(["notice", "warning"]);
  });

  test("shows ten annotations of a kind, and drops a summary above 1 MiB with an error", async () => {
    const errors = Array.from({ length: 12 }, (_, index) => `::error::e${index}\n`).join("");
    const result = await runAction(
      standIn([
        ["out", errors],
        ["fill", ["GITHUB_STEP_SUMMARY", 1_048_577]],
      ]),
    );
    expect(result.annotations).toHaveLength(13);
    expect(result.shownAnnotations).toHaveLength(10);
    expect(result.summary).toBe("");
    expect(result.annotations.at(-1)?.message).toContain("upload aborted");
  });

  test("reads outputs, state, exported variables and files, and passes the exit code on", async () => {
    const result = await runAction(
      standIn([
        ["file", ["GITHUB_OUTPUT", "answer=a=b\nlong<<E1\none\ntwo\nE1\n"]],
        ["file", ["GITHUB_STATE", "phase=2\n"]],
        ["file", ["GITHUB_ENV", "NAME=value\n"]],
        ["temp", ["report.json", "{}"]],
        ["exit", 4],
      ]),
    );
    expect(result).toMatchObject({
      exitCode: 4,
      killedBy: null,
      outputs: { answer: "a=b", long: "one\ntwo" },
      state: { phase: "2" },
      env: { NAME: "value" },
      files: { "report.json": "{}" },
    });
  });

  test("warns of an input that the action does not have, and passes it on all the same", async () => {
    const result = await runAction(standIn([["env"]], { inputs: { mod: "plan" } }));
    expect(result.annotations[0]?.message).toMatch(/^Unexpected input\(s\) 'mod', valid inputs are \['script', /);
    expect(JSON.parse(result.rawStdout)).toHaveProperty("INPUT_MOD", "plan");
  });

  test("cancels with SIGINT and lets the step end in its own way", async () => {
    const cancel = new AbortController();
    const steps: Step[] = [["leave", "SIGINT"], ["hang"], ["out", "ready\n"]];
    const result = await runAction(standIn(steps, { signal: cancel.signal, onLine: () => cancel.abort() }));
    expect([result.exitCode, result.log]).toEqual([3, "ready\nleft on SIGINT"]);
  });

  test("goes on to SIGTERM and SIGKILL when the step does not heed", async () => {
    const cancel = new AbortController();
    const steps: Step[] = [["ignore", "SIGINT"], ["ignore", "SIGTERM"], ["hang"], ["out", "ready\n"]];
    const patience = { interruptMs: 40, terminateMs: 40 };
    const run = standIn(steps, { signal: cancel.signal, patience, onLine: () => cancel.abort() });
    const result = await runAction(run);
    expect(result.killedBy).toBe("SIGKILL");
    expect(result.log).toBe("ready\nignored SIGINT\nignored SIGTERM");
  });

  test("kills the step at the moment that a test names, by a predicate or by hand", async () => {
    let isReady = false;
    const steps: Step[] = [["ignore", "SIGTERM"], ["hang"], ["out", "ready\n"]];
    const watched = await runAction(
      standIn(steps, {
        killAt: () => isReady,
        onLine: () => {
          isReady = true;
        },
      }),
    );
    const running = startAction(standIn(steps, { onLine: () => running.kill() }));
    expect([watched.killedBy, (await running.result).killedBy]).toEqual(["SIGKILL", "SIGKILL"]);
  });

  test("gives up on a step that never ends", async () => {
    await expect(runAction(standIn([["hang"]], { hangMs: 300 }))).rejects.toThrow("still running after 300 ms");
  });
});
