import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { reportJsonSchema } from "../../src/report/report-schema.ts";
import { type ActionResult, type ActionRun, runAction } from "../runner/harness.ts";
import { leaks } from "../runner/leaks.ts";
import { DAY, NEW_KEY, NOW, OLD_KEY, partial, rotation, run, target } from "./fixtures.ts";
import type { Step } from "./stand-in/reporter.ts";

const KEY = "n3w-k3y/Zq81Lm+77=xYtR5";

function report(steps: readonly Step[], more: ActionRun = {}): Promise<ActionResult> {
  const actionDirectory = join(import.meta.dirname, "stand-in");
  return runAction({ actionDirectory, workspace: { "steps.json": JSON.stringify(steps) }, ...more });
}

function jsonFile({ files }: ActionResult): unknown {
  const [path, ...others] = Object.keys(files);
  expect(others).toEqual([]);
  expect(path).toMatch(/^rekey-report-[\w-]+\.json$/);
  return JSON.parse(files[path ?? ""] ?? "");
}

describe("a run that went well", () => {
  it("ends with exit code 0, one line, a summary, outputs and a JSON report", async () => {
    const result = await report([["finish", run([rotation()])]]);
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toEqual([]);
    expect(result.log).toBe(
      `kosli-ci: rotated. The new key \`${NEW_KEY}\` is in all 3 destinations. The old key \`${OLD_KEY}\` works until 2026-07-12 05:17 UTC (in 6 d 23 h).`,
    );
    expect(result.summary).toContain("## ✅ rekey · kosli-ci: rotated");
    expect(result.outputs).toMatchObject({ outcome: "rotated", rotated: "true", "key-id": NEW_KEY, due: "[]" });
    const ajv = new Ajv2020();
    addFormats.default(ajv);
    expect(ajv.validate(reportJsonSchema() as object, jsonFile(result))).toBe(true);
    expect(result.outputs.report).toContain("rekey-report-");
  });
});

describe("a run that failed", () => {
  it("fails the step with one sentence, and shows at most ten annotations of a level", async () => {
    const result = await report([["finish", run([partial(198, 2)])]]);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual(result.shownAnnotations);
    expect(result.annotations.at(-1)).toEqual({
      level: "error",
      message: `kosli-ci: partly done: The new key \`${NEW_KEY}\` is in 198 of 200 destinations; 2 do not hold it yet; the old key works until 2026-07-12 05:17 UTC (in 6 d 23 h).`,
    });
    expect(result.annotations[0]?.title).toBe("2 destinations were not written");
  });

  it("shows what is wrong with the configuration at its place, once", async () => {
    const problems = Array.from({ length: 30 }, (_, index) => ({
      message: `problem ${index}`,
      hint: "Mend it.",
      file: ".github/rekey.yml",
      line: index + 1,
    }));
    const failed = run([], { problems: problems.map(({ message }) => message) });
    const result = await report([
      ["problems", problems],
      ["finish", failed],
    ]);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toHaveLength(10);
    expect(result.rawStdout).toContain(
      "::error title=Configuration,file=.github/rekey.yml,line=1::.github/rekey.yml:1: problem 0%0AWhat to do: Mend it.",
    );
    expect(result.log).toContain("Error: .github/rekey.yml:30: problem 29");
    expect(result.outputs.outcome).toBe("failed");
    expect(result.summary).toContain("- problem 29");
  });

  it("stays within GitHub's limits with 5,000 destinations of which 2,000 failed", async () => {
    const result = await report([["finish", run([partial(3000, 2000)])]]);
    expect(result.summary).not.toBe("");
    expect(result.annotations).toEqual(result.shownAnnotations);
    for (const { message } of result.annotations) expect(message.length).toBeLessThan(4096);
  });
});

