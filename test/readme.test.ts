import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { scanTree } from "./architecture/scan.ts";

const ROOT = join(import.meta.dirname, "..");
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");

function read<T>(path: string): T {
  return parse(readFileSync(join(ROOT, path), "utf8")) as T;
}

interface Step {
  readonly with: unknown;
}
interface Workflow {
  readonly on: { readonly workflow_call: { readonly inputs: object; readonly secrets: object } };
  readonly concurrency: unknown;
  readonly jobs: { readonly rotate: { readonly steps: readonly Step[] } };
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");
}

describe("the README", () => {
  test("links to files and headings that exist", () => {
    const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map((match) => `#${anchorOf(match[1] ?? "")}`);
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? "");
    const local = links.filter((link) => !link.startsWith("https://"));
    expect(local.length).toBeGreaterThan(15);
    expect(
      local.filter((link) => !(link.startsWith("#") ? anchors.includes(link) : existsSync(join(ROOT, link)))),
    ).toEqual([]);
  });

  test("explains messages that the program really has", () => {
    // As whole texts: messages are told apart from their surroundings by the quotes of the source.
    const source = scanTree(ROOT, "src")
      .map(({ path }) => readFileSync(join(ROOT, path), "utf8"))
      .join("\n");
    const table = /## Troubleshooting\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? "";
    const quoted = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap((row) => [...(row[1] ?? "").matchAll(/\*(.+?)\*/g)]);
    const messages = quoted.map((match) => match[1] ?? "");
    expect(messages.length).toBeGreaterThan(20);
    expect(messages.filter((message) => !source.includes(message))).toEqual([]);
  });

  test("shows the quick start that the example holds and the tests run", () => {
    const quick = parse(blocks[0] ?? "") as Workflow;
    const example = read<Workflow>("examples/scheduled.yml");
    expect(quick.jobs.rotate.steps[0]?.with).toEqual(example.jobs.rotate.steps[0]?.with);
    expect(quick.concurrency).toEqual(example.concurrency);
  });

  test("keeps the jobs of the quick start under twenty lines", () => {
    const jobs = (blocks[0] ?? "").split("\njobs:")[1] ?? "";
    expect(jobs.trimEnd().split("\n").length).toBeLessThan(20);
  });

  test("names in its workflows only inputs and secrets that there are", () => {
    const action = read<{ readonly inputs: object }>("action.yml");
    const { inputs, secrets } = read<Workflow>(".github/workflows/rotate.yml").on.workflow_call;
    const known = [...Object.keys(action.inputs), ...Object.keys(inputs), ...Object.keys(secrets)];
    const named = blocks
      .flatMap((block) => block.split("uses: rekey-action/rekey").slice(1))
      .flatMap((block) => [...block.matchAll(/^ {6,10}([a-z-]+): \S?/gm)].map((match) => match[1] ?? ""));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test("shows a configuration that the published schema takes, as does the example", () => {
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema(read<object>("schema/http-key-service.schema.json"), "http-key-service.schema.json");
    const validate = ajv.compile(read<object>("schema/rekey.schema.json"));
    const shown = blocks.find((block) => block.includes("\nversion: 1\n")) ?? "";
    for (const text of [shown, readFileSync(join(ROOT, "examples/rekey.yml"), "utf8")]) {
      expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
    }
    expect(validate(parse(shown.replace("strategy:", "strategie:")))).toBe(false);
  });

  test("lists every kind that this version refuses", () => {
    const later = ["destinations", "key-services"].flatMap((folder) => {
      const registry = readFileSync(join(ROOT, "src", folder, "registry.ts"), "utf8");
      const list = /later\w+: readonly string\[\] = \[([\s\S]*?)\]/.exec(registry)?.[1] ?? "";
      return [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
    });
    expect(later.length).toBeGreaterThan(5);
    expect(later.filter((kind) => !readme.includes(`\`${kind}\``))).toEqual([]);
  });
});
