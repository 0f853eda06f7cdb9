import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { destinationKinds, editorSchema, type Kind, keyServiceKinds } from "./schema.ts";

/**
 * Writes what is derived from the sources: the tables of README.md between their markers, and the JSON Schema of the
 * configuration file. With `--check` it writes nothing, and fails if anything is out of date.
 */

const metadata = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

/** Tables by the name of their markers: `<!-- inputs:begin -->` … `<!-- inputs:end -->`. */
async function tables(): Promise<Readonly<Record<string, string>>> {
  const { inputs, outputs } = metadata.parse(parse(readFileSync("action.yml", "utf8")));
  return {
    inputs: table(
      ["Input", "Default", "Meaning"],
      Object.entries(inputs).map(([name, input]) => [code(name), code(input.default), input.description]),
    ),
    outputs: table(
      ["Output", "Meaning"],
      Object.entries(outputs).map(([name, output]) => [code(name), output.description]),
    ),
    "key-services": kindTable(await keyServiceKinds()),
    destinations: kindTable(await destinationKinds()),
  };
}

function kindTable(kinds: readonly Kind[]): string {
  const rows = kinds.map(({ name, summary, options }) => {
    const fields = Object.keys(options.properties ?? {}).map(code);
    return [code(name), summary, fields.join(", ")];
  });
  return table(["`kind`", "What it is", "Options"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.trim().replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}

/** The text with every table between its markers renewed. Tables without markers are left out. */
function fill(text: string, contents: Readonly<Record<string, string>>): string {
  let filled = text;
  for (const [name, content] of Object.entries(contents)) {
    const pattern = new RegExp(`(<!-- ${name}:begin -->)[\\s\\S]*?(<!-- ${name}:end -->)`, "g");
    filled = filled.replace(pattern, (_, begin: string, end: string) => `${begin}\n${content}\n${end}`);
  }
  return filled;
}

const isCheck = process.argv.includes("--check");
const readme = readFileSync("README.md", "utf8");
const files = {
  "README.md": fill(readme, await tables()),
  "schema/rekey.schema.json": `${JSON.stringify(await editorSchema(), null, 2)}\n`,
};

mkdirSync("schema", { recursive: true });
for (const name of ["inputs", "outputs"]) {
  if (!readme.includes(`<!-- ${name}:begin -->`)) throw new Error(`README.md has no marker <!-- ${name}:begin -->`);
}
for (const [path, content] of Object.entries(files)) {
  if (readOptional(path) === content) continue;
  if (isCheck) {
    console.error(`${path} is out of date: run \`npm run docs\``);
    process.exitCode = 1;
  } else {
    writeFileSync(path, content);
    console.log(`${path} written`);
  }
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