describe("the log", () => {
  it("folds steps into groups that are closed in the end", async () => {
    const result = await report([
      ["event", { rotation: "kosli-ci", type: "phase.began", phase: "distribute", total: 2 }],
      ["event", { rotation: "kosli-ci", type: "target.written", target: "acme/api", created: false }],
      ["finish", run([rotation()])],
    ]);
    expect(result.rawStdout.split("\n").slice(0, 3)).toEqual([
      "::group::kosli-ci: writing destinations (2)",
      "Written: `acme/api`",
      "::endgroup::",
    ]);
  });

  it("obeys no command that a server or a file put into a text", async () => {
    const evil =
      "::error::hijacked\n::set-output name=outcome::rotated\r##[error]hijacked ##[add-mask]e\u2028::stop-commands::x";
    const found = {
      level: "error",
      code: "call-failed",
      phase: "mint",
      on: evil,
      fault: "contract",
      message: evil,
      hint: evil,
    } as const;
    const hostile = rotation({
      name: evil,
      outcome: "failed",
      keyId: evil,
      targets: [target(evil, "failed", { why: evil })],
      findings: [found],
    });
    const result = await report([
      ["event", { rotation: evil, type: "phase.began", phase: "mint" }],
      ["event", { rotation: evil, type: "found", finding: found }],
      ["event", { rotation: evil, type: "key.minted", keyId: evil }],
      ["warn", { message: evil, hint: evil, file: evil, line: 1 }],
      ["problems", [{ message: evil }]],
      ["finish", run([hostile], { problems: [evil] })],
    ]);
    expect(result.outputs.outcome).toBe("failed");
    expect(result.annotations.filter(({ message }) => message.startsWith("hijacked"))).toEqual([]);
    for (const line of result.rawStdout.split("\n").filter((text) => text !== "")) {
      expect(line).toMatch(/^::(group|endgroup|error|warning|notice)[: ]|^[^:#]|^: :/);
      expect(line.startsWith("::") || !line.includes("##[")).toBe(true);
    }
  });
});

describe("secrets", () => {
  /** A report in which the key turns up wherever a text may stand, as if every layer above had failed. */
  function careless(secret: string): Step[] {
    const encoded = Buffer.from(`user:${secret}`).toString("base64");
    const text = `it answered ${secret} and ${encodeURIComponent(secret)} and ${encoded}`;
    const found = {
      level: "error",
      code: "call-failed",
      phase: "mint",
      on: text,
      fault: "contract",
      message: text,
      hint: text,
    } as const;
    const leaky = rotation({
      outcome: "failed",
      keyId: secret,
      keyService: text,
      targets: [target(text, "failed", { why: text })],
      findings: [found],
    });
    return [
      ["event", { rotation: "kosli-ci", type: "found", finding: found }],
      ["warn", { message: text, hint: text }],
      ["problems", [{ message: text }]],
      [
        "finish-and-tell",
        { report: run([leaky], { problems: [text] }), url: "http://127.0.0.1:9/hooks/w3bh00kS3cr3t", on: ["always"] },
      ],
    ];
  }

  it("are in nothing that the run leaves, even if every text holds them", async () => {
    const result = await report([["mask", KEY], ...careless(KEY)]);
    expect(leaks(result, [KEY, "hooks/w3bh00kS3cr3t"])).toEqual([]);
    expect(JSON.stringify(jsonFile(result))).toContain("***");
    expect(result.log).toContain("Warning: Webhook 1 of 1:");
  });

  it("are found before a text is cut, so that no piece of one is left", async () => {
    const steps: Step[] = [["mask", KEY]];
    for (let cut = 0; cut < KEY.length; cut += 3) {
      for (const length of [200, 300, 600, 1000, 2000, 4000]) {
        const text = `${"x ".repeat((length - cut) / 2)}${KEY} and more`;
        const found = {
          level: "error",
          code: "call-failed",
          phase: "mint",
          on: text,
          fault: "contract",
          message: text,
          hint: text,
        } as const;
        steps.push(
          ["event", { rotation: "kosli-ci", type: "found", finding: found }],
          ["warn", { message: text, hint: text }],
        );
        steps.push([
          "finish",
          run([
            rotation({
              outcome: "failed",
              keyId: text,
              targets: [target(text, "failed", { why: text })],
              findings: [found],
            }),
          ]),
        ]);
      }
    }
    const result = await report(steps);
    expect(leaks({ ...result, files: {} }, [KEY])).toEqual([]);
    for (let length = 6; length < KEY.length; length++)
      expect(result.rawStdout).not.toContain(` ${KEY.slice(0, length)}`);
    for (let length = 6; length < KEY.length; length++)
      expect(result.rawSummary).not.toContain(` ${KEY.slice(0, length)}`);
  });

  it("of several lines are hidden line by line, and star nothing else", async () => {
    const lines = ["MIIEowIBAAKCAQEAx7Wq5m1Zb3VtQ9c8f2d0k5Jw", "hS1vY2pXr8uT6nQeLaKdGfHjZcVbNmMq3E4R5T6Y"];
    const pem = `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
    const result = await report([["mask", pem], ...careless(pem)]);
    expect(leaks(result, lines)).toEqual([]);
    expect(result.summary).toContain("rekey · kosli-ci: failed");
  });

  it("are hidden whole where one is the beginning of another", async () => {
    const longer = `${KEY}-and-more-of-it`;
    const result = await report([["mask", KEY], ["mask", longer], ...careless(longer)]);
    expect(leaks(result, [longer])).toEqual([]);
    expect(JSON.stringify(jsonFile(result))).not.toContain("and-more-of-it");
  });

  it("are never printed where no runner would take them for masks", async () => {
    const result = await report(
      [
        ["mask", KEY],
        ["finish", run([rotation()])],
      ],
      { env: { GITHUB_ACTIONS: "false" } },
    );
    expect(result.rawStdout).not.toContain(KEY);
    expect(result.rawStdout).not.toContain("::");
    expect(result.exitCode).toBe(0);
  });

  it("are registered before any line that is printed after them, and only once", async () => {
    const result = await report([
      ["mask", KEY],
      ["mask", KEY],
      ["warn", { message: "after" }],
    ]);
    const lines = result.rawStdout.trimEnd().split("\n");
    expect(lines.at(-1)).toBe("Warning: after");
    const masks = lines.slice(0, -1);
    expect(masks.every((line) => line.startsWith("::add-mask::"))).toBe(true);
    expect(new Set(masks).size).toBe(masks.length);
  });
});

describe("outside of a runner", () => {
  it("shows headings instead of groups and a plain last sentence", async () => {
    const result = await report(
      [
        ["event", { rotation: "kosli-ci", type: "phase.began", phase: "prove" }],
        ["event", { rotation: "kosli-ci", type: "key.proved", keyId: NEW_KEY, place: "GET /environments" }],
        [
          "finish",
          run([
            rotation({
              outcome: "held",
              predecessorExpiresAtMs: NOW + DAY,
              findings: [{ level: "error", code: "no-targets" }],
            }),
          ]),
        ],
      ],
      { env: { GITHUB_ACTIONS: "" } },
    );
    expect(result.exitCode).toBe(1);
    expect(result.rawStdout).toMatchInlineSnapshot(`
      "▸ kosli-ci: proving the new key
      The new key works: it was accepted at GET /environments.

      kosli-ci: on hold: There is no destination to write; the old key works until 2026-07-06 05:19 UTC (in 1 d).
      "
    `);
  });
});

describe("files that cannot be written", () => {
  it("are a warning, and do not change how the run ended", async () => {
    const env = { GITHUB_STEP_SUMMARY: "/nowhere/summary", GITHUB_OUTPUT: "/nowhere/output", RUNNER_TEMP: "/nowhere" };
    const result = await report([["finish", run([rotation()])]], { env });
    expect(result.exitCode).toBe(0);
    expect(result.annotations.map(({ level }) => level)).toEqual(["warning", "warning", "warning"]);
    expect(result.annotations[0]?.message).toMatch(/^The JSON report could not be written: ENOENT/);
  });
});
