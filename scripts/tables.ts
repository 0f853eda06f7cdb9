import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod/mini";
import { namesOf } from "../src/key-services/http/names.ts";
import { descriptionSchema } from "../src/key-services/http/schema.ts";
import { SHIPPED_NAMES, shipped } from "../src/key-services/http/services/index.ts";
import { destinationKinds, type Kind, keyServiceKinds } from "./schema.ts";

const metadata = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

/** Tables by the name of their markers: `<!-- inputs:begin -->` … `<!-- inputs:end -->`. */
export async function tables(): Promise<Readonly<Record<string, string>>> {
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
    "http-services": serviceTable(),
  };
}

/** The descriptions of HTTP key services that come with rekey. */
function serviceTable(): string {
  const rows = SHIPPED_NAMES.map((name) => {
    const { description, unverified } = shipped(name);
    const { params = [], issue } = descriptionSchema.parse(description);
    const credentials = [...namesOf(description, "cred").keys()];
    return [code(name), issue.kind, params.map(code).join(", "), credentials.map(code).join(", "), unverified];
  });
  return table(["`service`", "By", "`params`", "`credentials`", "Not verified"], rows);
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
export function fill(text: string, contents: Readonly<Record<string, string>>): string {
  let filled = text;
  for (const [name, content] of Object.entries(contents)) {
    const pattern = new RegExp(`(<!-- ${name}:begin -->)[\\s\\S]*?(<!-- ${name}:end -->)`, "g");
    filled = filled.replace(pattern, (_, begin: string, end: string) => `${begin}\n${content}\n${end}`);
  }
  return filled;
}
