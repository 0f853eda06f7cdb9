import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parsePairs } from "./runner/command-files.ts";
import { JobLog } from "./runner/job-log.ts";
import { Masker } from "./runner/masker.ts";

const ROOT = join(import.meta.dirname, "..");

interface Declared {
  readonly default?: string;
  readonly type?: string;
  readonly value?: string;
}
interface Step {
  readonly name: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}
interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly concurrency?: { readonly group: string };
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<Record<string, Declared>>;
      readonly secrets: Readonly<Record<string, Declared>>;
      readonly outputs: Readonly<Record<string, Declared>>;
    };
  };
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Strings only, as a runner reads them. */
function read<T>(path: string): T {
  return parse(readFileSync(join(ROOT, path), "utf8"), { schema: "failsafe" }) as T;
}

const action = read<{ inputs: Record<string, Declared>; outputs: Record<string, unknown> }>("action.yml");
const rotate = read<Workflow>(".github/workflows/rotate.yml");
const examples = readdirSync(join(ROOT, "examples")).filter((name) => name.endsWith(".yml") && name !== "rekey.yml");
const workflows = [
  ...readdirSync(join(ROOT, ".github/workflows")).map((name) => `.github/workflows/${name}`),
  ...examples.map((name) => `examples/${name}`),
];
const SECRETS: Readonly<Record<string, string>> = {
  "kosli-api-token": "key-service-token",
  "github-token": "github-token",
  "github-app-private-key": "github-app-private-key",
  "current-key": "current-key",
};

function job(): Job {
  const found = rotate.jobs.rotate;
  if (found === undefined) throw new Error("rotate.yml has no job rotate");
  return found;
}

function step(name: string): Step {
  const found = job().steps?.find((one) => one.name === name);
  if (found === undefined) throw new Error(`rotate.yml has no step ${name}`);
  return found;
}

describe("the reusable workflow", () => {
  test("takes every input of the action that is no secret, with the same default, and two of its own", () => {
    const { environment, "runs-on": runsOn, ...inputs } = rotate.on.workflow_call.inputs;
    const open = Object.keys(action.inputs).filter((name) => SECRETS[name] === undefined);
    expect(Object.keys(inputs).sort()).toEqual(open.sort());
    for (const name of open) {
      const expected = name === "github-api-url" ? "" : (action.inputs[name]?.default ?? "");
      expect([name, inputs[name]?.type, inputs[name]?.default]).toEqual([name, "string", expected]);
    }
    expect([environment?.default, runsOn?.default]).toEqual(["", "ubuntu-latest"]);
  });

  test("passes every input and secret on to the action", () => {
    const expected = Object.keys(action.inputs).map((name) => {
      if (name === "github-api-url") return [name, "${{ inputs.github-api-url || github.api_url }}"];
      const secret = SECRETS[name];
      return [name, secret === undefined ? `\${{ inputs.${name} }}` : `\${{ secrets.${secret} }}`];
    });
    expect(step("rekey").with).toEqual(Object.fromEntries(expected));
    expect(Object.keys(rotate.on.workflow_call.secrets).sort()).toEqual([...Object.values(SECRETS), "env"].sort());
  });

  test("gives every output of the action back", () => {
    const names = Object.keys(action.outputs);
    const { outputs } = rotate.on.workflow_call;
    expect(Object.keys(outputs)).toEqual(names);
    for (const name of names) {
      expect(outputs[name]?.value).toBe(`\${{ jobs.rotate.outputs.${name} }}`);
      expect(job().outputs?.[name]).toBe(`\${{ steps.rekey.outputs.${name} }}`);
    }
  });

  test("has a concurrency group that no caller has", () => {
    const own = job().concurrency?.group ?? "";
    expect(own).toMatch(/^rekey-reusable-/);
    const groups = examples.map((name) => read<Workflow>(`examples/${name}`).concurrency?.group ?? "none");
    expect(groups.filter((group) => group === "none" || group.startsWith("rekey-reusable"))).toEqual([]);
  });

  test("pins the action by a commit and may read the repository, nothing else", () => {
    expect(step("rekey").uses).toMatch(/^rekey-action\/rekey@(?!0{40})[0-9a-f]{40}$/);
    expect([rotate.permissions, job().permissions]).toEqual([{}, { contents: "read" }]);
  });
});

