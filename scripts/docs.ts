import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { reportJsonSchema } from "../src/report/report-schema.ts";
import { DESCRIPTION_SCHEMA, descriptionEditorSchema, editorSchema } from "./schema.ts";
import { fill, tables } from "./tables.ts";

/**
 * Writes what is derived from the sources: the tables of README.md and of the page about HTTP key services between
 * their markers, and the JSON Schemas of the configuration file, of descriptions and of the report of a run. With
 * `--check` it writes nothing, and fails if anything is out of date.
 */

const HTTP_PAGE = "docs/http-key-services.md";
const isCheck = process.argv.includes("--check");
const readme = readFileSync("README.md", "utf8");
const contents = await tables();
const files = {
  "README.md": fill(readme, contents),
  [HTTP_PAGE]: fill(readFileSync(HTTP_PAGE, "utf8"), contents),
  "schema/rekey.schema.json": `${JSON.stringify(await editorSchema(), null, 2)}\n`,
  "schema/report.schema.json": `${JSON.stringify(reportJsonSchema(), null, 2)}\n`,
  [`schema/${DESCRIPTION_SCHEMA}`]: `${JSON.stringify(descriptionEditorSchema(), null, 2)}\n`,
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