describe("the workflows", () => {
  test.each(workflows)("%s asks for no permission at its top, and uses nothing that can move under it", (path) => {
    const { permissions, jobs } = read<Workflow>(path);
    expect(permissions).toEqual({});
    const used = Object.values(jobs).flatMap((one) => [one.uses, ...(one.steps ?? []).map(({ uses }) => uses)]);
    const movable = used.filter((uses) => uses !== undefined && !/@[0-9a-f]{40}$/.test(uses));
    const own = path.startsWith("examples/")
      ? /^rekey-action\/rekey(\/\.github\/workflows\/rotate\.yml)?@v1$/
      : /^\.\/$/;
    expect(movable.filter((uses) => !own.test(uses ?? ""))).toEqual([]);
  });

  test.each(examples)("example %s gives the action only inputs that it has", (name) => {
    const { jobs } = read<Workflow>(`examples/${name}`);
    const known = new Set([...Object.keys(action.inputs), ...Object.keys(rotate.on.workflow_call.inputs)]);
    const steps = Object.values(jobs).flatMap((one) => [one as Step, ...(one.steps ?? [])]);
    const ours = steps.filter(({ uses }) => uses?.startsWith("rekey-action/") === true);
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.flatMap((one) => Object.keys(one.with ?? {})).filter((input) => !known.has(input))).toEqual([]);
  });
});

describe("the lines of the secret env", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rekey-env-"));
    writeFileSync(join(folder, "env"), "");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function runWith(lines: string) {
    const env = { PATH: "/usr/bin:/bin", REKEY_ENV: lines, GITHUB_ENV: join(folder, "env") };
    const script = step("Mask and export the lines of the secret env").run ?? "";
    const { status, stdout } = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
    const masker = new Masker();
    const log = new JobLog(masker);
    for (const line of stdout.split("\n").slice(0, -1)) log.line(line);
    return { status, log, masker, exported: parsePairs(readFileSync(join(folder, "env"), "utf8")) };
  }

  test("are masked and exported, whatever is in the value", () => {
    const { status, log, masker, exported } = runWith("A=s3cret%0Avalue=1\r\n\n# a comment\nB_2=x<<y $HOME `id`\nC=");
    expect(status).toBe(0);
    expect(exported).toEqual({ A: "s3cret%0Avalue=1", B_2: "x<<y $HOME `id`", C: "" });
    expect(log.lines).toEqual([]);
    expect(masker.mask("s3cret%0Avalue=1 and x<<y $HOME `id`")).toBe("*** and ***");
  });

  test("may be missing", () => {
    expect(runWith("")).toMatchObject({ status: 0, exported: {} });
  });

  test.each([
    ["s3cret-without-a-name", "line 2 is not NAME=value"],
    ["1A=s3cret-value", "line 2 is not NAME=value"],
    ["NODE_OPTIONS=--require=s3cret", "line 2 sets NODE_OPTIONS, which is reserved"],
    ["PATH=s3cret", "line 2 sets PATH, which is reserved"],
    ["GITHUB_OUTPUT=s3cret", "line 2 sets GITHUB_OUTPUT, which is reserved"],
  ])("are refused without being shown: %s", (line, told) => {
    const { status, log, exported } = runWith(`A=first-value\n${line}`);
    expect([status, log.annotations.map(({ message }) => message)]).toEqual([1, [told]]);
    expect(log.lines.join("\n")).not.toContain("s3cret");
    expect(Object.keys(exported)).toEqual(["A"]);
  });
});
